"""From bytes to text: size, encoding, and whether there is anything to read.

Both notations start here. Must not import anything above `dflow_graph.source`.
"""

from __future__ import annotations

import codecs
import re

from dflow_graph.readers.faults import Flaw, fault_of
from dflow_graph.source.document import Limits
from dflow_graph.source.fault import Fault

__all__ = ["content_start", "decode_text"]

_SAVE_AS_UTF8 = "Save the file as UTF-8 without a byte order mark."
# UTF-32 stands first: the mark of UTF-16LE is how that of UTF-32LE begins.
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
# Which of the first four bytes are NUL, for texts that begin with two ASCII characters.
_WIDE_STARTS: dict[tuple[bool, ...], str] = {
    (True, True, True, False): "UTF-32",
    (False, True, True, True): "UTF-32",
    (True, False, True, False): "UTF-16",
    (False, True, False, True): "UTF-16",
}
_GB2312_BYTES = range(0xA1, 0xFF)
_HALF_LEAD = 0xED
_BLANK = re.compile(r"[ \t\r\n]*")
_LINE_END = re.compile(r"[\r\n]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def decode_text(data: bytes | str, limits: Limits) -> str:
    """The text of a document; `data` that is a string already is held to the same rules.

    Raises `Fault`: DG001 if it is not UTF-8 (ENC-1), DG002 if it starts with a byte order mark
    (ENC-2), DG003 if there is nothing in it but blanks and comments (DOC-1), DG011 if it is larger
    than `limits.max_bytes` (LIM-1), and DG009 for a lone surrogate in a string (ENC-3).
    """
    text = _checked_string(data, limits) if isinstance(data, str) else _decoded(data, limits)
    # DOC-1
    if content_start(text, 0) == len(text):
        message = "the document is empty: it has nothing but blanks and comments"
        if not text:
            message = "the document is empty"
        raise _fault("DG003", message, "Write one object with the fields of the document.")
    return text


def content_start(text: str, index: int) -> int:
    """Offset of the first character from `index` on that is neither blank nor in a # comment."""
    while True:
        index = _blank_end(text, index)
        if not text.startswith("#", index):
            return index
        line_end = _LINE_END.search(text, index)
        if line_end is None:
            return len(text)
        index = line_end.end()


def _blank_end(text: str, index: int) -> int:
    match = _BLANK.match(text, index)
    return match.end() if match else index


def _decoded(data: bytes, limits: Limits) -> str:
    # LIM-1
    if len(data) > limits.max_bytes:
        raise _too_large(len(data), limits)
    # ENC-1
    for mark, name in _WIDE_MARKS:
        if data.startswith(mark):
            raise _fault("DG001", f"the file is {name}, not UTF-8", _SAVE_AS_UTF8)
    # ENC-2
    if data.startswith(codecs.BOM_UTF8):
        raise _byte_order_mark()
    nul = data.find(0)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        if nul < 0 or error.start < nul:
            raise _not_utf8(data, error) from None
        raise _nul(data, nul) from None
    if nul >= 0:
        raise _nul(data, nul)
    return text


def _checked_string(text: str, limits: Limits) -> str:
    size = len(text)
    if size <= limits.max_bytes < 4 * size:
        size = len(text.encode("utf-8", "surrogatepass"))
    # LIM-1
    if size > limits.max_bytes:
        raise _too_large(size, limits)
    # ENC-2
    if text.startswith("\ufeff"):
        raise _byte_order_mark()
    nul = text.find("\0")
    if nul >= 0:
        flaw = Flaw("DG001", nul, nul + 1, _NUL_MESSAGE, _NUL_HINT)
        raise fault_of(text, flaw)
    # ENC-3
    lone = _SURROGATE.search(text)
    if lone:
        message = f"U+{ord(lone[0]):04X} is half of a pair and no character"
        flaw = Flaw("DG009", *lone.span(), message, "Replace it by the whole character.")
        raise fault_of(text, flaw)
    return text


_NUL_MESSAGE = "the file holds a NUL byte; it is not a text"
_NUL_HINT = "Give a JSON or YAML text in UTF-8."


def _nul(data: bytes, index: int) -> Fault:
    name = _WIDE_STARTS.get(tuple(byte == 0 for byte in data[:4]))
    if name:
        return _fault_at_byte(data, index, f"the file is {name}, not UTF-8", _SAVE_AS_UTF8)
    return _fault_at_byte(data, index, _NUL_MESSAGE, _NUL_HINT)


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Fault:
    byte = data[error.start]
    if error.reason == "unexpected end of data":
        message = "the file ends in the middle of a UTF-8 character"
        return _fault_at_byte(data, error.start, message, "Restore the end of the file.")
    following = data[error.start + 1 : error.start + 2]
    if byte == _HALF_LEAD and following >= b"\xa0":
        message = "the file holds half of a surrogate pair, which UTF-8 cannot"
        return _fault_at_byte(data, error.start, message, "Write the whole character.")
    likely = "Windows-1252 (Latin-1)"
    if byte in _GB2312_BYTES and following and following[0] in _GB2312_BYTES:
        likely = "GBK"
    message = f"byte 0x{byte:02X} is not UTF-8; the file is probably {likely} or binary"
    return _fault_at_byte(data, error.start, message, _SAVE_AS_UTF8)


def _fault_at_byte(data: bytes, index: int, message: str, hint: str) -> Fault:
    before = data[:index].decode()
    return fault_of(before + "?", Flaw("DG001", len(before), len(before) + 1, message, hint))


def _byte_order_mark() -> Fault:
    return _fault("DG002", "the file starts with a byte order mark", _SAVE_AS_UTF8)


def _too_large(size: int, limits: Limits) -> Fault:
    message = f"the document is {size} bytes large; the limit is {limits.max_bytes}"
    return _fault("DG011", message, "Split the document, or raise the limit of bytes.")


def _fault(code: str, message: str, hint: str) -> Fault:
    return fault_of("", Flaw(code, 0, 0, message, hint))

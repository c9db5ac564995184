"""Known forms of credentials in a text, and what is a placeholder for one.

Imports the standard library alone. Every pattern is linear: it begins with a literal that is
looked for first, and what follows it cannot begin again inside of itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from dflow_graph.expr.outline import outline
from dflow_graph.passes.credential_runs import long_runs
from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = [
    "SHORTEST",
    "Match",
    "all_outlines",
    "entropy",
    "hint_of_credential",
    "is_placeholder",
    "known_credentials",
    "may_be_known",
]

SHORTEST = 12
"""No text that is shorter can hold a credential of a known form."""


class Match(Record):
    """A credential in a text: what it is, how it begins for all to see, and where it stands."""

    what: str
    shown: str
    start: int
    end: int


class _Shape(Record):
    literal: str
    what: str
    pattern: re.Pattern[str]


_APART = r"(?<![A-Za-z0-9_-])"


def _shape(literal: str, what: str, rest: str, before: str = _APART) -> _Shape:
    return _Shape(literal, what, regex(f"{before}({re.escape(literal)}{rest})"))


def _hook(address: str, rest: str) -> _Shape:
    """An address that anybody who knows it may post to."""
    return _shape(address, "the secret address of a webhook", rest, "")


_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

# Each is one run of characters, as `credential_runs` says.
_SHAPES = (
    _shape("AKIA", "an AWS access key", r"[0-9A-Z]{16}(?![0-9A-Za-z])"),
    _shape("ASIA", "an AWS access key", r"[0-9A-Z]{16}(?![0-9A-Za-z])"),
    _shape("ghp_", "a GitHub token", r"[A-Za-z0-9]{36,255}"),
    _shape("gho_", "a GitHub token", r"[A-Za-z0-9]{36,255}"),
    _shape("ghu_", "a GitHub token", r"[A-Za-z0-9]{36,255}"),
    _shape("ghs_", "a GitHub token", r"[A-Za-z0-9]{36,255}"),
    _shape("ghr_", "a GitHub token", r"[A-Za-z0-9]{36,255}"),
    _shape("github_pat_", "a GitHub token", r"[A-Za-z0-9_]{22,255}"),
    *(
        _shape(f"gl{sort}-", "a GitLab token", r"[A-Za-z0-9_-]{20,255}")
        for sort in ("pat", "ptt", "dt", "rt", "cbt", "oas", "soat", "ft", "imt", "agent")
    ),
    _shape("xox", "a Slack token", r"[abeoprs](?:\.xox[bp])?-[0-9][A-Za-z0-9-]{9,255}"),
    _shape("xapp-", "a Slack token", r"[0-9]-[A-Z0-9]{8,20}-[0-9]{8,20}-[0-9a-f]{32,128}"),
    _shape("AIza", "a Google API key", r"[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    _shape("GOCSPX-", "a Google client secret", r"[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])"),
    _shape("ya29.", "a Google token", r"[A-Za-z0-9_-]{30,1024}"),
    _shape(
        ":AA",
        "a Telegram bot token",
        r"[A-Za-z0-9_-]{32,33}(?![A-Za-z0-9_-])",
        r"(?<![0-9])[0-9]{8,10}",
    ),
    _shape(
        "eyJ", "a JSON Web Token", r"[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"
    ),
    _shape("npm_", "an npm token", r"[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
    _shape("pypi-", "a PyPI token", r"[A-Za-z0-9_-]{50,255}"),
    _shape("hf_", "a Hugging Face token", r"[A-Za-z0-9]{30,40}(?![A-Za-z0-9_])"),
    _shape("api_org_", "a Hugging Face token", r"[A-Za-z0-9]{30,40}(?![A-Za-z0-9_])"),
    _shape(
        "sk-",
        "a secret API key",
        r"(?:(?:proj|ant|svcacct|admin|None|or)-[A-Za-z0-9_-]{20,255}"
        r"|(?=[A-Za-z]*[0-9])[A-Za-z0-9]{32,64}(?![A-Za-z0-9_-]))",
    ),
    _shape("gsk_", "a secret API key", r"[A-Za-z0-9]{52}(?![A-Za-z0-9])"),
    _shape("pplx-", "a secret API key", r"[A-Za-z0-9]{48}(?![A-Za-z0-9])"),
    _shape("xai-", "a secret API key", r"[A-Za-z0-9]{80}(?![A-Za-z0-9])"),
    _shape("r8_", "a secret API key", r"[A-Za-z0-9]{37}(?![A-Za-z0-9])"),
    _shape("sk_live_", "a Stripe key", r"[A-Za-z0-9]{24,255}"),
    _shape("rk_live_", "a Stripe key", r"[A-Za-z0-9]{24,255}"),
    _shape("SG.", "a SendGrid key", r"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"),
    _shape("SK", "a Twilio key", r"[0-9a-f]{32}(?![0-9A-Za-z])"),
    # As the password of the user `api`: alone it may be the digest of anything.
    _shape(
        "api:",
        "a Mailgun key",
        r"(?:key-[0-9a-f]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})(?![0-9A-Za-z-])",
    ),
    _shape("ntn_", "a Notion token", r"[0-9]{11}[A-Za-z0-9]{35}(?![A-Za-z0-9])"),
    _shape("secret_", "a Notion token", r"[A-Za-z0-9]{43}(?![A-Za-z0-9_-])"),
    _shape("lin_api_", "a Linear key", r"[A-Za-z0-9]{40}(?![A-Za-z0-9])"),
    _shape("lin_oauth_", "a Linear token", r"[0-9a-f]{64}(?![0-9A-Za-z])"),
    _shape("dckr_pat_", "a Docker token", r"[A-Za-z0-9_-]{27,255}"),
    _shape("dckr_oat_", "a Docker token", r"[A-Za-z0-9_-]{27,255}"),
    # What `{"auths":` is in base64: a whole configuration, as a Kubernetes secret has it.
    _shape("eyJhdXRocyI6", "the logins of Docker", r"[A-Za-z0-9+/]{24,}"),
    _shape("dop_v1_", "a DigitalOcean token", r"[0-9a-f]{64}(?![0-9A-Za-z])"),
    _shape("dapi", "a Databricks token", r"[0-9a-f]{32}(?![0-9A-Za-z])"),
    _shape("hvs.", "a Vault token", r"[A-Za-z0-9_-]{24,512}"),
    _shape("AKID", "a Tencent Cloud access key", r"[0-9A-Za-z]{32}(?![0-9A-Za-z])"),
    _shape("AKLT", "a Volcengine access key", r"[0-9A-Za-z]{32,60}(?![0-9A-Za-z])"),
    _shape(
        "LTAI",
        "an Alibaba Cloud access key",
        r"(?=[A-Za-z]*[0-9])[0-9A-Za-z]{16,20}(?![0-9A-Za-z])",
    ),
    _shape("AccountKey=", "an Azure storage key", r"[A-Za-z0-9+/]{86}==", ""),
    _shape("SharedAccessKey=", "an Azure access key", r"[A-Za-z0-9+/]{43}=", ""),
    _shape(
        "Q~",
        "an Azure client secret",
        r"[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~-])",
        r"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}[0-9]",
    ),
    _hook("hooks.slack.com/services/T", r"[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{20,40}"),
    _hook("discord.com/api/webhooks/", r"[0-9]{16,20}/[A-Za-z0-9_-]{60,80}"),
    _hook("open.feishu.cn/open-apis/bot/v2/hook/", _UUID),
    _hook("open.larksuite.com/open-apis/bot/v2/hook/", _UUID),
    _hook("qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", _UUID),
    _hook("oapi.dingtalk.com/robot/send?access_token=", r"[0-9a-f]{64}"),
    _shape("conda.anaconda.org/t/", "a token in a URL", r"[A-Za-z]{2}-" + _UUID, ""),
    _shape("X-Amz-Signature=", "a signed URL", r"[0-9a-f]{64}", ""),
    _shape("sig=", "a signed URL", r"[A-Za-z0-9%+/]{40,}", r"(?<=[?&])"),
)
_KEY_HEADER = r"(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\s\"']|\\[nr]){1,8}"
_PRIVATE_KEY = _shape("-----BEGIN ", "a private key", _KEY_HEADER + r"[A-Za-z0-9+/=:, -]{16,}", "")
_BEGIN = _PRIVATE_KEY.literal.rstrip()  # found sooner than what ends with a blank
# No form of a credential reaches from one text over this into the next.
_APART = "\n}\n"
_OUTLINES = tuple(outline(shape.literal) for shape in _SHAPES)
# What Docker keeps of a login: `NAME:PASSWORD` in base64.
_DOCKER = regex(r"(?<!\w)auth\\?[\"']\s{0,4}:\s{0,4}\\?[\"']([A-Za-z0-9+/]{8,1024}={0,2})\\?[\"']")
# RFC 3986: what stands between the scheme and the host; a user without password is none.
_USER = regex(r"://([^\s/:@'\"<>{}$]{0,128}:([^\s/@'\"]{1,256}))@[^\s/]")
_AUTHORIZATION = regex(
    r"authorization[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?:bearer|basic|token)\s{1,4}"
    r"([A-Za-z0-9._~+/=-]{12,1024})",
    re.IGNORECASE,
)
# A quote that is escaped in a text has more backslashes where that text stands in JSON.
_UTH = regex(r"uth(?:orization|\\*[\"'])")
# A part of a name or a value that says: this is not the real thing.
_PLACEHOLDER = regex(
    r"""(?x)
    [^a-z0-9]* | (?P<same>.)(?P=same)*
    | .*(?:example|placeholder|redacted|dummy|xxxx|\.\.\.|…|\*\*\*).*
    | (?:your|my|the|some|insert|enter|put|fill|use|set|give)[-_\ ].* | your[a-z]*
    | <.*> | \[.*\] | \{.*\} | %.* | @.*@ | __.*__
    | (?:change|replace|fix)[-_\ ]?(?:me|it|this) | to[-_\ ]?do | tbd
    | none | null | nil | undefined | unset | empty | default | n/?a
    | true | false | yes | no | on | off
    | test | testing | demo | sample | fake | mock | foo | bar | foobar
    | anonymous | hidden | masked
    | [^0-9]*(?:secret|password|passwd|pass|pwd|token|key|credentials?)
    """
)
_LONGEST_PLACEHOLDER = 200
_HINT = regex(
    "|".join(re.escape(shape.literal) for shape in (*_SHAPES, _PRIVATE_KEY))
    + r"|://|uthorization|UTHORIZATION|auth\\?[\"']"
)


def hint_of_credential(text: str) -> bool:
    """Whether a text may hold a credential of a known form; one without a hint holds none."""
    return _HINT.search(text) is not None


def all_outlines(texts: Iterable[str]) -> str:
    """The outlines of texts, each once, and none that a form of a credential could reach over."""
    return _APART.join(set(outline(_APART.join(texts)).split(_APART)))


def may_be_known(outlined: str) -> bool:
    """Whether a text of an outline may hold a credential of a known form. Never wrongly False."""
    runs = long_runs(outlined)
    return (
        (bool(runs) and any(literal in runs for literal in _OUTLINES))
        or _BEGIN in outlined
        or ("@" in outlined and "://" in outlined)
        or _UTH.search(outlined) is not None
        or "UTHORIZATION" in outlined
    )


def is_placeholder(value: str) -> bool:
    """Whether a value stands for a credential that is given elsewhere, rather than being one."""
    if "{{" in value or "$" in value[:1] or "${" in value or "$(" in value:
        return True
    return len(value) <= _LONGEST_PLACEHOLDER and bool(
        _PLACEHOLDER.fullmatch(value.strip().lower())
    )


def entropy(value: str) -> float:
    """Bits a character, by how often each character occurs."""
    counts = [value.count(character) for character in set(value)]
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)


def known_credentials(text: str) -> Iterator[Match]:
    """Every credential of a known form, first by form, then in order of place."""
    runs = long_runs(text)
    shapes = [shape for shape in _SHAPES if shape.literal in runs] if runs else []
    if _BEGIN in text:
        shapes.append(_PRIVATE_KEY)
    for literal, what, pattern in shapes:
        for match in pattern.finditer(text):
            if not _is_sample(match[1], len(literal)):
                yield Match(what, _beginning(literal), *match.span(1))
    if "@" in text and "://" in text:
        yield from _found(_USER, 2, "a URL with a password", text)
    if _UTH.search(text) or "UTHORIZATION" in text:
        yield from (m for m in _found(_DOCKER, 1, "a login of Docker", text) if _is_login(m, text))
        yield from _found(_AUTHORIZATION, 1, "an authorization", text)


def _beginning(literal: str) -> str:
    """What all keys of a kind begin with, where that says something."""
    says = literal[0].isalnum() and literal[-1] != "=" and "/" not in literal
    return literal[:4] + "…" if says else ""


def _found(pattern: re.Pattern[str], secret: int, what: str, text: str) -> Iterator[Match]:
    """The matches of a pattern of which the group `secret` is no placeholder."""
    for match in pattern.finditer(text):
        if not is_placeholder(match[secret]):
            yield Match(what, "", *match.span(1))


def _is_login(match: Match, text: str) -> bool:
    """Whether a text in base64 holds a name and a password that is no placeholder."""
    from binascii import a2b_base64

    encoded = text[match.start : match.end]
    try:
        name, _, password = a2b_base64(encoded).decode("ascii").partition(":")
    except ValueError:
        return False
    return bool(name) and not is_placeholder(password)


_FEW = 4
# Words between hyphens that no random text has.
_SAMPLE = regex(
    r"example|x{4}|(?:^|[-_])"
    r"(?:your|replace|insert|here|placeholder|dummy|fake|changeme|redacted)(?:[-_]|$)",
    re.IGNORECASE,
)


def _is_sample(found: str, prefix: int) -> bool:
    """Whether a text of the form is one of documentation.

    So are `AKIAIOSFODNN7EXAMPLE`, `ghp_xxxx…` and `glpat-your-token-goes-here`.
    """
    rest = found[prefix:]
    return _SAMPLE.search(rest) is not None or len(set(rest)) < _FEW

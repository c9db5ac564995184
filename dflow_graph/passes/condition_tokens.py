"""The tokens of a condition, each with the tags of the text that it is made of (WHEN-1)."""

from __future__ import annotations

from bisect import bisect_left
from contextlib import suppress

from dflow_graph.expr import condition_lexer as lexer
from dflow_graph.expr.nodes import ExprSyntaxError
from dflow_graph.record import Record
from dflow_graph.refs import Tag, scan

__all__ = ["TaggedToken", "tagged_tokens"]

_QUOTES = 2
_IN_QUOTES = (lexer.TEXT, lexer.TIME)


class TaggedToken(Record):
    """A token, its tags, and if it has any, whether one is all of it but for quotes around it.

    `at` is where it begins in the text; `token` counts a tag as one character.
    """

    at: int
    token: lexer.Token
    tags: tuple[Tag, ...]
    is_whole: bool
    is_bracketed: bool

    @property
    def is_quoted(self) -> bool:
        """Whether it is a text in quotes."""
        return self.token.kind in _IN_QUOTES

    def of(self, text: str) -> TaggedToken:
        """The token at this place of a condition for which that of this token stands."""
        token = self.token
        if not self.tags:
            start = self.at + (self.is_quoted or self.is_bracketed)
            token = token._replace(value=text[start : start + len(token.value)])
        return self._replace(token=token, tags=tuple([tag.of(text) for tag in self.tags]))


def tagged_tokens(text: str) -> list[TaggedToken]:
    """The tokens, with a letter in the place of each tag, or else a digit; none if neither does."""
    tags = [tag for tag in scan(text) if isinstance(tag, Tag)]
    for stand_in in ("a", "1"):
        with suppress(ExprSyntaxError):  # WHEN-1's matter
            return _with_tags(text, tags, stand_in)
    return []


def _with_tags(text: str, tags: list[Tag], stand_in: str) -> list[TaggedToken]:
    parts: list[str] = []
    places: dict[int, Tag] = {}
    shorter = [0]  # by so much, up to each tag
    end = length = 0
    for tag in tags:
        parts += [text[end : tag.start], stand_in]
        length += tag.start - end
        places[length] = tag
        length += 1
        end = tag.end
        shorter.append(end - length)
    bare = "".join((*parts, text[end:]))
    starts = list(places)
    found = []
    for token in lexer.tokens(bare):
        inside = tuple(places[at] for at in range(token.start, token.end) if at in places)
        around = _QUOTES if token.kind in _IN_QUOTES else 0
        is_whole = token.end - token.start == 1 + around
        at = token.start + shorter[bisect_left(starts, token.start)]
        found.append(TaggedToken(at, token, inside, is_whole, bare[token.start] == "["))
    return found

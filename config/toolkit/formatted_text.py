"""Typed text with simple formatting made into safe HTML: paragraphs, bullet lists, bold, links to https; all else is shown as typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.list import list_block
from markdown_it.token import Token

_BULLETS = "-*"
_DEEPEST = 4  # a list and its items are a level each: a list in a list, and no deeper
_MAY_END: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}  # what a list may interrupt, as the library has it


def formatted(text: str) -> SafeString:
    """Return the text as HTML. No tag, image, heading or address of another kind gets through: its characters are shown instead.

    A line break within a paragraph stays a line break; the style sheet keeps it (`.written`), for a `<br>` each is slow in a PDF
    (docs/decisions/0010). Nothing of what was typed is left out.
    """
    return SafeString(_READER.render(text))


def _bullet_list(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Begin a list at a bullet only: "2025. vuosi" is no list, and one that is nested too deep is text."""
    start = state.bMarks[first] + state.tShift[first]
    if state.level >= _DEEPEST or start >= len(state.src) or state.src[start] not in _BULLETS:
        return False
    return list_block(state, first, last, silent)


def _as_typed(_renderer: object, tokens: Sequence[Token], index: int, *_args: object) -> str:
    """Show the mark of single emphasis as it was typed: only bold is formatting here."""
    return tokens[index].markup


def _link(renderer: Any, tokens: Sequence[Token], index: int, options: Any, _env: object) -> str:
    """Open a link; one without words shows its address, for a link has to say where it leads."""
    end = next(place for place in range(index, len(tokens)) if tokens[place].type == "link_close")
    is_empty = not any(token.content.strip() for token in tokens[index:end])
    opened: str = renderer.renderToken(tokens, index, options, _env)
    return opened + (escape(str(tokens[index].attrs["href"])) if is_empty else "")


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False, "maxNesting": 20})
    reader.enable(["list", "emphasis", "link"])
    reader.block.ruler.at("list", _bullet_list, _MAY_END)
    reader.validateLink = lambda url: url.lower().startswith("https://")  # type: ignore[method-assign]  # how the library is told
    reader.add_render_rule("em_open", _as_typed)
    reader.add_render_rule("em_close", _as_typed)
    reader.add_render_rule("link_open", _link)
    return reader


_READER = _reader()

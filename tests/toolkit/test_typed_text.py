"""What may be typed, and how it is made the same whoever typed it."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from config.toolkit.typed_text import (
    MAX_COMBINING_RUN,
    MAX_LINES,
    readable,
    readable_data,
    refuse_newline,
    refuse_stacked_marks,
    refuse_too_many_lines,
    refuse_unstorable,
)


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\v", "\f", "\x85", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"])
def test_readable_turns_every_line_end_into_one_newline(line_end: str) -> None:
    assert readable(f"a{line_end}b") == "a\nb"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ud800", "\ufffe", "\uffff"])
def test_unstorable_character_is_made_visible_and_refused(character: str) -> None:
    text = readable(f"a{character}b")
    assert text == "a�b"
    text.encode("utf-8")
    with pytest.raises(ValidationError) as refusal:
        refuse_unstorable(text)
    assert "�" in refusal.value.messages[0]
    with pytest.raises(ValidationError):
        refuse_unstorable(f"a{character}b")


def test_ordinary_text_passes_untouched() -> None:
    text = "Työ-, yksilö- ja ryhmävalmennus\n\t– šokki, Ŋ, 👩‍🏭 ja Việt"
    assert readable(text) == text
    refuse_unstorable(text)
    refuse_stacked_marks(text)


def test_stacked_marks_are_refused_from_the_limit_up() -> None:
    refuse_stacked_marks("e" + "\N{COMBINING ACUTE ACCENT}" * MAX_COMBINING_RUN)
    with pytest.raises(ValidationError):
        refuse_stacked_marks("e" + "\N{COMBINING ACUTE ACCENT}" * (MAX_COMBINING_RUN + 1))


def test_lines_are_refused_from_the_limit_up() -> None:
    refuse_too_many_lines("\n" * (MAX_LINES - 1))
    with pytest.raises(ValidationError):
        refuse_too_many_lines("\n" * MAX_LINES)


def test_newline_in_a_one_line_text_is_refused() -> None:
    with pytest.raises(ValidationError):
        refuse_newline("Rantapaja\nBcc: x@y.example")


def test_readable_data_cleans_every_value_and_keeps_an_unbound_form_unbound() -> None:
    data = readable_data(QueryDict(mutable=False, query_string="a=1%0D%0A2&a=%00&b=x"))
    assert isinstance(data, QueryDict)
    assert data.getlist("a") == ["1\n2", "�"]
    assert data["b"] == "x"
    assert readable_data({"a": "1\r\n2", "n": 3}) == {"a": "1\n2", "n": 3}
    assert readable_data(None) is None

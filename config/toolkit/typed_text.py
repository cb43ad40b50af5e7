"""What a person may have typed: line ends and characters, the same for every form."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
MAX_COMBINING_RUN = 8  # no living script stacks more; longer runs paint over the neighbouring lines
MAX_LINES = 500  # at 10,000 characters still 20 a line; keeps a report from growing by empty pages

# Word's soft line break, PDF's page break and Unicode's own line ends mean a new line to the person who pasted them.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
# Control characters but tab and newline, lone surrogates and noncharacters: PostgreSQL, XML or UTF-8 cannot hold them.
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def readable(text: str) -> str:
    """Return the text with line ends as ``\\n`` (so that lengths agree with the browser's) and unstorable characters made visible."""
    return _UNSTORABLE.sub(REPLACEMENT, _LINE_ENDS.sub("\n", text))


def readable_data(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return submitted form data with every text made `readable`; None (an unbound form) stays None."""
    if isinstance(data, MultiValueDict):
        clean: MultiValueDict[str, Any] = QueryDict(mutable=True) if isinstance(data, QueryDict) else MultiValueDict()
        for key, values in data.lists():
            clean.setlist(key, [readable(value) if isinstance(value, str) else value for value in values])
        return clean
    if data is None:
        return None
    return {key: readable(value) if isinstance(value, str) else value for key, value in data.items()}


def refuse_unstorable(text: str) -> None:
    """Raise ValidationError when the text holds a character that cannot be stored."""
    if REPLACEMENT in text or _UNSTORABLE.search(text):
        raise ValidationError(
            _("Tekstissä on merkkejä, joita ei voi tallentaa. Ne näkyvät merkkinä %(sign)s. Poista ne ja tallenna uudelleen."),
            code="unstorable",
            params={"sign": REPLACEMENT},
        )


def refuse_stacked_marks(text: str) -> None:
    """Raise ValidationError when more than MAX_COMBINING_RUN combining marks stand on one letter."""
    if text.isascii():
        return
    for is_mark, run in groupby(text, key=lambda character: unicodedata.category(character) in {"Mn", "Me"}):
        if is_mark and sum(1 for _character in run) > MAX_COMBINING_RUN:
            raise ValidationError(_("Tekstissä on liian monta lisämerkkiä saman kirjaimen päällä. Kirjoita kohta uudelleen."), code="marks")


def refuse_too_many_lines(text: str) -> None:
    """Raise ValidationError when the text has more than MAX_LINES lines."""
    if text.count("\n") >= MAX_LINES:
        raise ValidationError(_("Tekstissä on liikaa rivinvaihtoja. Poista tyhjiä rivejä."), code="lines")


def refuse_newline(text: str) -> None:
    """Raise ValidationError when a one-line text has a line break, which no browser sends from a one-line field."""
    if "\n" in text:
        raise ValidationError(_("Kirjoita tämä yhdelle riville."), code="newline")

"""How the text of one cell is read; each reader returns the value or raises `ValidationError` with a sentence for the coordinator."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from config.toolkit.forms import TooLongValidator
from config.toolkit.typed_text import refuse_newline, refuse_stacked_marks, refuse_unstorable
from workshops.models import User
from workshops.models.organisation import validate_business_id

Reader = Callable[[str], Any]

FIRST_YEAR, LAST_YEAR = 1990, 2100  # a day outside these is a slip of the finger
_DAY_FORMS = ("%d.%m.%Y", "%Y-%m-%d")
_DASHES = re.compile("[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}]")
_YES, _NO = {"kyllä", "k", "x", "1"}, {"ei", "e", "0"}


def text_up_to(length: int) -> Reader:
    """Return a reader of one-line texts of at most so many characters."""
    too_long = TooLongValidator(length)

    def read(text: str) -> str:
        for validate in (refuse_unstorable, refuse_newline, refuse_stacked_marks, too_long):
            validate(text)
        return text

    return read


def business_id(text: str) -> str:
    """Return a y-tunnus whose check digit is right."""
    plain = _DASHES.sub("-", text)
    validate_business_id(plain)
    return plain


def email(text: str) -> str:
    """Return the address as accounts hold it."""
    address = User.objects.normalize_email(text_up_to(254)(text))
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(_("Tarkista sähköpostiosoite. Sen pitää olla muotoa nimi@tyopaja.fi.")) from None
    return address


def day(text: str) -> dt.date:
    """Return the day of a date cell, or of a text such as 1.6.2023."""
    for form in _DAY_FORMS:
        try:
            found = dt.datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    raise ValidationError(_("Kirjoita päivä muodossa 1.6.2023."))


def yes_or_no(text: str) -> bool:
    """Return True for kyllä, False for ei."""
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValidationError(_("Kirjoita kyllä tai ei."))
    return word in _YES


def one_of(labels: Mapping[str, Any], sentence: Any) -> Reader:
    """Return a reader of a choice by its label, or its code, in any case; the sentence names what was written and what there is."""

    def read(text: str) -> str:
        wanted = text.casefold().replace("-", "–")
        for code, label in labels.items():
            if wanted in {str(label).casefold().replace("-", "–"), code.casefold().replace("-", "–")}:
                return code
        raise ValidationError(str(sentence) % {"text": text[:60], "choices": ", ".join(str(label) for label in labels.values())})

    return read


def several_names(text: str) -> list[str]:
    """Return names parted by semicolons."""
    return [text_up_to(200)(name.strip()) for name in text.split(";") if name.strip()]

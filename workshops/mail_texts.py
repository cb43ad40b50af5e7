"""Texts that a coordinator has written in place of the shipped ones: which mails, with which placeholders, and how they are filled.

The app that sends a mail makes it editable when it starts (`AppConfig.ready`); a mail that nobody has made editable, as those of signing
in, is always the shipped one. Placeholders stand in braces, {nimi}; whatever else is typed is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from workshops.models import MailText

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SUBJECT_MAX_LENGTH = 200
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
Values = Mapping[str, Any]


def always(_values: Values) -> bool:
    return True


@dataclass(frozen=True)
class Placeholder:
    """One thing that the text can name: how it is typed, what it stands for, and where its value is in the mail's context."""

    name: str
    label: StrPromise | str
    value: Callable[[Values], str]
    is_link: bool = False


@dataclass(frozen=True)
class EditableMail:
    """A kind of mail whose text may be changed.

    `example` is a context as the mail has it, for previews; its values are told apart from one another. `required` are the placeholders
    without which the mail would be of no use. A mail for which `applies` says no is sent with the shipped text, told by `limit`.
    """

    kind: str
    placeholders: tuple[Placeholder, ...]
    example: Values
    required: tuple[str, ...] = ()
    applies: Callable[[Values], bool] = always
    limit: StrPromise | str = ""

    @property
    def by_name(self) -> dict[str, Placeholder]:
        return {placeholder.name: placeholder for placeholder in self.placeholders}

    @property
    def examples(self) -> dict[str, str]:
        return {placeholder.name: placeholder.value(self.example) for placeholder in self.placeholders}

    def faults_of(self, text: str) -> list[str]:
        """Return a sentence for each placeholder that is not known, and for a brace without its pair."""
        unknown = dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name not in self.by_name)
        sentence = _("Merkintää {%(name)s} ei ole tässä viestissä. Käytä vain alla lueteltuja merkintöjä.")
        faults = [sentence % {"name": name} for name in unknown]
        if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
            faults.append(_("Tekstissä on aaltosulku { tai } ilman pariaan. Kirjoita merkintä kokonaan, esimerkiksi {nimi}."))
        return faults

    def missing_from(self, text: str) -> list[str]:
        """Return the required placeholders that the text lacks."""
        return [name for name in self.required if name not in _PLACEHOLDER.findall(text)]


_editable: dict[str, EditableMail] = {}


def make_editable(mail: EditableMail) -> None:
    """Let coordinators change the text of this kind of mail."""
    _editable[mail.kind] = mail


def editable_mails() -> dict[str, EditableMail]:
    """Return the mails whose text may be changed, by kind, in the order in which they were made so."""
    return dict(_editable)


def texts_in_use(kind: str) -> dict[str, MailText]:
    """Return what has been written in place of the shipped text, by language; one query, none for a mail that is never changed.

    A text with a placeholder that no longer exists is left out: the shipped one is sent rather than a text with a hole.
    """
    mail = _editable.get(kind)
    if mail is None:
        return {}
    return {row.language: row for row in MailText.objects.filter(kind=kind) if not mail.faults_of(row.subject + row.text)}


def filled_parts(mail: EditableMail, subject: str, text: str, filling: Mapping[str, str], values: Values) -> dict[str, str]:
    """Return subject, plain text and HTML with the placeholders filled; greeting and footer come from the frame.

    Values are put in once, so that braces within one stay text; HTML escapes both them and what the coordinator typed.
    """
    paragraphs = [part for part in _BETWEEN_PARAGRAPHS.split(text.strip()) if part]
    plain = [_PLACEHOLDER.sub(lambda found: filling[found[1]], part) for part in paragraphs]
    marked = [_marked(mail, part, filling) for part in paragraphs]
    return {
        "subject": " ".join(_PLACEHOLDER.sub(lambda found: filling[found[1]], subject).split())[:SUBJECT_MAX_LENGTH],
        "text": render_to_string("emails/_edited.txt", {**values, "body": mark_safe("\n\n".join(plain))}).strip() + "\n",  # noqa: S308 plain text
        "html": render_to_string("emails/_edited.html", {**values, "paragraphs": marked}),
    }


def is_used(row: MailText, values: Values) -> bool:
    """Tell whether the mail with these values is sent with the text of the row."""
    return _editable[row.kind].applies(values)


def parts_from(row: MailText, values: Values) -> dict[str, str]:
    """Return the parts of a mail whose text has been changed."""
    mail = _editable[row.kind]
    used = set(_PLACEHOLDER.findall(row.subject + row.text))
    filling = {name: mail.by_name[name].value(values) for name in used}
    return filled_parts(mail, row.subject, row.text, filling, values)


def _marked(mail: EditableMail, paragraph: str, filling: Mapping[str, str]) -> SafeString:
    """Return the paragraph as HTML; the odd pieces of the split are names of placeholders."""
    pieces = _PLACEHOLDER.split(paragraph)
    shown = [_value(mail.by_name[piece], filling[piece]) if place % 2 else escape(piece) for place, piece in enumerate(pieces)]
    return mark_safe("".join(shown).replace("\n", "<br>\n"))  # noqa: S308 every piece is escaped


def _value(placeholder: Placeholder, value: str) -> SafeString:
    return format_html('<a href="{0}">{0}</a>', value) if placeholder.is_link else escape(value)

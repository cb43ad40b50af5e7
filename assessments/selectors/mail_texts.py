"""What the pages of editable mail texts show: which there are, what is sent now, and a preview with example values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.mail_kinds import MAIL_KINDS
from assessments.selectors.audience import people_with
from workshops.mail import shipped_parts
from workshops.mail_texts import EditableMail, editable_mails, filled_parts
from workshops.models import MailText
from workshops.roles import Permission


@dataclass(frozen=True)
class TextInLanguage:
    """The text of one mail in one language: written by a coordinator, or the shipped one (`row` is None)."""

    language: str
    language_name: str
    row: MailText | None


@dataclass(frozen=True)
class TextLine:
    """One editable mail in the list."""

    kind: str
    label: str
    why: str
    texts: list[TextInLanguage]


def text_lines() -> list[TextLine]:
    """Return every editable mail with its texts, in the order of the table; one query."""
    rows = {(row.kind, row.language): row for row in MailText.objects.select_related("changed_by")}
    return [
        TextLine(
            kind,
            str(MAIL_KINDS[kind].label),
            str(MAIL_KINDS[kind].why),
            [TextInLanguage(code, name, rows.get((kind, code))) for code, name in settings.LANGUAGES],
        )
        for kind in editable_mails()
    ]


def language_name(code: str) -> str:
    """Return the language's own name, "" for one that the service has not."""
    return dict(settings.LANGUAGES).get(code, "")


def text_of(kind: str, language: str) -> MailText | None:
    return MailText.objects.select_related("changed_by").filter(kind=kind, language=language).first()


def shipped_text(mail: EditableMail, language: str) -> tuple[str, str]:
    """Return the shipped subject and text with placeholders where the example's values stand, without greeting and footer.

    Found from the rendered mail, so that it is always what is really sent; `example_of` keeps the values apart.
    """
    with translation.override(language):
        parts = shipped_parts(mail.kind, mail.example)
        examples = sorted(mail.examples.items(), key=lambda item: -len(item[1]))
    body = parts["text"].split("\n--\n")[0].split("\n\n", 1)[1]
    subject = parts["subject"]
    for name, value in examples:
        marked = f"{{{name}}}"
        subject, body = subject.replace(value, marked), body.replace(value, marked)
    paragraphs = [part.strip() for part in body.split("\n\n") if part.strip()]
    return subject, "\n\n".join(paragraphs)


def page_of_text(mail: EditableMail, language: str) -> dict[str, Any]:
    """Return what the page of one text shows beside its form: what the mail is, what it can name, and who changed it; one query."""
    known, examples = MAIL_KINDS[mail.kind], mail.examples
    return {
        "label": known.label,
        "language_name": language_name(language),
        "limit": mail.limit,
        "row": text_of(mail.kind, language),
        "placeholders": [(f"{{{each.name}}}", each.label, examples[each.name]) for each in mail.placeholders],
        "who_sees": who_sees_text(),
    }


def preview_of(mail: EditableMail, subject: str, text: str, language: str) -> dict[str, str]:
    """Return subject and plain text as they will be sent, with example values. The text has no faults."""
    with translation.override(language):
        return filled_parts(mail, subject, text, mail.examples, mail.example)


def who_sees_text() -> list[tuple[str, str]]:
    """Return who reads the text of a mail, and who it was that changed it."""
    return [
        (_("Lähetettäessä"), _("Ne, jotka saavat viestin.")),
        (_("Täällä"), _("Yhdistyksen %(coordinators)s näkevät myös, kuka muutti tekstiä ja milloin.") % _coordinators()),
    ]


def _coordinators() -> dict[str, str]:
    return {"coordinators": people_with(Permission.MANAGE_ROUNDS)}

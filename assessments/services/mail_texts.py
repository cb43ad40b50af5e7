"""Writing the text of a mail anew, and going back to the shipped one."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.permissions import can_manage_rounds
from assessments.services.guards import access_of, require
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from workshops.mail_texts import EditableMail, editable_mails
from workshops.models import MailText, User
from workshops.services.audit_events import record_event


@transaction.atomic
def save_mail_text(*, kind: str, language: str, subject: str, text: str, by: User, at: dt.datetime) -> MailText:
    """Store what is sent in place of the shipped text from now on; mail that is waiting already stays as it was rendered.

    Raises `RefusedInputError` for a mail or language whose text cannot be changed, for an unknown placeholder, a brace without its pair,
    a line break in the subject, and a text without what the mail is sent for.
    """
    mail = _editable(kind, language, by, at)
    subject, text = " ".join(subject.split()), text.strip()
    for field, value in (("subject", subject), ("text", text)):
        faults = mail.faults_of(value) if value else [_("Kirjoita tähän teksti.")]
        if faults:
            raise RefusedInputError(faults[0], field=field)
    missing = mail.missing_from(text)
    if missing:
        names = ", ".join(f"{{{name}}}" for name in missing)
        raise RefusedInputError(_("Lisää tekstiin vielä nämä merkinnät: %(names)s.") % {"names": names}, field="text")
    row = MailText.objects.select_for_update().filter(kind=kind, language=language).first() or MailText(kind=kind, language=language)
    row.subject, row.text, row.changed_at, row.changed_by = subject, text, at, by
    require_lengths(row)
    row.full_clean()
    row.save()
    record_event(action="mail_text_changed", obj=row, by=by, at=at, details={"kind": kind, "language": language})
    return row


@transaction.atomic
def restore_mail_text(*, kind: str, language: str, by: User, at: dt.datetime) -> None:
    """Send the shipped text again. Raises `WrongStateError` when it is what is sent already."""
    _editable(kind, language, by, at)
    row = MailText.objects.select_for_update().filter(kind=kind, language=language).first()
    if row is None:
        raise WrongStateError(_("Alkuperäinen teksti on jo käytössä."))
    record_event(action="mail_text_restored", obj=row, by=by, at=at, details={"kind": kind, "language": language})
    row.delete()


def _editable(kind: str, language: str, by: User, at: dt.datetime) -> EditableMail:
    """Return the mail, to one who may write it anew."""
    require(can_manage_rounds(access_of(by, at)))
    mail = editable_mails().get(kind)
    if mail is None or language not in dict(settings.LANGUAGES):
        raise RefusedInputError(_("Tämän viestin tekstiä ei voi muuttaa."))
    return mail

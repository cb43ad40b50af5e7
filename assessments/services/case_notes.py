"""The coordinators' own notes on applications: added, never changed; a correction is a new note."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Application, CaseNote
from assessments.permissions import can_manage_rounds
from assessments.services.guards import access_of, require
from config.toolkit.errors import RefusedInputError
from config.toolkit.models import require_lengths
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def add_case_note(*, application: Application, noted_date: dt.date, text: str, by: User, at: dt.datetime) -> CaseNote:
    """Add a note of a day, today or before. Raises `RefusedInputError` without a text or for a day to come.

    The event tells that a note was added, not what it says; the history of the application passes it over.
    """
    access = access_of(by, at)
    require(can_manage_rounds(access))
    if not text.strip():
        raise RefusedInputError(_("Kirjoita muistiinpano."), field="text")
    if noted_date > access.on:
        raise RefusedInputError(_("Päivä on tulevaisuudessa. Valitse tämä päivä tai aiempi."), field="noted_date")
    note = CaseNote(application=application, noted_date=noted_date, text=text.strip(), written_at=at, written_by=by)
    note.full_clean()
    require_lengths(note)
    note.save()
    record_event(action="case_note_added", obj=note, by=by, at=at, organisation=application.organisation)
    return note

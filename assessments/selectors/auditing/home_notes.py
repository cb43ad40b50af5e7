"""What an auditor takes home: her own notes, read by nobody else; she keeps them when the audit has closed to her."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assessments.models import Assessment, HomeNote
from assessments.selectors.applications.listing import unit_names

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from criteria.models import Criterion
    from workshops.models import User


@dataclass(frozen=True)
class NotesOfAudit:
    """The notes of one audit, in the order of the criteria."""

    audit: Assessment
    notes: tuple[HomeNote, ...]

    @property
    def title(self) -> str:
        assert self.audit.application is not None  # an audit has one
        return f"{self.audit.title}: {unit_names(self.audit.application)}"


def current_note(audit: Assessment, criterion: Criterion, user: User) -> HomeNote | None:
    """Return what the asker has written of the criterion; one query."""
    return HomeNote.objects.filter(assessment=audit, criterion=criterion, author=user).first()


def home_notes(user: User | AnonymousUser) -> list[NotesOfAudit]:
    """Return the asker's own notes with something in them, the newest audit first; three queries."""
    rows = HomeNote.objects.filter(author=user.pk).exclude(text="").select_related("assessment__application", "criterion")
    ordered = rows.order_by("-assessment__created_at", "-assessment", "criterion__order").prefetch_related(
        "assessment__application__units__workshop"
    )
    return [NotesOfAudit(audit, tuple(notes)) for audit, notes in groupby(ordered, key=lambda note: note.assessment)]


def has_home_notes(user: User | AnonymousUser) -> bool:
    """Tell whether she has written something that is hers to keep."""
    return HomeNote.objects.filter(author=user.pk).exclude(text="").exists()


def notes_as_text(audits: list[NotesOfAudit]) -> str:
    """Return the notes as plain text to take along."""
    parts = [_("Mitä vien kotiin")]
    for row in audits:
        parts += [row.title, *(f"{note.criterion}\n{note.text}" for note in row.notes)]
    return "\n\n".join(parts) + "\n"


def who_sees_home_note() -> list[tuple[str, str]]:
    """Return who reads a note to take home: its author, whatever happens to the audit."""
    return [
        (_("Nyt ja aina"), _("Vain sinä. Parisi, hakija, koordinaattori ja päättäjä eivät näe muistiinpanojasi.")),
        (_("Kun auditointi suljetaan"), _("Muistiinpanosi jäävät sinulle omalle sivullesi, mutta uusia ei voi enää kirjoittaa.")),
    ]

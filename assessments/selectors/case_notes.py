"""Coordinators' notes on an application, and who reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assessments.models import Application, CaseNote
from assessments.selectors.audience import people_with
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

LATEST = 5  # on the application's own page; all are on theirs


def notes_of(application: Application) -> QuerySet[CaseNote]:
    """Return the notes, the latest day first."""
    return CaseNote.objects.filter(application=application).select_related("written_by").order_by("-noted_date", "-pk")


def who_sees_case_note() -> list[tuple[str, str]]:
    """Return who reads a note: `can_manage_rounds`."""
    sentence = _("Yhdistyksen %(coordinators)s. Hakija ja auditoitsijat eivät näe muistiinpanoja missään vaiheessa.")
    return [(_("Nyt ja myöhemmin"), sentence % {"coordinators": people_with(Permission.MANAGE_ROUNDS)})]

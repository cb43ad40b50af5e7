"""Where evidence is given: what the pages of evidence need to know of an assessment or an application, and nothing else differs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.lifecycle import ApplicationStatus
from assessments.models import Application, Assessment
from assessments.permissions import can_add_evidence, can_fill_application
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.audience import who_sees_application, who_sees_discussion
from assessments.selectors.evidence import applications_with_evidence, evidence_left_over
from assessments.services.evidence import require_open
from assessments.views.discussion import visible_or_404
from config.toolkit.errors import DomainError

if TYPE_CHECKING:
    import datetime as dt

    from assessments.selectors.evidence import CriterionEvidence, Holder
    from workshops.models import Organisation
    from workshops.permissions import Access


class Place(ABC):
    """One assessment or application as a place of evidence: its addresses, its words, who adds, and who sees."""

    name: ClassVar[str]  # under which the templates know the holder
    home: ClassVar[str]  # the name of the holder's own page
    prefix: ClassVar[str]  # of the names of the pages of evidence
    back_pages: ClassVar[dict[str, str]]  # what `palaa` may say, and the page of a criterion that it leads to
    holder: Holder
    title: str
    eyebrow: str
    organisation: Organisation

    @abstractmethod
    def __init__(self, request: HttpRequest, ref: str) -> None:
        """Find the holder; to those who do not see its evidence it does not exist (404)."""

    @abstractmethod
    def may_add(self, access: Access, at: dt.datetime) -> bool:
        """Tell whether the asker may add evidence at the moment."""

    @abstractmethod
    def who_sees(self) -> list[tuple[str, str]]:
        """Return who sees the evidence, now and later."""

    def closed_because(self, access: Access, at: dt.datetime) -> str:
        """Return the sentence that tells why nothing can be added or removed at the moment; empty when nothing needs to be said."""
        return ""

    def notice(self, access: Access, at: dt.datetime) -> str:
        """Return what the pages say first of what can be done at the moment; empty when nothing needs to be said."""
        return self.closed_because(access, at)

    def left_over(self) -> list[CriterionEvidence]:
        """Return the evidence of criteria that are not asked about any more: it can be read and taken back."""
        return []

    @property
    def trail(self) -> list[tuple[str, str]]:
        """The way to the holder's own page, as labels with their addresses."""
        return [(self.title, reverse(self.home, args=[self.holder.ref]))]

    @property
    def trail_past_list(self) -> list[tuple[str, str]]:
        """The same with the list of evidence."""
        return [*self.trail, (_("Näytöt"), self.list_url)]

    @property
    def list_url(self) -> str:
        return reverse(f"{self.prefix}list", args=[self.holder.ref])

    @property
    def create_name(self) -> str:
        return f"{self.prefix}create"


class AssessmentPlace(Place):
    """A self-assessment: whoever takes part or manages adds while ratings or the discussion are open."""

    name, home, prefix = "assessment", "assessments:assessment-detail", "assessments:evidence-"
    back_pages: ClassVar = {"tulos": "assessments:result-update", "arvio": "assessments:rating-update"}
    holder: Assessment

    def __init__(self, request: HttpRequest, ref: str) -> None:
        self.holder = visible_or_404(request, ref)
        self.title = self.holder.title
        self.eyebrow = f"{self.holder.workshop.name} · {self.title}"
        self.organisation = self.holder.workshop.organisation

    def may_add(self, access: Access, at: dt.datetime) -> bool:
        return can_add_evidence(access, self.holder)

    def who_sees(self) -> list[tuple[str, str]]:
        return who_sees_discussion(self.holder)


class ApplicationPlace(Place):
    """An application: whoever applies in a covered workshop adds until the deadline in force."""

    name, home, prefix = "application", "assessments:application-detail", "assessments:application-evidence-"
    back_pages: ClassVar = {"vastaus": "assessments:answer-update"}
    holder: Application

    def __init__(self, request: HttpRequest, ref: str) -> None:
        self.holder = get_object_or_404(applications_with_evidence(request.access), ref=ref)
        self.title = unit_names(self.holder)
        self.eyebrow = f"{_('Laatumerkkihakemus')} · {self.title}"
        self.organisation = self.holder.organisation

    def may_add(self, access: Access, at: dt.datetime) -> bool:
        return can_fill_application(access, self.holder, at)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [(_("Hakemukset"), reverse("assessments:application-list")), *super().trail]

    def who_sees(self) -> list[tuple[str, str]]:
        return who_sees_application(self.holder)

    def notice(self, access: Access, at: dt.datetime) -> str:
        if self.holder.status == ApplicationStatus.SUBMITTED and self.may_add(access, at):
            return _("Hakemus on jo lähetetty. Näyttöjen muutokset eivät ole mukana, ennen kuin lähetätte hakemuksen uudelleen.")
        return self.closed_because(access, at)

    def left_over(self) -> list[CriterionEvidence]:
        return evidence_left_over(self.holder)

    def closed_because(self, access: Access, at: dt.datetime) -> str:
        if self.holder.status == ApplicationStatus.REGISTERED:
            return _("Näyttöjä voi lisätä, kun hakemuksen täyttäminen on aloitettu.")
        try:
            require_open(self.holder, access, at)
        except DomainError as refusal:
            return refusal.message
        return ""

"""What the landing page of one application shows to one asker."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.lifecycle import UNSUBMITTED_STATUSES, ApplicationStatus, Transition
from assessments.permissions import (
    allowed_application_transitions,
    can_change_contact,
    can_change_wish,
    can_manage_application,
    can_read_submission,
)
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.progress import AreaProgress, Progress, Step

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from assessments.models import Application, ApplicationAnswer, Round, Submission
    from assessments.selectors.applications.listing import CountedApplication
    from workshops.permissions import Access

# What the state means to the applicant, where the clock and the round do not decide it.
STATE_SENTENCES: dict[ApplicationStatus, Promise] = {
    ApplicationStatus.IN_AUDIT: gettext_lazy("Auditoitsijat tutustuvat lähetettyyn hakemukseen."),
    ApplicationStatus.AUDITED: gettext_lazy("Auditointi on valmis, ja hakemus odottaa päätöstä."),
    ApplicationStatus.GRANTED: gettext_lazy("Laatumerkki on myönnetty."),
    ApplicationStatus.REFUSED: gettext_lazy("Laatumerkkiä ei myönnetty tällä kertaa."),
    ApplicationStatus.LAPSED: gettext_lazy(
        "Hakemusta ei lähetetty määräaikaan mennessä. Voitte siirtää sen teksteineen toiselle kierrokselle."
    ),
}


@dataclass(frozen=True)
class Landing:
    """The landing page; None and empty is what the asker does not see or cannot do now."""

    is_own: bool  # she applies; others who see the page see the state alone
    sentence: str
    time_left: str
    progress: Progress | None  # the written texts, area by area
    evidence_count: int
    submissions: list[Submission]  # the last one first
    may_read: bool
    kept_answers: list[ApplicationAnswer]  # texts of criteria that the round's version does not have
    transitions: list[Transition[ApplicationStatus]]
    may_fill: bool
    may_change_wish: bool
    may_change_contact: bool
    may_choose_round: bool


def landing_of(application: CountedApplication, access: Access, at: dt.datetime) -> Landing:
    """Collect the landing page; a constant number of queries, whatever the number of criteria and submissions."""
    is_own = can_manage_application(access, application)
    was_begun = is_own and application.status != ApplicationStatus.REGISTERED and application.round is not None
    return Landing(
        is_own=is_own,
        sentence=state_sentence(application, at),
        time_left=time_left(application.round, at) if application.status in UNSUBMITTED_STATUSES or application.is_fillable(at) else "",
        progress=written_progress(application) if was_begun else None,
        evidence_count=application.evidence.count() if was_begun else 0,
        submissions=list(application.submissions.defer("content").select_related("submitted_by").order_by("-number")),
        may_read=can_read_submission(access, application, at),
        kept_answers=kept_answers(application) if was_begun and application.lapsed_at else [],
        transitions=allowed_application_transitions(access, application, at),
        may_fill=is_own and application.is_fillable(at),
        may_change_wish=can_change_wish(access, application, at),
        may_change_contact=can_change_contact(access, application),
        may_choose_round=is_own and application.status == ApplicationStatus.REGISTERED,
    )


def written_progress(application: Application) -> Progress:
    """Return how far the texts are, area by area, in the version's order; two queries."""
    written = set(application.answers.exclude(text="").values_list("criterion_id", flat=True))
    areas = groupby(criteria_of_application(application), key=lambda criterion: criterion.area)
    return Progress(
        tuple(AreaProgress(area, tuple(Step(criterion, criterion.pk in written) for criterion in criteria)) for area, criteria in areas)
    )


def kept_answers(application: Application) -> list[ApplicationAnswer]:
    """Return the texts of an earlier round's criteria whose codes the present version does not have, to be copied; one query."""
    if application.round is None:
        return []
    answers = application.answers.exclude(text="").exclude(criterion__area__version=application.round.version_id)
    codes = application.round.version.areas.values("criteria__code")
    return list(answers.exclude(criterion__code__in=codes).select_related("criterion"))


def state_sentence(application: CountedApplication, at: dt.datetime) -> str:
    """Return what the state means now and what follows from it."""
    status = ApplicationStatus(application.status)
    if status == ApplicationStatus.REGISTERED:
        return _registered(application.round, at)
    if status == ApplicationStatus.OPEN:
        return _being_filled(application, at)
    if status == ApplicationStatus.SUBMITTED:
        return _submitted(application, at)
    if status == ApplicationStatus.WITHDRAWN:
        day = date_format(timezone.localtime(application.withdrawn_at), "j.n.Y") if application.withdrawn_at else ""
        return _("Hakemus peruttiin %(day)s. Samoille työpajoille voi ilmoittautua uudelleen.") % {"day": day}
    return str(STATE_SENTENCES[status])


def _registered(into: Round | None, at: dt.datetime) -> str:
    if into is None:
        return _("Ilmoittautuminen on kirjattu ilman kierrosta. Valitkaa hakukierros, niin voitte aloittaa hakemuksen täyttämisen.")
    if into.has_passed(at):
        return _("Kierroksen määräaika on päättynyt, eikä hakemuksen täyttämistä aloitettu. Valitkaa toinen kierros.")
    if into.takes_applications(at):
        return _("Kierros on avoinna. Aloittakaa hakemuksen täyttäminen.")
    return _("Kierros avautuu %(day)s. Silloin voitte aloittaa hakemuksen täyttämisen.") % {"day": date_format(into.opens_date, "j.n.Y")}


def _being_filled(application: CountedApplication, at: dt.datetime) -> str:
    if not application.is_fillable(at):
        return _("Määräaika on päättynyt, eikä hakemusta lähetetty.")
    if application.written_count >= application.criteria_count:
        return _("Kaikki tekstit on kirjoitettu. Tarkistakaa ja lähettäkää hakemus ennen määräaikaa.")
    return _("Kirjoittakaa jokaisesta kriteeristä, miten se toteutuu, ja lähettäkää hakemus ennen määräaikaa.")


def _submitted(application: CountedApplication, at: dt.datetime) -> str:
    if not application.is_fillable(at):
        return _("Määräaika on päättynyt. Lähetetty hakemus odottaa auditointia.")
    if application.has_changes:
        return _("Hakemusta on muutettu lähettämisen jälkeen. Muutokset eivät ole mukana, ennen kuin lähetätte hakemuksen uudelleen.")
    return _("Hakemus on lähetetty. Voitte muuttaa sitä ja lähettää sen uudelleen määräaikaan asti. Viimeisin lähetys on voimassa.")


def time_left(into: Round | None, at: dt.datetime) -> str:
    """Return how many days there are to the deadline, in words; nothing without a round or after the deadline."""
    if into is None or into.has_passed(at):
        return ""
    days = (timezone.localdate(into.deadline_at) - timezone.localdate(at)).days
    if days == 0:
        return _("Määräaika on tänään.")
    return ngettext("Aikaa on yksi päivä.", "Aikaa on %(days)s päivää.", days) % {"days": days}

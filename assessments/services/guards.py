"""What every service checks before it changes anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.lifecycle import APPLICATION_STATUS_LABELS, SELF_STATUS_LABELS, TRANSITIONS, ApplicationStatus, AssessmentStatus
from assessments.models import Application, Assessment
from config.toolkit.errors import NotAllowedError, WrongStateError
from criteria.models import Criterion
from workshops.models import User
from workshops.permissions import Access


def access_of(user: User, at: dt.datetime) -> Access:
    """Return who asks, on the Helsinki day of the moment."""
    return Access.of(user, timezone.localdate(at))


def lock_assessment(assessment: Assessment) -> Assessment:
    """Lock the assessment's row until the transaction ends and return it fresh, with its workshop and organisation."""
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("workshop__organisation", "workshop__municipality", "version__framework")
        .get(pk=assessment.pk)
    )


def require(allowed: bool, message: str | None = None) -> None:
    """Raise `NotAllowedError` with the sentence unless allowed."""
    if not allowed:
        raise NotAllowedError(message or _("Sinulla ei ole oikeutta tähän toimintoon."))


def require_state(assessment: Assessment, *states: AssessmentStatus) -> None:
    """Raise `WrongStateError`, naming the state the assessment is in, unless it is in one of the states."""
    if assessment.status not in states:
        label = SELF_STATUS_LABELS[AssessmentStatus(assessment.status)]
        raise WrongStateError(_("Tätä ei voi enää tehdä, sillä arvioinnin tila on nyt ”%(state)s”.") % {"state": label})


def require_transition(assessment: Assessment, name: str, access: Access) -> None:
    """Raise `NotAllowedError` unless the asker's role performs the named transition, `WrongStateError` unless the state allows it."""
    transition = TRANSITIONS[name]
    require(access.may_in(assessment.workshop, transition.permission))
    require_state(assessment, *transition.sources)


def lock_application(application: Application) -> Application:
    """Lock the application's row until the transaction ends and return it fresh, with its round, version and organisation."""
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("organisation", "round__version__framework", "contact")
        .prefetch_related("units__workshop")
        .get(pk=application.pk)
    )


def require_application_state(application: Application, states: Collection[ApplicationStatus]) -> None:
    """Raise `WrongStateError`, naming the state the application is in, unless it is in one of the states."""
    if application.status not in states:
        label = APPLICATION_STATUS_LABELS[ApplicationStatus(application.status)]
        raise WrongStateError(_("Tätä ei voi enää tehdä, sillä hakemuksen tila on nyt ”%(state)s”.") % {"state": label})


def require_before_deadline(application: Application, at: dt.datetime) -> None:
    """Raise `WrongStateError` unless the request arrived by the deadline in force; `at` is the moment it reached the service.

    Asked inside the transaction that writes, of the round as it is stored: no timer closes anything (docs/domain.md 4.2).
    """
    if application.round is not None and application.round.has_passed(at):
        passed = date_format(timezone.localtime(application.round.deadline_at), r"j.n.Y \k\l\o H.i")
        raise WrongStateError(_("Määräaika päättyi %(moment)s, eikä hakemusta voi enää muuttaa.") % {"moment": passed})


def require_criterion_of_application(application: Application, criterion: Criterion) -> None:
    """Raise `WrongStateError` unless the criterion is of the version of the application's round."""
    if application.round is None or criterion.area.version_id != application.round.version_id:
        raise WrongStateError(_("Kriteeri ei kuulu hakemuksen kriteeristöön."))

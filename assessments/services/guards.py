"""What every service checks before it changes anything."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.lifecycle import SELF_STATUS_LABELS, TRANSITIONS, AssessmentStatus
from assessments.models import Assessment
from config.toolkit.errors import NotAllowedError, WrongStateError
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

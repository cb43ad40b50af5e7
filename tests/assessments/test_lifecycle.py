"""The whole matrix: every state × every transition × every role of the workshop."""

from collections.abc import Callable
from typing import Any

import pytest

from assessments.lifecycle import TRANSITIONS, AssessmentStatus, transitions_from
from assessments.models import Assessment
from assessments.services import phases
from config.toolkit.errors import NotAllowedError, WrongStateError
from tests.factories.assessments import AT, IN_STATE, Cast, agree_all
from workshops.models import AuditEvent, User

pytestmark = pytest.mark.django_db

SERVICES: dict[str, Callable[..., Assessment]] = {
    "start": phases.start_assessment,
    "start_jointly": phases.start_jointly,
    "open_discussion": phases.open_discussion,
    "complete": phases.complete_assessment,
    "reopen": phases.reopen_assessment,
    "archive": phases.archive_assessment,
    "abandon": phases.abandon_assessment,
}
NEEDS_REASON = {"reopen", "abandon"}

# state → transition → who may: "contact" means contact and leader, "leader" the leader alone; what is missing is refused for everyone.
ALLOWED = {
    "draft": {"start": "contact", "start_jointly": "contact", "abandon": "leader"},
    "individual": {"open_discussion": "contact", "abandon": "leader"},
    "joint": {"complete": "leader", "abandon": "leader"},
    "completed": {"reopen": "leader", "archive": "leader"},
    "archived": {},
    "abandoned": {},
}
TARGETS = {
    "start": "individual",
    "start_jointly": "joint",
    "open_discussion": "joint",
    "complete": "completed",
    "reopen": "joint",
    "archive": "archived",
    "abandon": "archived",
}


def perform(name: str, assessment: Assessment, by: User) -> Assessment:
    extra: dict[str, Any] = {"reason": "Näin sovittiin."} if name in NEEDS_REASON else {}
    return SERVICES[name](assessment=assessment, by=by, at=AT, **extra)


def expected(state: str, name: str, role: str) -> type[Exception] | None:
    who = next(allowed[name] for allowed in ALLOWED.values() if name in allowed)
    if role not in {"leader", who}:
        return NotAllowedError
    return None if name in ALLOWED[state] else WrongStateError


def test_table_names_every_transition_and_service() -> None:
    assert set(TRANSITIONS) == set(SERVICES) == set(TARGETS)


@pytest.mark.parametrize("role", ["leader", "contact", "worker", "stranger"])
@pytest.mark.parametrize("name", sorted(SERVICES))
@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_transition_from_state_by_role(state: str, name: str, role: str) -> None:
    cast = Cast()
    assessment = IN_STATE[state](cast)
    if state == "joint":
        agree_all(assessment, cast.contact)
    user = {"leader": cast.leader, "contact": cast.contact, "worker": cast.workers[0], "stranger": cast.stranger}[role]
    before = Assessment.objects.values().get(pk=assessment.pk)
    events = AuditEvent.objects.count()
    error = expected(state, name, role)
    if error:
        with pytest.raises(error):
            perform(name, assessment, user)
        assert Assessment.objects.values().get(pk=assessment.pk) == before
        assert AuditEvent.objects.count() == events
    else:
        perform(name, assessment, user)
        assert Assessment.objects.get(pk=assessment.pk).status == TARGETS[name]
        assert AuditEvent.objects.filter(action=f"assessment_{name}", object_ref=assessment.ref).count() == 1


@pytest.mark.parametrize("status", list(AssessmentStatus))
def test_transitions_from_lists_what_the_table_allows(status: AssessmentStatus) -> None:
    assert {transition.name for transition in transitions_from(status)} == set(ALLOWED[status.value])

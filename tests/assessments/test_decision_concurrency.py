"""Many deciders at once on real connections: one decision, one mark, one round of mails; the others are told."""

from __future__ import annotations

import pytest

from assessments.models import Decision, QualityMark
from assessments.services.decisions import record_decision
from config.toolkit.errors import WrongStateError
from tests.assessments.test_concurrency import AT_ONCE, at_once
from tests.factories.auditing import audited, make_decider, make_final
from tests.factories.decisions import DECIDED_AT, correction, make_decided, refusal, ruling
from workshops.models import AuditEvent, OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)


def test_decide_twenty_times_at_once_decides_once() -> None:
    application, deciders = audited(make_final()), [make_decider(), make_decider()]

    def act(number: int) -> object:
        said = ruling() if number % 2 else refusal()
        return record_decision(application=application, **said, by=deciders[number % 2], at=DECIDED_AT)

    results = at_once(act)
    assert sum(isinstance(result, Decision) for result in results) == Decision.objects.count() == 1
    assert sum(isinstance(result, WrongStateError) for result in results) == AT_ONCE - 1
    assert QualityMark.objects.count() == int(Decision.objects.get().is_granted)
    assert AuditEvent.objects.filter(action="decision_recorded").count() == 1
    assert OutgoingMail.objects.filter(kind="decision_made").count() == 2  # the contact and the leader


def test_correct_twenty_times_at_once_corrects_once() -> None:
    first, decider = make_decided(), make_decider()
    said = correction(first, outcome="refused", reasons="Ei.")
    results = at_once(lambda _: record_decision(application=first.application, **said, by=decider, at=DECIDED_AT))
    assert sum(isinstance(result, Decision) for result in results) == 1
    assert sum(isinstance(result, WrongStateError) for result in results) == AT_ONCE - 1
    assert Decision.objects.count() == 2
    assert QualityMark.objects.get().revoked_at == DECIDED_AT

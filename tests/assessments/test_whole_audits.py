"""A whole audit in any order of events: blind until confirmed, no grant without a final report, no mark shown that does not hold.

Everything is done by the services that do it in life, at moments that follow each other; after each step what always holds is looked for
on the pages themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from assessments.choices import Answer, MarkState
from assessments.lifecycle import RATING_AUDIT_STATUSES, REPORTED_AUDIT_STATUSES, AuditStatus
from assessments.models import Application, Assessment, Auditor, ConfirmedRating, Decision, Participant, QualityMark, Visit
from assessments.selectors.auditing.report_course import return_in_force
from assessments.selectors.marks import named_marks, register, standings
from assessments.selectors.results import criteria_of
from assessments.services.applications.ending import withdraw_application
from assessments.services.auditing.checking import approve_report, return_report, send_to_check
from assessments.services.auditing.commenting import answer_comment, write_comment
from assessments.services.auditing.drafting import ask_comments, start_report
from assessments.services.auditing.findings import GivenResult, save_audit_result, save_conclusion
from assessments.services.auditing.invitations import accept_seat, declare_conflict
from assessments.services.auditing.reading import confirm_rating, save_audit_rating
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from assessments.services.auditing.visits import AgreedVisit, agree_visit, record_visit
from assessments.services.decisions import record_decision
from assessments.services.marks import consent_to_register, revoke_mark
from assessments.services.ratings import GivenRating
from config.toolkit.errors import DomainError
from criteria.models import Criterion
from tests.factories.applications import make_coordinator, make_round
from tests.factories.assessments import Cast
from tests.factories.auditing import LEVEL_NAME, NAMED_AT, audited, make_auditor, make_decider, make_levelled, make_reading
from tests.factories.criteria import make_version
from tests.factories.decisions import ruling
from tests.histories import bounds
from workshops.models import User

STEPS, EXAMPLES = 8, 3  # of each stage
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
STAGES = {"reading": 0, "scheduled": 1, "drafting": 3, "checking": 5, "granted": 7}  # how many steps have been gone on
NOISE = ["rate", "confirm", "replace", "declare", "comment", "return", "decide", "refuse", "revoke", "withdraw"]


class LifeOfAWholeAudit(RuleBasedStateMachine):
    """Two auditors, two criteria, and spare auditors who come in when one is replaced."""

    cast: Cast  # the same people for every example; what they do is undone after each
    people: dict[str, User]
    audit: Assessment
    spares: list[Auditor]
    stage: str  # where the life begins

    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = NAMED_AT
        self.kept: list[Any] = []
        for _ in range(STAGES[self.stage]):
            self.go_on()
        assert self.fresh().status == (AuditStatus.FINAL if self.stage == "granted" else self.stage)
        assert QualityMark.objects.exists() == (self.stage == "granted")

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # What is known of the present ---------------------------------------------------------------------------------------

    def now(self) -> dt.datetime:
        self.at += HOUR
        return self.at

    def fresh(self) -> Assessment:
        related = ("application__round", "application__organisation", "plan", "workshop", "version__scale")
        return Assessment.objects.select_related(*related).get(pk=self.audit.pk)

    def application(self) -> Application:
        return audited(self.audit)

    def places(self) -> list[Participant]:
        return list(self.audit.participants.active().select_related("user").order_by("pk"))

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do it unless it is refused; tell which."""
        self.now()
        with suppress(DomainError, ValidationError), transaction.atomic():
            act()
            return True
        return False

    # The way that an audit goes when nothing comes in between ------------------------------------------------------------

    @rule()
    def go_on(self) -> None:
        getattr(self, f"from_{self.fresh().status}", lambda: None)()

    def from_assigning(self) -> None:
        coordinator = {"by": self.people["coordinator"], "at": self.now()}
        if self.spares and self.audit.seats.live().count() < 2:
            taken = set(self.audit.seats.values_list("auditor", flat=True))
            spare = next((each for each in self.spares if each.pk not in taken), None)
            if spare:
                self.attempt(lambda: name_auditor(application=self.application(), auditor=spare, **coordinator))
        self.attempt(lambda: invite_auditors(application=self.application(), **coordinator))
        for seat in self.audit.seats.filter(status="invited").select_related("auditor__user"):
            self.attempt(lambda seat=seat: accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=self.at))

    def from_reading(self) -> None:
        for place in self.places():
            for criterion in criteria_of(self.audit):
                self.save_rating(place, criterion, confirm_rating)
        starts_at = self.at + 14 * DAY
        agreed = AgreedVisit(False, starts_at, starts_at + 5 * HOUR, "Pajakuja 3", "", "Esihenkilö")
        self.attempt(lambda: agree_visit(audit=self.fresh(), agreed=agreed, by=self.places()[0].user, at=self.at))

    def from_scheduled(self) -> None:
        self.at = max(self.at, Visit.objects.get(assessment=self.audit, ended_at=None).ends_at)
        self.attempt(lambda: record_visit(audit=self.fresh(), has_fed_back=True, by=self.places()[0].user, at=self.at))

    def from_visited(self) -> None:
        self.attempt(lambda: start_report(audit=self.fresh(), by=self.places()[0].user, at=self.at))

    def from_drafting(self) -> None:
        by = {"audit": self.fresh(), "by": self.places()[0].user}
        level, verdict = self.audit.version.scale.levels.get(value=3), self.audit.version.verdicts.get(value="met")
        what = GivenResult(answer=Answer.LEVEL, level=level, verdict=verdict, suggestion="Kootkaa palautteet yhteen.")
        for criterion in criteria_of(self.audit):
            self.attempt(lambda criterion=criterion: save_audit_result(criterion=criterion, given=what, revision=0, **by, at=self.at))
        said = {"summary": "Työpaja tuntee tehtävänsä.", "recommendation": "supported", "needed": "", "revision": 0}
        self.attempt(lambda: save_conclusion(**said, **by, at=self.at))
        self.answer_comments()
        onward = send_to_check if return_in_force(self.fresh()) else ask_comments
        self.attempt(lambda: onward(audit=self.fresh(), by=by["by"], at=self.at))

    def from_commenting(self) -> None:
        period = self.audit.comment_periods.first()
        assert period is not None
        self.at = max(self.at, dt.datetime.combine(period.last_date + DAY, dt.time(9), tzinfo=dt.UTC))
        self.answer_comments()
        self.attempt(lambda: send_to_check(audit=self.fresh(), by=self.places()[0].user, at=self.at))

    def from_checking(self) -> None:
        self.attempt(lambda: approve_report(audit=self.fresh(), by=self.people["coordinator"], at=self.at))

    def from_final(self) -> None:
        self.decide("granted")

    def answer_comments(self) -> None:
        by = self.places()[0].user
        for comment in self.audit.draft_comments.filter(answer="").select_related("assessment"):
            self.attempt(lambda comment=comment: answer_comment(comment=comment, answer="Korjattu.", revision=1, by=by, at=self.at))

    # What comes in between -----------------------------------------------------------------------------------------------

    @rule(act=st.sampled_from(NOISE), number=st.integers(0, 1), code=st.sampled_from(["K1.1", "K1.2"]))
    def comes_in_between(self, act: str, number: int, code: str) -> None:
        places, coordinator, contact = self.places(), self.people["coordinator"], self.cast.contact
        criterion = Criterion.objects.get(area__version=self.audit.version, code=code)
        place = places[number % len(places)] if places else None
        seat = place and self.audit.seats.filter(auditor__user=place.user, status="accepted").select_related("auditor__user").first()
        if act in {"rate", "confirm"} and place:
            self.save_rating(place, criterion, confirm_rating if act == "confirm" else save_audit_rating)
        elif act == "replace" and seat:
            self.attempt(lambda: replace_auditor(seat=seat, by=coordinator, at=self.at))
        elif act == "declare" and seat:
            self.attempt(lambda: declare_conflict(seat=seat, by=seat.auditor.user, at=self.at))
        elif act == "comment":
            self.attempt(lambda: write_comment(audit=self.fresh(), criterion=criterion, text="Luku on väärä.", by=contact, at=self.at))
        elif act == "return":
            self.attempt(lambda: return_report(audit=self.fresh(), reason="Yhteenveto jää lyhyeksi.", by=coordinator, at=self.at))
        elif act in {"decide", "refuse"}:
            self.decide("granted" if act == "decide" else "refused")
        elif act == "revoke":
            self.revoke()
        elif act == "withdraw" and number:  # rarer than the rest: it ends the story
            self.attempt(lambda: withdraw_application(application=self.application(), reason="", by=contact, at=self.at))

    def save_rating(self, place: Participant, criterion: Criterion, save: Callable[..., object]) -> None:
        stored = place.ratings.filter(criterion=criterion).first()
        level = self.audit.version.scale.levels.get(value=1 + place.pk % 3)
        given = GivenRating(Answer.LEVEL, level, "", note_of(place), verdict=self.audit.version.verdicts.get(value="met"))
        revision = stored.revision if stored else 0
        self.attempt(lambda: save(audit=self.fresh(), criterion=criterion, given=given, revision=revision, by=place.user, at=self.at))

    def decide(self, outcome: str) -> None:
        current = Decision.objects.filter(superseded_by=None).first()
        said = ruling(outcome=outcome, decided_date=self.at.date(), reasons="Perusteltu.")
        if current is not None:
            said |= {"supersedes": current, "correction_reason": "Virhe."}
        self.attempt(lambda: record_decision(application=self.application(), **said, by=self.people["decider"], at=self.at))
        for mark in QualityMark.objects.filter(consented_at=None):
            self.attempt(lambda mark=mark: consent_to_register(mark=mark, agrees=True, by=self.cast.contact, at=self.at))

    def revoke(self) -> None:
        if mark := QualityMark.objects.filter(revoked_at=None).first():
            self.attempt(lambda: revoke_mark(mark=mark, reason="Ehdot.", by=self.people["decider"], at=self.at))

    # What always holds --------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_decided_without_a_final_report(self) -> None:
        if hasattr(self, "kept") and (Decision.objects.exists() or QualityMark.objects.exists()):
            assert self.fresh().status in REPORTED_AUDIT_STATUSES

    @invariant()
    def what_was_confirmed_never_changes(self) -> None:
        if hasattr(self, "kept"):
            now = list(ConfirmedRating.objects.order_by("pk").values())
            assert now[: len(self.kept)] == self.kept
            self.kept = now

    @invariant()
    def nobody_sees_the_other_sides_before_she_has_confirmed(self) -> None:
        if not hasattr(self, "kept") or self.fresh().status not in {*RATING_AUDIT_STATUSES, AuditStatus.ASSIGNING}:
            return
        for place in self.places():
            for criterion in criteria_of(self.audit):
                page = self.page_of(place.user, "assessments:audit-rating-update", self.audit.ref, criterion.code)
                seen = self.has_confirmed(place, criterion)
                assert seen or page.count(LEVEL_NAME) <= 1, criterion  # among the levels she may choose from, not as the applicant's
                for other in Participant.objects.filter(assessment=self.audit).exclude(pk=place.pk):
                    may_see = seen and other.removed_at is None and self.has_confirmed(other, criterion)
                    assert may_see or note_of(other) not in page, criterion

    @invariant()
    def mark_that_does_not_hold_is_never_shown_as_valid(self) -> None:
        if not hasattr(self, "kept"):
            return
        for on in (self.at.date(), self.at.date() + 1200 * DAY):
            listed = set(register(on).values_list("pk", flat=True))
            for told in standings(named_marks(), on):
                assert (told.state == MarkState.VALID) == (told.mark.pk in listed)
                assert not (told.is_valid and told.mark.revoked_at)
        for mark in QualityMark.objects.filter(revoked_at__isnull=False):
            page = self.page_of(None, "assessments:mark-check", mark.code)
            assert "Peruutettu" in page
            assert 'class="mark-state mark-valid"' not in page

    def has_confirmed(self, place: Participant, criterion: Criterion) -> bool:
        return ConfirmedRating.objects.filter(participant=place, criterion=criterion).exists()

    def page_of(self, user: User | None, name: str, *args: str) -> str:
        client = Client()
        with time_machine.travel(self.at, tick=False), transaction.atomic():
            if user:
                client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            page = client.get(reverse(name, args=args), follow=True).content.decode()
            transaction.set_rollback(True)
        return page


def note_of(place: Participant) -> str:
    """Return words that only this auditor writes."""
    return f"MERKKI-{place.pk}-LOPPU"


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
def test_whatever_happens_in_a_whole_audit(media: Any, stage: str) -> None:
    life = LifeOfAWholeAudit
    life.stage, life.cast = stage, Cast(workers=0)
    life.people = {"coordinator": make_coordinator(), "decider": make_decider()}
    application = make_levelled(life.cast, make_round(version=make_version(areas=1, criteria=2), by=life.people["coordinator"]))
    life.audit = make_reading(application, life.people["coordinator"])
    life.spares = [make_auditor() for _ in range(3)]
    run_state_machine_as_test(life, settings=bounds(examples=EXAMPLES, steps=STEPS))

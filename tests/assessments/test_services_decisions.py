"""Recording decisions: who may, on what, which days and words; what moves with a decision; superseding one; conditions met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.lifecycle import AuditStatus
from assessments.models import Application, Assessment, Decision, QualityMark, Recusal
from assessments.services.applications.ending import withdraw_application
from assessments.services.decisions import follow_up_conditions, record_decision, recuse
from assessments.services.marks import revoke_mark
from assessments.services.rounds import update_round
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import FINAL_AT, audited, make_audit, make_auditable, make_decider, make_final
from tests.factories.decisions import CONDITIONS, DECIDED_AT, DECIDED_DATE, correction, make_decided, make_refused, refusal, ruling
from tests.factories.workshops import grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.roles import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def decider(db: None) -> User:
    return make_decider()


@pytest.fixture
def application(db: None) -> Application:
    return audited(make_final(make_auditable(cast=Cast(workers=1))))


def state_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).status


def mark_of(application: Application) -> QualityMark:
    return QualityMark.objects.get(application=application, revoked_at=None)


def rows() -> list[Any]:
    return list(Decision.objects.order_by("pk").values())


# Recording -------------------------------------------------------------------------------------------------------------------


def test_grant_moves_the_application_and_makes_the_mark(application: Application, decider: User) -> None:
    decision = record_decision(application=application, **ruling(), by=decider, at=DECIDED_AT)
    assert state_of(application) == "granted"
    mark = mark_of(application)
    assert (mark.decision, mark.granted_date, mark.last_date) == (
        decision,
        DECIDED_DATE,
        dt.date(2030, DECIDED_DATE.month, DECIDED_DATE.day) - DAY,
    )
    assert not application.units.filter(ended_at=None).exists()
    assert (decision.recorded_by, decision.recorded_at, decision.is_granted) == (decider, DECIDED_AT, True)
    assert [event.details["decision"] for event in AuditEvent.objects.filter(action="decision_recorded")] == [decision.ref]


def test_refusal_moves_the_application_and_makes_no_mark(application: Application, decider: User) -> None:
    record_decision(application=application, **refusal(), by=decider, at=DECIDED_AT)
    assert state_of(application) == "refused"
    assert not QualityMark.objects.exists()


def test_nobody_but_a_decider_decides(application: Application) -> None:
    cast_leader = User.objects.get(name="Leena Johtava")
    for user in (make_coordinator(), cast_leader, application.audits.get().seats.all()[0].auditor.user):
        with pytest.raises(NotAllowedError):
            record_decision(application=application, **ruling(), by=user, at=DECIDED_AT)
    assert not Decision.objects.exists()
    assert state_of(application) == "audited"


def test_nothing_is_decided_without_a_final_report_whatever_the_application_says(application: Application, decider: User) -> None:
    for status in set(AuditStatus) - {AuditStatus.FINAL, AuditStatus.CLOSED}:
        Assessment.objects.filter(application=application).update(status=status)
        for said in (ruling(), refusal()):
            with pytest.raises(WrongStateError, match="ennen kuin auditoinnin raportti on valmis"):
                record_decision(application=application, **said, by=decider, at=DECIDED_AT)
    assert state_of(application) == "audited"
    assert not QualityMark.objects.exists()


def test_closed_audit_has_its_report_and_can_be_decided(application: Application, decider: User) -> None:
    Assessment.objects.filter(application=application).update(status=AuditStatus.CLOSED)
    record_decision(application=application, **ruling(), by=decider, at=DECIDED_AT)
    assert state_of(application) == "granted"


def test_application_in_audit_is_not_decided(decider: User) -> None:
    application = audited(make_audit(AuditStatus.CHECKING))
    with pytest.raises(WrongStateError):
        record_decision(application=application, **ruling(), by=decider, at=DECIDED_AT)


def test_withdrawn_application_is_not_decided_though_its_report_is_final(decider: User) -> None:
    cast = Cast(workers=0)
    application = audited(make_final(make_auditable(cast=cast)))
    withdraw_application(application=application, reason="", by=cast.leader, at=DECIDED_AT)
    with pytest.raises(WrongStateError):
        record_decision(application=application, **ruling(), by=decider, at=DECIDED_AT)


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"decided_date": DECIDED_DATE + DAY}, "decided_date"),
    ({"decided_date": FINAL_AT.date() - DAY}, "decided_date"),
    ({"outcome": "refused"}, "reasons"),
    ({"outcome": "refused", "reasons": " \n "}, "reasons"),
    ({"outcome": "refused", "reasons": "Ei.", **CONDITIONS}, "conditions"),
    ({**CONDITIONS, "conditions_due_date": None}, "conditions_due_date"),
    ({**CONDITIONS, "conditions": " "}, "conditions"),
    ({**CONDITIONS, "conditions_due_date": DECIDED_DATE}, "conditions_due_date"),
]


def test_ruling_that_cannot_be_is_refused_beside_its_field(application: Application, decider: User) -> None:
    for changes, field in IMPOSSIBLE:
        with pytest.raises(RefusedInputError) as refused:
            record_decision(application=application, **ruling(**changes), by=decider, at=DECIDED_AT)
        assert refused.value.field == field, changes
    assert not Decision.objects.exists()
    assert state_of(application) == "audited"


def test_ruling_that_the_row_cannot_hold_is_refused(application: Application, decider: User) -> None:
    for changes in ({"minutes_section": " "}, {"minutes_section": "§" * 61}, {"reasons": "x" * 10_001}, {"outcome": "maybe"}):
        with pytest.raises(ValidationError), transaction.atomic():
            record_decision(application=application, **ruling(**changes), by=decider, at=DECIDED_AT)
    assert not Decision.objects.exists()


def test_decision_of_the_day_the_report_was_ready_is_taken(application: Application, decider: User) -> None:
    record_decision(application=application, **ruling(decided_date=FINAL_AT.date()), by=decider, at=DECIDED_AT)
    assert mark_of(application).granted_date == FINAL_AT.date()


# Superseding -----------------------------------------------------------------------------------------------------------------


def test_second_decision_without_naming_the_first_is_refused(application: Application, decider: User) -> None:
    make_decided(application, decider)
    before = rows()
    with pytest.raises(WrongStateError, match="Joku muu on jo kirjannut"):
        record_decision(application=application, **refusal(), by=make_decider(), at=DECIDED_AT)
    assert rows() == before


def test_decision_superseding_one_that_was_never_made_here_is_refused(application: Application, decider: User) -> None:
    elsewhere = make_decided(by=decider)
    with pytest.raises(WrongStateError):
        record_decision(application=application, **correction(elsewhere), by=decider, at=DECIDED_AT)


def test_corrected_refusal_grants_and_makes_the_mark(application: Application, decider: User) -> None:
    first = make_refused(application, decider)
    before = rows()
    second = record_decision(application=application, **correction(first), by=decider, at=DECIDED_AT)
    assert state_of(application) == "granted"
    assert mark_of(application).decision == second
    assert rows()[0] == before[0]
    assert list(application.decisions.current()) == [second]


def test_corrected_grant_refuses_and_revokes_the_mark_naming_the_correction(application: Application, decider: User) -> None:
    first = make_decided(application, decider)
    before = rows()
    said = {"outcome": "refused", "reasons": "Merkki myönnettiin väärälle.", "minutes_section": "3/2027 § 4"}
    record_decision(application=application, **correction(first, **said), by=decider, at=DECIDED_AT)
    assert state_of(application) == "refused"
    mark = QualityMark.objects.get()
    assert (mark.revoked_by, mark.revoked_at) == (decider, DECIDED_AT)
    assert "oikaistiin" in mark.revoke_reason
    assert "3/2027 § 4" in mark.revoke_reason
    assert rows()[0] == before[0]


def test_corrected_grant_that_grants_again_keeps_the_mark_with_its_code_and_consent(application: Application, decider: User) -> None:
    first = make_decided(application, decider)
    QualityMark.objects.update(consented_at=DECIDED_AT, consented_by=decider)
    before = mark_of(application)
    later = DECIDED_AT + 10 * DAY
    said = correction(first, decided_date=DECIDED_DATE + DAY, **CONDITIONS)
    second = record_decision(application=application, **said, by=decider, at=later)
    after = mark_of(application)
    assert (after.pk, after.code, after.consented_at) == (before.pk, before.code, DECIDED_AT)
    assert (after.decision, after.granted_date, after.last_date) == (second, DECIDED_DATE + DAY, before.last_date + DAY)
    assert state_of(application) == "granted"
    assert not AuditEvent.objects.filter(action__in=["mark_revoked", "application_correct_to_granted"]).exists()
    assert AuditEvent.objects.filter(action="mark_followed_decision", object_ref=after.ref).count() == 1
    assert AuditEvent.objects.filter(action="application_decision_corrected", object_ref=application.ref).count() == 1


def test_mark_that_was_revoked_stays_so_and_a_granting_correction_makes_another(application: Application, decider: User) -> None:
    first = make_decided(application, decider)
    revoked = revoke_mark(mark=mark_of(application), reason="Ehdot eivät täyttyneet.", by=decider, at=DECIDED_AT)
    record_decision(application=application, **correction(first), by=decider, at=DECIDED_AT)
    made = mark_of(application)
    assert (made.pk != revoked.pk, made.code != revoked.code) == (True, True)
    revoked.refresh_from_db()
    assert revoked.revoke_reason == "Ehdot eivät täyttyneet."


def test_corrected_refusal_that_refuses_again_moves_nothing(application: Application, decider: User) -> None:
    first = make_refused(application, decider)
    record_decision(application=application, **correction(first, outcome="refused", reasons="Tarkemmin."), by=decider, at=DECIDED_AT)
    assert state_of(application) == "refused"
    assert not QualityMark.objects.exists()


def test_superseded_decision_is_superseded_once(application: Application, decider: User) -> None:
    first = make_decided(application, decider)
    record_decision(application=application, **correction(first), by=decider, at=DECIDED_AT)
    with pytest.raises(WrongStateError, match="Joku muu on jo kirjannut"):
        record_decision(application=application, **correction(first), by=make_decider(), at=DECIDED_AT)


def test_correction_without_its_reason_is_refused(application: Application, decider: User) -> None:
    first = make_decided(application, decider)
    with pytest.raises(RefusedInputError) as refused:
        record_decision(application=application, **{**correction(first), "correction_reason": " "}, by=decider, at=DECIDED_AT)
    assert refused.value.field == "correction_reason"


def test_decision_is_never_overwritten(application: Application, decider: User) -> None:
    decision = make_decided(application, decider)
    decision.minutes_section = "muu"
    for act in (decision.save, decision.delete, lambda: Decision.objects.update(reasons="x"), Decision.objects.all().delete):
        with pytest.raises(TypeError):
            act()


# Mails -----------------------------------------------------------------------------------------------------------------------


def mails(kind: str) -> dict[str, OutgoingMail]:
    return {mail.to_user.name: mail for mail in OutgoingMail.objects.filter(kind=kind).select_related("to_user")}


def test_applicant_and_coordinators_are_told_of_a_refusal_without_its_reasons(application: Application, decider: User) -> None:
    make_coordinator()
    make_refused(application, decider)
    told = mails("decision_made")
    assert set(told) == {"Kaisa Yhteys", "Leena Johtava"}
    text = told["Kaisa Yhteys"].text
    assert "Laatumerkkiä ei myönnetty tällä kertaa." in text
    assert f"/hakemukset/{application.ref}/" in text
    last = DECIDED_DATE + dt.timedelta(days=30)
    assert f"viimeistään {last.day}.{last.month}.{last.year}" in text
    assert "Ohjauksen suunnitelmallisuus" not in text
    assert "Onnittelut" not in text
    assert set(mails("decision_recorded")) == {"Kerttu Koordinaattori"}
    assert f"/paatokset/hakemukset/{application.ref}/" in mails("decision_recorded")["Kerttu Koordinaattori"].text


def test_applicant_is_told_of_a_grant_and_of_its_conditions_day(application: Application, decider: User) -> None:
    record_decision(application=application, **ruling(**CONDITIONS), by=decider, at=DECIDED_AT)
    text = mails("decision_made")["Leena Johtava"].text
    assert "Onnittelut!" in text
    day = CONDITIONS["conditions_due_date"]
    assert f"viimeistään {day.day}.{day.month}.{day.year}" in text
    assert CONDITIONS["conditions"] not in text


def test_corrected_decision_is_told_as_such(application: Application, decider: User) -> None:
    first = make_decided(application, decider)
    record_decision(application=application, **correction(first, outcome="refused", reasons="Ei."), by=decider, at=DECIDED_AT)
    assert set(mails("decision_corrected")) == {"Kaisa Yhteys", "Leena Johtava"}
    assert "oikaistu uudella päätöksellä" in mails("decision_corrected")["Kaisa Yhteys"].text
    assert len(mails("decision_made")) == 2


def test_refused_recording_sends_nothing(application: Application, decider: User) -> None:
    with pytest.raises(RefusedInputError):
        record_decision(application=application, **ruling(outcome="refused"), by=decider, at=DECIDED_AT)
    assert not OutgoingMail.objects.filter(kind__startswith="decision_").exists()


# Recusing --------------------------------------------------------------------------------------------------------------------


def test_recused_decider_cannot_decide_and_another_can(application: Application, decider: User) -> None:
    recuse(application=application, by=decider, at=DECIDED_AT)
    with pytest.raises(NotAllowedError, match="olet esteellinen"):
        record_decision(application=application, **ruling(), by=decider, at=DECIDED_AT)
    make_decided(application, make_decider())
    assert AuditEvent.objects.filter(action="decider_recused").count() == 1


def test_recusing_again_changes_nothing(application: Application, decider: User) -> None:
    first = recuse(application=application, by=decider, at=DECIDED_AT)
    assert recuse(application=application, by=decider, at=DECIDED_AT + DAY) == first
    assert Recusal.objects.get().told_at == DECIDED_AT
    assert AuditEvent.objects.filter(action="decider_recused").count() == 1


def test_recusing_is_for_deciders_and_for_what_has_a_report(application: Application, decider: User) -> None:
    with pytest.raises(NotAllowedError):
        recuse(application=application, by=make_coordinator(), at=DECIDED_AT)
    with pytest.raises(WrongStateError):
        recuse(application=audited(make_audit(AuditStatus.DRAFTING)), by=decider, at=DECIDED_AT)
    assert not Recusal.objects.exists()


# Conditions ------------------------------------------------------------------------------------------------------------------

MET_AT = DECIDED_AT + 40 * DAY
MET = {"met_date": MET_AT.date(), "note": "Työpaja lähetti suunnitelman."}


def test_conditions_are_followed_up_once(application: Application, decider: User) -> None:
    decision = make_decided(application, decider, **CONDITIONS)
    made = follow_up_conditions(decision=decision, **MET, by=make_coordinator(), at=MET_AT)
    assert (made.decision, made.met_date, made.note) == (decision, MET["met_date"], MET["note"])
    with pytest.raises(WrongStateError):
        follow_up_conditions(decision=decision, **MET, by=decider, at=MET_AT)
    assert AuditEvent.objects.filter(action="conditions_met", object_ref=application.ref).count() == 1


def test_conditions_are_followed_up_by_coordinators_and_deciders_without_a_conflict(application: Application, decider: User) -> None:
    decision = make_decided(application, decider, **CONDITIONS)
    conflicted = make_decider()
    grant(conflicted, Role.WORKER, workshop=application.units.all()[0].workshop)
    for user in (conflicted, User.objects.get(name="Leena Johtava")):
        with pytest.raises(NotAllowedError):
            follow_up_conditions(decision=decision, **MET, by=user, at=MET_AT)
    follow_up_conditions(decision=decision, **MET, by=make_decider(), at=MET_AT)


def test_follow_up_that_cannot_be_is_refused(application: Application, decider: User) -> None:
    decision = make_decided(application, decider, **CONDITIONS)
    impossible: list[dict[str, Any]] = [{"met_date": DECIDED_DATE - DAY}, {"met_date": MET_AT.date() + DAY}, {"note": " "}]
    for changes in impossible:
        with pytest.raises(RefusedInputError) as refused:
            follow_up_conditions(decision=decision, **{**MET, **changes}, by=decider, at=MET_AT)
        assert refused.value.field == next(iter(changes))


def test_decision_without_conditions_or_superseded_has_nothing_to_follow_up(application: Application, decider: User) -> None:
    first = make_decided(application, decider, **CONDITIONS)
    second = record_decision(application=application, **correction(first), by=decider, at=DECIDED_AT)
    for decision in (first, second):
        with pytest.raises(WrongStateError):
            follow_up_conditions(decision=decision, **MET, by=decider, at=MET_AT)


def test_years_of_a_mark_stay_as_they_are_once_something_was_decided(coordinator: User) -> None:
    decision = make_decided()
    round_ = decision.application.round
    assert round_
    stored = {name: getattr(round_, name) for name in ("name", "opens_date", "decision_date", "comment_days")}
    given = {"round_": round_, "breaks": (), "by": coordinator, "at": DECIDED_AT, **stored}
    with pytest.raises(RefusedInputError, match="jo tehty päätöksiä"):
        update_round(**given, validity_years=round_.validity_years + 2)
    assert update_round(**{**given, "name": "Uusi nimi"}, validity_years=round_.validity_years).name == "Uusi nimi"


@pytest.mark.parametrize(("first", "told"), [(make_decided, True), (make_refused, False)])
def test_correction_to_a_refusal_takes_away_only_the_mark_that_was_granted(first: Callable[..., Decision], told: bool) -> None:
    decider, before = make_decider(), first()
    words = {"supersedes": before, "correction_reason": "Pykälä oli väärä."}
    record_decision(application=before.application, **refusal(), **words, by=decider, at=DECIDED_AT)
    [text, *_others] = [letter.text for letter in mails("decision_corrected").values()]
    assert ("Tällä hakemuksella myönnetty merkki ei ole enää voimassa." in text) == told

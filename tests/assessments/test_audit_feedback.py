"""Feedback on an audit: once, by the audited workshop, seen in sums of whole batches and never by its auditors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, AuditFeedback
from assessments.permissions import can_give_feedback
from assessments.selectors.auditing.feedback import QUESTIONS, feedback_sum
from assessments.selectors.auditing.report_access import answerable_audits
from assessments.services.auditing.feedback import give_feedback
from config.toolkit.errors import NotAllowedError, WrongStateError
from tests.factories.assessments import Cast
from tests.factories.auditing import FINAL_AT, make_audit, make_auditable, make_final
from workshops.models import AuditEvent, User
from workshops.permissions import Access

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
GOOD = dict.fromkeys(QUESTIONS, 5)


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def audit(cast: Cast, coordinator: User) -> Assessment:
    return make_final(make_auditable(cast=cast), coordinator)


def give(audit: Assessment, by: User, text: str = "", **grades: int) -> AuditFeedback:
    return give_feedback(audit=audit, grades={**GOOD, **grades}, text=text, by=by, at=FINAL_AT)


def test_feedback_is_stored_and_the_log_tells_only_that(audit: Assessment, cast: Cast) -> None:
    given = give(audit, cast.contact, " Kiitos! ", useful=3)
    assert (given.useful, given.respectful, given.text) == (3, 5, "Kiitos!")
    assert AuditEvent.objects.get(action="audit_feedback_given").details == {}


def test_feedback_is_given_once(audit: Assessment, cast: Cast) -> None:
    give(audit, cast.contact)
    with pytest.raises(WrongStateError, match="jo annettu"):
        give(audit, cast.leader, useful=1)
    assert AuditFeedback.objects.get().useful == 5


@pytest.mark.parametrize("grade", [0, 6])
def test_grade_outside_the_scale_is_refused_by_service_and_database(audit: Assessment, cast: Cast, grade: int) -> None:
    with pytest.raises(ValidationError):
        give(audit, cast.contact, useful=grade)
    row = AuditFeedback(assessment=audit, **{**GOOD, "useful": grade}, given_at=FINAL_AT, given_by=cast.contact)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize("status", sorted(AuditStatus))
def test_predicate_list_and_service_agree_for_everybody_in_every_state(coordinator: User, cast: Cast, status: str) -> None:
    audit = make_final(make_auditable(cast=cast), coordinator)
    fields = {"completed_at": None, "completed_by": None} if status not in {"final", "closed"} else {}
    Assessment.objects.filter(pk=audit.pk).update(status=status, **fields)
    auditor = audit.seats.order_by("pk")[0].auditor.user
    for person in (cast.contact, cast.leader, cast.workers[0], auditor, coordinator):
        access = Access.of(person, FINAL_AT.date())
        may = person in {cast.contact, cast.leader} and status in {"final", "closed"}
        assert can_give_feedback(access, audit) == answerable_audits(access).filter(pk=audit.pk).exists() == may
        with transaction.atomic():
            if may:
                give(audit, person)
            else:
                with pytest.raises(NotAllowedError):
                    give(audit, person)
            transaction.set_rollback(True)


def test_sums_wait_for_a_whole_batch(coordinator: User) -> None:
    for number in range(6):
        cast = Cast()
        audit = make_audit("final", make_auditable(cast=cast), coordinator)
        give(audit, cast.contact, text=f"Teksti {number}", useful=1 + number % 5)
        told = feedback_sum()
        assert told.told == (5 if number >= 4 else 0)
        assert len(told.texts) == told.told
    assert told.waiting == 1
    assert next(row.counts for row in told.questions if "aineksia" in row.question) == (1, 1, 1, 1, 1)
    assert "Teksti 5" not in told.texts


def test_page_asks_five_questions_and_thanks(audit: Assessment, cast: Cast, client: Client) -> None:
    client.force_login(cast.contact)
    url = reverse("assessments:audit-feedback", args=[audit.ref])
    page = client.get(url).content.decode()
    assert page.count("<fieldset") == 5
    assert "Kuka näkee tämän?" in page
    half = client.post(url, {"useful": "4", "text": "Jäi kesken."})
    assert half.status_code == 400
    assert "Jäi kesken." in half.content.decode()
    assert "Valitse yksi vaihtoehto." in half.content.decode()
    done = client.post(url, {**dict.fromkeys(QUESTIONS, "4"), "text": ""}, follow=True)
    assert "Kiitos palautteesta!" in done.content.decode()
    assert '<form method="post" novalidate' not in done.content.decode()
    assert "kertokaa, miten se sujui" not in client.get("/").content.decode()
    assert client.post(url, {**GOOD, "text": "Uudestaan"}).status_code == 409


def test_contact_is_asked_on_her_front_page(audit: Assessment, cast: Cast, client: Client) -> None:
    client.force_login(cast.contact)
    assert "kertokaa, miten se sujui" in client.get("/").content.decode()


def test_sum_page_is_the_coordinators(audit: Assessment, cast: Cast, coordinator: User, client: Client) -> None:
    url = reverse("assessments:audit-feedback-sum")
    client.force_login(cast.contact)
    assert client.get(url).status_code == 404
    client.force_login(coordinator)
    assert "liian vähän" in client.get(url).content.decode()

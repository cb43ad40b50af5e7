"""From a suggestion of the auditors to an action of an audited unit; in the next self-assessment it stands beside the same criterion."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from assessments.lifecycle import AuditStatus
from assessments.models import Action, Assessment
from assessments.selectors.past_actions import actions_by_criterion
from assessments.services.actions import Agreed, create_action
from config.toolkit.errors import WrongStateError
from tests.factories.assessments import Cast, make_draft
from tests.factories.auditing import FINAL_AT, make_auditable, make_final
from tests.factories.workshops import WorkshopFactory, grant
from workshops.roles import Role

if TYPE_CHECKING:
    from django.test import Client

    from workshops.models import User

pytestmark = pytest.mark.django_db
CODE = "K1.1"


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def audit(cast: Cast, coordinator: User) -> Assessment:
    return make_final(make_auditable(cast=cast), coordinator)


def url_of(audit: Assessment) -> str:
    return reverse("assessments:suggestion-action-create", args=[audit.ref, CODE])


def test_suggestion_begins_the_action(audit: Assessment, cast: Cast, client: Client) -> None:
    client.force_login(cast.contact)
    page = client.get(url_of(audit)).content.decode()
    assert "Kootkaa palautteet yhteen." in page
    assert "auditoitsijoiden ehdotus" in page
    done = client.post(url_of(audit), {"what": "Kootaan palautteet.", "due_date": ""})
    action = Action.objects.get()
    assert done.url == reverse("assessments:action-list", args=[cast.workshop.ref])  # type: ignore[attr-defined]  # a redirect
    assert (action.workshop, action.assessment, action.criterion.code) == (cast.workshop, audit, CODE)  # type: ignore[union-attr]
    assert not audit.reports.exists()  # the report of an audit is never made anew


def test_action_stands_beside_the_criterion_next_time(audit: Assessment, cast: Cast) -> None:
    result = audit.results.get(criterion__code=CODE)
    create_action(workshop=cast.workshop, agreed=Agreed("Kootaan palautteet."), result=result, by=cast.contact, at=FINAL_AT)
    following = make_draft(cast, version=audit.version)
    Assessment.objects.filter(pk=following.pk).update(created_at=FINAL_AT + dt.timedelta(days=200))
    following.refresh_from_db()
    [past] = actions_by_criterion(following)[CODE]
    assert (past.what, past.is_earlier) == ("Kootaan palautteet.", True)


def test_worker_reads_the_report_but_makes_no_action(audit: Assessment, cast: Cast, client: Client) -> None:
    client.force_login(cast.workers[0])
    assert client.get(url_of(audit)).status_code == 403
    client.force_login(audit.seats.order_by("pk")[0].auditor.user)
    assert client.get(url_of(audit)).status_code == 403
    client.force_login(Cast().contact)
    assert client.get(url_of(audit)).status_code == 404


@pytest.mark.parametrize("status", sorted(set(AuditStatus) - {AuditStatus.FINAL, AuditStatus.CLOSED}))
def test_suggestion_of_an_unfinished_report_is_no_ground(audit: Assessment, cast: Cast, client: Client, status: str) -> None:
    Assessment.objects.filter(pk=audit.pk).update(status=status, completed_at=None, completed_by=None)
    result = audit.results.get(criterion__code=CODE)
    result.assessment.refresh_from_db()
    with pytest.raises(WrongStateError):
        create_action(workshop=cast.workshop, agreed=Agreed("Kootaan."), result=result, by=cast.contact, at=FINAL_AT)
    client.force_login(cast.contact)
    assert client.get(url_of(audit)).status_code in {403, 404}


def test_workshop_that_was_not_audited_gets_no_action(audit: Assessment, cast: Cast) -> None:
    other = WorkshopFactory(organisation=cast.workshop.organisation)
    grant(cast.contact, Role.CONTACT, workshop=other)
    with pytest.raises(WrongStateError):
        create_action(
            workshop=other, agreed=Agreed("Kootaan."), result=audit.results.get(criterion__code=CODE), by=cast.contact, at=FINAL_AT
        )

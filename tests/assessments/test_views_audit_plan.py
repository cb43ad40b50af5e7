"""What the invitation tells: planned by a coordinator, shown back when it cannot be, with everything typed."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.choices import AuditWish
from assessments.models import Application, AuditPlan
from tests.assessments.test_views_assignment import name_address, page_address
from tests.factories.auditing import NAMED_AT, make_auditable, make_auditor, make_invited
from workshops.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NAMED_AT, tick=False):
        yield


@pytest.fixture
def client(client_of, coordinator: User) -> Client:
    return client_of(coordinator)


PLAN = {"hours": "30", "starts_date": "2027-01-11", "ends_date": "2027-03-01", "place": "Rantapaja, Kuopio", "single_reason": ""}


def test_plan_is_changed_before_anybody_is_named(client: Client) -> None:
    application = make_auditable()
    address = reverse("assessments:audit-plan", args=[application.ref])
    assert client.get(address).context["form"].initial["hours"] == 24
    page = client.post(address, PLAN, follow=True)
    assert "11.1.2027–1.3.2027" in page.content.decode()
    plan = AuditPlan.objects.get()
    assert (plan.hours, plan.place, plan.starts_date) == (30, "Rantapaja, Kuopio", dt.date(2027, 1, 11))


@pytest.mark.parametrize(
    ("field", "value"),
    [("hours", "0"), ("hours", "201"), ("hours", "monta"), ("starts_date", ""), ("ends_date", "2027-01-01"), ("place", "")],
)
def test_plan_that_cannot_be_is_shown_back_with_everything_typed(client: Client, field: str, value: str) -> None:
    application = make_auditable()
    typed = {**PLAN, "single_reason": "Toinen sairastui.", field: value}
    refused = client.post(reverse("assessments:audit-plan", args=[application.ref]), typed)
    assert refused.status_code == 400
    assert refused.context["form"].errors
    assert "Toinen sairastui." in refused.content.decode()
    assert not AuditPlan.objects.exists()


def test_plan_with_a_reason_lets_one_peer_be_invited(client: Client) -> None:
    application, auditor = make_auditable(), make_auditor()
    client.post(name_address(application, auditor))
    client.post(reverse("assessments:audit-plan", args=[application.ref]), {**PLAN, "single_reason": "Toinen sairastui."})
    text = client.get(page_address(application)).content.decode()
    assert "Toinen sairastui." in text
    assert "Lähetä kutsut" in text


def test_plan_asks_no_reason_of_an_external_audit_and_tells_when_invitations_are_out(client: Client) -> None:
    make_invited(make_auditable(AuditWish.EXTERNAL))
    page = client.get(reverse("assessments:audit-plan", args=[Application.objects.get().ref]))
    assert "single_reason" not in page.context["form"].fields
    assert "Kutsuja on jo lähetetty." in page.content.decode()

"""Where the data for measuring begins: the last hour before a deadline, and when it is not made at all."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from assessments.bench.applications import CONTACT
from assessments.bench.seeding import seed_rush
from assessments.models import Application, Assessment, Submission
from assessments.services.applications.submitting import submit_application
from tests.factories.assessments import AT
from tests.factories.criteria import make_version
from tests.factories.workshops import MunicipalityFactory, UserFactory
from workshops.models import AuditEvent, OutgoingMail

pytestmark = pytest.mark.django_db


def test_rush_is_just_before_the_deadline_and_every_application_can_be_submitted() -> None:
    MunicipalityFactory()
    plan = seed_rush(workshops=3, at=AT, deadline_at=AT + dt.timedelta(hours=1), version=make_version())
    assert Counter(Assessment.objects.values_list("status", flat=True)) == {"individual": 2, "joint": 1}
    assert not Submission.objects.exists()
    [application, *others] = Application.objects.order_by("pk")
    assert len(others) == 2
    contact = plan.staff[0][CONTACT]
    assert submit_application(application=application, by=contact, at=AT).number == 1
    assert OutgoingMail.objects.get().kind == "application_submitted"


def test_seeding_beside_real_people_is_refused() -> None:
    UserFactory()
    make_version()
    with pytest.raises(CommandError, match="vain tyhjään tietokantaan"):
        call_command("seed_bench", "--size", "S")
    assert not Assessment.objects.exists()


def test_seeding_in_production_is_refused(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="tuotantoon"):
        call_command("seed_bench")


def test_seeding_without_criteria_is_refused() -> None:
    with pytest.raises(CommandError, match="Lataa ensin"):
        call_command("seed_bench")
    assert not AuditEvent.objects.exists()

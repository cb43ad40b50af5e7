"""The demo: what it promises of practising."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.demo.content import practice
from assessments.lifecycle import PracticeStatus
from assessments.models import PracticeCase, PracticeRating
from config.toolkit.working_days import is_working_day
from workshops.models import Organisation, User, Workshop

pytestmark = pytest.mark.xdist_group("demo")  # one process makes the demo for all of them


def test_one_example_is_published_and_one_is_a_draft(demo, db):
    assert sorted(PracticeCase.objects.values_list("status", flat=True)) == [PracticeStatus.DRAFT, PracticeStatus.PUBLISHED]
    published = PracticeCase.objects.get(status=PracticeStatus.PUBLISHED)
    assert 4 <= published.answers.count() <= 6
    assert {row.level.value for row in published.answers.select_related("level")} == {1, 2, 3, 4}
    assert {row.verdict.value for row in published.answers.select_related("verdict")} == {"met", "partly_met", "not_met"}


def test_examples_name_no_workshop_organisation_or_person_of_the_demo(demo, db):
    texts = " ".join(str(part) for row in practice()["cases"] for part in (row["title"], row["introduction"], row["answers"]))
    names = [*Workshop.objects.values_list("name", flat=True), *Organisation.objects.values_list("name", flat=True)]
    names += [part for user in User.objects.all() for part in user.name.split() if len(part) > 3]
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", texts)] == []


def test_peer_auditor_has_practised_half_of_it_and_goes_on(demo, db, client_of):
    auditor = User.objects.get(email=demo["logins"]["peer_auditor"])
    case = PracticeCase.objects.get(status=PracticeStatus.PUBLISHED)
    own = PracticeRating.objects.filter(case=case)
    assert {row.user for row in own.select_related("user")} == {auditor}
    assert own.filter(confirmed_at__isnull=False).count() * 2 == case.answers.count()
    html = client_of(auditor).get(reverse("assessments:practice-detail", args=[case.ref])).content.decode()
    assert "Jatka kriteeristä K5.2" in html
    assert "2/3 kriteeristä" in html


def test_nothing_of_practising_happens_on_a_holiday_or_in_the_future(demo, db):
    moments = [*PracticeRating.objects.values_list("saved_at", flat=True)]
    moments += [moment for row in PracticeCase.objects.values_list("created_at", "published_at", "saved_at") for moment in row if moment]
    assert max(moments) <= timezone.now()
    assert [moment for moment in moments if not is_working_day(timezone.localdate(moment))] == []

"""Starting the next assessment from the previous one: what is brought, when, and what becomes of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from assessments.choices import Answer
from assessments.models import Assessment, Result
from assessments.selectors.carried import carried_of, with_brought
from assessments.selectors.check import check_of
from assessments.selectors.meeting import meeting_of
from assessments.services.carry_over import confirm_unchecked
from assessments.services.drafts import create_self_assessments, update_draft
from assessments.services.phases import complete_assessment, open_discussion, start_assessment, start_jointly
from assessments.services.results import accept_agreed_results, save_area_summary, save_result
from config.toolkit.errors import NotAllowedError, WrongStateError
from criteria.models import FrameworkVersion
from tests.factories.assessments import AT, Cast, agree_all, make_completed, make_draft, make_joint, rate_all
from tests.factories.criteria import make_version
from workshops.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = AT + dt.timedelta(days=30)


@pytest.fixture
def cast() -> Cast:
    return Cast(workers=3)


def next_draft(cast: Cast, version: FrameworkVersion, areas: list[str] | None = None) -> Assessment:
    chosen = version.areas.filter(code__in=areas) if areas else version.areas.all()
    [draft] = create_self_assessments(
        workshops=[cast.workshop],
        version=version,
        areas=list(chosen),
        title="Itsearviointi 2027",
        from_previous=True,
        by=cast.contact,
        at=LATER,
    )
    return draft


def next_joint(cast: Cast, version: FrameworkVersion, areas: list[str] | None = None) -> Assessment:
    return start_jointly(assessment=next_draft(cast, version, areas), by=cast.contact, at=LATER)


def result_of(assessment: Assessment, code: str) -> Result:
    return assessment.results.get(criterion__code=code)


def test_results_come_when_the_discussion_opens_and_not_before(cast) -> None:
    earlier = make_completed(cast)
    draft = make_draft(cast, version=earlier.version, at=LATER, from_previous=True)
    assert draft.previous == earlier
    rating = start_assessment(assessment=draft, by=cast.contact, at=LATER)
    assert not rating.results.exists()
    rate_all(rating, cast.raters, [1, 4])
    joint = open_discussion(assessment=rating, by=cast.contact, at=LATER)
    brought = result_of(joint, "K1.1")
    assert (brought.carried_from, brought.is_unchecked, brought.revision) == (result_of(earlier, "K1.1"), True, 1)
    assert (brought.level.value, brought.current_practice) == (3, "Viikko suunnitellaan yhdessä maanantaisin.")
    assert joint.results.count() == 4
    [version] = brought.history.all()
    assert (version.history_user, version.history_date) == (cast.contact, LATER)
    assert AuditEvent.objects.get(action="results_carried_over").details == {"count": 4}


def test_nothing_is_brought_without_asking(cast) -> None:
    earlier = make_completed(cast)
    assert not make_joint(cast, version=earlier.version).results.exists()


def test_raters_see_no_level_of_last_time_before_the_discussion(cast, client_of) -> None:
    earlier = make_completed(cast)
    draft = make_draft(cast, version=earlier.version, at=LATER, from_previous=True)
    rating = start_assessment(assessment=draft, by=cast.contact, at=LATER)
    for user in (cast.workers[0], cast.contact):
        for name, args in [("assessment-detail", []), ("rating-update", ["K1.1"])]:
            html = client_of(user).get(reverse(f"assessments:{name}", args=[rating.ref, *args])).content.decode()
            assert "maanantaisin" not in html
            assert "Tarkistamatta" not in html
            assert not re.search(r"<input[^>]*\bchecked", html)


def test_areas_of_several_times_add_up_and_codes_find_each_other_in_another_version(cast) -> None:
    version = make_version()
    for number, code in enumerate(["K1", "K2"]):
        part = start_jointly(assessment=next_draft(cast, version, [code]), by=cast.contact, at=AT)
        agree_all(part, cast.contact, value=number + 2)
        complete_assessment(assessment=part, by=cast.leader, at=AT + dt.timedelta(days=number))
    newer = make_version(framework=version.framework)
    joint = next_joint(cast, newer)
    assert joint.previous == part
    assert {result.criterion.code: result.level.value for result in joint.results.all()} == {"K1.1": 2, "K1.2": 2, "K2.1": 3, "K2.2": 3}
    assert {result.level.scale_id for result in joint.results.all()} == {newer.scale_id}
    assert next_draft_of_other_framework(cast).previous is None


def next_draft_of_other_framework(cast: Cast) -> Assessment:
    version = make_version(areas=1)
    Assessment.objects.open().update(status="archived", archived_at=LATER, archived_by=cast.leader)
    return next_draft(cast, version)


def test_previous_shares_an_area_and_follows_the_draft(cast) -> None:
    version = make_version()
    first = start_jointly(assessment=next_draft(cast, version, ["K1"]), by=cast.contact, at=AT)
    agree_all(first, cast.contact)
    complete_assessment(assessment=first, by=cast.leader, at=AT)
    draft = next_draft(cast, version, ["K2"])
    assert draft.previous is None
    values = {"title": "Toinen", "ratings_shown": "spread", "ratings_due_date": None, "discussion_date": None}
    common = {"assessment": draft, "by": cast.contact, "at": LATER, **values}
    assert update_draft(areas=list(version.areas.all()), from_previous=True, **common).previous == first
    assert update_draft(areas=list(version.areas.all()), from_previous=False, **common).previous is None


def test_level_that_the_scale_lacks_is_left_open_with_its_texts(cast, client_of) -> None:
    version = make_version(areas=1, levels=4)
    earlier = start_jointly(assessment=next_draft(cast, version), by=cast.contact, at=AT)
    agree_all(earlier, cast.contact, value=4)
    complete_assessment(assessment=earlier, by=cast.leader, at=AT)
    joint = next_joint(cast, make_version(areas=1, levels=3, framework=version.framework))
    brought = result_of(joint, "K1.1")
    assert (brought.answer, brought.level, brought.development, brought.is_unchecked) == ("", None, "Kirjataan yhteinen tapa.", True)
    assert [criterion.code for criterion in check_of(joint).gaps] == ["K1.1", "K1.2"]
    assert not confirm_unchecked(assessment=joint, criterion_codes={"K1.1"}, by=cast.contact, at=LATER)
    html = client_of(cast.contact).get(reverse("assessments:result-update", args=[joint.ref, "K1.1"])).content.decode()
    assert "Viime kerralla sovittiin taso 4 Edistynyt." in html
    assert "Pitää edelleen paikkansa" not in html


def test_any_save_checks_also_one_that_changes_nothing(cast) -> None:
    joint = next_joint(cast, make_completed(cast).version)
    for code, texts, revision in [("K1.1", {}, 2), ("K1.2", {"current_practice": "Nyt toisin."}, 2)]:
        brought = result_of(joint, code)
        same = {name: getattr(brought, name) for name in ("answer", "level", "current_practice", "development")}
        values = {**same, **texts, "revision": 1, "by": cast.contact, "at": LATER}
        saved = save_result(assessment=joint, criterion=brought.criterion, **values)
        assert (saved.is_unchecked, saved.revision, saved.carried_from_id) == (False, revision, brought.carried_from_id)
    carried = carried_of(joint, with_brought(joint.results.all()))
    assert carried is not None
    assert (carried.confirmed, carried.changed, carried.untouched) == (1, 1, 2)


def test_agreed_ratings_are_accepted_over_what_was_not_checked(cast) -> None:
    earlier = make_completed(cast)
    draft = make_draft(cast, version=earlier.version, at=LATER, from_previous=True)
    rating = start_assessment(assessment=draft, by=cast.contact, at=LATER)
    rate_all(rating, cast.raters, [2])
    joint = open_discussion(assessment=rating, by=cast.contact, at=LATER)
    assert [row.criterion.code for row in meeting_of(joint).acceptable] == ["K1.1", "K1.2", "K2.1", "K2.2"]
    accept_agreed_results(assessment=joint, criterion_codes={"K1.1"}, by=cast.contact, at=LATER)
    accepted = result_of(joint, "K1.1")
    assert (accepted.level.value, accepted.is_unchecked, accepted.development) == (2, False, "Kirjataan yhteinen tapa.")
    assert meeting_of(joint).agreed == 1
    accept_agreed_results(assessment=joint, criterion_codes={"K1.1"}, by=cast.contact, at=LATER)
    assert result_of(joint, "K1.1").revision == 2


def test_confirming_takes_the_chosen_that_nobody_has_touched(cast) -> None:
    joint = next_joint(cast, make_completed(cast).version)
    touched = result_of(joint, "K1.2")
    save_result(
        assessment=joint, criterion=touched.criterion, answer=Answer.NOT_APPLICABLE, reason="Ei enää.", revision=1, by=cast.leader, at=LATER
    )
    confirmed = confirm_unchecked(assessment=joint, criterion_codes={"K1.1", "K1.2", "K9.9"}, by=cast.contact, at=LATER)
    assert [result.criterion.code for result in confirmed] == ["K1.1"]
    assert result_of(joint, "K1.2").saved_by == cast.leader
    assert AuditEvent.objects.get(action="results_confirmed").details == {"count": 1}
    assert not confirm_unchecked(assessment=joint, criterion_codes={"K1.1"}, by=cast.contact, at=LATER)


def test_confirming_is_for_writers_while_the_discussion_is_open(cast) -> None:
    earlier = make_completed(cast)
    joint = next_joint(cast, earlier.version)
    with pytest.raises(NotAllowedError):
        confirm_unchecked(assessment=joint, criterion_codes={"K1.1"}, by=cast.workers[0], at=LATER)
    with pytest.raises(WrongStateError):
        confirm_unchecked(assessment=earlier, criterion_codes={"K1.1"}, by=cast.contact, at=LATER)


def test_check_page_tells_and_confirms_several_at_once(cast, client_of) -> None:
    joint = next_joint(cast, make_completed(cast).version)
    client, url = client_of(cast.leader), reverse("assessments:assessment-check", args=[joint.ref])
    html = client.get(url).content.decode()
    assert "Tarkistamatta on 4." in html
    assert "4 tulosta jää tarkistamatta." in html
    response = client.post(reverse("assessments:result-confirm", args=[joint.ref]), {"criteria": ["K1.1", "K2.1"]})
    assert (response.status_code, response["Location"]) == (302, url)
    html = client.get(url).content.decode()
    assert "ennallaan pidettiin 2 ja muutettiin 0. Tarkistamatta on 2." in html
    assert "0/4" not in html


def test_result_page_marks_confirms_in_one_click_and_goes_on(cast, client_of) -> None:
    joint = next_joint(cast, make_completed(cast).version)
    client, page = client_of(cast.contact), reverse("assessments:result-update", args=[joint.ref, "K1.1"])
    html = client.get(page).content.decode()
    assert "Pitää edelleen paikkansa" in html
    assert "Tämä on tuotu arvioinnista Itsearviointi 2026" in html
    response = client.post(reverse("assessments:result-confirm", args=[joint.ref]), {"criteria": "K1.1", "seuraava": "K1.2"})
    assert response["Location"] == reverse("assessments:result-update", args=[joint.ref, "K1.2"])
    assert "Pitää edelleen paikkansa" not in client.get(page).content.decode()
    response = client.post(reverse("assessments:result-confirm", args=[joint.ref]), {"criteria": "K2.2", "seuraava": "//paha.example"})
    assert response["Location"] == reverse("assessments:assessment-check", args=[joint.ref])


def test_strengths_of_last_time_stand_beside_and_can_be_taken_as_a_start(cast, client_of) -> None:
    earlier = make_joint(cast)
    agree_all(earlier, cast.contact)
    area = earlier.version.areas.get(code="K1")
    save_area_summary(assessment=earlier, area=area, strengths="Työparityö kantaa.", revision=0, by=cast.contact, at=AT)
    complete_assessment(assessment=earlier, by=cast.leader, at=AT)
    joint = next_joint(cast, earlier.version)
    client, url = client_of(cast.contact), reverse("assessments:area-summary-update", args=[joint.ref, "K1"])
    assert "Työparityö kantaa." in client.get(url).content.decode()
    html = client.post(url, {"strengths": "Uusi tila.", "revision": "0", "kayta_pohjana": "1"}).content.decode()
    assert "Uusi tila.\n\nTyöparityö kantaa." in html or "Työparityö kantaa.\n\nUusi tila." in html
    assert not joint.area_summaries.exists()


def test_texts_of_codes_that_are_gone_are_shown_for_copying(cast, client_of) -> None:
    earlier = make_completed(cast, version=make_version(areas=3))
    joint = next_joint(cast, make_version(areas=1, framework=earlier.version.framework))
    html = client_of(cast.contact).get(reverse("assessments:earlier-texts", args=[joint.ref])).content.decode()
    assert re.findall(r"<h2>(K\d\.\d)", html) == ["K2.1", "K2.2", "K3.1", "K3.2"]
    same = next_draft_of_other_framework(cast)
    assert client_of(cast.contact).get(reverse("assessments:earlier-texts", args=[same.ref])).status_code == 302


def test_start_page_offers_the_previous_one_only_when_there_is_one(cast, client_of) -> None:
    version = make_version()
    client, url = client_of(cast.contact), reverse("assessments:assessment-create")
    assert "Ota pohjaksi edellinen itsearviointi" not in client.get(url).content.decode()
    earlier = make_completed(cast, version=version)
    assert "Ota pohjaksi edellinen itsearviointi" in client.get(url).content.decode()
    data = {"workshops": [cast.workshop.ref], "title": "Seuraava", "areas": ["K1", "K2"], "ratings_shown": "spread"}
    client.post(url, {**data, "from_previous": "on"})
    assert Assessment.objects.get(title="Seuraava").previous == earlier


@pytest.mark.parametrize("size", [1, 3])
def test_pages_of_a_brought_assessment_take_the_same_queries_at_any_size(cast, client_of, size: int, django_assert_max_num_queries) -> None:
    earlier = make_completed(cast, version=make_version(areas=size, criteria=size))
    joint = next_joint(cast, earlier.version)
    client = client_of(cast.contact)
    pages = [("assessment-check", [], 12), ("result-update", ["K1.1"], 10), ("area-summary-update", ["K1"], 12), ("earlier-texts", [], 12)]
    for name, args, most in [*pages, ("discussion-detail", [], 12)]:
        url = reverse(f"assessments:{name}", args=[joint.ref, *args])
        client.get(url)
        with django_assert_max_num_queries(most):
            client.get(url)


def test_opening_the_discussion_takes_the_same_queries_at_any_size(cast, django_assert_max_num_queries) -> None:
    for size in (1, 4):
        draft = next_draft(cast, make_completed(cast, version=make_version(areas=size, criteria=size)).version)
        with django_assert_max_num_queries(30):
            start_jointly(assessment=draft, by=cast.contact, at=LATER)
        Assessment.objects.open().update(status="archived", archived_at=LATER, archived_by=cast.leader)

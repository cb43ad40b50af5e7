"""The meeting view: what it shows of single ratings and to whom, its order, and accepting what all agree on."""

from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse

from assessments.choices import Answer, RatingsShown
from assessments.models import Assessment, Rating, Result
from assessments.permissions import can_see_discussion
from assessments.selectors.results import criteria_of
from assessments.services.phases import open_discussion
from assessments.services.ratings import save_rating
from assessments.services.results import save_result
from criteria.models import Level
from tests.factories.assessments import AT, IN_STATE, Cast, make_completed, make_individual, make_joint, rate_all
from tests.factories.criteria import make_version
from workshops.models import User
from workshops.permissions import Access

pytestmark = pytest.mark.django_db

PAGES = [
    ("discussion-detail", []),
    ("result-update", ["K1.1"]),
    ("area-summary-update", ["K1"]),
    ("assessment-check", []),
]
TOO_FEW = "Arvioita on liian vähän näytettäväksi."


def address(name: str, assessment: Assessment, *args: str) -> str:
    return reverse(f"assessments:{name}", args=[assessment.ref, *args])


def body(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def rated(cast: Cast, values: dict[str, Sequence[int | str]], **draft) -> Assessment:
    """Open a discussion in which the n-th rater gave the n-th answer of each criterion: a level, or another kind of answer."""
    assessment = make_individual(cast, **draft)
    levels: dict[int | str, Level] = {level.value: level for level in assessment.version.scale.levels.all()}
    for criterion in criteria_of(assessment):
        for user, value in zip(cast.raters, values.get(criterion.code, ()), strict=False):
            save_rating(
                assessment=assessment,
                criterion=criterion,
                answer=Answer.LEVEL if value in levels else str(value),
                level=levels.get(value),
                reason="Ei meillä.",
                revision=0,
                by=user,
                at=AT,
            )
    return open_discussion(assessment=assessment, by=cast.contact, at=AT)


def bulk_rated(cast: Cast, areas: int, criteria: int) -> Assessment:
    assessment = make_individual(cast, version=make_version(areas=areas, criteria=criteria))
    levels = list(assessment.version.scale.levels.all())
    Rating.objects.bulk_create(
        Rating(
            participant=participant,
            criterion=criterion,
            answer=Answer.LEVEL,
            level=levels[(number + order) % 4],
            note="Näin on.",
            note_may_be_shown=True,
            saved_at=AT,
        )
        for number, participant in enumerate(assessment.participants.all())
        for order, criterion in enumerate(criteria_of(assessment))
    )
    return open_discussion(assessment=assessment, by=cast.contact, at=AT)


@pytest.mark.parametrize("criteria", [5, 20])
@pytest.mark.parametrize("workers", [0, 9])
def test_meeting_takes_nine_queries_whatever_the_size(client_of, django_assert_num_queries, criteria: int, workers: int) -> None:
    cast = Cast(workers=workers)
    assessment = bulk_rated(cast, areas=6, criteria=criteria)
    client = client_of(cast.contact)
    url = address("discussion-detail", assessment)
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)


def test_meeting_page_weighs_little_with_31_criteria_and_10_raters(client_of) -> None:
    cast = Cast(workers=9)
    assessment = bulk_rated(cast, areas=6, criteria=5)
    assert len(client_of(cast.contact).get(address("discussion-detail", assessment)).content) < 60_000


def test_rows_are_in_order_of_disagreement_and_unshown_ones_last(client_of) -> None:
    cast = Cast(workers=4)
    assessment = rated(
        cast,
        {"K1.1": [2, 2, 2], "K1.2": [2, 3, 2, 3, 2], "K2.1": [1, 4, 2, 2, 2], "K2.2": [3, 3, Answer.DONT_KNOW, 3, 3]},
    )
    response = client_of(cast.contact).get(address("discussion-detail", assessment))
    assert [row.criterion.code for row in response.context["rows"]] == ["K2.1", "K1.2", "K2.2", "K1.1"]
    assert [row.group for row in response.context["rows"]] == [
        "Arviot eroavat 3 tasoa",
        "Arviot eroavat yhden tason",
        "Kaikki eivät valinneet tasoa",
        "Arvioita ei näytetä",
    ]


def test_spread_is_shown_from_four_ratings_without_names(client_of) -> None:
    cast = Cast(workers=4)
    assessment = make_joint(cast, values=(1, 4))
    text = body(client_of(cast.workers[0]), address("discussion-detail", assessment))
    assert TOO_FEW not in text
    assert 'class="strip"' in text
    assert not any(user.name in text for user in cast.raters[:1] + cast.workers[1:])


@pytest.mark.parametrize("name", ["discussion-detail", "result-update"])
def test_under_four_ratings_nothing_of_others_is_in_the_page(client_of, name: str) -> None:
    cast = Cast(workers=2)
    mine, other = cast.workers
    assessment = make_individual(cast)
    levels = {level.value: level for level in assessment.version.scale.levels.all()}
    for user, value, note in [(mine, 1, "Oma huomioni."), (other, 4, "Toisen salainen huomio."), (cast.contact, 4, "")]:
        for criterion in criteria_of(assessment):
            save_rating(
                assessment=assessment, criterion=criterion, answer=Answer.LEVEL, level=levels[value], note=note, revision=0, by=user, at=AT
            )
    assessment = open_discussion(assessment=assessment, by=cast.contact, at=AT)
    args = ["K1.1"] if name == "result-update" else []
    response = client_of(mine).get(address(name, assessment, *args))
    text = response.content.decode()
    assert TOO_FEW in text
    assert 'class="strip"' not in text
    assert "chart-spread" not in text
    assert "huomio" not in text  # neither note was allowed to be shown
    assert other.name not in text
    if name == "discussion-detail":
        assert "Edistynyt" not in text
    else:
        assert "Oma arviosi oli 1 Alkava." in text
        assert response.context["sheet"].steps == ()


def test_three_of_the_same_level_are_not_offered_as_agreed(client_of) -> None:
    cast = Cast(workers=2)
    assessment = make_joint(cast, values=(3,))
    response = client_of(cast.contact).get(address("discussion-detail", assessment))
    assert response.context["meeting"].acceptable == []
    client_of(cast.contact).post(address("result-accept-agreed", assessment), {"criteria": ["K1.1", "K1.2"]})
    assert not Result.objects.exists()


def test_names_stand_beside_levels_only_when_declared(client_of) -> None:
    cast = Cast(workers=1)
    assessment = make_joint(cast, values=(1, 4), ratings_shown=RatingsShown.NAMES)
    response = client_of(cast.workers[0]).get(address("discussion-detail", assessment))
    row = response.context["rows"][0]
    assert [(step.level.value, step.names) for step in row.steps if step.names] == [(1, (cast.contact.name,)), (4, (cast.workers[0].name,))]
    assert response.content.decode().count(f"<dd>{cast.contact.name}</dd>") == 4


def test_filter_shows_agreed_or_open_criteria(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    save_result(
        assessment=assessment,
        criterion=criteria_of(assessment)[2],
        answer=Answer.NOT_APPLICABLE,
        reason="Meillä ei ole tätä.",
        revision=0,
        by=cast.contact,
        at=AT,
    )
    client, url = client_of(cast.contact), address("discussion-detail", assessment)
    shown = {
        value: [row.criterion.code for row in client.get(f"{url}?nayta={value}").context["rows"]] for value in ("sovitut", "sopimatta")
    }
    assert shown == {"sovitut": ["K2.1"], "sopimatta": ["K1.1", "K1.2", "K2.2"]}
    assert len(client.get(f"{url}?nayta=outo").context["rows"]) == 4
    assert "1/4" in body(client, url)


def test_ticked_unanimous_criteria_become_results_in_one_go(client_of) -> None:
    cast = Cast(workers=3)
    assessment = make_joint(cast, values=(3,))
    client = client_of(cast.contact)
    offered = client.get(address("discussion-detail", assessment)).content.decode()
    assert offered.count('name="criteria"') == offered.count(" checked") == 4
    response = client.post(address("result-accept-agreed", assessment), {"criteria": ["K1.1", "K2.2", "K9.9"]}, follow=True)
    assert "Hyväksyttiin 2 kriteeriä." in response.content.decode()
    assert sorted(assessment.results.values_list("criterion__code", "level__value")) == [("K1.1", 3), ("K2.2", 3)]
    assert response.content.decode().count('name="criteria"') == 2


def test_worker_sees_what_all_agree_on_but_cannot_accept(client_of) -> None:
    cast = Cast(workers=3)
    assessment = make_joint(cast, values=(3,))
    client = client_of(cast.workers[0])
    text = body(client, address("discussion-detail", assessment))
    assert "Näistä kaikki ovat samaa mieltä" in text
    assert 'type="checkbox"' not in text
    assert client.post(address("result-accept-agreed", assessment), {"criteria": ["K1.1"]}).status_code == 403
    assert not Result.objects.exists()


@pytest.mark.parametrize(("name", "args"), [*PAGES, ("result-accept-agreed", [])])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_stranger_finds_nothing(client_of, name: str, args: list[str], method: str) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    response = getattr(client_of(cast.stranger), method)(address(name, assessment, *args))
    assert response.status_code == (405 if (name, method) in METHOD_NOT_ALLOWED else 404)
    assert assessment.title not in response.content.decode()


METHOD_NOT_ALLOWED = {("result-accept-agreed", method) for method in ("get", "put", "delete")}


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_nothing_of_the_ratings_is_read_before_the_discussion_opens(client_of, name: str, args: list[str]) -> None:
    cast = Cast(workers=4)
    assessment = make_individual(cast)
    rate_all(assessment, cast.raters, (1, 4))
    client = client_of(cast.contact)
    response = client.get(address(name, assessment, *args))
    assert response.status_code == 302
    assert response.url == address("assessment-detail", assessment)
    refused = client.post(address(name, assessment, *args), {"current_practice": "Kirjoitin jo.", "revision": 0})
    assert refused.status_code in ({405, 409} if name in {"discussion-detail", "assessment-check"} else {409})
    assert "Alkava" not in refused.content.decode()
    assert not Result.objects.exists()


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_names_are_gone_with_the_discussion(client_of, name: str, args: list[str]) -> None:
    cast = Cast(workers=1)
    assessment = make_completed(cast, ratings_shown=RatingsShown.NAMES)
    client = client_of(cast.leader)
    assert client.get(address(name, assessment, *args)).status_code == 302
    refused = client.post(address(name, assessment, *args), {"current_practice": "Vielä tämä lause.", "revision": 1})
    assert cast.workers[0].name not in refused.content.decode()


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_whoever_sees_a_joint_assessment_may_see_its_discussion(state: str) -> None:
    """The pages ask only whether the assessment is visible and joint; this is why that is enough."""
    cast = Cast()
    assessment = IN_STATE[state](cast)
    for user in (cast.leader, cast.contact, *cast.workers, cast.stranger):
        access = Access.of(user, AT.date())
        is_visible = Assessment.objects.visible_to(access).filter(pk=assessment.pk, status="joint").exists()
        assert is_visible == can_see_discussion(access, Assessment.objects.get(pk=assessment.pk))


def test_own_answer_is_told_to_its_author_alone(client_of) -> None:
    cast = Cast(workers=4)
    assessment = make_joint(cast, values=(1, 2, 3, 4))
    found: dict[User, int] = {}
    for user in (*cast.raters, cast.leader):
        own = client_of(user).get(address("result-update", assessment, "K1.1")).context["sheet"].discussed.own
        found[user] = own.level.value if own else 0
    assert list(found.values()) == [1, 2, 3, 4, 1, 0]

"""Moving an assessment by its pages: what each says, does once, and answers when repeated."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import Assessment, Rating
from assessments.services.drafts import update_draft
from assessments.services.phases import reopen_assessment
from tests.factories.assessments import AT, IN_STATE, Cast, agree_all, make_completed, make_draft, make_individual, make_joint
from workshops.models import AuditEvent, OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# name → state before, state after, whether a reason is asked, who may
MOVES = {
    "start": ("draft", "individual", False, {"leader", "contact"}),
    "start-jointly": ("draft", "joint", False, {"leader", "contact"}),
    "open-discussion": ("individual", "joint", False, {"leader", "contact"}),
    "complete": ("joint", "completed", False, {"leader"}),
    "reopen": ("completed", "joint", True, {"leader"}),
    "archive": ("completed", "archived", False, {"leader"}),
    "abandon": ("joint", "archived", True, {"leader"}),
}
WITH_PAGE = ["open-discussion", "reopen", "archive", "abandon"]


@pytest.fixture
def cast() -> Cast:
    return Cast()


def address(name: str, assessment: Assessment) -> str:
    return reverse(f"assessments:assessment-{name}", args=[assessment.ref])


def landing(assessment: Assessment) -> str:
    return reverse("assessments:assessment-detail", args=[assessment.ref])


def ready(cast: Cast, name: str) -> Assessment:
    """Return an assessment on which the move can be made."""
    assessment = IN_STATE[MOVES[name][0]](cast)
    if name == "complete":
        agree_all(assessment, cast.contact)
    return assessment


def status(assessment: Assessment) -> str:
    return Assessment.objects.get(pk=assessment.pk).status


@pytest.mark.parametrize("name", MOVES)
def test_move_is_made_once_and_a_repeated_post_gets_the_receipt(cast, client_of, run_on_commit, name) -> None:
    assessment = ready(cast, name)
    client = client_of(cast.leader)
    data = {"reason": "Sovimme niin yhdessä."} if MOVES[name][2] else {}
    with run_on_commit():
        first = client.post(address(name, assessment), data, follow=True)
    assert first.redirect_chain == [(landing(assessment), 302)]
    assert status(assessment) == MOVES[name][1]
    events, mails = AuditEvent.objects.count(), OutgoingMail.objects.count()
    with run_on_commit():
        second = client.post(address(name, assessment), data, follow=True)
    assert second.redirect_chain == [(landing(assessment), 302)]
    assert " jo " in second.content.decode()
    assert (AuditEvent.objects.count(), OutgoingMail.objects.count()) == (events, mails)
    assert status(assessment) == MOVES[name][1]


@pytest.mark.parametrize("who", ["leader", "contact", "worker", "stranger"])
@pytest.mark.parametrize("name", MOVES)
def test_move_by_role(cast, client_of, name, who) -> None:
    assessment = ready(cast, name)
    before = Assessment.objects.values().get(pk=assessment.pk)
    user = {"leader": cast.leader, "contact": cast.contact, "worker": cast.workers[0], "stranger": cast.stranger}[who]
    response = client_of(user).post(address(name, assessment), {"reason": "Sovimme niin yhdessä."})
    hidden = who == "stranger" or (who == "worker" and MOVES[name][0] == "draft")
    assert response.status_code == (302 if who in MOVES[name][3] else 404 if hidden else 403)
    if who not in MOVES[name][3]:
        assert Assessment.objects.values().get(pk=assessment.pk) == before


@pytest.mark.parametrize("name", MOVES)
def test_move_by_get_changes_nothing(cast, client_of, name) -> None:
    assessment = ready(cast, name)
    response = client_of(cast.leader).get(address(name, assessment))
    assert response.status_code == (200 if name in WITH_PAGE else 405)
    assert status(assessment) == MOVES[name][0]


@pytest.mark.parametrize("name", ["open-discussion", "archive"])
def test_move_from_another_state_is_refused_with_the_state_named(cast, client_of, name) -> None:
    response = client_of(cast.leader).post(address(name, make_draft(cast)))
    assert response.status_code == 409
    assert "arvioinnin tila on nyt ”Luonnos”" in response.content.decode()


def test_start_without_participants_says_so(cast, client_of) -> None:
    assessment = make_draft(cast)
    assessment.participants.all().delete()
    response = client_of(cast.contact).post(address("start", assessment), follow=True)
    assert "Lisää ainakin yksi osallistuja" in response.content.decode()
    assert status(assessment) == "draft"


def test_start_with_a_passed_due_date_says_so(cast, client_of) -> None:
    assessment = make_draft(cast)
    update_draft(
        assessment=assessment,
        areas=list(assessment.areas.all()),
        title=assessment.title,
        ratings_shown=assessment.ratings_shown,
        ratings_due_date=dt.date(2026, 11, 19),
        discussion_date=None,
        by=cast.contact,
        at=AT,
    )
    response = client_of(cast.contact).post(address("start", assessment), follow=True)
    html = response.content.decode()
    assert "määräpäivä on jo mennyt" in html
    assert "päivä on mennyt, valitse uusi" in html
    assert status(assessment) == "draft"


def test_open_discussion_page_counts_the_missing_ratings_by_name(cast, client_of) -> None:
    assessment = make_individual(cast)
    html = client_of(cast.contact).get(address("open-discussion", assessment)).content.decode()
    assert "12 arviota puuttuu vielä." in html
    assert "Teppo Tekijä 1: 0/4 arvioitu" in html
    assert "omia arvioita ei voi enää antaa eikä muuttaa" in html


def test_open_discussion_page_says_when_nothing_is_missing(cast, client_of) -> None:
    assessment = make_joint(cast)
    Assessment.objects.filter(pk=assessment.pk).update(status="individual", discussion_opened_at=None, discussion_opened_by=None)
    html = client_of(cast.contact).get(address("open-discussion", assessment)).content.decode()
    assert "ovat arvioineet kaikki kriteerit" in html
    assert Rating.objects.count() == 12


def test_complete_with_gaps_leads_back_to_the_check_page(cast, client_of) -> None:
    assessment = make_joint(cast)
    response = client_of(cast.leader).post(address("complete", assessment))
    assert response.url == reverse("assessments:assessment-check", args=[assessment.ref])
    assert status(assessment) == "joint"


@pytest.mark.parametrize(("name", "state"), [("reopen", "completed"), ("abandon", "joint")])
def test_reason_is_demanded_and_kept(cast, client_of, name, state) -> None:
    assessment = IN_STATE[state](cast)
    client = client_of(cast.leader)
    response = client.post(address(name, assessment), {"reason": "  "})
    assert response.status_code == 400
    assert 'href="#id_reason"' in response.content.decode()
    assert status(assessment) == state
    response = client.post(address(name, assessment), {"reason": "p" * 2_001})
    assert response.status_code == 400
    assert "Lyhennä tekstiä" in response.content.decode()
    html = client.post(address(name, assessment), {"reason": "Kaksi <b>työntekijää</b> vaihtui."}, follow=True).content.decode()
    assert "Kaksi &lt;b&gt;työntekijää&lt;/b&gt; vaihtui." in html


def test_reopen_after_fourteen_days_is_not_offered(cast, client_of, clock) -> None:
    assessment = make_completed(cast)
    clock.shift(days=15)
    client = client_of(cast.leader)
    assert address("reopen", assessment) not in client.get(landing(assessment)).content.decode()
    response = client.get(address("reopen", assessment), follow=True)
    assert response.redirect_chain == [(landing(assessment), 302)]
    assert "14 päivän" in response.content.decode()
    client.post(address("reopen", assessment), {"reason": "Myöhästyin."})
    assert status(assessment) == "completed"


def test_reopen_beside_another_open_one_keeps_the_reason(cast, client_of) -> None:
    assessment = make_completed(cast)
    make_draft(cast, version=assessment.version)
    response = client_of(cast.leader).post(address("reopen", assessment), {"reason": "Yksi kohta jäi väärin."})
    html = response.content.decode()
    assert response.status_code == 409
    assert "on jo avoin itsearviointi" in html
    assert "Yksi kohta jäi väärin." in html
    assert status(assessment) == "completed"


def test_reopened_one_tells_why(cast, client_of) -> None:
    assessment = reopen_assessment(assessment=make_completed(cast), reason="Yksi kohta jäi väärin.", by=cast.leader, at=AT)
    assert "Yksi kohta jäi väärin." in client_of(cast.workers[0]).get(landing(assessment)).content.decode()

"""Who takes part: adding, inviting, removing, and how far each is."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import Assessment, Participant, Rating
from assessments.services.drafts import create_self_assessments
from assessments.services.participants import add_participants
from tests.factories.assessments import AT, IN_STATE, Cast, make_draft, make_individual, rate_all
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, grant
from workshops.models import Invitation, OutgoingMail
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def empty_draft(cast) -> Assessment:
    version = make_version()
    [draft] = create_self_assessments(
        workshops=[cast.workshop], version=version, areas=list(version.areas.all()), title="Itsearviointi 2026", by=cast.contact, at=AT
    )
    return draft


def address(assessment: Assessment) -> str:
    return reverse("assessments:participant-list", args=[assessment.ref])


def removal(participant: Participant) -> str:
    return reverse("assessments:participant-remove", args=[participant.assessment.ref, participant.ref])


def test_page_of_a_new_draft_proposes_everybody(cast, empty_draft, client_of) -> None:
    grant(UserFactory(name="Olli Organisaatio"), Role.CONTACT, organisation=cast.workshop.organisation)
    html = client_of(cast.contact).get(address(empty_draft)).content.decode()
    for name in ("Leena Johtava", "Kaisa Yhteys", "Teppo Tekijä 0", "Teppo Tekijä 1", "Olli Organisaatio"):
        assert name in html
    assert html.count(" checked") == 5
    assert "Outi Ulkopuolinen" not in html


def test_page_of_a_draft_with_people_proposes_nobody(cast, client_of) -> None:
    html = client_of(cast.contact).get(address(make_draft(cast))).content.decode()
    assert html.count("Leena Johtava") == 1
    assert " checked" not in html


def test_page_leaves_out_disabled_people_and_ended_roles(cast, empty_draft, client_of) -> None:
    cast.workers[0].grants.update(ends_date=AT.date() - dt.timedelta(days=1))
    type(cast.workers[1]).objects.filter(pk=cast.workers[1].pk).update(is_active=False)
    html = client_of(cast.contact).get(address(empty_draft)).content.decode()
    assert "Teppo Tekijä" not in html


def test_add_people_and_invitations_at_once(cast, empty_draft, client_of, run_on_commit) -> None:
    with run_on_commit():
        response = client_of(cast.contact).post(
            address(empty_draft),
            {"users": [cast.contact.ref, cast.workers[0].ref], "emails": "Helmi@Uusi.example\r\n oiva@uusi.example; helmi@uusi.example"},
            follow=True,
        )
    html = response.content.decode()
    assert response.redirect_chain == [(address(empty_draft), 302)]
    assert "Lisättiin 2 osallistujaa. Lähetettiin 2 kutsua." in html
    assert "helmi@uusi.example" in html
    assert {participant.user for participant in empty_draft.participants.exclude(user=None)} == {cast.contact, cast.workers[0]}
    assert sorted(Invitation.objects.values_list("email", "role")) == [("helmi@uusi.example", "worker"), ("oiva@uusi.example", "worker")]
    assert OutgoingMail.objects.filter(kind="invitation").count() == 2


def test_add_with_a_bad_address_names_it_and_keeps_everything(cast, empty_draft, client_of) -> None:
    response = client_of(cast.contact).post(
        address(empty_draft), {"users": [cast.workers[0].ref], "emails": "helmi@uusi.example\nmatti@paja, <b>\n" + "x" * 260 + "@a.example"}
    )
    html = response.content.decode()
    assert response.status_code == 400
    assert "Tarkista osoite ”matti@paja”." in html
    assert "Tarkista osoite ”&lt;b&gt;”." in html
    assert "helmi@uusi.example\nmatti@paja" in html
    assert html.count(" checked") == 1
    assert not empty_draft.participants.exists()
    assert not Invitation.objects.exists()


def test_add_of_too_many_addresses_is_refused(cast, empty_draft, client_of) -> None:
    response = client_of(cast.contact).post(address(empty_draft), {"emails": " ".join(f"a{number}@uusi.example" for number in range(51))})
    assert "Kutsu enintään 50 henkilöä kerralla." in response.content.decode()
    assert not Invitation.objects.exists()


def test_add_of_nobody_says_so(cast, empty_draft, client_of) -> None:
    response = client_of(cast.contact).post(address(empty_draft), {})
    assert response.status_code == 400
    assert "Valitse ainakin yksi henkilö" in response.content.decode()


def test_add_of_a_stranger_by_a_swapped_ref_is_refused(cast, empty_draft, client_of) -> None:
    response = client_of(cast.contact).post(address(empty_draft), {"users": [cast.stranger.ref]})
    assert response.status_code == 400
    assert "Outi Ulkopuolinen" not in response.content.decode()
    assert not empty_draft.participants.exists()


def test_add_again_changes_nothing(cast, empty_draft, client_of) -> None:
    client = client_of(cast.contact)
    for _ in range(2):
        client.post(address(empty_draft), {"emails": "helmi@uusi.example"})
    response = client.post(address(empty_draft), {"emails": "helmi@uusi.example"}, follow=True)
    assert "Kaikki valitsemasi henkilöt osallistuvat jo." in response.content.decode()
    assert empty_draft.participants.count() == 1
    assert OutgoingMail.objects.filter(kind="invitation").count() == 1


def test_add_after_the_discussion_has_opened_gives_the_addresses_back(cast, client_of) -> None:
    assessment = IN_STATE["joint"](cast)
    response = client_of(cast.contact).post(address(assessment), {"emails": "helmi@uusi.example, oiva@uusi.example"})
    assert response.status_code == 409
    assert "helmi@uusi.example" in response.content.decode()
    assert not Invitation.objects.exists()


def test_page_tells_counts_but_never_answers(cast, client_of) -> None:
    assessment = make_individual(cast)
    rate_all(assessment, cast.workers[:1], values=[4])
    Rating.objects.update(note="Salainen huomio", note_may_be_shown=True)
    html = client_of(cast.leader).get(address(assessment)).content.decode()
    assert "4/4 arvioitu" in html
    assert html.count("0/4 arvioitu") == 2
    assert "Salainen huomio" not in html
    assert "Edistynyt" not in html


def test_page_tells_of_invitations(cast, client_of, clock) -> None:
    assessment = make_individual(cast)
    add_participants(assessment=assessment, emails=["helmi@uusi.example"], by=cast.contact, at=AT)
    assert "Kutsu lähetettiin pe 20.11. ja vanhenee su 20.12." in client_of(cast.contact).get(address(assessment)).content.decode()
    clock.shift(days=31)
    assert "kutsu vanhentunut" in client_of(cast.contact).get(address(assessment)).content.decode()


@pytest.mark.parametrize(
    ("state", "who", "status"),
    [
        ("draft", "stranger", 404),
        ("draft", "worker", 404),
        ("individual", "stranger", 404),
        ("individual", "worker", 403),
        ("joint", "worker", 403),
        ("joint", "leader", 200),
        ("completed", "leader", 409),
        ("completed", "worker", 403),
    ],
)
def test_page_by_state_and_role(cast, client_of, state, who, status) -> None:
    user = {"stranger": cast.stranger, "worker": cast.workers[0], "leader": cast.leader}[who]
    response = client_of(user).get(address(IN_STATE[state](cast)))
    assert response.status_code == status
    if status != 200:
        assert "Teppo Tekijä 1" not in response.content.decode()


def test_remove_warns_first_and_then_loses_the_ratings(cast, client_of) -> None:
    assessment = make_individual(cast)
    rate_all(assessment, cast.workers)
    place = assessment.participants.get(user=cast.workers[0])
    client = client_of(cast.contact)
    html = client.get(removal(place)).content.decode()
    assert "Teppo Tekijä 0" in html
    assert "Osallistuja on arvioinut 4 kriteeriä." in html
    assert "eikä niitä voi palauttaa" in html
    assert Rating.objects.count() == 8
    response = client.post(removal(place), follow=True)
    assert response.redirect_chain == [(address(assessment), 302)]
    assert Rating.objects.count() == 4
    assert not assessment.participants.active().filter(user=cast.workers[0]).exists()


def test_remove_again_gets_the_receipt(cast, client_of) -> None:
    place = make_individual(cast).participants.get(user=cast.workers[0])
    client = client_of(cast.contact)
    client.post(removal(place))
    response = client.post(removal(place), follow=True)
    assert "Osallistuja on jo poistettu." in response.content.decode()


@pytest.mark.parametrize(("state", "status"), [("joint", 409), ("completed", 409)])
def test_remove_after_the_discussion_has_opened_is_refused(cast, client_of, state, status) -> None:
    assessment = IN_STATE[state](cast)
    place = assessment.participants.get(user=cast.workers[0])
    assert client_of(cast.contact).post(removal(place)).status_code == status
    assert place.ratings.count() == 4


def test_remove_by_others(cast, client_of) -> None:
    place = make_individual(cast).participants.get(user=cast.contact)
    assert client_of(cast.stranger).post(removal(place)).status_code == 404
    assert client_of(cast.workers[0]).post(removal(place)).status_code == 403
    assert Participant.objects.active().filter(pk=place.pk).exists()


def test_remove_of_a_participant_of_another_assessment_does_not_exist(cast, client_of) -> None:
    mine = make_individual(cast)
    theirs = make_individual(Cast()).participants.first()
    swapped = reverse("assessments:participant-remove", args=[mine.ref, theirs.ref])
    assert client_of(cast.contact).post(swapped).status_code == 404
    assert Participant.objects.active().filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("workers", [1, 3, 20])
def test_page_asks_the_same_number_of_queries(client_of, django_assert_num_queries, workers) -> None:
    cast = Cast(workers=workers)
    assessment = make_individual(cast)
    client = client_of(cast.contact)
    client.get(address(assessment))
    with django_assert_num_queries(8):
        client.get(address(assessment))

"""Rating with a personal code: the door, the session, and everything that it does not open."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from assessments import personal_codes
from assessments.models import Assessment, Participant, Rating
from assessments.services.codes import make_code
from assessments.services.participants import remove_participant
from assessments.services.phases import open_discussion
from tests.access.addresses import patterns
from tests.factories.assessments import AT, Cast, add_guest, make_draft, make_individual
from workshops.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DOOR = "/koodi/"
OWN = "/koodi/oma/"
RATING = "/koodi/oma/arvio/K1.1/"


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def assessment(cast) -> Assessment:
    return make_individual(cast)


@pytest.fixture
def invited(assessment, cast) -> tuple[Participant, str]:
    return add_guest(assessment, cast.contact)


def enter(code: str, client: Client | None = None) -> Client:
    client = client or Client()
    response = client.post(DOOR, {"secret_code": code})
    assert (response.status_code, response.get("Location")) == (302, OWN)
    return client


# --- the code ----------------------------------------------------------------------------------------------------------------


def test_code_has_twelve_signs_that_cannot_be_mistaken() -> None:
    codes = {personal_codes.new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", code) for code in codes)
    assert not set("".join(codes)) & set("01ILO")


def test_code_is_stored_only_as_a_digest_that_depends_on_the_secret_key(invited, settings) -> None:
    place, code = invited
    plain = code.replace("-", "")
    assert place.code_digest == personal_codes.digest_of(code)
    rows = [str(row) for model in (Participant, AuditEvent) for row in model.objects.values_list()]
    assert not [row for row in rows if code in row or plain in row or plain.lower() in row]
    settings.SECRET_KEY = "another key altogether"
    assert place.code_digest != personal_codes.digest_of(code)


@pytest.mark.parametrize("typed", ["{plain}", "{lower}", " {code} ", "{spaced}", "{dashed}"])
def test_code_may_be_typed_as_it_comes(invited, typed) -> None:
    code = invited[1]
    plain = code.replace("-", "")
    variants = {
        "plain": plain,
        "lower": plain.lower(),
        "code": code,
        "spaced": " ".join(plain),
        "dashed": code.replace("-", "\u2013"),
    }
    enter(typed.format(**variants))


# --- the door ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ABCD-EFGH-JKMN", "x", "", "<script>", "' OR 1=1 --", "ä" * 60])
def test_wrong_code_is_told_so_and_opens_nothing(invited, typed) -> None:
    client = Client()
    response = client.post(DOOR, {"secret_code": typed})
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert client.get(OWN).url == DOOR


def test_empty_digest_opens_nobody_without_a_code(cast, assessment) -> None:
    add_guest(assessment, cast.contact)
    Participant.objects.exclude(name="").update(code_digest="", code_made_at=None)
    assert not Participant.objects.with_code("").exists()


def test_guessing_is_limited_by_address_whatever_the_forwarded_one_says(invited) -> None:
    client = Client()
    statuses = [
        client.post(DOOR, {"secret_code": f"WRNG{number:04d}"}, headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code
        for number in range(122)
    ]
    assert statuses.count(400) == 120
    assert statuses[-2:] == [429, 429]
    assert Client().post(DOOR, {"secret_code": invited[1]}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").post(DOOR, {"secret_code": invited[1]}).status_code == 302


def test_entering_gives_a_session_id_of_its_own_and_the_one_before_is_worth_nothing(invited) -> None:
    client = Client()
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    enter(invited[1], client)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()
    assert "planted" not in client.session
    assert client.cookies["sessionid"]["max-age"] == ""  # goes with the browser


def test_account_and_code_are_never_mixed(cast, invited, client_of) -> None:
    client = client_of(cast.workers[0])
    assert "Koodi ja tunnus eivät voi olla käytössä yhtä aikaa." in client.get(DOOR).content.decode()
    response = client.post(DOOR, {"secret_code": invited[1]})
    assert response.status_code == 409
    assert client.get(OWN).url == DOOR
    assert client.get("/").context["user"] == cast.workers[0]


def test_signing_in_with_an_account_ends_the_guest(cast, invited) -> None:
    client = enter(invited[1])
    client.force_login(cast.workers[0], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(OWN).url == DOOR
    assert "guest" not in client.session


def test_code_before_the_start_is_asked_to_wait(cast) -> None:
    _place, code = add_guest(make_draft(cast), cast.contact)
    response = Client().post(DOOR, {"secret_code": code})
    assert response.status_code == 409
    assert "Arviointi ei ole vielä alkanut." in response.content.decode()


# --- the session -------------------------------------------------------------------------------------------------------------


def test_guest_rates_on_the_shared_page_and_sees_how_far_she_is(assessment, invited) -> None:
    place, code = invited
    client = enter(code)
    html = client.get(RATING).content.decode()
    assert "Pirkko Kartano" in html
    assert "Lisää näyttö" not in html
    assert "/arvioinnit/" not in html
    assert "Vain sinä." in html
    assert client.post(RATING, {"answer": "3", "note": "Näin teemme.", "revision": "0"}).url == "/koodi/oma/arvio/K1.2/"
    rating = Rating.objects.get()
    assert (rating.participant, rating.level.value, rating.note, rating.typed_in_by) == (place, 3, "Näin teemme.", None)
    assert "1/4 kriteeriä arvioitu" in client.get(OWN).content.decode()
    assert [event.actor for event in AuditEvent.objects.filter(action="code_used")] == [None]


def test_pages_of_a_guest_are_kept_by_no_browser(invited) -> None:
    client = enter(invited[1])
    for url in (OWN, RATING, "/kriteerit/"):
        assert "no-store" in client.get(url)["Cache-Control"]


def test_two_tabs_do_not_overwrite_each_other(invited) -> None:
    client = enter(invited[1])
    client.post(RATING, {"answer": "3", "note": "Ensimmäinen.", "revision": "0"})
    response = client.post(RATING, {"answer": "1", "note": "Toinen.", "revision": "0"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Ensimmäinen." in html
    assert "Toinen." in html
    assert Rating.objects.get().note == "Ensimmäinen."


def test_guest_sees_nothing_else(assessment, cast, invited) -> None:
    """Every address of the service: the same as a visitor gets, or her own pages."""
    client, visitor = enter(invited[1]), Client()
    own = {"assessments:code-detail", "assessments:code-rating-update", "assessments:code-end", "assessments:code-entry"}
    kwargs = {"ref": assessment.ref, "code": "K1.1", "area_code": "K1", "participant_ref": invited[0].ref}
    tried = 0
    for name, pattern in patterns():
        takes = list(pattern.pattern.regex.groupindex)
        if not name.startswith("assessments:") or name in own or set(takes) - set(kwargs):
            continue
        url = reverse(name, kwargs={key: kwargs[key] for key in takes})
        for method in ("get", "post"):
            mine, theirs = getattr(client, method)(url), getattr(visitor, method)(url)
            assert (mine.status_code, mine.get("Location")) == (theirs.status_code, theirs.get("Location")), (method, url)
            tried += 1
    assert tried > 30


def test_code_of_one_assessment_opens_nothing_of_another(assessment, invited) -> None:
    other_cast = Cast()
    other = make_individual(other_cast)
    _place, other_code = add_guest(other, other_cast.contact, name="Toisen Osallistuja")
    mine, theirs = enter(invited[1]), enter(other_code)
    mine.post(RATING, {"answer": "4", "note": "Omani.", "revision": "0", "ref": other.ref, "participant": _place.ref})
    assert Rating.objects.get().participant == invited[0]
    assert "Omani." not in theirs.get(RATING).content.decode()
    assert "Toisen Osallistuja" not in mine.get(OWN).content.decode()
    assert mine.get("/koodi/oma/arvio/K9.9/").status_code == 404


def test_tab_left_open_by_another_guest_saves_nothing_for_the_one_who_came_after(assessment, cast, invited) -> None:
    """A shared device: the token of the form may be renewed, the place that it names is not."""
    other, other_code = add_guest(assessment, cast.contact, name="Toinen Arvioija")
    client = enter(invited[1])
    left_open = client.get(RATING).context["form"]["place"].value()
    enter(other_code, client)
    data = {"answer": "4", "note": "Ensimmäisen ajatus.", "revision": "0", "place": left_open}
    response = client.post(RATING, data)
    assert response.status_code == 409
    assert "Tällä laitteella arvioi nyt joku toinen." in response.content.decode()
    assert client.post(RATING, data, headers={"X-Autosave": "1"}).status_code == 409
    assert not Rating.objects.exists()
    client.post(RATING, {**data, "place": other.ref})
    assert Rating.objects.get().participant == other


def test_autosave_works_for_a_guest_and_tells_when_the_code_has_ended(assessment, cast, invited) -> None:
    client = enter(invited[1])
    html = client.get(RATING).content.decode()
    assert "data-autosave" in html
    assert "data-keeps" not in html  # nothing stays in the browser
    saving = {"headers": {"X-Autosave": "1"}}
    answer = client.post(RATING, {"answer": "3", "revision": "0"}, **saving)
    assert (answer.status_code, answer.json()["state"], answer.json()["revision"]) == (200, "saved", 1)
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    answer = client.post(RATING, {"answer": "2", "revision": "1"}, **saving)
    assert (answer.status_code, answer.json()["state"]) == (410, "refused")
    assert Rating.objects.get().level.value == 3


def test_leaving_ends_the_session(invited) -> None:
    client = enter(invited[1])
    stolen = client.cookies["sessionid"].value
    assert "Olet lopettanut." in client.post("/koodi/lopeta/", follow=True).content.decode()
    client.cookies["sessionid"] = stolen
    assert client.get(OWN).url == DOOR
    assert client.post("/koodi/lopeta/").url == DOOR


def test_silence_of_half_an_hour_ends_the_session_and_gives_the_text_back(invited, clock) -> None:
    client = enter(invited[1])
    clock.shift(minutes=29)
    assert client.get(OWN).status_code == 200
    clock.shift(minutes=31)
    response = client.post(RATING, {"answer": "2", "note": "Kesken jäänyt ajatus.", "revision": "0"})
    html = response.content.decode()
    assert response.status_code == 410
    assert "Olit hetken poissa" in html
    assert "Kesken jäänyt ajatus." in html
    assert not Rating.objects.exists()
    assert client.get(OWN).url == DOOR


def test_replaced_code_is_dead_at_once(cast, invited) -> None:
    place, old = invited
    client = enter(old)
    new = make_code(participant=place, by=cast.contact, at=AT + dt.timedelta(minutes=1))
    response = client.get(OWN)
    assert response.status_code == 410
    assert "Koodi ei ole enää voimassa" in response.content.decode()
    assert Client().post(DOOR, {"secret_code": old}).status_code == 400
    enter(new)


def test_removed_participant_is_out_at_once_and_her_name_is_gone(cast, invited) -> None:
    place, code = invited
    client = enter(code)
    client.post(RATING, {"answer": "2", "revision": "0"})
    remove_participant(participant=place, by=cast.contact, at=AT)
    assert client.post(RATING, {"answer": "2", "note": "Vielä tämä.", "revision": "1"}).status_code == 410
    assert Client().post(DOOR, {"secret_code": code}).status_code == 400
    place.refresh_from_db()
    assert (place.name, place.code_digest) == ("–", "")
    assert not Rating.objects.exists()


def test_opened_discussion_ends_the_code_with_a_kind_page(assessment, cast, invited) -> None:
    client = enter(invited[1])
    client.post(RATING, {"answer": "2", "revision": "0"})
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    response = client.post(RATING, {"answer": "4", "note": "Myöhästynyt ajatus.", "revision": "1"})
    html = response.content.decode()
    assert response.status_code == 410
    assert "Kiitos! Omien arvioiden aika on päättynyt." in html
    assert "Myöhästynyt ajatus." in html
    assert Rating.objects.get().level.value == 2
    again = Client().post(DOOR, {"secret_code": invited[1]})
    assert again.status_code == 409
    assert "Omien arvioiden aika on päättynyt" in again.content.decode()


def test_pages_of_a_guest_ask_the_database_little(invited, django_assert_max_num_queries) -> None:
    client = enter(invited[1])
    with django_assert_max_num_queries(10):
        client.get(RATING)
    with django_assert_max_num_queries(8):
        client.get(OWN)

"""Making a round, changing it and moving its deadline, as they are typed."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.models import Round
from assessments.selectors.rounds import quiet_spans, usual_deadline
from criteria.models import FrameworkVersion
from criteria.versioning import VersionStatus
from tests.conftest import HELSINKI
from tests.factories.applications import DEADLINE, make_lapsed, make_open, make_round, make_submitted
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import make_auditable, make_reading
from tests.factories.criteria import FrameworkFactory, make_version
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.timedelta(days=1)
QUIET = "22.12.2026–6.1.2027"


@pytest.fixture
def client(client_of, coordinator: User) -> Client:
    return client_of(coordinator)


def url(name: str, *arguments: str) -> str:
    return reverse(f"assessments:round-{name}", args=arguments)


def form(**changes: str) -> dict[str, str]:
    """The form of a round as it is typed in Finnish."""
    typed = {"name": "Syksyn haku", "opens_date": "1.10.2026", "decision_date": "31.3.2027", "validity_years": "3", "comment_days": "14"}
    return {**typed, "breaks": "", "readiness_forbids_unmet": "on", "readiness_median": "2", **changes}


def new_form(of: FrameworkVersion, /, **changes: str) -> dict[str, str]:
    when = {"version": f"{of.framework.slug}-{of.version}", "deadline_date": "1.12.2026", "deadline_time": "16.15"}
    return form(**{**when, **changes})


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


# Making ----------------------------------------------------------------------------------------------------------------------


def test_new_round_begins_with_the_usual_days(client: Client) -> None:
    make_version()
    initial = client.get(url("create")).context["form"].initial
    assert (initial["deadline_date"], initial["deadline_time"]) == (dt.date(2026, 12, 1), dt.time(16, 15))
    assert (initial["name"], initial["opens_date"], initial["decision_date"]) == ("Syksyn haku 2026", AT.date(), dt.date(2027, 3, 31))
    assert (initial["validity_years"], initial["comment_days"], initial["breaks"]) == (3, 14, QUIET)


def test_round_of_spring_spans_two_breaks(client: Client) -> None:
    make_round(deadline_at=DEADLINE + 7 * DAY)  # moved a week: it still stands for the usual one
    initial = client.get(url("create")).context["form"].initial
    assert (initial["name"], initial["deadline_date"], initial["decision_date"]) == (
        "Kevään haku 2027",
        dt.date(2027, 6, 1),
        dt.date(2027, 9, 30),
    )
    assert initial["breaks"] == f"{QUIET}\n1.7.2027–31.7.2027"


def test_usual_deadline_is_the_next_one() -> None:
    assert usual_deadline(DEADLINE - DAY) == DEADLINE
    assert usual_deadline(DEADLINE) == dt.datetime(2027, 6, 1, 16, 15, tzinfo=HELSINKI)


def test_quiet_times_reach_over_the_new_year(settings) -> None:
    settings.QUIET_TIMES = [((7, 1), (7, 31)), ((12, 22), (1, 6))]
    new_year = (dt.date(2026, 12, 22), dt.date(2027, 1, 6))
    assert quiet_spans(dt.date(2027, 1, 6), dt.date(2027, 6, 30)) == [new_year]
    assert quiet_spans(dt.date(2027, 1, 7), dt.date(2027, 6, 30)) == []
    assert quiet_spans(dt.date(2026, 12, 1), dt.date(2027, 7, 1)) == [new_year, (dt.date(2027, 7, 1), dt.date(2027, 7, 31))]


def test_round_is_made_as_it_was_typed(client: Client, coordinator: User) -> None:
    version = make_version()
    breaks = "22.12.2026 - 6.1.2027\r\n\r\n6.12.2026\r\n"
    response = client.post(url("create"), new_form(version, breaks=breaks))
    made = Round.objects.get()
    assert response.url == url("board", made.ref)
    assert (made.name, made.version, made.deadline_at, made.created_by) == ("Syksyn haku", version, DEADLINE, coordinator)
    assert [str(each) for each in made.breaks.all()] == ["06.12.2026–06.12.2026", "22.12.2026–06.01.2027"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"version": "eiole-1"}, "version"),
        ({"version": ""}, "version"),
        ({"opens_date": "31.2.2026"}, "opens_date"),
        ({"opens_date": "1.10.2206"}, "opens_date"),
        ({"opens_date": "1.1.0001"}, "opens_date"),
        ({"deadline_date": "joulukuussa"}, "deadline_date"),
        ({"deadline_date": "31.12.9999"}, "deadline_date"),
        ({"deadline_time": "25.99"}, "deadline_time"),
        ({"deadline_time": ""}, "deadline_time"),
        ({"deadline_date": "28.3.2027", "deadline_time": "3.30"}, "deadline_time"),  # the hour that summer time skips
        ({"deadline_date": "20.11.2026", "deadline_time": "12.00"}, "deadline_date"),
        ({"deadline_date": "30.9.2026"}, "deadline_date"),
        ({"decision_date": "1.12.2026"}, "decision_date"),
        ({"validity_years": "0"}, "validity_years"),
        ({"validity_years": "3,5"}, "validity_years"),
        ({"comment_days": "61"}, "comment_days"),
        ({"breaks": "huomenna"}, "breaks"),
        ({"readiness_median": "2,5"}, "readiness_median"),
        ({"readiness_median": "0"}, "readiness_median"),  # no level of the scale
        ({"readiness_median": "5"}, "readiness_median"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_typed_text_stays(client: Client, changes: dict[str, str], field: str) -> None:
    response = client.post(url("create"), new_form(make_version(), **{"name": "Syksyn hieno haku", **changes}))
    assert response.status_code == 400
    assert list(errors(response)) == [field]
    assert "name" in changes or "Syksyn hieno haku" in response.content.decode()
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ("1.7.2027–31.7.2027\nhuomenna", ["Rivi 2: Kirjoita tauko muodossa 1.7.2027–31.7.2027."]),
        ("\n31.7.2027–1.7.2027", ["Rivi 2: Tauon viimeinen päivä ei voi olla ennen ensimmäistä."]),
        ("31.6.2027-2.7.2027\n1.7.2207", ["Rivi 1: Tätä päivää ei ole kalenterissa.", "Rivi 2: Tarkista vuosi."]),
        ("0.0.0000–0.0.0000", ["Rivi 1: Tätä päivää ei ole kalenterissa."]),
        ("0.0.0000", ["Rivi 1: Tätä päivää ei ole kalenterissa."]),
        ("1.7.2027-31.7.2027\n6.12.2027\n31.7.2027", ["Rivi 3: Tauko on päällekkäin rivin 1 tauon kanssa."]),
        ("\n".join(f"{day}.7.2027" for day in range(1, 22)), ["Taukoja voi olla enintään 20."]),
    ],
)
def test_wrong_breaks_are_told_by_their_lines(client: Client, typed: str, sentences: list[str]) -> None:
    response = client.post(url("create"), new_form(make_version(), breaks=typed))
    assert errors(response)["breaks"] == sentences
    assert response.context["form"]["breaks"].value() == typed


def test_versions_to_choose_are_published_criteria(client: Client) -> None:
    version = make_version()
    make_version(status=VersionStatus.DRAFT)
    make_version(framework=FrameworkFactory(kind="survey"))
    assert list(client.get(url("create")).context["form"].versions.values()) == [version]


def test_without_a_published_version_no_form_is_shown(client: Client) -> None:
    assert "<form method" not in client.get(url("create")).content.decode().split("<main", 1)[1]
    assert client.post(url("create"), form(deadline_date="1.12.2026", deadline_time="16.15", version="")).status_code == 400


# Changing --------------------------------------------------------------------------------------------------------------------


def test_update_shows_what_is_stored_and_saves_what_is_typed(client: Client) -> None:
    made = make_round(breaks=[(dt.date(2026, 12, 22), dt.date(2027, 1, 6))])
    shown = client.get(url("update", made.ref)).context["form"]
    assert shown["breaks"].value() == QUIET
    assert "version" not in shown.fields
    assert "deadline_date" not in shown.fields
    answer = client.post(url("update", made.ref), form(name="Talven haku", breaks=QUIET, deadline_at="2030-01-01", version="muu"))
    assert answer.url == url("board", made.ref)
    stored = Round.objects.get()
    assert (stored.name, stored.deadline_at, stored.version) == ("Talven haku", DEADLINE, made.version)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"opens_date": "2.12.2026"}, "opens_date"), ({"decision_date": "30.11.2026"}, "decision_date"), ({"name": "Kevät"}, "name")],
)
def test_update_that_contradicts_is_refused_beside_its_field(client: Client, changes: dict[str, str], field: str) -> None:
    made = make_round(name="Kevät")
    made = make_round(name="Syksy", version=made.version)
    response = client.post(url("update", made.ref), form(**changes))
    assert (response.status_code, list(errors(response))) == (400, [field])
    assert Round.objects.get(pk=made.pk).name == "Syksy"


def test_readiness_is_set_changed_and_left_out(client: Client) -> None:
    client.post(url("create"), new_form(make_version(), readiness_median="3"))
    made = Round.objects.get()
    assert (made.readiness_forbids_unmet, made.readiness_median) == (True, 3)
    shown = client.get(url("board", made.ref)).content.decode()
    assert "Yksikään kriteeri ei ole ”ei täyty”. Jokaisen osa-alueen tasojen mediaani on vähintään 3." in shown
    page = client.get(url("update", made.ref))
    assert (page.context["form"]["readiness_forbids_unmet"].value(), page.context["form"]["readiness_median"].value()) == (True, 3)
    assert "Se ei ole päätös eikä sido päättäjää." in page.content.decode()
    left_out = {name: value for name, value in form().items() if name != "readiness_forbids_unmet"}
    client.post(url("update", made.ref), {**left_out, "readiness_median": ""})
    made.refresh_from_db()
    assert (made.readiness_forbids_unmet, made.readiness_median) == (False, None)
    assert "Valmiuden ehdot" not in client.get(url("board", made.ref)).content.decode()


# Moving the deadline ---------------------------------------------------------------------------------------------------------


def moved(day: str = "8.12.2026", time: str = "16.15", reason: str = "Palvelussa oli häiriö.") -> dict[str, str]:
    return {"deadline_date": day, "deadline_time": time, "reason": reason}


def test_deadline_page_tells_whom_a_move_touches_and_moves(client: Client, coordinator: User) -> None:
    made = make_round()
    make_open(Cast(), made)
    make_submitted(Cast(), made)
    page = client.get(url("deadline", made.ref)).content.decode()
    assert "Määräaika on nyt 1.12.2026 klo 16.15." in page
    assert "Siirto koskee 2 hakemusta." in page
    assert "Määräaikaa ei ole siirretty." in page
    assert client.post(url("deadline", made.ref), moved()).url == url("board", made.ref)
    page = client.get(url("deadline", made.ref)).content.decode()
    assert "1.12.2026 klo 16.15 → 8.12.2026 klo 16.15" in page
    assert "Palvelussa oli häiriö." in page
    assert f"{coordinator.name} 20.11.2026 klo 12.00" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (moved(reason=""), "reason"),
        (moved(reason=" \n"), "reason"),
        (moved(reason="x" * 2_001), "reason"),
        (moved("1.12.2026"), "deadline_date"),
        (moved("27.11.2026", "12.00"), "deadline_date"),  # not the seven days that an earlier one leaves, by hours
        (moved("1.4.2027"), "deadline_date"),  # after the decision
        (moved(time="kello viisi"), "deadline_time"),
    ],
)
def test_refused_move_stands_beside_its_field_and_the_reason_stays(client: Client, typed: dict[str, str], field: str) -> None:
    made = make_round(decision_date=dt.date(2027, 3, 31))
    with time_machine.travel(AT + dt.timedelta(hours=4), tick=False):
        response = client.post(url("deadline", made.ref), typed)
    assert (response.status_code, list(errors(response))) == (400, [field])
    assert response.context["form"]["reason"].value() == typed["reason"]
    assert Round.objects.get().deadline_at == DEADLINE


def test_after_the_deadline_the_lapsed_ones_are_told_of(client: Client) -> None:
    made = make_round()
    make_lapsed(Cast(), made)
    with time_machine.travel(DEADLINE + DAY, tick=False):
        page = client.get(url("deadline", made.ref)).content.decode()
    assert "Määräaika päättyi 1.12.2026 klo 16.15." in page
    assert "1 lähettämättä jäänyt hakemus aukeaa uudelleen" in page


def test_once_an_audit_has_started_there_is_no_form_and_no_move(client: Client) -> None:
    made = make_round()
    make_reading(make_auditable(into=made))
    page = client.get(url("deadline", made.ref)).content.decode()
    assert "auditoinnit ovat alkaneet" in page
    assert 'name="reason"' not in page
    response = client.post(url("deadline", made.ref), moved())
    assert response.status_code == 409
    assert "Palvelussa oli häiriö." in response.content.decode()
    assert Round.objects.get().deadline_at == DEADLINE

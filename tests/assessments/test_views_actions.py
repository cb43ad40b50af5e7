"""Pages of actions: lists, one action, agreeing on it from a result, what is taken home."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook

from assessments.models import Action, ActionPlan
from assessments.reports import render_action_plan, report_html
from assessments.services.actions import Agreed, create_action, update_action_status
from tests.factories.assessments import AT, Cast, agree_all, make_completed, make_joint
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from tests.pdf_structure import assert_pdf_ua
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DUE = dt.date(2026, 12, 18)


def make_action(cast: Cast, what: str = "Otetaan maanantain suunnittelu käyttöön.", **changes) -> Action:
    agreed = Agreed(**{"what": what, "due_date": DUE, **changes})
    return create_action(workshop=cast.workshop, agreed=agreed, by=cast.contact, at=AT)


def list_url(cast: Cast, query: str = "") -> str:
    return reverse("assessments:action-list", args=[cast.workshop.ref]) + query


def url(name: str, action: Action) -> str:
    return reverse(f"assessments:action-{name}", args=[action.ref])


def form(action: Action, **changes) -> dict[str, object]:
    stored = {"what": action.what, "owner": "", "owner_name": "", "due_date": "2026-12-18", "status": action.status}
    return {**stored, "drop_reason": "", "notes": "", "revision": action.revision, **changes}


# Lists -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_at_any_size(client_of, django_assert_num_queries, rows: int) -> None:
    cast = Cast()
    for number in range(rows):
        make_action(cast, f"Teko {number}", owner=cast.workers[0])
    client = client_of(cast.contact)
    client.get(list_url(cast))
    with django_assert_num_queries(8):
        assert client.get(list_url(cast)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_organisation_list_takes_the_same_queries_at_any_size(client_of, django_assert_num_queries, rows: int) -> None:
    cast = Cast()
    for number in range(rows):
        unit = Cast(WorkshopFactory(organisation=cast.workshop.organisation))
        make_action(unit, f"Teko {number}")
    leader = UserFactory()
    grant(leader, Role.LEADER, organisation=cast.workshop.organisation)
    client = client_of(leader)
    address = reverse("assessments:organisation-action-list", args=[cast.workshop.organisation.ref])
    client.get(address)
    with django_assert_num_queries(7):
        page = client.get(address).content.decode()
    assert all(f"Teko {number}" in page for number in range(rows))


def test_list_shows_open_ones_first_and_the_rest_when_asked(client_of) -> None:
    cast = Cast()
    make_action(cast, "Avoin teko.")
    update_action_status(action=make_action(cast, "Tehty teko."), status="done", revision=1, by=cast.contact, at=AT)
    client = client_of(cast.workers[0])
    page = client.get(list_url(cast)).content.decode()
    assert "Avoin teko." in page
    assert "Tehty teko." not in page
    assert "Tehty teko." in client.get(list_url(cast, "?tila=tehty")).content.decode()
    everything = client.get(list_url(cast, "?tila=kaikki&jarjestys=uusimmat")).content.decode()
    assert everything.index("Tehty teko.") < everything.index("Avoin teko.")


def test_list_is_filtered_by_who_does_it(client_of) -> None:
    cast = Cast()
    make_action(cast, "Kaisan teko.", owner=cast.contact)
    make_action(cast, "Villen teko.", owner_name="Ville Vieras")
    client = client_of(cast.contact)
    page = client.get(list_url(cast, f"?tekija=u:{cast.contact.ref}")).content.decode()
    assert "Kaisan teko." in page
    assert "Villen teko." not in page
    assert "Villen teko." in client.get(list_url(cast, "?tekija=n:Ville%20Vieras")).content.decode()


@pytest.mark.parametrize(
    "query",
    ["?jarjestys=owner__password", "?jarjestys=-pk", "?tila=password__startswith", "?tekija=u:x'%20OR%201=1", "?tekija=n:kukaan"],
)
@pytest.mark.parametrize("name", ["action-list", "action-sheet"])
def test_value_that_is_not_offered_is_a_bad_request(client_of, name: str, query: str) -> None:
    cast = Cast()
    make_action(cast)
    assert client_of(cast.contact).get(reverse(f"assessments:{name}", args=[cast.workshop.ref]) + query).status_code == 400


def test_hostile_lookups_as_parameters_of_their_own_change_nothing(client_of) -> None:
    cast = Cast()
    make_action(cast)
    page = client_of(cast.contact).get(list_url(cast, "?owner__password__startswith=a&order=owner__password&sort=1"))
    assert "Otetaan maanantain suunnittelu" in page.content.decode()


def test_past_day_asks_what_to_do_and_never_says_late(client_of) -> None:
    cast = Cast()
    action = make_action(cast, owner=cast.workers[0])
    with time_machine.travel(AT + dt.timedelta(days=60), tick=False):
        manager = client_of(cast.contact).get(list_url(cast)).content.decode()
        owner = client_of(cast.workers[0]).get(url("detail", action)).content.decode()
        reader = client_of(cast.workers[1]).get(list_url(cast)).content.decode()
    assert "Onko tämä tehty, siirretäänkö päivää vai luovutaanko?" in manager
    assert url("finish", action) in manager
    assert "Siirrä päivää" in manager
    assert url("finish", action) in owner
    assert "Siirrä päivää" not in owner
    assert url("finish", action) not in reader
    for page in (manager, owner, reader):
        assert "myöhäs" not in page.lower()


def test_others_find_no_list_and_no_action(client_of) -> None:
    cast = Cast()
    action = make_action(cast)
    coordinator = UserFactory()
    grant(coordinator, Role.COORDINATOR)
    for user in (cast.stranger, coordinator):
        client = client_of(user)
        assert client.get(list_url(cast)).status_code == 404
        assert client.get(reverse("assessments:organisation-action-list", args=[cast.workshop.organisation.ref])).status_code == 404
        for name in ("detail", "update", "calendar"):
            assert client.get(url(name, action)).status_code == 404
        assert client.post(url("finish", action), {"revision": 1}).status_code == 404


# From a result ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["joint", "completed"])
def test_action_begins_with_what_the_result_says_is_developed(client_of, state: str) -> None:
    cast = Cast()
    assessment = make_joint(cast) if state == "joint" else make_completed(cast)
    if state == "joint":
        agree_all(assessment, cast.contact)
    address = reverse("assessments:result-action-create", args=[assessment.ref, "K1.1"])
    client = client_of(cast.contact)
    page = client.get(address).content.decode()
    assert "Kirjataan yhteinen tapa." in page
    assert "Kuka näkee tämän?" in page
    answer = client.post(address, {"what": "Kirjataan tapa.", "owner": cast.workers[0].ref, "due_date": "18.12.2026"})
    action = Action.objects.get()
    assert (action.criterion.code, action.owner, action.due_date, action.assessment) == ("K1.1", cast.workers[0], DUE, assessment)
    back = "result-update" if state == "joint" else "assessment-results"
    assert answer.url.startswith(reverse(f"assessments:{back}", args=[assessment.ref, *(["K1.1"] if state == "joint" else [])]))


def test_worker_is_refused_and_stranger_finds_nothing(client_of) -> None:
    cast = Cast()
    assessment = make_completed(cast)
    address = reverse("assessments:result-action-create", args=[assessment.ref, "K1.1"])
    assert client_of(cast.workers[0]).get(address).status_code == 403
    assert client_of(cast.stranger).get(address).status_code == 404
    assert client_of(cast.contact).get(reverse("assessments:result-action-create", args=[assessment.ref, "K9.9"])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"what": ""}, "Täytä tämä kohta."),
        ({"what": "a" * 1001}, "Lyhennä tekstiä"),
        ({"due_date": "2026-11-19"}, "Päivä on jo mennyt"),
        ({"owner_name": "Ville", "owner": "kaisa"}, "ei molempia"),
        ({"owner": "vieras"}, "Valitse yksi annetuista vaihtoehdoista."),
    ],
)
def test_refused_form_keeps_what_was_typed(client_of, changes: dict[str, str], message: str) -> None:
    cast = Cast()
    data = {"what": "Kirjataan tapa.", "notes": "Säilyvä muistiinpano.", **changes}
    if data.get("owner") == "kaisa":
        data["owner"] = cast.contact.ref
    answer = client_of(cast.contact).post(reverse("assessments:action-create", args=[cast.workshop.ref]), data)
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert "Säilyvä muistiinpano." in answer.content.decode()
    assert not Action.objects.exists()


# Changing --------------------------------------------------------------------------------------------------------------------


def test_contact_changes_everything(client_of) -> None:
    cast = Cast()
    action = make_action(cast)
    answer = client_of(cast.contact).post(
        url("update", action), form(action, what="Uusi teko.", owner_name="Ville", status="dropped", drop_reason="Tila vaihtui.")
    )
    assert answer.url == url("detail", action)
    action.refresh_from_db()
    assert (action.what, action.owner_name, action.status, action.drop_reason) == ("Uusi teko.", "Ville", "dropped", "Tila vaihtui.")


def test_giving_up_asks_for_the_reason_beside_its_field(client_of) -> None:
    cast = Cast()
    action = make_action(cast)
    client = client_of(cast.contact)
    answer = client.post(url("update", action), form(action, status="dropped"))
    assert answer.status_code == 400
    assert "Kerro lyhyesti, miksi toimenpiteestä luovuttiin." in answer.content.decode()
    assert client.get(url("update", action) + "?luovu=1").context["form"]["status"].value() == "dropped"


def test_owner_changes_how_far_it_is_and_nothing_else(client_of) -> None:
    cast = Cast()
    action = make_action(cast, owner=cast.workers[0])
    client = client_of(cast.workers[0])
    page = client.get(url("update", action)).content.decode()
    assert 'name="what"' not in page
    assert client.post(url("update", action), form(action, what="Muutettu.", status="under_way", notes="Aloitettu.")).status_code == 302
    action.refresh_from_db()
    assert (action.what, action.status, action.notes) == ("Otetaan maanantain suunnittelu käyttöön.", "under_way", "Aloitettu.")
    assert client_of(cast.workers[1]).get(url("update", action)).status_code == 403


def test_second_save_shows_both_texts_and_overwrites_nothing(client_of) -> None:
    cast = Cast()
    action = make_action(cast)
    client = client_of(cast.contact)
    client.post(url("update", action), form(action, notes="Kaisan muistiinpano."))
    answer = client_of(cast.leader).post(url("update", action), form(action, notes="Leenan muistiinpano."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Kaisan" in page
    assert "Leenan" in page
    both = client_of(cast.leader).post(url("update", action), {**form(action, notes="Leenan muistiinpano."), "pida": "molemmat"})
    assert "Kaisan muistiinpano." in both.content.decode()
    assert "Leenan muistiinpano." in both.content.decode()
    assert Action.objects.get().notes == "Kaisan muistiinpano."


def test_finish_marks_done_once_and_a_stale_one_is_a_conflict(client_of) -> None:
    cast = Cast()
    action = make_action(cast)
    client = client_of(cast.contact)
    assert client.post(url("finish", action), {"revision": 1}).status_code == 302
    assert Action.objects.get().status == "done"
    assert client.post(url("finish", action), {"revision": 1}).status_code == 409
    assert client.post(url("finish", action), {"revision": "9" * 30}).status_code == 409
    assert client.get(url("finish", action)).status_code == 405


def test_history_is_for_those_who_agree_on_actions(client_of) -> None:
    cast = Cast()
    action = make_action(cast, "Ensimmäinen sanamuoto.", owner=cast.workers[0])
    client_of(cast.contact).post(url("update", action), form(action, what="Toinen sanamuoto."))
    assert "Ensimmäinen sanamuoto." in client_of(cast.leader).get(url("detail", action)).content.decode()
    assert "Ensimmäinen sanamuoto." not in client_of(cast.workers[1]).get(url("detail", action)).content.decode()


# Taken home ------------------------------------------------------------------------------------------------------------------


def test_calendar_of_one_and_of_the_list(client_of) -> None:
    cast = Cast()
    action = make_action(cast)
    make_action(cast, "Ilman päivää.", due_date=None)
    update_action_status(action=make_action(cast, "Tehty."), status="done", revision=1, by=cast.contact, at=AT)
    client = client_of(cast.workers[0])
    one = client.get(url("calendar", action))
    assert one["Content-Disposition"].startswith("attachment")
    [event] = Calendar.from_ical(one.getvalue()).walk("VEVENT")
    assert event["dtstart"].dt == DUE
    assert str(event["uid"]).startswith(f"toimenpide-{action.ref}@")
    every = client.get(reverse("assessments:action-list-calendar", args=[cast.workshop.ref])).getvalue()
    assert [str(event["uid"]) for event in Calendar.from_ical(every).walk("VEVENT")] == [str(event["uid"])]


def test_action_without_a_day_has_no_calendar_file(client_of) -> None:
    cast = Cast()
    action = make_action(cast, due_date=None)
    assert client_of(cast.contact).get(url("calendar", action)).url == url("detail", action)


def test_sheet_holds_what_was_typed_as_text(client_of) -> None:
    cast = Cast()
    make_action(cast, "=HYPERLINK(0)", owner_name="+358 soita")
    answer = client_of(cast.workers[0]).get(reverse("assessments:action-sheet", args=[cast.workshop.ref]))
    sheet = load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    row = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert (row["Mitä tehdään"].value, row["Mitä tehdään"].data_type) == ("=HYPERLINK(0)", "s")
    assert row["Tekijä"].data_type == "s"
    assert row["Mihin mennessä"].value.date() == DUE


def test_plan_is_rendered_once_and_given_while_it_is_true(client_of, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    cast = Cast()
    action = make_action(cast, owner=cast.workers[0])
    client = client_of(cast.workers[1])
    client.post(reverse("assessments:action-plan-order", args=[cast.workshop.ref]))
    client.post(reverse("assessments:action-plan-order", args=[cast.workshop.ref]))
    plan = ActionPlan.objects.get()
    assert "data-under-way" in client.get(list_url(cast)).content.decode()
    render_action_plan(plan_id=plan.pk, at=AT)
    download = reverse("assessments:action-plan-download", args=[cast.workshop.ref])
    content = client.get(download).getvalue()
    assert_pdf_ua(content)
    client_of(cast.contact).post(url("update", action), form(action, what="Muuttunut."))
    assert client.get(download).status_code == 302
    assert client_of(cast.stranger).get(download).status_code == 404


# Beside the criterion --------------------------------------------------------------------------------------------------------


def test_next_assessment_tells_beside_the_criterion_what_was_agreed_last_time(client_of) -> None:
    cast = Cast()
    first = make_completed(cast)
    result = first.results.get(criterion__code="K1.1")
    agreed = Agreed(what="Otetaan perehdytyskansio käyttöön.", owner=cast.workers[0], due_date=DUE)
    action = create_action(workshop=cast.workshop, agreed=agreed, result=result, by=cast.contact, at=AT)
    done_at = AT + dt.timedelta(days=1)
    update_action_status(action=action, status="done", revision=1, by=cast.workers[0], at=done_at)
    second = make_joint(cast, version=first.version, at=AT + dt.timedelta(days=2))
    for user in (cast.contact, cast.workers[0]):
        page = client_of(user).get(reverse("assessments:result-update", args=[second.ref, "K1.1"])).content.decode()
        assert "Viimeksi sovittiin:" in page
        assert "Otetaan perehdytyskansio käyttöön." in page
        assert "tehty 21.11." in page
        other = client_of(user).get(reverse("assessments:result-update", args=[second.ref, "K1.2"])).content.decode()
        assert "Otetaan perehdytyskansio käyttöön." not in other


def test_action_follows_the_code_of_its_criterion_into_a_new_version(client_of) -> None:
    cast = Cast()
    first = make_completed(cast)
    result = first.results.get(criterion__code="K1.1")
    create_action(workshop=cast.workshop, agreed=Agreed(what="Lupaus."), result=result, by=cast.contact, at=AT)
    newer = make_version(framework=first.version.framework)
    second = make_joint(cast, version=newer, at=AT + dt.timedelta(days=2))
    page = client_of(cast.contact).get(reverse("assessments:result-update", args=[second.ref, "K1.1"])).content.decode()
    assert "Lupaus." in page


def test_results_page_and_report_tell_what_was_agreed(client_of) -> None:
    cast = Cast()
    assessment = make_completed(cast)
    result = assessment.results.get(criterion__code="K1.1")
    agreed = Agreed(what="Otetaan perehdytyskansio käyttöön.", owner=cast.workers[0], due_date=DUE)
    create_action(workshop=cast.workshop, agreed=agreed, result=result, by=cast.contact, at=AT)
    address = reverse("assessments:assessment-results", args=[assessment.ref])
    offer = reverse("assessments:result-action-create", args=[assessment.ref, "K1.1"])
    manager, reader = client_of(cast.contact).get(address).content.decode(), client_of(cast.workers[0]).get(address).content.decode()
    assert "sovittu 18.12." in manager
    assert offer in manager
    assert offer not in reader
    pdf = report_html(assessment)
    assert "Otetaan perehdytyskansio käyttöön." in pdf
    assert "18.12.2026 mennessä" in pdf
    assert cast.workers[0].name not in pdf


def test_button_of_the_result_saves_it_and_leads_to_the_new_action(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    address = reverse("assessments:result-update", args=[assessment.ref, "K1.1"])
    data = {"answer": "3", "current_practice": "Näin.", "development": "Tehdään kansio.", "revision": "0", "kehittamiseen": "1"}
    answer = client_of(cast.contact).post(address, data)
    assert answer.url == reverse("assessments:result-action-create", args=[assessment.ref, "K1.1"])
    assert "Tehdään kansio." in client_of(cast.contact).get(answer.url).content.decode()

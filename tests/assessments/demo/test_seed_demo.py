"""The demo: what it promises of people, workshops and self-assessments."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

import pikepdf
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.models import Count
from django.utils import timezone
from PIL import Image

from assessments.choices import Compared, RatingsShown
from assessments.file_store import open_stored
from assessments.lifecycle import AssessmentStatus
from assessments.models import (
    Assessment,
    Assignment,
    Evidence,
    Participant,
    Rating,
    Reminder,
    Result,
    Summary,
    SummaryCell,
    SummaryChange,
    SummaryFigure,
    Support,
)
from assessments.selectors.carried import carried_of, with_brought
from config.toolkit.working_days import is_working_day
from tests.assessments.demo.conftest import run_seed_demo
from workshops.models import AccessRequest, Network, Organisation, Region, RoleGrant, User, Workshop
from workshops.roles import Role

pytestmark = pytest.mark.xdist_group("demo")  # one process makes the demo for all of them

LOGINS = [
    "worker",
    "contact",
    "leader",
    "peer_auditor",
    "external_auditor",
    "coordinator",
    "decider",
    "steering_group_member",
    "network_coordinator",
    "admin",
    "stranger",
]
URLS = [
    "dashboard",
    "criteria",
    "concepts",
    "try_it",
    "self_assessment_draft",
    "self_assessment_individual",
    "self_assessment_joint",
    "self_assessment_completed",
    "self_assessment_next",
    "report_html",
    "result_history",
    "criterion_joint",
    "criterion_individual",
    "report_pdf",
    "organisation_units",
    "actions",
    "round_list",
    "round_board",
    "application_registered",
    "application_open",
    "application_submitted",
    "audit_drafting",
    "audit_reading",
    "audit_criterion",
    "auditors",
    "assignment",
    "round_proposal",
    "sent_messages",
    "audit_visit",
    "audit_commenting",
    "audit_final",
    "audit_report_html",
    "audit_report_pdf",
    "decision_list",
    "decision_pack_pdf",
    "certificate_pdf",
    "register",
    "verification_valid",
    "verification_expired",
    "verification_revoked",
    "audit_assigning",
    "auditor_agreement",
    "receipt",
    "national_summary",
    "national_summary_xlsx",
    "national_summary_csv",
    "national_summary_pdf",
    "own_vs_national",
    "api_docs",
    "yearly_report",
    "network_summary",
]
THE_COORDINATORS = {
    *("round_list", "round_board", "auditors", "assignment", "round_proposal", "sent_messages"),
    *("audit_final", "audit_report_html", "audit_report_pdf", "audit_assigning", "auditor_agreement"),
}
THE_AUDITORS = {"audit_reading", "audit_criterion", "audit_visit", "audit_drafting"}
THE_DECIDERS = {"decision_list", "decision_pack_pdf"}
SUMMARIES = {"national_summary", "national_summary_xlsx", "national_summary_csv", "national_summary_pdf", "network_summary"}
NOT_THE_CONTACTS = SUMMARIES | THE_COORDINATORS | THE_AUDITORS | THE_DECIDERS | {"criterion_individual"}
IDENTITY_CODE = re.compile(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]\b")


def test_json_has_the_promised_keys(demo, db):
    assert set(demo) == {"password", "logins", "urls"}
    assert list(demo["logins"]) == LOGINS
    assert list(demo["urls"]) == URLS


def test_every_login_signs_in_with_the_password(demo, client, db):
    for email in demo["logins"].values():
        assert client.login(request=None, email=email, password=demo["password"]), email


def test_every_login_holds_the_role_it_is_named_after(demo, db):
    for login, email in demo["logins"].items():
        role = Role.LEADER if login == "stranger" else Role(login)
        assert RoleGrant.objects.current(timezone.localdate()).filter(user__email=email, role=role).exists(), login
    assert set(RoleGrant.objects.values_list("role", flat=True)) == set(Role)


def test_contact_has_several_workshops_and_the_stranger_none_of_them(demo, db):
    contact = RoleGrant.objects.get(user__email=demo["logins"]["contact"], role=Role.CONTACT)
    stranger = RoleGrant.objects.get(user__email=demo["logins"]["stranger"], role=Role.LEADER)
    assert contact.organisation.workshops.count() == 9
    assert stranger.organisation_id != contact.organisation_id


def test_organisations_workshops_and_regions_are_as_many_as_promised(demo, db):
    units = [organisation.workshops.count() for organisation in Organisation.objects.all()]
    assert len(units) >= 8
    assert max(units) == 9
    assert Workshop.objects.count() >= 20
    assert Region.objects.filter(municipalities__workshops__isnull=False).distinct().count() >= 6
    assert Organisation.objects.values("maintainer_type").distinct().count() == 6


def test_a_swedish_workshop_is_in_the_language_network(demo, db):
    swedish = Workshop.objects.filter(language="sv", municipality__region__name_fi="Pohjanmaa")
    assert swedish.exists()
    language = Network.objects.get(kind="language")
    assert all(language in workshop.networks.all() for workshop in swedish)


def test_self_assessments_are_in_every_state_and_of_every_kind(demo, db):
    assert set(Assessment.objects.filter(kind="self").values_list("status", flat=True)) == set(AssessmentStatus)
    archived = Assessment.objects.filter(status=AssessmentStatus.ARCHIVED)
    assert {assessment.is_abandoned for assessment in archived} == {True, False}
    assert Assessment.objects.exclude(reopen_reason="").filter(status=AssessmentStatus.JOINT).exists()
    assert Assessment.objects.filter(started_at=models.F("discussion_opened_at")).exists()
    assert set(Assessment.objects.values_list("ratings_shown", flat=True)) == set(RatingsShown)


def test_completed_ones_have_one_two_and_nine_raters_with_all_or_chosen_areas(demo, db):
    rated = Assessment.objects.annotate(raters=Count("participants", filter=models.Q(participants__ratings__isnull=False), distinct=True))
    assert {1, 2, 9} <= set(rated.values_list("raters", flat=True))
    areas = set(Assessment.objects.annotate(chosen=Count("areas")).filter(completed_at__isnull=False).values_list("chosen", flat=True))
    assert 6 in areas
    assert areas & {1, 2}


def test_ratings_and_results_know_every_kind_of_answer(demo, db):
    assert set(Rating.objects.values_list("answer", flat=True)) == {"level", "not_applicable", "dont_know"}
    assert set(Result.objects.values_list("answer", flat=True)) == {"level", "not_applicable"}
    assert set(Rating.objects.exclude(note="").values_list("note_may_be_shown", flat=True)) == {True, False}


def test_each_login_has_something_waiting(demo, db):
    individual = Assessment.objects.get(ref=demo["urls"]["self_assessment_individual"].split("/")[2])
    worker = individual.participants.get(user__email=demo["logins"]["worker"])
    assert 0 < worker.ratings.count() < 31
    assert individual.ratings_due_date > timezone.localdate()
    ready = Assessment.objects.filter(status=AssessmentStatus.JOINT).annotate(agreed=Count("results")).filter(agreed=31)
    leader = RoleGrant.objects.get(user__email=demo["logins"]["leader"], role=Role.LEADER)
    assert [assessment.workshop.organisation_id for assessment in ready] == [leader.organisation_id]
    assert AccessRequest.objects.filter(state="waiting").count() == 2


def test_the_worker_opens_a_page_of_her_own_ratings(demo, db, client_of):
    worker = User.objects.get(email=demo["logins"]["worker"])
    page = client_of(worker).get(demo["urls"]["criterion_individual"])
    assert b"Tallenna ja jatka" in page.content


def test_people_work_together(demo, db, client_of, contact):
    page = client_of(contact).get(demo["urls"]["result_history"]).content.decode()
    assert page.count("nykyinen") == 1
    assert "Ennen" in page
    assert Assignment.objects.filter(assignee=contact).count() == 1
    assert Assignment.objects.count() == 3
    assert Reminder.objects.count() == 1
    supports = Support.objects.order_by("pk")
    assert [(support.accepted_at is not None, bool(support.email)) for support in supports] == [(True, False), (True, False), (False, True)]


@pytest.mark.parametrize("name", [name for name in URLS if name not in NOT_THE_CONTACTS])
def test_the_contact_opens_every_url(demo, contact, client_of, name):
    response = client_of(contact).get(demo["urls"][name])
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert body.startswith(b"%PDF") if name.endswith("_pdf") else b"</main>" in body


def test_evidence_is_stored_and_opens_as_what_it_is(demo, db):
    openers = {
        "pdf": lambda file: pikepdf.open(file).pages[0],
        "docx": lambda file: zipfile.ZipFile(file).read("word/document.xml"),
        "xlsx": lambda file: zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml"),
        "png": lambda file: Image.open(file).load(),
        "jpg": lambda file: Image.open(file).load(),
    }
    pieces = Evidence.objects.select_related("file")
    for piece in pieces.filter(file__isnull=False):
        assert openers[piece.file.extension](open_stored(piece.file)), piece.title
    assert {piece.file.extension for piece in pieces if piece.file} == set(openers)
    assert pieces.filter(link__startswith="https://").exists()
    assert not pieces.filter(link__startswith="https://").exclude(link__contains=".example/").exists()
    picked = Counter(piece.file_id for piece in pieces if piece.file)
    assert max(picked.values()) == 3  # one file is picked again in a later assessment, and brought from there into an application


def test_nothing_happens_on_a_holiday_or_in_the_future(demo, db):
    moments = [
        moment
        for row in Assessment.objects.values_list("created_at", "started_at", "discussion_opened_at", "completed_at", "archived_at")
        for moment in row
        if moment
    ]
    assert max(moments) <= timezone.now()
    assert min(moments) > timezone.now() - dt.timedelta(days=5 * 366)  # four closed years and the running one
    assert [moment for moment in moments if not is_working_day(timezone.localdate(moment))] == []


def test_addresses_are_examples_and_nobody_is_identified(demo, db):
    texts = list(_texts())
    addresses = [address for text in texts for address in re.findall(r"[\w.+-]+@([\w.-]+\w)", text)]
    assert addresses
    assert [domain for domain in addresses if not domain.endswith(".example")] == []
    assert [text for text in texts if IDENTITY_CODE.search(text)] == []


def test_people_without_an_account_have_rated_with_a_code_and_on_paper(demo, db):
    guests = {place.name: place for place in Participant.objects.exclude(name="")}
    assert len(guests) == 2
    by_code, on_paper = guests["Raija Kallioinen"].ratings, guests["Tauno Vesalampi"].ratings
    assert by_code.exists()
    assert not by_code.exclude(typed_in_by=None).exists()
    assert on_paper.exists()
    assert {rating.typed_in_by.email for rating in on_paper.select_related("typed_in_by")} == {demo["logins"]["contact"]}
    assert demo["urls"]["try_it"] == "/kokeile/"


def test_the_second_run_changes_nothing_and_prints_the_same(demo, db):
    before = _counts()
    assert json.loads(run_seed_demo(seed=8)) == demo
    assert _counts() == before


def test_without_json_the_table_shows_password_and_logins(demo, db):
    printed = io.StringIO()
    call_command("seed_demo", stdout=printed, stderr=io.StringIO())
    assert demo["password"] in printed.getvalue()
    assert all(email in printed.getvalue() for email in demo["logins"].values())


def test_the_banner_file_is_written_in_a_demo_only(demo, db, settings, tmp_path):
    settings.DEMO_FILE = tmp_path / "demo.json"
    run_seed_demo(seed=7)
    assert not settings.DEMO_FILE.exists()
    settings.DEMO = True
    run_seed_demo(seed=7)
    assert json.loads(settings.DEMO_FILE.read_text(encoding="utf-8")) == demo


def _texts() -> Iterator[str]:
    for model in [*apps.get_app_config("workshops").get_models(), *apps.get_app_config("assessments").get_models()]:
        names = [field.name for field in model._meta.fields if isinstance(field, models.CharField | models.TextField)]
        for row in model.objects.values_list(*names):
            yield from (str(value) for value in row if value)


def _counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in apps.get_app_config("assessments").get_models()}


def test_second_time_has_confirmed_changed_and_untouched_results_and_a_unit_takes_from_another(demo) -> None:
    ref = demo["urls"]["self_assessment_next"].split("/")[2]
    following = Assessment.objects.get(ref=ref)
    assert following.previous is not None
    assert timezone.now() - following.previous.completed_at > dt.timedelta(days=300)
    carried = carried_of(following, with_brought(following.results.all()))
    assert (carried.confirmed, carried.changed) == (4, 2)
    assert carried.untouched > 0
    assert Result.objects.filter(copied_from__isnull=False, is_unchecked=True).count() == 1


def test_stranger_sees_nothing_of_the_assessments(demo, db, client_of):
    client = client_of(User.objects.get(email=demo["logins"]["stranger"]))
    hidden = [
        name for name in demo["urls"] if name.startswith(("self_assessment", "report", "result", "criterion", "organisation", "actions"))
    ]
    assert len(hidden) >= 10
    for name in hidden:
        assert client.get(demo["urls"][name]).status_code == 404, name


@pytest.mark.parametrize("name", sorted(SUMMARIES))
def test_summary_is_the_coordinators_and_a_network_its_coordinators(demo, client_of, db, name):
    login = "network_coordinator" if name == "network_summary" else "coordinator"
    reader, contact = (client_of(User.objects.get(email=demo["logins"][who])) for who in (login, "contact"))
    assert reader.get(demo["urls"][name]).status_code == 200
    assert contact.get(demo["urls"][name]).status_code == 404


def test_four_years_of_the_country_are_closed_and_told_and_small_groups_are_hidden(demo, client_of, db):
    html = client_of(User.objects.get(email=demo["logins"]["coordinator"])).get(demo["urls"]["national_summary"]).content.decode()
    assert "kahdella ylimmällä" in html
    assert Summary.objects.filter(series="self").count() == 4
    audits = Summary.objects.get(series="audit")
    assert SummaryFigure.objects.filter(cell__summary=audits, cell__first_dimension="").exists()
    assert set(SummaryChange.objects.values_list("compared", flat=True)) == set(Compared)
    told = SummaryCell.objects.filter(summary__series="self", figures__isnull=False).distinct().count()
    assert 20 < told < SummaryCell.objects.filter(summary__series="self", participants__gt=0).count()


def test_anyone_reads_the_yearly_report_and_the_page_of_open_data(demo, client, db):
    for name in ("yearly_report", "api_docs"):
        assert client.get(demo["urls"][name]).status_code == 200

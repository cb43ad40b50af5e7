"""Support by invitation: who reads what, until when, and that nothing else opens."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse

from assessments import permissions
from assessments.models import Assessment, Rating, Result, Support
from assessments.services.assignments import assign_criteria
from assessments.services.phases import complete_assessment
from assessments.services.results import save_result
from assessments.services.supports import accept_support, ask_by_email, ask_coordinator, end_support
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.access.addresses import addresses
from tests.access.cast import made_world, undone
from tests.access.crawler import fetch
from tests.access.markers import RATERS, STATES, marker
from tests.factories.assessments import AT, IN_STATE, Cast, agree_all, make_completed, make_draft, make_individual, make_joint
from tests.factories.workshops import NetworkFactory, UserFactory, WorkshopFactory, grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = pytest.mark.django_db
TODAY = AT.date()
UNTIL = TODAY + dt.timedelta(days=30)


@pytest.fixture
def cast() -> Cast:
    return Cast(workers=3)


@pytest.fixture
def helper() -> User:
    user = UserFactory(name="Tuula Tukija", email="tuula@naapuripaja.example")
    grant(user, Role.WORKER, workshop=WorkshopFactory())
    return user


def ask(assessment: Assessment, cast: Cast, email: str, until: dt.date = UNTIL, at: dt.datetime = AT) -> Support:
    return ask_by_email(assessment=assessment, email=email, message="Katsotko tuloksiamme?", last_date=until, by=cast.contact, at=at)


def support(assessment: Assessment, cast: Cast, helper: User) -> Support:
    return accept_support(support=ask(assessment, cast, helper.email), by=helper, at=AT)


def sees(user: User, assessment: Assessment, on: dt.date = TODAY) -> bool:
    access = Access.of(user, on)
    fresh = Assessment.objects.select_related("workshop").get(pk=assessment.pk)
    by_predicate = permissions.can_view_assessment(access, fresh)
    assert by_predicate == Assessment.objects.visible_to(access).filter(pk=assessment.pk).exists()
    assert permissions.can_read_as_supporter(access, fresh) == Assessment.objects.supported_by(access).filter(pk=assessment.pk).exists()
    return by_predicate


def url(name: str, *arguments: str) -> str:
    return reverse(f"assessments:{name}", args=arguments)


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_supporter_sees_what_is_under_way_or_completed_and_agrees_with_the_queryset(cast, helper, state) -> None:
    assessment = IN_STATE[state](cast)
    row = Support(assessment=assessment, user=helper, accepted_at=AT, last_date=UNTIL, given_at=AT, given_by=cast.contact)
    row.full_clean()
    row.save()
    assert sees(helper, assessment) == (state not in {"draft", "abandoned"})
    assert not permissions.can_view_from_inside(Access.of(helper, TODAY), assessment)


def test_support_begins_when_taken_on_and_ends_at_once_or_after_its_last_day(cast, helper) -> None:
    assessment = make_joint(cast)
    asked = ask(assessment, cast, helper.email)
    assert not sees(helper, assessment)
    accept_support(support=asked, by=helper, at=AT)
    assert sees(helper, assessment, UNTIL)
    assert not sees(helper, assessment, UNTIL + dt.timedelta(days=1))
    end_support(support=asked, by=cast.contact, at=AT)
    assert not sees(helper, assessment)
    actions = list(AuditEvent.objects.filter(object_ref=asked.ref).values_list("action", flat=True))
    assert actions == ["support_asked", "support_accepted", "support_ended"]


def test_supporter_without_any_role_or_account_in_use_has_left(cast, helper) -> None:
    assessment = make_joint(cast)
    support(assessment, cast, helper)
    helper.grants.update(ends_date=TODAY - dt.timedelta(days=1))
    assert not sees(helper, assessment)
    helper.grants.update(ends_date=None)
    User.objects.filter(pk=helper.pk).update(is_active=False)
    assert not sees(User.objects.get(pk=helper.pk), assessment)


def test_address_nobody_has_looks_the_same_as_one_with_an_account(client_of, cast, helper) -> None:
    assessment = make_joint(cast)
    client, page = client_of(cast.contact), url("support-list", assessment.ref)
    shown = {}
    for email in (helper.email, "eikukaan@naapuripaja.example"):
        answer = client.post(page, {"email": email, "last_date": "2027-01-20"}, follow=True)
        name = email.split("@")[0]
        shown[email] = answer.content.decode().replace(name, "X")
        row = Support.objects.get(email=email)
        end_support(support=row, by=cast.contact, at=AT)
    first, second = (_without_tokens(text) for text in shown.values())
    assert first == second
    assert "Tuula" not in first
    assert [letter.to_user for letter in OutgoingMail.objects.filter(kind="support_asked")] == [helper]


def _without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line and "/lopeta/" not in line)


def test_one_who_reads_already_is_asked_again_without_telling_so(cast, helper) -> None:
    assessment = make_joint(cast)
    support(assessment, cast, helper)
    again = ask(assessment, cast, helper.email)
    assert (again.user, again.email) == (None, helper.email)
    with pytest.raises(RefusedInputError):
        ask(assessment, cast, helper.email)


def test_asking_anew_after_the_last_day_is_possible(cast, helper) -> None:
    assessment = make_joint(cast)
    support(assessment, cast, helper)
    later = AT + dt.timedelta(days=60)
    renewed = ask(assessment, cast, helper.email, until=later.date(), at=later)
    assert renewed.user == helper
    assert Support.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("until", [TODAY - dt.timedelta(days=1), dt.date(2027, 11, 21)])
def test_date_must_be_within_twelve_months(cast, helper, until) -> None:
    with pytest.raises(RefusedInputError):
        ask(make_joint(cast), cast, helper.email, until)


def test_asking_is_refused_to_workers_in_drafts_and_for_colleagues(cast, helper) -> None:
    other = Cast()
    with pytest.raises(NotAllowedError):
        ask(make_draft(other), other, helper.email)
    assessment = make_individual(cast)
    with pytest.raises(NotAllowedError):
        ask_by_email(assessment=assessment, email=helper.email, message="", last_date=UNTIL, by=cast.workers[0], at=AT)
    for colleague in (cast.leader, cast.workers[0]):
        with pytest.raises(RefusedInputError):
            ask(assessment, cast, colleague.email)


def test_coordinators_are_chosen_by_name_and_read_at_once(client_of, cast) -> None:
    network = NetworkFactory()
    network.workshops.add(cast.workshop)
    national, regional, elsewhere = UserFactory(name="Hanna Maa"), UserFactory(name="Outi Alue"), UserFactory(name="Muu Alue")
    grant(national, Role.COORDINATOR)
    grant(regional, Role.NETWORK_COORDINATOR, network=network)
    grant(elsewhere, Role.NETWORK_COORDINATOR, network=NetworkFactory())
    assessment = make_joint(cast)
    client, page = client_of(cast.contact), url("support-list", assessment.ref)
    shown = client.get(page).content.decode()
    assert national.ref in shown
    assert regional.ref in shown
    assert elsewhere.ref not in shown
    body = {"user": regional.ref, "last_date": "2027-01-20"}
    assert "Outi Alue" in client.post(page, body, follow=True).content.decode()
    assert client.post(page, body).status_code == 400
    assert client.post(page, {**body, "email": "a@b.example"}).status_code == 400
    assert client.post(page, {"last_date": "2027-01-20"}).status_code == 400
    assert sees(regional, assessment)
    with pytest.raises(RefusedInputError):
        ask_coordinator(assessment=assessment, user=elsewhere, message="", last_date=UNTIL, by=cast.contact, at=AT)


def test_request_is_taken_on_or_given_up_by_the_one_who_was_asked(client_of, cast, helper) -> None:
    assessment = make_joint(cast)
    with TestCase.captureOnCommitCallbacks() as sends:
        asked = ask(assessment, cast, helper.email, until=dt.date(2027, 1, 20))
    assert len(sends) == 1
    page = url("support-detail", asked.ref)
    client = client_of(helper)
    assert "tukipyyntö" in client.get("/").content.decode()
    assert client.get(url("assessment-detail", assessment.ref)).status_code == 404
    assert "Ota vastaan ja lue" in client.get(page).content.decode()
    assert "pyytänyt sinulta tukea" in client.post(page, follow=True).content.decode()
    assert "Tuula Tukija" in client_of(cast.contact).get(url("support-list", assessment.ref)).content.decode()
    assert client_of(cast.contact).get(page).status_code == 404
    client.post(page, {"luovu": "1"})
    assert client.get(url("assessment-detail", assessment.ref)).status_code == 404
    with pytest.raises(WrongStateError):
        accept_support(support=asked, by=helper, at=AT)
    with pytest.raises(NotAllowedError):
        accept_support(support=asked, by=cast.stranger, at=AT)


def test_contact_ends_it_at_once_and_others_may_not(client_of, cast, helper) -> None:
    assessment = make_joint(cast)
    row = support(assessment, cast, helper)
    end = url("support-end", assessment.ref, row.ref)
    assert client_of(helper).post(end).status_code == 404
    assert client_of(cast.workers[0]).post(end).status_code == 403
    assert client_of(cast.stranger).post(end).status_code == 404
    assert client_of(cast.contact).post(end).status_code == 302
    assert client_of(cast.contact).post(end).status_code == 302
    assert not sees(helper, assessment)


def test_supporter_reads_the_agreed_texts_and_nothing_of_ratings(client_of, cast, helper) -> None:
    assessment = make_joint(cast, values=(1, 4))
    criterion = assessment.areas.all()[0].criteria.all()[0]
    level = assessment.version.scale.levels.get(value=3)
    texts = {"current_practice": "Näin toimitaan.", "development": "Tätä kehitetään."}
    save_result(assessment=assessment, criterion=criterion, answer="level", level=level, revision=0, by=cast.contact, at=AT, **texts)
    Rating.objects.update(note="MERKKI-muistiinpano", note_may_be_shown=True)
    support(assessment, cast, helper)
    client = client_of(helper)
    page = client.get(url("agreed-detail", assessment.ref)).content.decode()
    assert "Näin toimitaan." in page
    assert "Tätä kehitetään." in page
    for text in (page, client.get(url("assessment-detail", assessment.ref)).content.decode()):
        assert "MERKKI" not in text
        assert not [person.name for person in cast.raters if person.name in text]
    for name in ("discussion-detail", "participant-list", "evidence-list", "assessment-check", "assignment-list", "support-list"):
        assert client.get(url(name, assessment.ref)).status_code == 404
    assert assessment.title in client.get(url("assessment-list")).content.decode()


def test_supporter_cannot_be_given_a_criterion(cast, helper) -> None:
    assessment = make_joint(cast)
    support(assessment, cast, helper)
    with pytest.raises(RefusedInputError):
        assign_criteria(assessment=assessment, criterion_codes=["K1.1"], assignee=helper, by=cast.contact, at=AT)


def test_supporter_reads_the_results_without_evidence_files_and_orders_nothing(client_of, cast, helper) -> None:
    assessment = make_completed(cast)
    support(assessment, cast, helper)
    client = client_of(helper)
    assert client.get(url("assessment-results", assessment.ref)).status_code == 200
    assert client.post(url("report-retry", assessment.ref)).status_code == 403


def test_page_says_that_there_are_supporters(client_of, cast, helper) -> None:
    assessment = make_joint(cast)
    page = url("result-update", assessment.ref, "K1.1")
    before = client_of(cast.contact).get(page).content.decode()
    assert "Muut työpajat ja koordinaattorit eivät näe tätä." in before
    row = support(assessment, cast, helper)
    Support.objects.filter(pk=row.pk).update(last_date=dt.date(2027, 10, 1))
    during = client_of(cast.contact).get(page).content.decode()
    assert "Muut työpajat ja koordinaattorit eivät näe tätä." not in during
    assert "viimeistään 1.10.2027 asti" in during


READS = {
    "individual": {"assessment-detail"},
    "joint": {"assessment-detail", "agreed-detail"},
    "completed": {"assessment-detail", "assessment-results", "report-state", "report-download"},
    "archived": {"assessment-detail", "assessment-results", "report-state", "report-download"},
}


def test_of_every_address_the_supporter_opens_these_alone_and_changes_nothing() -> None:
    """Whatever is added later is closed to her until it is put into this table."""
    with made_world() as world:
        client = Client()
        client.force_login(world.users["supporter"], backend="allauth.account.auth_backends.AuthenticationBackend")
        of_assessments = [address for address in addresses() if address.name.startswith("assessments:") and address.of in STATES]
        foreign = [marker(person, what, state) for person in RATERS for what in ("HUOMIO", "SYY") for state in STATES]
        for address in of_assessments:
            with undone():
                page = fetch(client, address.url(world))
                opened = page.status == 200
                assert opened == (address.name.split(":")[1] in READS.get(address.of, set())), (address.name, address.of, page.status)
                assert not [words for words in foreign if words in page.text]
                before = _state()
                response = client.post(address.url(world), address.body(world))
                assert response.status_code in {403, 404, 405}, (address.name, address.of, response.status_code)
                assert _state() == before
        assert mail.outbox is not None


def _state() -> tuple[int, ...]:
    rows = (Result.history.model, Rating, AuditEvent, Support, OutgoingMail)
    return tuple(model.objects.count() for model in rows)


def test_ending_the_assessment_keeps_the_reader_until_the_date(cast, helper) -> None:
    assessment = make_joint(cast)
    support(assessment, cast, helper)
    agree_all(assessment, cast.contact)
    complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    assert sees(helper, assessment)


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_supporters_takes_the_same_queries_at_any_number(client_of, cast, django_assert_num_queries, count) -> None:
    assessment = make_joint(cast)
    for number in range(count):
        ask(assessment, cast, f"tuki{number}@naapuripaja.example", until=dt.date(2027, 10, 1))
    client = client_of(cast.contact)
    client.get(url("support-list", assessment.ref))
    with django_assert_num_queries(6):
        client.get(url("support-list", assessment.ref))

"""The register of auditors: bringing in, roles by kind, employers, and what an auditor keeps herself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from assessments.choices import AssessmentKind, TieKind
from assessments.conflicts import ConflictKind
from assessments.models import Auditor
from assessments.selectors.auditing.facts import conflicts_of
from assessments.services.auditing.own_card import ABSENCES_AT_MOST, add_absence, add_tie, remove_absence, remove_tie, set_most_a_year
from assessments.services.auditing.register import bring_in_auditor, register_auditor, set_kinds, update_auditor
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.assessments import AT
from tests.factories.auditing import NAMED_AT, make_auditable, make_auditor, make_named
from tests.factories.workshops import NetworkFactory, OrganisationFactory, UserFactory, WorkshopFactory, grant
from workshops.models import AuditEvent, Invitation, OutgoingMail, RoleGrant, User
from workshops.roles import Role

pytestmark = pytest.mark.django_db
PEER, EXTERNAL = AssessmentKind.PEER, AssessmentKind.EXTERNAL


def roles_of(user: User) -> set[str]:
    return set(RoleGrant.objects.filter(user=user, ended_at=None).values_list("role", flat=True))


def actions_of(auditor: Auditor) -> list[str]:
    return list(AuditEvent.objects.filter(object_ref=auditor.ref).order_by("pk").values_list("action", flat=True))


def worker_somewhere() -> User:
    user = UserFactory(name="Tauno Työntekijä")
    grant(user, Role.WORKER, workshop=WorkshopFactory())
    return user


def test_bring_in_known_address(coordinator: User) -> None:
    """The employer and the workshop come from her role; no invitation is needed."""
    user = worker_somewhere()
    brought = bring_in_auditor(email=user.email.upper(), kinds=[PEER], by=coordinator, at=AT)
    assert brought.auditor is not None
    assert brought.auditor.user == user
    assert brought.auditor.workshop == user.grants.get(role=Role.WORKER).workshop
    assert brought.auditor.organisation == brought.auditor.workshop.organisation
    assert roles_of(user) == {Role.WORKER, Role.PEER_AUDITOR}
    assert not Invitation.objects.exists()
    assert actions_of(brought.auditor) == ["auditor_registered"]


def test_bring_in_known_address_without_employer(coordinator: User) -> None:
    """Where she works is not known: she gets the role, the card waits for the coordinator."""
    user = UserFactory()
    brought = bring_in_auditor(email=user.email, kinds=[EXTERNAL], by=coordinator, at=AT)
    assert (brought.user, brought.auditor) == (user, None)
    assert roles_of(user) == {Role.EXTERNAL_AUDITOR}
    assert not Auditor.objects.exists()


def test_bring_in_known_address_of_several_employers(coordinator: User) -> None:
    user = worker_somewhere()
    grant(user, Role.WORKER, workshop=WorkshopFactory())
    assert bring_in_auditor(email=user.email, kinds=[PEER], by=coordinator, at=AT).auditor is None


def test_bring_in_unknown_address(coordinator: User) -> None:
    brought = bring_in_auditor(email="Uusi@Paja.example", name="Uuno Uusi", kinds=[PEER, EXTERNAL], by=coordinator, at=AT)
    assert brought.user is None
    assert {(each.email, each.name, each.role) for each in Invitation.objects.all()} == {
        ("uusi@paja.example", "Uuno Uusi", Role.PEER_AUDITOR),
        ("uusi@paja.example", "Uuno Uusi", Role.EXTERNAL_AUDITOR),
    }
    assert OutgoingMail.objects.filter(kind="invitation").count() == 2


def test_bring_in_twice_is_refused(coordinator: User) -> None:
    auditor = make_auditor()
    with pytest.raises(RefusedInputError, match="jo auditoitsijarekisterissä") as refusal:
        bring_in_auditor(email=auditor.user.email, kinds=[EXTERNAL], by=coordinator, at=AT)
    assert refusal.value.field == "email"
    assert Role.EXTERNAL_AUDITOR not in roles_of(auditor.user)


def test_bring_in_disabled_account_is_refused(coordinator: User) -> None:
    user = UserFactory(is_active=False)
    with pytest.raises(RefusedInputError, match="ei ole käytössä"):
        bring_in_auditor(email=user.email, kinds=[PEER], by=coordinator, at=AT)
    assert roles_of(user) == set()


def test_bring_in_without_kinds_is_refused(coordinator: User) -> None:
    with pytest.raises(RefusedInputError, match="Valitse ainakin yksi"):
        bring_in_auditor(email="uusi@paja.example", kinds=[], by=coordinator, at=AT)


def test_register_is_the_coordinators() -> None:
    auditor, admin = make_auditor(), UserFactory()
    grant(admin, Role.ADMIN)
    for by in (auditor.user, admin):
        with pytest.raises(NotAllowedError):
            bring_in_auditor(email="uusi@paja.example", kinds=[PEER], by=by, at=AT)
        with pytest.raises(NotAllowedError):
            register_auditor(user=UserFactory(), kinds=[PEER], employer_name="Oma toimi", by=by, at=AT)
        with pytest.raises(NotAllowedError):
            update_auditor(auditor=auditor, earlier_audits=9, by=by, at=AT)
        with pytest.raises(NotAllowedError):
            set_kinds(user=auditor.user, kinds=[EXTERNAL], by=by, at=AT)


def test_register_needs_one_employer(coordinator: User) -> None:
    user, organisation = UserFactory(), OrganisationFactory()
    for employer in ({}, {"organisation": organisation, "employer_name": "Oma toimi"}):
        with pytest.raises(ValidationError, match="ei molempia"):
            register_auditor(user=user, kinds=[EXTERNAL], by=coordinator, at=AT, **employer)  # type: ignore[arg-type]  # wrong on purpose
    assert register_auditor(user=user, kinds=[EXTERNAL], employer_name="Oma toimi", by=coordinator, at=AT).employer_name == "Oma toimi"


def test_own_workshop_tells_the_employer(coordinator: User) -> None:
    workshop, elsewhere = WorkshopFactory(), OrganisationFactory()
    auditor = register_auditor(user=UserFactory(), kinds=[PEER], workshop=workshop, by=coordinator, at=AT)
    assert auditor.organisation == workshop.organisation
    with pytest.raises(RefusedInputError, match="toisen organisaation") as refusal:
        update_auditor(auditor=auditor, organisation=elsewhere, workshop=workshop, by=coordinator, at=AT)
    assert refusal.value.field == "workshop"
    auditor.refresh_from_db()
    assert auditor.organisation == workshop.organisation


def test_update_changes_what_is_given(coordinator: User) -> None:
    auditor, network = make_auditor(), NetworkFactory()
    values = {"trained_date": dt.date(2024, 5, 3), "speaks_swedish": True, "most_a_year": 2}
    update_auditor(auditor=auditor, kinds=[PEER, EXTERNAL], networks=[network], by=coordinator, at=AT, **values)
    auditor.refresh_from_db()
    assert (auditor.trained_date, auditor.speaks_swedish, auditor.most_a_year) == (dt.date(2024, 5, 3), True, 2)
    assert list(auditor.networks.all()) == [network]
    assert {Role.PEER_AUDITOR, Role.EXTERNAL_AUDITOR} <= roles_of(auditor.user)
    assert AuditEvent.objects.get(action="auditor_updated").details == {
        "fields": ["kinds", "most_a_year", "networks", "speaks_swedish", "trained_date"]
    }


def test_update_without_change_tells_nothing(coordinator: User) -> None:
    auditor = make_auditor()
    update_auditor(auditor=auditor, kinds=[PEER], networks=[], most_a_year=auditor.most_a_year, by=coordinator, at=AT)
    assert actions_of(auditor) == []


def test_kind_of_a_running_audit_stays(coordinator: User) -> None:
    [seat, _other] = make_named(make_auditable(), coordinator)
    with pytest.raises(WrongStateError, match="vertaisauditointi"):
        set_kinds(user=seat.auditor.user, kinds=[EXTERNAL], by=coordinator, at=NAMED_AT)
    assert Role.PEER_AUDITOR in roles_of(seat.auditor.user)


def test_kinds_can_all_end(coordinator: User) -> None:
    auditor = make_auditor()
    assert set_kinds(user=auditor.user, kinds=[], by=coordinator, at=AT)
    assert roles_of(auditor.user) == {Role.WORKER}
    assert Auditor.objects.filter(pk=auditor.pk).exists()


def test_absences_are_her_own(coordinator: User) -> None:
    auditor = make_auditor()
    first, last = AT.date() + dt.timedelta(days=3), AT.date() + dt.timedelta(days=9)
    with pytest.raises(NotAllowedError):
        add_absence(auditor=auditor, first_date=first, last_date=last, by=coordinator, at=AT)
    add_absence(auditor=auditor, first_date=first, last_date=last, by=auditor.user, at=AT)
    with pytest.raises(NotAllowedError):
        remove_absence(auditor=auditor, first_date=first, by=make_auditor().user, at=AT)
    for _again in range(2):
        remove_absence(auditor=auditor, first_date=first, by=auditor.user, at=AT)
    assert not auditor.absences.exists()
    assert actions_of(auditor) == ["auditor_absence_added", "auditor_absence_removed"]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(-9, -1, "jo ohi"), (5, 4, "ennen ensimmäistä"), (9, 12, "jo kertonut"), (700, 800, "kahden vuoden")],
)
def test_absence_refused(first: int, last: int, words: str) -> None:
    auditor, today = make_auditor(), AT.date()
    add_absence(auditor=auditor, first_date=today, last_date=today + dt.timedelta(days=9), by=auditor.user, at=AT)
    days = {"first_date": today + dt.timedelta(days=first), "last_date": today + dt.timedelta(days=last)}
    with pytest.raises((RefusedInputError, ValidationError), match=words):
        add_absence(auditor=auditor, by=auditor.user, at=AT, **days)
    assert auditor.absences.count() == 1


def test_absences_have_an_end() -> None:
    auditor, today = make_auditor(), AT.date()
    days = [today + dt.timedelta(days=2 * number) for number in range(ABSENCES_AT_MOST + 1)]
    for day in days[:-1]:
        add_absence(auditor=auditor, first_date=day, last_date=day, by=auditor.user, at=AT)
    with pytest.raises(RefusedInputError, match="enintään"):
        add_absence(auditor=auditor, first_date=days[-1], last_date=days[-1], by=auditor.user, at=AT)


def test_ties_warn_until_taken_back(coordinator: User) -> None:
    auditor, application = make_auditor(), make_auditable()
    tie = {"auditor": auditor, "organisation": application.organisation, "kind": TieKind.TRAINED}
    add_tie(**tie, by=auditor.user, at=AT)
    assert conflicts_of(auditor, application, NAMED_AT) == [ConflictKind.TRAINED_THERE]
    with pytest.raises(ValidationError, match="jo kerrottu"):
        add_tie(**tie, by=auditor.user, at=AT)
    with pytest.raises(NotAllowedError):
        remove_tie(**tie, by=coordinator, at=AT)
    for _again in range(2):
        remove_tie(**tie, by=auditor.user, at=AT)
    assert conflicts_of(auditor, application, NAMED_AT) == []
    assert actions_of(auditor) == ["auditor_tie_added", "auditor_tie_removed"]


def test_most_a_year_is_her_own_too(coordinator: User) -> None:
    auditor = make_auditor()
    set_most_a_year(auditor=auditor, most_a_year=0, by=auditor.user, at=AT)
    auditor.refresh_from_db()
    assert auditor.most_a_year == 0
    with pytest.raises(ValidationError):
        set_most_a_year(auditor=auditor, most_a_year=25, by=auditor.user, at=AT)
    with pytest.raises(NotAllowedError):
        set_most_a_year(auditor=auditor, most_a_year=3, by=coordinator, at=AT)


def test_card_closes_with_the_role(coordinator: User) -> None:
    """Who is no auditor any more keeps nothing here."""
    auditor = make_auditor()
    set_kinds(user=auditor.user, kinds=[], by=coordinator, at=AT)
    with pytest.raises(NotAllowedError):
        set_most_a_year(auditor=auditor, most_a_year=1, by=auditor.user, at=AT)

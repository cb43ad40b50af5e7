"""Bringing lists in: what is new is added by the ordinary services, what is there is kept, all or nothing, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.choices import ImportKind
from assessments.models import ImportBatch, QualityMark
from assessments.selectors.importing.preview import Preview, preview_of
from assessments.services.imports import KEPT_FOR, confirm_import, forget_unconfirmed_imports, upload_list
from assessments.services.marks import record_old_mark
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.assessments import AT
from tests.factories.workshops import InvitationFactory, MunicipalityFactory, OrganisationFactory, UserFactory, WorkshopFactory, grant
from workshops.models import AuditEvent, Invitation, Organisation, OutgoingMail, User, Workshop
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ORGANISATIONS, PEOPLE, MARKS = ImportKind.ORGANISATIONS, ImportKind.PEOPLE, ImportKind.MARKS
NUMBERS = ("1234567-1", "0112038-9")


def batch(kind: str, rows: list[list[str]], by: User | None = None) -> ImportBatch:
    stored = [[number, row] for number, row in enumerate(rows, start=2)]
    return ImportBatch.objects.create(kind=kind, file_name="luettelo.xlsx", rows=stored, uploaded_at=AT, uploaded_by=by or UserFactory())


def preview(kind: str, rows: list[list[str]], by: User) -> Preview:
    return preview_of(batch(kind, rows), Access.of(by, AT.date()), AT)


def told(shown: Preview) -> list[str]:
    return shown.sentences


def organisation_row(number: str = NUMBERS[0], workshop: str = "Kivipaja", **changes: str) -> list[str]:
    row = {"name": "Kivisäätiö", "type": "säätiö", "municipality": "Salo", "place": "", "language": "", "size": "", "whole": "", **changes}
    return [number, row["name"], row["type"], row["municipality"], workshop, row["place"], row["language"], row["size"], row["whole"]]


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    for name in ("Salo", "Turku"):
        MunicipalityFactory(name_fi=name, name_sv={"Turku": "Åbo"}.get(name, name))


# Organisations ---------------------------------------------------------------------------------------------------------------


def test_organisations_and_workshops_are_made(coordinator: User) -> None:
    rows = [
        organisation_row(),
        organisation_row(workshop="Puupaja", place="Åbo", language="ruotsi", size="yli 15 työntekijää", whole="kyllä"),
        organisation_row(NUMBERS[1], workshop="", name="Yhdistys", type="yhdistys"),
    ]
    made = confirm_import(batch=batch(ORGANISATIONS, rows), by=coordinator, at=AT)
    assert (made.added, made.kept, made.rows, made.imported_by) == (3, 0, [], coordinator)
    first = Organisation.objects.get(business_id=NUMBERS[0])
    assert (first.name, first.maintainer_type, first.municipality.name_fi) == ("Kivisäätiö", "foundation", "Salo")
    wood = first.workshops.get(name="Puupaja")
    assert (wood.municipality.name_fi, wood.language, wood.size, wood.whole_organisation) == ("Turku", "sv", "16-", True)
    assert first.workshops.get(name="Kivipaja").municipality == first.municipality
    assert not Organisation.objects.get(business_id=NUMBERS[1]).workshops.exists()
    assert AuditEvent.objects.filter(action="organisation_created").count() == 2
    assert AuditEvent.objects.get(action="list_imported").details == {"kind": "organisations", "added": 3, "kept": 0}


def test_what_is_there_already_is_kept_as_it_is(coordinator: User) -> None:
    known = OrganisationFactory(business_id=NUMBERS[0], name="Vanha nimi")
    WorkshopFactory(organisation=known, name="Kivipaja", size="1-2")
    rows = [organisation_row(workshop="kivipaja", size="3–5 työntekijää"), organisation_row(workshop="Puupaja")]
    made = confirm_import(batch=batch(ORGANISATIONS, rows), by=coordinator, at=AT)
    assert (made.added, made.kept) == (1, 1)
    known.refresh_from_db()
    assert known.name == "Vanha nimi"
    assert sorted(known.workshops.values_list("name", "size")) == [("Kivipaja", "1-2"), ("Puupaja", "")]


def test_rows_that_speak_against_each_other_are_faults(coordinator: User) -> None:
    rows = [
        organisation_row(),
        organisation_row(workshop="KIVIPAJA"),
        organisation_row(workshop="Puupaja", name="Toinen nimi", municipality="Turku"),
        organisation_row(NUMBERS[1], municipality="Sallo", place="Turkku"),
        organisation_row(NUMBERS[1], workshop="", language="ruotsi"),
    ]
    assert told(preview(ORGANISATIONS, rows, coordinator)) == [
        "Rivi 3, sarake Työpaja: Sama tieto on jo rivillä 2.",
        "Rivi 4, sarake Organisaatio: Samalla y-tunnuksella on rivillä 2 toinen tieto.",
        "Rivi 4, sarake Kotikunta: Samalla y-tunnuksella on rivillä 2 toinen tieto.",
        "Rivi 5, sarake Kotikunta: Kuntaa ”Sallo” ei ole. Tarkista kirjoitusasu.",
        "Rivi 5, sarake Työpajan kunta: Kuntaa ”Turkku” ei ole. Tarkista kirjoitusasu.",
        "Rivi 6, sarake Työpaja: Kirjoita työpajan nimi tai tyhjennä työpajan muut tiedot.",
    ]


# People ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def place(db: None) -> Workshop:
    return WorkshopFactory(name="Kivipaja", organisation=OrganisationFactory(business_id=NUMBERS[0]))


def test_people_are_invited(coordinator: User, place: Workshop) -> None:
    rows = [
        ["maija@kunta.example", "Maija Virta", "esihenkilö", NUMBERS[0], "kivipaja"],
        ["pekka@kunta.example", "", "Esihenkilö", NUMBERS[0], ""],
        ["aune@kunta.example", "Aune", "vertaisauditoitsija", "", ""],
    ]
    made = confirm_import(batch=batch(PEOPLE, rows), by=coordinator, at=AT)
    assert made.added == 3
    invited = Invitation.objects.order_by("pk").values_list("email", "name", "role", "workshop", "organisation")
    assert list(invited) == [
        ("maija@kunta.example", "Maija Virta", "leader", place.pk, None),
        ("pekka@kunta.example", "", "leader", None, place.organisation.pk),
        ("aune@kunta.example", "Aune", "peer_auditor", None, None),
    ]
    assert OutgoingMail.objects.filter(kind="invitation").count() == 3


def test_who_has_the_role_or_its_invitation_is_kept(coordinator: User, place: Workshop) -> None:
    grant(UserFactory(email="lea@kunta.example"), Role.LEADER, workshop=place)
    InvitationFactory(email="aune@kunta.example", role=Role.PEER_AUDITOR, workshop=None, invited_at=AT)
    InvitationFactory(email="eila@kunta.example", role=Role.PEER_AUDITOR, workshop=None, invited_at=AT - dt.timedelta(days=31))
    rows = [
        ["Lea@kunta.example", "", "esihenkilö", NUMBERS[0], "Kivipaja"],
        ["aune@kunta.example", "", "vertaisauditoitsija", "", ""],
        ["eila@kunta.example", "", "vertaisauditoitsija", "", ""],
    ]
    made = confirm_import(batch=batch(PEOPLE, rows), by=coordinator, at=AT)
    assert (made.added, made.kept) == (1, 2)
    assert [mail.to_address for mail in OutgoingMail.objects.all()] == ["eila@kunta.example"]  # the one that had expired is sent anew


def test_people_whom_a_coordinator_does_not_invite_are_faults(coordinator: User, place: Workshop) -> None:
    grant(UserFactory(), Role.LEADER, workshop=place)
    UserFactory(email="poissa@kunta.example", is_active=False)
    rows = [
        ["a@kunta.example", "", "esihenkilö", NUMBERS[0], "Kivipaja"],
        ["b@kunta.example", "", "työntekijä", NUMBERS[0], "Kivipaja"],
        ["c@kunta.example", "", "esihenkilö", "", ""],
        ["d@kunta.example", "", "esihenkilö", NUMBERS[1], ""],
        ["e@kunta.example", "", "esihenkilö", NUMBERS[0], "Savipaja"],
        ["f@kunta.example", "", "ulkopuolinen auditoitsija", NUMBERS[0], ""],
        ["g@kunta.example", "", "vertaisauditoitsija", "", ""],
        ["G@kunta.example", "", "vertaisauditoitsija", "", ""],
        ["poissa@kunta.example", "", "vertaisauditoitsija", "", ""],
    ]
    assert told(preview(PEOPLE, rows, coordinator)) == [
        "Rivi 2, sarake Rooli: Tässä on jo esihenkilö. Hän kutsuu seuraavat.",
        "Rivi 3, sarake Rooli: Roolia työntekijä ei voi antaa tuomalla. Sen antaa työpajan esihenkilö tai palvelun pääkäyttäjä.",
        "Rivi 4, sarake Y-tunnus: Kirjoita organisaation y-tunnus.",
        "Rivi 5, sarake Y-tunnus: Tällä y-tunnuksella ei ole organisaatiota. Tuo ensin organisaatiot.",
        "Rivi 6, sarake Työpaja: Organisaatiolla ei ole työpajaa ”Savipaja”.",
        "Rivi 7, sarake Y-tunnus: Auditoitsijan rooli on valtakunnallinen. Jätä tämä tyhjäksi.",
        "Rivi 9, sarake Sähköposti: Sama tieto on jo rivillä 8.",
        "Rivi 10, sarake Sähköposti: Tällä osoitteella on tunnus, joka ei ole käytössä.",
    ]


# Marks -----------------------------------------------------------------------------------------------------------------------


def test_marks_are_recorded_and_known_ones_kept(coordinator: User, place: Workshop) -> None:
    other = WorkshopFactory(name="Puupaja", organisation=place.organisation)
    days = {"granted_date": dt.date(2023, 6, 1), "last_date": dt.date(2026, 6, 1)}
    record_old_mark(organisation=place.organisation, workshops=[place, other], **days, by=coordinator, at=AT)
    rows = [[NUMBERS[0], "", "1.6.2023", "1.6.2026"], [NUMBERS[0], "puupaja; Puupaja", "2.6.2023", "2026-06-02"]]
    made = confirm_import(batch=batch(MARKS, rows), by=coordinator, at=AT)
    assert (made.added, made.kept) == (1, 1)
    mark = QualityMark.objects.get(granted_date=dt.date(2023, 6, 2))
    assert (list(mark.workshops.all()), mark.application, mark.recorded_by) == ([other], None, coordinator)
    assert AuditEvent.objects.filter(action="old_mark_recorded").count() == 2


def test_marks_that_cannot_be_are_faults(coordinator: User, place: Workshop) -> None:
    OrganisationFactory(business_id=NUMBERS[1])
    rows = [
        [NUMBERS[0], "", "21.11.2026", "1.6.2029"],
        [NUMBERS[0], "", "1.6.2023", "1.6.2023"],
        [NUMBERS[0], "Kivipaja; Savipaja", "1.6.2022", "1.6.2025"],
        [NUMBERS[1], "", "1.6.2023", "1.6.2026"],
        [NUMBERS[0], "Kivipaja", "1.6.2020", "1.6.2023"],
        [NUMBERS[0], "", "1.6.2020", "1.6.2023"],
    ]
    assert told(preview(MARKS, rows, coordinator)) == [
        "Rivi 2, sarake Myönnetty: Myöntämispäivä on tulevaisuudessa.",
        "Rivi 3, sarake Voimassa viimeistään: Merkin on oltava voimassa myöntämispäivän jälkeen.",
        "Rivi 4, sarake Työpajat: Organisaatiolla ei ole työpajaa ”Savipaja”.",
        "Rivi 5, sarake Työpajat: Organisaatiolla ei ole vielä työpajaa, jolla merkki olisi.",
        "Rivi 7, sarake Y-tunnus: Sama tieto on jo rivillä 6.",
    ]


def test_old_mark_is_recorded_by_a_coordinator_of_the_organisations_own_workshops(coordinator: User, place: Workshop) -> None:
    days = {"granted_date": dt.date(2023, 6, 1), "last_date": dt.date(2026, 6, 1)}
    with pytest.raises(NotAllowedError):
        record_old_mark(organisation=place.organisation, workshops=[place], **days, by=UserFactory(), at=AT)
    for workshops in ([], [place, WorkshopFactory()]):
        with pytest.raises(RefusedInputError):
            record_old_mark(organisation=place.organisation, workshops=workshops, **days, by=coordinator, at=AT)
    later = {"granted_date": dt.date(2026, 11, 21), "last_date": dt.date(2029, 6, 1)}
    with pytest.raises(RefusedInputError):
        record_old_mark(organisation=place.organisation, workshops=[place], **later, by=coordinator, at=AT)


# All or nothing, once --------------------------------------------------------------------------------------------------------


def test_nothing_is_brought_while_any_row_has_a_fault(coordinator: User) -> None:
    waiting = batch(ORGANISATIONS, [organisation_row(), organisation_row(NUMBERS[1], municipality="Sallo")])
    with pytest.raises(WrongStateError, match=r"Yhdellä rivillä on virhe\. Mitään ei tuotu\."):
        confirm_import(batch=waiting, by=coordinator, at=AT)
    assert not Organisation.objects.exists()
    waiting.refresh_from_db()
    assert (waiting.imported_at, len(waiting.rows)) == (None, 2)


def test_row_that_a_service_refuses_undoes_the_others(coordinator: User, place: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["maija@kunta.example", "", "esihenkilö", NUMBERS[0], "Kivipaja"], ["lea@kunta.example", "", "esihenkilö", NUMBERS[0], ""]]
    waiting = batch(PEOPLE, rows)
    monkeypatch.setattr("assessments.selectors.importing.people._check_led", lambda *_arguments: None)  # what only the service sees
    grant(UserFactory(), Role.LEADER, workshop=place)
    with pytest.raises(WrongStateError, match=r"Rivi 2: Sinulla ei ole oikeutta antaa tätä roolia\. Mitään ei tuotu\."):
        confirm_import(batch=waiting, by=coordinator, at=AT)
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_second_confirmation_changes_nothing(coordinator: User) -> None:
    waiting = batch(ORGANISATIONS, [organisation_row()])
    confirm_import(batch=waiting, by=coordinator, at=AT)
    again = confirm_import(batch=waiting, by=coordinator, at=AT + dt.timedelta(hours=1))
    assert (again.imported_at, again.added) == (AT, 1)
    assert AuditEvent.objects.filter(action="list_imported").count() == 1


def test_only_a_coordinator_brings_lists(coordinator: User) -> None:
    waiting = batch(ORGANISATIONS, [organisation_row()])
    admin = UserFactory()
    grant(admin, Role.ADMIN)
    with pytest.raises(NotAllowedError):
        confirm_import(batch=waiting, by=admin, at=AT)
    with pytest.raises(NotAllowedError):
        upload_list(kind=ORGANISATIONS, upload=SimpleUploadedFile("x.xlsx", b"x"), by=admin, at=AT)


def test_lists_that_nobody_brings_are_forgotten(coordinator: User) -> None:
    old, fresh, done = (batch(ORGANISATIONS, [organisation_row(workshop=name)]) for name in ("A", "B", "C"))
    confirm_import(batch=done, by=coordinator, at=AT)
    later = AT + KEPT_FOR + dt.timedelta(seconds=1)
    ImportBatch.objects.filter(pk=fresh.pk).update(uploaded_at=AT + dt.timedelta(days=1))
    assert forget_unconfirmed_imports(at=AT + KEPT_FOR) == 0
    assert forget_unconfirmed_imports(at=later) == 1
    assert set(ImportBatch.objects.values_list("pk", flat=True)) == {fresh.pk, done.pk}
    assert not ImportBatch.objects.filter(pk=old.pk).exists()

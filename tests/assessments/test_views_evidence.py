"""Evidence: three ways of giving it, what is refused, whose it is, and who gets the file."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment, Evidence, StoredFile
from assessments.selectors.results import criteria_of
from assessments.services.evidence import add_file_evidence, add_link_evidence
from assessments.services.phases import complete_assessment
from tests.factories.assessments import AT, Cast, agree_all, make_draft, make_individual, make_joint
from tests.factories.criteria import make_version
from tests.factories.workshops import WorkshopFactory, grant
from workshops.models import User
from workshops.roles import Role

pytestmark = pytest.mark.django_db

TITLE = "Turvallisuuskansio <b>2026</b>"


def png(colour: str = "red", name: str = "kansio.png") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")


def give(assessment: Assessment, by: User, title: str = TITLE, colour: str = "red", codes: tuple[str, ...] = ("K1.1",)) -> Evidence:
    criteria = [criterion for criterion in criteria_of(assessment) if criterion.code in codes]
    return add_file_evidence(holder=assessment, criteria=criteria, upload=png(colour), title=title, by=by, at=AT)


def address(name: str, assessment: Assessment, *args: str) -> str:
    return reverse(f"assessments:evidence-{name}", args=[assessment.ref, *args])


def download(evidence: Evidence) -> str:
    return reverse("assessments:evidence-download", args=[evidence.ref])


# Adding ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_individual, make_joint])
def test_file_is_given_for_several_criteria_while_rating_and_in_the_discussion(client_of, make) -> None:
    cast = Cast()
    assessment = make(cast)
    client = client_of(cast.workers[0])
    url = address("create", assessment, "K1.1")
    response = client.post(url, {"title": TITLE, "criteria": ["K1.1", "K2.2"], "file": png()})
    assert response.url == address("list", assessment)
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.file_name, evidence.added_by) == (TITLE, "kansio.png", cast.workers[0])
    assert list(evidence.criteria.order_by("order").values_list("code", flat=True)) == ["K1.1", "K2.2"]
    text = client.get(response.url).content.decode()
    assert text.count("Turvallisuuskansio &lt;b&gt;2026&lt;/b&gt;</a>") == 2
    assert "PNG" in text
    assert cast.workers[0].name in text


@pytest.mark.parametrize(
    ("back", "name"), [("tulos", "result-update"), ("arvio", "rating-update"), ("", None), ("https://muualla.example", None)]
)
def test_adding_and_cancelling_lead_back_to_where_one_came_from(client_of, back: str, name: str | None) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    target = reverse(f"assessments:{name}", args=[assessment.ref, "K1.1"]) if name else address("list", assessment)
    client, url = client_of(cast.contact), f"{address('create', assessment, 'K1.1')}?tapa=linkki&palaa={back}"
    assert f'href="{target}">Peruuta' in client.get(url).content.decode()
    assert client.post(url, {"title": "Sivu", "criteria": ["K1.1"], "link": "https://kivipaja.example/"}).url == target


def test_link_is_kept_as_it_is_and_shown(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    client = client_of(cast.contact)
    client.post(
        f"{address('create', assessment, 'K1.1')}?tapa=linkki",
        {"title": "Viikko-ohjelma", "criteria": ["K1.1"], "link": "https://kivipaja.example/viikko"},
    )
    text = client.get(reverse("assessments:result-update", args=[assessment.ref, "K1.1"])).content.decode()
    assert 'href="https://kivipaja.example/viikko"' in text


@pytest.mark.parametrize("link", ["http://kivipaja.example/", "javascript:alert(1)", "https://a:b@kivipaja.example/", "kivipaja", ""])
def test_link_that_is_not_plain_https_is_refused_and_the_title_kept(client_of, link: str) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    url = f"{address('create', assessment, 'K1.1')}?tapa=linkki"
    response = client_of(cast.contact).post(url, {"title": TITLE, "criteria": ["K1.1"], "link": link})
    assert response.status_code == 400
    assert response.context["form"].errors["link"]
    assert 'value="Turvallisuuskansio &lt;b&gt;2026&lt;/b&gt;"' in response.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("ohjelma.exe", b"MZ" + b"0" * 64), "tiedost"),
        (SimpleUploadedFile("sivu.pdf", b"<html><script>alert(1)</script>"), "sisältö"),
        (SimpleUploadedFile("tyhja.pdf", b""), "tyhjä"),
        (None, "Valitse tiedosto."),
    ],
)
def test_refused_file_says_why_beside_the_field_and_loses_no_text(client_of, upload, words: str) -> None:
    cast = Cast()
    assessment = make_individual(cast)
    url = f"{address('create', assessment, 'K1.1')}?palaa=arvio"
    data = {"title": TITLE, "criteria": ["K1.2", "K2.1"], **({"file": upload} if upload else {})}
    response = client_of(cast.workers[0]).post(url, data)
    assert response.status_code == 400
    form = response.context["form"]
    assert words in form.errors["file"][0]
    text = response.content.decode()
    assert 'value="Turvallisuuskansio &lt;b&gt;2026&lt;/b&gt;"' in text
    assert text.count(" checked") == 2
    assert 'aria-invalid="true"' in text
    assert not StoredFile.objects.exists()


def test_page_says_what_is_allowed_and_that_no_personal_data_belongs_there(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    text = client_of(cast.contact).get(address("create", assessment, "K1.1")).content.decode()
    for words in ("valmentautujien henkilötietoja", "DOCX", "10 Mt", "enintään 10 näyttöä", "300 Mt", "Kuka näkee tämän?"):
        assert words in text


def test_eleventh_piece_of_a_criterion_is_refused(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    criterion = criteria_of(assessment)[0]
    for number in range(10):
        add_link_evidence(
            holder=assessment, criteria=[criterion], link=f"https://k.example/{number}", title=f"Sivu {number}", by=cast.contact, at=AT
        )
    url = address("create", assessment, "K1.1")
    response = client_of(cast.contact).post(url, {"title": TITLE, "criteria": ["K1.2", "K1.1"], "file": png()})
    assert response.status_code == 400
    assert "K1.1" in response.context["form"].errors["criteria"][0]
    assert Evidence.objects.count() == 10
    assert "on nyt 10" in response.content.decode()


def test_full_assessment_refuses_the_next_file(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    give(assessment, cast.contact)
    StoredFile.objects.update(size=300 * 1024 * 1024)
    response = client_of(cast.contact).post(
        address("create", assessment, "K1.1"), {"title": TITLE, "criteria": ["K1.1"], "file": png("blue")}
    )
    assert response.status_code == 400
    assert "300 megatavua" in response.context["form"].errors["file"][0]
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("codes", [[], ["K4.1"], ["K1.1", "K4.1"]])
def test_criteria_outside_the_assessment_are_refused(client_of, codes: list[str]) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    make_version(areas=4)
    response = client_of(cast.contact).post(address("create", assessment, "K1.1"), {"title": TITLE, "criteria": codes, "file": png()})
    assert response.status_code == 400
    assert response.context["form"].errors["criteria"]
    assert client_of(cast.contact).get(address("create", assessment, "K4.1")).status_code == 404
    assert not Evidence.objects.exists()


# Picking what the organisation has given before ------------------------------------------------------------------------------


def pick(client, assessment: Assessment, ref: str):
    return client.post(f"{address('create', assessment, 'K1.1')}?tapa=aiempi", {"earlier": ref, "criteria": ["K1.1"]})


def test_earlier_file_of_the_organisation_is_picked_and_stored_once(client_of) -> None:
    cast = Cast()
    sibling = Cast(workshop=WorkshopFactory(organisation=cast.workshop.organisation))
    grant(cast.contact, Role.CONTACT, workshop=sibling.workshop)
    earlier = give(make_joint(sibling), sibling.contact, title="Palvelukuvaukset")
    assessment = make_joint(cast)
    client = client_of(cast.contact)
    assert "Palvelukuvaukset" in client.get(f"{address('create', assessment, 'K1.1')}?tapa=aiempi").content.decode()
    assert pick(client, assessment, earlier.ref).status_code == 302
    picked = assessment.evidence.get()
    assert (picked.title, picked.file, StoredFile.objects.count()) == ("Palvelukuvaukset", earlier.file, 1)


def test_earlier_file_that_one_does_not_see_is_neither_offered_nor_picked(client_of) -> None:
    cast = Cast()
    sibling = Cast(workshop=WorkshopFactory(organisation=cast.workshop.organisation))
    stranger = Cast()
    hidden = [
        give(make_joint(other), other.contact, title="Salainen tiedosto", colour=colour)
        for other, colour in [(sibling, "blue"), (stranger, "green")]
    ]
    assessment = make_joint(cast)
    give(assessment, cast.contact)
    client = client_of(cast.contact)
    assert "Salainen" not in client.get(f"{address('create', assessment, 'K1.1')}?tapa=aiempi").content.decode()
    for evidence in hidden:
        response = pick(client, assessment, evidence.ref)
        assert response.status_code == 400
        assert "Salainen" not in response.content.decode()
    assert assessment.evidence.count() == 1


def test_file_from_another_organisation_one_also_works_in_is_not_picked(client_of) -> None:
    cast, elsewhere = Cast(), Cast()
    grant(cast.contact, Role.CONTACT, workshop=elsewhere.workshop)
    evidence = give(make_joint(elsewhere), elsewhere.contact)
    assessment = make_joint(cast)
    assert pick(client_of(cast.contact), assessment, evidence.ref).status_code == 400
    assert not assessment.evidence.exists()


def test_nothing_to_pick_says_so(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    text = client_of(cast.contact).get(f"{address('create', assessment, 'K1.1')}?tapa=aiempi").content.decode()
    assert "Organisaatiollanne ei ole vielä tiedostoja" in text


# The file --------------------------------------------------------------------------------------------------------------------


def test_file_comes_as_an_attachment_that_no_browser_shows(client_of) -> None:
    cast = Cast()
    evidence = give(make_joint(cast), cast.contact)
    response = client_of(cast.workers[0]).get(download(evidence))
    assert b"".join(response.streaming_content) == png().read()
    assert response["Content-Disposition"] == 'attachment; filename="kansio.png"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert client_of(cast.workers[0]).post(download(evidence)).status_code == 405


def test_file_is_not_there_for_those_outside(client_of, client) -> None:
    cast, bystander = Cast(), None
    assessment = make_joint(cast)
    evidence = give(assessment, cast.contact)
    bystander = Cast(workshop=cast.workshop).workers[0]  # works there, does not take part
    for user in (cast.stranger, bystander):
        assert client_of(user).get(download(evidence)).status_code == 404
        assert client_of(user).get(address("list", assessment)).status_code == 404
    assert client.get(download(evidence)).status_code == 302
    agree_all(assessment, cast.contact)
    complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    assert client_of(bystander).get(download(evidence)).status_code == 200
    assert client_of(cast.stranger).get(download(evidence)).status_code == 404


def test_link_has_no_file_to_fetch(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    link = add_link_evidence(
        holder=assessment, criteria=criteria_of(assessment)[:1], link="https://k.example/", title="Sivu", by=cast.contact, at=AT
    )
    assert client_of(cast.contact).get(download(link)).status_code == 404


# Another organisation's evidence in every place ------------------------------------------------------------------------------


def test_other_organisations_evidence_is_404_in_every_place(client_of) -> None:
    cast, others = Cast(), Cast()
    mine, theirs = make_joint(cast), make_joint(others)
    evidence = give(theirs, others.contact)
    client = client_of(cast.leader)
    urls = [
        download(evidence),
        address("list", theirs),
        address("create", theirs, "K1.1"),
        address("remove", theirs, evidence.ref, "K1.1"),
        address("remove", mine, evidence.ref, "K1.1"),
    ]
    for url in urls:
        assert client.get(url).status_code == 404
        assert client.post(url, {"earlier": evidence.ref}).status_code in {404, 405}
    assert pick(client, mine, evidence.ref).status_code == 400
    removed = {"revision": 0, "answer": "3", "poista": evidence.ref}
    saved = client.post(reverse("assessments:result-update", args=[mine.ref, "K1.1"]), removed)
    assert saved.url == reverse("assessments:result-update", args=[mine.ref, "K1.2"])
    assert theirs.evidence.get() == evidence
    assert not mine.evidence.exists()


# Removing --------------------------------------------------------------------------------------------------------------------


def test_evidence_is_removed_from_one_criterion_after_a_question(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    evidence = give(assessment, cast.workers[0], codes=("K1.1", "K2.1"))
    client = client_of(cast.workers[0])
    url = f"{address('remove', assessment, evidence.ref, 'K1.1')}?palaa=tulos"
    asked = client.get(url).content.decode()
    assert "Poistetaanko näyttö?" in asked
    assert "K2.1 Kriteeri K2.1" in asked
    assert Evidence.objects.get().criteria.count() == 2
    assert client.post(url).url == reverse("assessments:result-update", args=[assessment.ref, "K1.1"])
    assert list(Evidence.objects.get().criteria.values_list("code", flat=True)) == ["K2.1"]
    assert client.get(url).status_code == 404
    client.post(address("remove", assessment, evidence.ref, "K2.1"))
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_participant_removes_her_own_and_manager_anybodys(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    evidence = give(assessment, cast.workers[0])
    url = address("remove", assessment, evidence.ref, "K1.1")
    other = client_of(cast.workers[1])
    assert url not in other.get(address("list", assessment)).content.decode()
    assert other.get(url).status_code == 403
    assert other.post(url).status_code == 403
    assert Evidence.objects.exists()
    assert url in client_of(cast.contact).get(address("list", assessment)).content.decode()
    client_of(cast.contact).post(url)
    assert not Evidence.objects.exists()


def test_removing_from_the_result_page_saves_what_was_typed_first(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    evidence = give(assessment, cast.contact)
    page = reverse("assessments:result-update", args=[assessment.ref, "K1.1"])
    response = client_of(cast.contact).post(page, {"revision": 0, "current_practice": "Kirjoitin.", "poista": evidence.ref})
    assert response.url == f"{address('remove', assessment, evidence.ref, 'K1.1')}?palaa=tulos"
    assert assessment.results.get().current_practice == "Kirjoitin."


# States and lists ------------------------------------------------------------------------------------------------------------


def test_nothing_is_added_or_removed_in_a_draft_or_a_finished_assessment(client_of) -> None:
    cast = Cast()
    draft = make_draft(cast)
    client = client_of(cast.contact)
    upload = {"title": TITLE, "criteria": ["K1.1"], "file": png()}
    assert client.post(address("create", draft, "K1.1"), upload).status_code == 409
    Assessment.objects.filter(pk=draft.pk).delete()
    assessment = make_joint(cast)
    evidence = give(assessment, cast.contact)
    agree_all(assessment, cast.contact)
    complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    refused = client.post(address("create", assessment, "K1.1"), {**upload, "file": png()})
    assert refused.status_code == 409
    assert "Turvallisuuskansio" in refused.content.decode()
    assert client.post(address("remove", assessment, evidence.ref, "K1.1")).status_code == 409
    text = client.get(address("list", assessment)).content.decode()
    assert "Turvallisuuskansio" in text
    assert address("create", assessment, "K1.1") not in text
    assert "Poista" not in text
    assert assessment.evidence.count() == 1
    assert Assessment.objects.get().status == AssessmentStatus.COMPLETED


@pytest.mark.parametrize("pieces", [1, 3])
def test_list_and_pick_pages_take_the_same_queries_at_any_size(client_of, django_assert_num_queries, pieces: int) -> None:
    cast = Cast()
    assessment = make_joint(cast, version=make_version(areas=pieces, criteria=pieces))
    for number, colour in zip(range(pieces), ("red", "green", "blue"), strict=False):
        give(assessment, cast.contact, title=f"Tiedosto {number}", colour=colour)
    client = client_of(cast.contact)
    client.get(address("list", assessment))
    with django_assert_num_queries(8):
        client.get(address("list", assessment))
    with django_assert_num_queries(9):
        client.get(f"{address('create', assessment, 'K1.1')}?tapa=aiempi")

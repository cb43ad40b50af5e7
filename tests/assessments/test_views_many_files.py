"""Several files given as evidence at once: with one plain form, and one after another by the script."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from assessments.models import Assessment, Evidence, StoredFile
from tests.factories.assessments import Cast, make_joint

pytestmark = pytest.mark.django_db


def picture(name: str, colour: str) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")


def address(assessment: Assessment) -> str:
    return reverse("assessments:evidence-create", args=[assessment.ref, "K1.1"])


def titles() -> list[str]:
    return list(Evidence.objects.order_by("pk").values_list("title", flat=True))


@pytest.mark.parametrize(
    ("title", "names", "expected"),
    [
        ("", ["ovi.png", "sali.png"], ["ovi", "sali"]),
        ("Tilat", ["ovi.png", "sali.png"], ["Tilat: ovi", "Tilat: sali"]),
        ("Tilat", ["ovi.png"], ["Tilat"]),
        ("", ["ovi.png"], ["ovi"]),
        ("", ["../" + "ä" * 300 + ".png"], ["ä" * 200]),
    ],
)
def test_each_file_becomes_evidence_under_the_title_or_its_own_name(client_of, title: str, names: list[str], expected: list[str]) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    files = [picture(name, colour) for name, colour in zip(names, ["red", "blue"], strict=False)]
    response = client_of(cast.contact).post(address(assessment), {"title": title, "criteria": ["K1.1"], "file": files})
    assert response.status_code == 302
    assert titles() == expected


def test_file_that_is_refused_holds_the_others_back_in_nothing(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    files = [picture("ovi.png", "red"), SimpleUploadedFile("sivu.pdf", b"<html>"), picture("sali.png", "blue")]
    response = client_of(cast.contact).post(address(assessment), {"title": "", "criteria": ["K1.1"], "file": files})
    assert response.status_code == 400
    assert titles() == ["ovi", "sali"]
    [error] = response.context["form"].errors["file"]
    assert error.startswith("sivu.pdf: ")
    assert "Nämä tiedostot on lisätty: ovi, sali." in response.content.decode()


def test_criterion_that_gets_full_takes_as_many_as_it_can(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    colours = [(red, 0, 0) for red in range(10)]
    client = client_of(cast.contact)
    client.post(address(assessment), {"title": "", "criteria": ["K1.1"], "file": [picture(f"{c[0]}.png", c) for c in colours[:9]]})
    more = [picture("a.png", (0, 1, 0)), picture("b.png", (0, 2, 0))]
    response = client.post(address(assessment), {"title": "", "criteria": ["K1.1"], "file": more})
    assert response.status_code == 400
    assert titles()[-1] == "a"
    assert response.context["form"].errors["file"][0].startswith("b.png: ")
    assert StoredFile.objects.filter(evidence__title="b").count() == 0


def test_script_is_told_of_each_file_by_itself(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    client = client_of(cast.contact)
    accept = {"HTTP_ACCEPT": "application/json"}
    added = client.post(address(assessment), {"title": "", "criteria": ["K1.1"], "file": picture("ovi.png", "red")}, **accept)
    assert added.json() == {"refused": [], "next": reverse("assessments:evidence-list", args=[assessment.ref])}
    file = SimpleUploadedFile("sivu.pdf", b"<html>")
    refused = client.post(address(assessment), {"title": "", "criteria": ["K1.1"], "file": file}, **accept)
    assert refused.status_code == 400
    assert len(refused.json()["refused"]) == 1
    assert refused.json()["refused"][0].startswith("Tiedoston sisältö ei vastaa")
    assert "Näyttö on lisätty." not in client.get(address(assessment)).content.decode()


def test_too_many_files_at_once_are_refused_before_any_is_stored(client_of) -> None:
    """The limit of files in one request (Upload-07)."""
    cast = Cast()
    assessment = make_joint(cast)
    files = [picture(f"{number}.png", (number, 0, 0)) for number in range(11)]
    response = client_of(cast.contact).post(address(assessment), {"title": "", "criteria": ["K1.1"], "file": files})
    assert response.status_code == 400
    assert titles() == []

"""Several files as evidence in a real browser: chosen or dropped, sent one after another, each told of by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Evidence
from tests.browser.pages import signed_in
from tests.browser.test_accessibility import Reader, assert_none, reader  # noqa: F401  # the fixture
from tests.factories.assessments import Cast, make_joint
from tests.office_files import image_bytes, pdf_bytes

DROP = """async ([names, text]) => {
  const transfer = new DataTransfer();
  for (const name of names) transfer.items.add(new File([text], name));
  const drop = new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true});
  document.querySelector('[data-file-drop]').dispatchEvent(drop);
}"""


@pytest.fixture
def adding(reader: Reader, transactional_db: None) -> Page:  # noqa: F811
    cast = Cast()
    assessment = make_joint(cast)
    reader.open(signed_in(cast.contact), reverse("assessments:evidence-create", args=[assessment.ref, "K1.1"]))
    return reader.page


def test_files_are_sent_one_after_another_and_lead_to_the_list(adding: Page, tmp_path: Path) -> None:
    (tmp_path / "ovi.png").write_bytes(image_bytes("PNG"))
    (tmp_path / "ohje.pdf").write_bytes(pdf_bytes())
    adding.get_by_label("Tiedosto tai useita tiedostoja").set_input_files([tmp_path / "ovi.png", tmp_path / "ohje.pdf"])
    with adding.expect_navigation(url="**/naytot/"):
        adding.get_by_role("button", name="Lisää näyttö").click()
    expect(adding.locator("main")).to_contain_text("ovi")
    assert set(Evidence.objects.values_list("title", flat=True)) == {"ovi", "ohje"}


def test_dropped_file_that_is_refused_stays_chosen_with_the_reason(adding: Page, tmp_path: Path, reader: Reader) -> None:  # noqa: F811
    (tmp_path / "ohje.pdf").write_bytes(pdf_bytes())
    field = adding.get_by_label("Tiedosto tai useita tiedostoja")
    field.set_input_files(tmp_path / "ohje.pdf")
    adding.evaluate(DROP, [["sivu.pdf"], "<html>"])
    assert field.evaluate("field => field.files.length") == 2
    adding.get_by_role("button", name="Lisää näyttö").click()
    told = adding.locator(".file-drop-list")
    expect(told).to_contain_text("Lisätty: ohje.pdf")
    expect(told).to_contain_text("sivu.pdf: Tiedoston sisältö ei vastaa")
    expect(field).to_be_focused()
    assert field.evaluate("field => [...field.files].map(file => file.name)") == ["sivu.pdf"]
    assert Evidence.objects.count() == 1
    assert_none(reader.problems())


def test_connection_that_breaks_is_told_and_the_files_stay_chosen(adding: Page, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(pdf_bytes())
    field = adding.get_by_label("Tiedosto tai useita tiedostoja")
    field.set_input_files([tmp_path / "a.pdf", tmp_path / "b.pdf"])
    adding.context.set_offline(True)
    adding.get_by_role("button", name="Lisää näyttö").click()
    expect(adding.locator(".file-drop-list")).to_contain_text("b.pdf: Yhteys katkesi")
    assert field.evaluate("field => field.files.length") == 2

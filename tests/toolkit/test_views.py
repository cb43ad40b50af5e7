"""The building blocks of views: pages of lists, refused forms."""

from typing import Any

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.toolkit.errors import RefusedInputError, StaleRevisionError
from config.toolkit.forms import BaseForm
from config.toolkit.views import PAGE_SIZE, FormPage, PagedList, RefMixin, page_of
from workshops.models import Region


class NameForm(BaseForm):
    name = forms.CharField(label="Nimi")


class NamePage(FormPage):
    template_name = "components/form_fields.html"
    form_class = NameForm
    refusal: Exception | None = None

    def form_valid(self, form: Any) -> HttpResponse:
        def save() -> None:
            if self.refusal:
                raise self.refusal

        return self.save_or_refuse(form, save, lambda: "/valmis/")


def posted(**data: str) -> HttpRequest:
    return RequestFactory().post("/", data)


def test_wrong_form_is_shown_again_with_status_400_and_the_typed_text() -> None:
    response = NamePage.as_view()(posted(name="A\x00"))
    assert response.status_code == 400
    assert 'value="A�"' in response.rendered_content


def test_saved_form_leads_on() -> None:
    response = NamePage.as_view()(posted(name="Ranta"))
    assert (response.status_code, response["Location"]) == (302, "/valmis/")


@pytest.mark.parametrize(
    ("refusal", "status", "field"),
    [
        (RefusedInputError("Nimi on jo käytössä.", field="name"), 400, "name"),
        (RefusedInputError("Ei käy.", field="muu"), 400, "__all__"),
        (StaleRevisionError("Työkaverisi ehti tallentaa ensin."), 409, "__all__"),
    ],
)
def test_refusal_of_the_service_becomes_an_error_of_the_form(refusal: Any, status: int, field: str) -> None:
    response = NamePage.as_view(refusal=refusal)(posted(name="Ranta"))
    assert response.status_code == status
    assert response.context_data["form"].errors == {field: [refusal.message]}
    assert 'value="Ranta"' in response.rendered_content


@pytest.mark.parametrize(("asked", "shown"), [(None, 1), ("2", 2), ("99", 4), ("0", 4), ("x", 1)])
def test_page_out_of_range_is_the_nearest(asked: str | None, shown: int) -> None:
    assert page_of(list(range(90)), asked).number == shown


class RegionList(PagedList):
    model = Region
    template_name = "components/pager.html"


@pytest.mark.django_db
def test_paged_list_shows_every_row_once_in_a_whole_order() -> None:
    Region.objects.all().delete()
    Region.objects.bulk_create(Region(code=f"{number:02}", name_fi="Sama") for number in range(PAGE_SIZE + 3))
    pages = [RegionList.as_view()(RequestFactory().get("/", {"sivu": number})) for number in ("1", "2", "9")]
    rows = [[region.pk for region in page.context_data["object_list"]] for page in pages]
    assert [len(row) for row in rows] == [PAGE_SIZE, 3, 3]
    assert len(set(rows[0]) | set(rows[1])) == PAGE_SIZE + 3
    assert pages[0].context_data["object_list"].query.order_by[-1] == "pk"


def test_ref_is_what_addresses_carry() -> None:
    assert (RefMixin.slug_field, RefMixin.slug_url_kwarg) == ("ref", "ref")

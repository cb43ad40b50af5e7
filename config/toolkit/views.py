"""Small building blocks of views."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.views.generic import FormView, ListView

from config.toolkit.errors import DomainError, RefusedInputError

PAGE_SIZE = 25
PAGE_PARAMETER = "sivu"

if TYPE_CHECKING:
    _FormView = FormView[Any]
    _ListView = ListView[Any]
else:
    _FormView = FormView
    _ListView = ListView


def page_of(rows: QuerySet[Any] | list[Any], number: str | None, *, size: int = PAGE_SIZE) -> Page[Any]:
    """Return the asked page; the first for a number that is none, the last for one too large. The rows need a stable order."""
    return Paginator(rows, size).get_page(number)


class RefMixin:
    """Finds the object by its opaque public reference. The view's get_queryset() is the visible one, so what is hidden is 404."""

    slug_field = "ref"
    slug_url_kwarg = "ref"


class PagedList(_ListView):
    """A list in pages: parameter `sivu`, out of range shows the nearest page, order made whole by the primary key."""

    paginate_by = PAGE_SIZE
    page_kwarg = PAGE_PARAMETER

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Paginator[Any], Page[Any], Any, bool]:
        page = page_of(_in_whole_order(queryset), self.request.GET.get(self.page_kwarg), size=page_size)
        return page.paginator, page, page.object_list, page.has_other_pages()


def _in_whole_order(queryset: QuerySet[Model]) -> QuerySet[Model]:
    """Return the queryset with the primary key as its last order, so that equal rows never change pages."""
    order = queryset.query.order_by or (queryset.model._meta.ordering or () if queryset.query.default_ordering else ())
    return queryset.order_by(*order, "pk")


class FormPage(_FormView):
    """A form on its page. A refused form is shown again with its summary and status 400; typed text stays."""

    http_method_names = ["get", "post", "head", "options"]  # Django takes PUT as POST, past gates that ask for POST by name

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def save_or_refuse(self, form: forms.BaseForm, save: Callable[[], object], done_url: Callable[[], str]) -> HttpResponse:
        """Call the service; a refusal becomes an error of the form, beside the field it names, with the refusal's status."""
        try:
            save()
        except DomainError as refusal:
            field = refusal.field if isinstance(refusal, RefusedInputError) and refusal.field in form.fields else None
            form.add_error(field, str(refusal.message))
            return self.render_to_response(self.get_context_data(form=form), status=refusal.status)
        except ValidationError as error:  # a rule of the row that touches what is not on the form: the service's full_clean() found it
            for field, messages in error.update_error_dict({}).items():
                form.add_error(field if field in form.fields else None, messages)
            return self.form_invalid(form)
        return HttpResponseRedirect(done_url())

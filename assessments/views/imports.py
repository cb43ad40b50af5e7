"""Lists brought from spreadsheets: the empty list, sending one, its preview, bringing it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from assessments.choices import ImportKind
from assessments.forms.imports import ImportForm
from assessments.imports.columns import SLUGS
from assessments.models import ImportBatch
from assessments.selectors.importing.audience import who_sees_import
from assessments.selectors.importing.preview import batches, batches_for_page, preview_of
from assessments.selectors.importing.template import template_sheets
from assessments.services.imports import confirm_import, upload_list
from config.toolkit.errors import WrongStateError
from config.toolkit.forms import BaseForm
from config.toolkit.sheets import xlsx_response
from config.toolkit.views import PAGE_PARAMETER, FormPage, PagedList, page_of
from workshops.roles import Permission
from workshops.views.gates import NationalPage, require_nationally

if TYPE_CHECKING:
    from django.db.models import QuerySet

KIND_PARAMETER, ROWS_PARAMETER, FAULTY = "laji", "rivit", "virheelliset"
SENTENCES_SHOWN = 20  # of the faults, on top; each stands beside its row too


class OfImports(NationalPage):
    """A page of those who bring lists; for everybody else there is nothing here."""

    permission = Permission.MANAGE_ROUNDS


class ImportList(OfImports, PagedList):
    """The empty lists, and the lists that have been brought or wait for it."""

    template_name = "assessments/import_list.html"

    def get_queryset(self) -> QuerySet[ImportBatch]:
        return batches()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [(slug, capfirst(str(ImportKind(kind).label))) for slug, kind in SLUGS.items()]
        return super().get_context_data(kinds=kinds, **kwargs)


@require_safe
def import_template(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the empty list of the kind as an XLSX file."""
    require_nationally(request, Permission.MANAGE_ROUNDS)
    if kind not in SLUGS:
        raise Http404
    name = capfirst(str(ImportKind(SLUGS[kind]).label))
    sheets, notes = template_sheets(SLUGS[kind], name)
    return xlsx_response(f"tuontipohja-{kind}", sheets, at=request.arrived_at, notes=notes)


class ImportCreate(OfImports, FormPage):
    """Send a list to be looked at."""

    template_name = "assessments/import_create.html"
    form_class = ImportForm
    made: ImportBatch

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get(KIND_PARAMETER, "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_import(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        kind, upload = SLUGS[form.cleaned_data["kind"]], form.cleaned_data["file"]

        def save() -> None:
            self.made = upload_list(kind=kind, upload=upload, by=self.request.user, at=self.request.arrived_at)

        return self.save_or_refuse(form, save, lambda: reverse("assessments:import-detail", args=[self.made.ref]))


class ImportDetail(OfImports, TemplateView):
    """What a list would bring, fault by fault; afterwards what it brought."""

    template_name = "assessments/import_detail.html"

    @cached_property
    def batch(self) -> ImportBatch:
        return get_object_or_404(batches_for_page(), ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(batch=self.batch, kind=capfirst(str(self.batch.get_kind_display())), **kwargs)
        if self.batch.imported_at is not None:
            return context
        preview = preview_of(self.batch, self.request.access, self.request.arrived_at)
        only_faulty = self.request.GET.get(ROWS_PARAMETER) == FAULTY
        sentences = preview.sentences
        return {
            **context,
            "preview": preview,
            "only_faulty": only_faulty,
            "page_obj": page_of(preview.faulty if only_faulty else preview.lines, self.request.GET.get(PAGE_PARAMETER)),
            "sentences": sentences[:SENTENCES_SHOWN],
            "more_sentences": max(0, len(sentences) - SENTENCES_SHOWN),
            "slug": next(slug for slug, kind in SLUGS.items() if kind == self.batch.kind),
            "who_sees": who_sees_import(),
        }


@require_POST
def import_confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring the list in; a second press of the button changes nothing."""
    require_nationally(request, Permission.MANAGE_ROUNDS)
    batch = get_object_or_404(batches(), ref=ref)
    was_imported = batch.imported_at is not None
    try:
        confirm_import(batch=batch, by=request.user, at=request.arrived_at)
    except WrongStateError as refusal:
        messages.error(request, str(refusal.message))
    else:
        if not was_imported:
            messages.success(request, _("Luettelo on tuotu."))
    return HttpResponseRedirect(reverse("assessments:import-detail", args=[ref]))

"""The coordinators' notes on an application; for everybody else they do not exist."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.forms.case_notes import CaseNoteForm
from assessments.models import Application
from assessments.selectors.applications.listing import unit_names, visible_applications
from assessments.selectors.case_notes import notes_of, who_sees_case_note
from assessments.services.case_notes import add_case_note
from config.toolkit.forms import BaseForm
from config.toolkit.views import PAGE_PARAMETER, FormPage, page_of
from workshops.roles import Permission
from workshops.views.gates import NationalPage


class CaseNoteCreate(NationalPage, FormPage):
    """All notes of one application, and a new one."""

    permission = Permission.MANAGE_ROUNDS
    template_name = "assessments/case_note_create.html"
    form_class = CaseNoteForm

    @cached_property
    def application(self) -> Application:
        return get_object_or_404(visible_applications(self.request.access), ref=self.kwargs["ref"])

    def get_initial(self) -> dict[str, Any]:
        return {"noted_date": self.request.access.on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            application=self.application,
            unit_names=unit_names(self.application),
            page_obj=page_of(notes_of(self.application), self.request.GET.get(PAGE_PARAMETER)),
            who_sees=who_sees_case_note(),
            **kwargs,
        )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ("noted_date", "text")}

        def save() -> None:
            add_case_note(application=self.application, **values, by=self.request.user, at=self.request.arrived_at)

        return self.save_or_refuse(form, save, self._next_url)

    def _next_url(self) -> str:
        messages.success(self.request, _("Muistiinpano on tallennettu."))
        return reverse("assessments:case-note-create", args=[self.application.ref])

"""What an auditor takes home: a note of a criterion, and all of hers on one page. Nobody else ever reads them."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from assessments.forms.home_notes import HomeNoteForm, home_note_initial
from assessments.lifecycle import RATING_AUDIT_STATUSES
from assessments.models import Assessment, HomeNote
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.home_notes import current_note, has_home_notes, home_notes, notes_as_text, who_sees_home_note
from assessments.selectors.auditing.reading import read_audits
from assessments.services.auditing.home_notes import save_home_note
from assessments.views.revisions import RevisedForm
from config.toolkit.uploads.downloads import attachment_response
from criteria.models import Criterion
from workshops.roles import Permission


class HomeNoteUpdate(RevisedForm):
    """The asker's own note of one criterion, for those whose material is open now; saved by itself as other texts are."""

    form_class = HomeNoteForm
    template_name = "assessments/home_note_update.html"
    conflict_template_name = "assessments/home_note_conflict.html"
    combined_fields = ("text",)

    @cached_property
    def audit(self) -> Assessment:
        return get_object_or_404(read_audits(self.request.access), ref=self.kwargs["ref"])

    @cached_property
    def criterion(self) -> Criterion:
        return get_object_or_404(Criterion.objects.filter(area__assessments=self.audit), code=self.kwargs["code"])

    def get_initial(self) -> dict[str, Any]:
        return home_note_initial(self.stored())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.audit.application is not None  # an audit has one
        told = {"audit": self.audit, "unit_names": unit_names(self.audit.application), "criterion": self.criterion}
        shown = {"back_url": self.get_success_url(), "note": self.stored(), "who_sees": who_sees_home_note()}
        return super().get_context_data(**told, **shown, **kwargs)

    def get_success_url(self) -> str:
        if self.audit.status in RATING_AUDIT_STATUSES:
            return reverse("assessments:audit-rating-update", args=[self.audit.ref, self.criterion.code])
        return reverse("assessments:home-note-list")

    def stored(self) -> HomeNote | None:
        return current_note(self.audit, self.criterion, self.request.user)

    def stored_values(self) -> dict[str, Any]:
        return home_note_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        return [(str(form.fields["text"].label), form.cleaned_data["text"], self.stored_values().get("text", ""))]

    def save(self, form: HomeNoteForm) -> HomeNote:
        written = {"text": form.cleaned_data["text"], "revision": form.cleaned_data["revision"]}
        return save_home_note(audit=self.audit, criterion=self.criterion, **written, by=self.request.user, at=self.request.arrived_at)


def _require_author(request: HttpRequest) -> None:
    """Answer 404 to one who neither audits nor has anything of her own here."""
    if not request.access.may_nationally(Permission.AUDIT) and not has_home_notes(request.user):
        raise Http404


class HomeNoteList(TemplateView):
    """All of the asker's notes, also of audits that have closed to her; to be printed or taken along as text."""

    http_method_names = ["get", "head", "options"]
    template_name = "assessments/home_note_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        _require_author(self.request)
        open_refs = set(read_audits(self.request.access).values_list("ref", flat=True))
        audits = [(row, row.audit.ref in open_refs) for row in home_notes(self.request.user)]
        is_auditor = self.request.access.may_nationally(Permission.AUDIT)
        return super().get_context_data(audits=audits, is_auditor=is_auditor, who_sees=who_sees_home_note(), **kwargs)


@require_safe
def home_note_download(request: HttpRequest) -> HttpResponseBase:
    """Give the asker her notes as a text file."""
    _require_author(request)
    text = notes_as_text(home_notes(request.user))
    return attachment_response(BytesIO(text.encode()), "mita-vien-kotiin.txt", "text/plain; charset=utf-8")

"""The page that is open during a visit, also without a network: its notes, and the script that keeps it in the browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.choices import NOTE_MAX_LENGTH
from assessments.forms.visits import NoteForm
from assessments.lifecycle import NOTING_AUDIT_STATUSES, AuditStatus
from assessments.models import VisitNote
from assessments.selectors.auditing.reading import read_audits
from assessments.selectors.auditing.visit_mode import VisitSheet, visit_sheet
from assessments.selectors.auditing.visits import who_sees_note
from assessments.selectors.results import criteria_of
from assessments.services.auditing.visit_notes import add_visit_note
from assessments.views.auditing.audits import OfAudit
from config.toolkit import autosave
from config.toolkit.errors import DomainError, RefusedInputError, StaleRevisionError
from config.toolkit.templatetags.ui import saved_words
from config.toolkit.views import FormPage
from criteria.models import Criterion
from workshops.sessions import SHARED_KEY

# Tells the worker of the page (templates/assessments/visit_worker.js) whose copy it may keep; missing on a shared computer.
COPY_HEADER = "X-Visit-Copy"
WHOLE = "koko"  # in an id, where the code of a criterion would be


@dataclass(frozen=True)
class NoteBox:
    """A place for a new note: of a criterion, or ("") of the whole visit. The key is used up by the first note that is stored."""

    code: str
    key: UUID = field(default_factory=uuid4)
    text: str = ""
    sentences: tuple[str, ...] = ()  # why it was refused

    @property
    def place(self) -> str:
        """What stands for it in an id."""
        return self.code or WHOLE


class NotePage(OfAudit, FormPage):
    """A page whose forms add notes, posted by their buttons, or by the script when there is a network."""

    http_method_names = ["get", "post", "head", "options"]
    form_class = NoteForm

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return autosave.incomplete(form) if autosave.is_autosave(self.request) else super().form_invalid(form)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            note = self.save(form)
        except (RefusedInputError, StaleRevisionError) as refusal:
            return self._refuse(form, refusal)
        if autosave.is_autosave(self.request):
            return autosave.saved(0, saved_words(note.saved_at))
        messages.success(self.request, _("Muistiinpano on tallennettu."))
        place = note.criterion.code if note.criterion else WHOLE
        return redirect(f"{self.request.path}#{place}")

    def save(self, form: forms.BaseForm) -> VisitNote:
        given = form.cleaned_data
        values = {name: given[name] for name in ("key", "text", "written_at")}
        criterion = self._criterion(given["criterion"]) if given["criterion"] else None
        return add_visit_note(audit=self.audit, criterion=criterion, **values, by=self.request.user, at=self.request.arrived_at)

    def _criterion(self, code: str) -> Criterion:
        found = next((criterion for criterion in criteria_of(self.audit) if criterion.code == code), None)
        if found is None:
            raise Http404
        return found

    def _refuse(self, form: forms.BaseForm, refusal: DomainError) -> HttpResponse:
        if autosave.is_autosave(self.request):
            state = autosave.CONFLICT if isinstance(refusal, StaleRevisionError) else autosave.REFUSED
            return autosave.not_saved(state, str(refusal.message), status=refusal.status)
        form.add_error(None, str(refusal.message))
        return self.render_to_response(self.get_context_data(form=form), status=refusal.status)


class VisitMode(NotePage):
    """Every criterion with its questions, one's notes and a place for a new one."""

    template_name = "assessments/visit_mode.html"

    @cached_property
    def sheet(self) -> VisitSheet:
        return visit_sheet(self.audit, self.submission, self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        closed = _closed(request, self)
        if closed:
            return closed
        response = super().get(request, *args, **kwargs)
        if not request.session.get(SHARED_KEY):
            response[COPY_HEADER] = request.user.ref
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "auto_id": f"{self.request.POST.get('criterion') or WHOLE}-%s"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(who_sees=who_sees_note(), **kwargs)
        refused = _refused_box(context["form"])
        box = {
            part.criterion.code: refused if refused.code == part.criterion.code else NoteBox(part.criterion.code)
            for part in self.sheet.parts
        }
        areas = [(area, [(part, box[part.criterion.code]) for part in parts]) for area, parts in self.sheet.areas]
        whole = NoteBox("") if refused.code in box else refused
        return {
            **context,
            "areas": areas,
            "whole": whole,
            "whole_notes": self.sheet.notes,
            "codes": list(box),
            "most_characters": NOTE_MAX_LENGTH,
        }


def _refused_box(form: forms.BaseForm) -> NoteBox:
    """Return the box whose note was refused, with its text and a fresh key; an empty one of the whole when nothing was."""
    if not form.is_bound:
        return NoteBox("")
    sentences = tuple(str(sentence) for errors in form.errors.values() for sentence in errors)
    return NoteBox(str(form["criterion"].value() or ""), text=str(form["text"].value() or ""), sentences=sentences)


def _closed(request: HttpRequest, page: VisitMode) -> HttpResponse | None:
    """Answer in a state in which no notes are taken in: for a while, or (410, which removes the copy in the browser) for good."""
    status = page.audit.status
    if status in NOTING_AUDIT_STATUSES:
        return None
    if status == AuditStatus.ASSIGNING:
        messages.info(request, _("Voit jatkaa, kun uusi auditoitsija on mukana."))
        return redirect("assessments:audit-visit", ref=page.audit.ref)
    url = reverse("assessments:audit-visit", args=[page.audit.ref])
    return render(request, "assessments/visit_over.html", {"audit": page.audit, "visit_url": url, "page_url": request.path}, status=410)


@require_safe
def visit_worker(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the script that keeps the page of the visit in the browser. Its address bounds what it may touch: that page alone."""
    get_object_or_404(read_audits(request.access), ref=ref)
    return render(request, "assessments/visit_worker.js", {"header": COPY_HEADER}, content_type="text/javascript; charset=utf-8")

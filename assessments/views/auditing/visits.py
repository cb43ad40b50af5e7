"""The visit of an audit for its auditors: agreed, changed, called off, ticked and marked as made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.choices import VisitStepKind
from assessments.forms.visits import CancelVisitForm, RecordVisitForm, VisitForm, visit_initial
from assessments.lifecycle import AUDIT_STATUS_LABELS, NOTING_AUDIT_STATUSES, RATING_AUDIT_STATUSES, AuditStatus
from assessments.models import Visit
from assessments.selectors.applications.listing import visible_applications
from assessments.selectors.auditing.plans import audit_of
from assessments.selectors.auditing.reading import read_audits
from assessments.selectors.auditing.visits import (
    ShownVisit,
    calendar_entry,
    checklist,
    is_on_break,
    questions_by_criterion,
    shown_visit,
    unconfirmed_words,
    who_sees_agreed,
    who_sees_visit,
)
from assessments.services.auditing.visits import agree_visit, cancel_visit, record_visit, tick_step, untick_step
from assessments.views.auditing.audits import OfAudit
from config.toolkit.calendars import calendar_response
from config.toolkit.errors import StaleRevisionError
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage
from workshops.mail import absolute_url


class OfVisit(OfAudit, FormPage):
    """A page about the visit of the audit of the address."""

    http_method_names = ["get", "post", "head", "options"]

    @cached_property
    def shown(self) -> ShownVisit | None:
        application = self.audit.application
        assert application is not None  # an audit has one
        return shown_visit(self.audit, application.round)

    @property
    def agreed(self) -> Visit | None:
        """The visit that is agreed and waits to be made."""
        return self.shown.visit if self.shown and self.audit.status == AuditStatus.SCHEDULED else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"shown": self.shown, "agreed": self.agreed, "who_sees": who_sees_agreed(), **kwargs})

    def visit_url(self) -> str:
        return reverse("assessments:audit-visit", args=[self.audit.ref])


class VisitDetail(OfVisit):
    """When and where, the steps, the questions, and marking it as made."""

    http_method_names = ["get", "head", "options"]
    form_class = RecordVisitForm
    template_name = "assessments/visit_detail.html"

    @cached_property
    def steps(self) -> list[Any]:
        return checklist(self.shown.visit) if self.shown else []

    def get_form_kwargs(self) -> dict[str, Any]:
        fed_back = any(line.done for line in self.steps if line.kind == VisitStepKind.FIRST_FEEDBACK)
        return {**super().get_form_kwargs(), "asks_feedback": not fed_back}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_begun = self.agreed is not None and self.request.arrived_at >= self.agreed.starts_at
        return super().get_context_data(
            who_sees=who_sees_visit(),
            steps=self.steps,
            questions=questions_by_criterion(self.audit, self.request.user),
            has_begun=has_begun,
            missing=unconfirmed_words(self.audit) if self.agreed else "",
            may_agree=self.audit.status == AuditStatus.READING,
            may_ask=self.audit.status in RATING_AUDIT_STATUSES,
            may_note=self.audit.status in NOTING_AUDIT_STATUSES,
            status_label=AUDIT_STATUS_LABELS[AuditStatus(self.audit.status)],
            **kwargs,
        )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"has_fed_back": form.cleaned_data.get("has_fed_back", False), "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: record_visit(audit=self.audit, **values), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Käynti on merkitty tehdyksi. Nyt voitte kirjoittaa raporttia yhdessä."))
        return reverse("assessments:audit-detail", args=[self.audit.ref])


class VisitRecord(VisitDetail):
    """Mark the visit as made; what is missing is told on the page of the visit."""

    http_method_names = ["post", "options"]


class VisitChange(OfVisit):
    """A page that changes what is agreed; when there is nothing to change any more it leads to the visit's own."""

    sources: tuple[AuditStatus, ...] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.audit.status not in self.sources:
            messages.info(request, _("Tämä ei ole nyt mahdollista, sillä auditoinnin tila on toinen."))
            return redirect("assessments:audit-visit", ref=self.audit.ref)
        return super().get(request, *args, **kwargs)


class VisitAgree(VisitChange):
    """Agree on the visit, or change what was agreed; the pair and the contact are told."""

    sources = (AuditStatus.READING, AuditStatus.SCHEDULED)
    now_agreed: Visit | None = None  # when it is not what the writer saw
    form_class = VisitForm
    template_name = "assessments/visit_agree.html"

    def get_initial(self) -> dict[str, Any]:
        return visit_initial(self.agreed)

    def form_valid(self, form: VisitForm) -> HttpResponse:
        return self.save_or_refuse(form, lambda: self._agree(form), lambda: self._done_url(form))

    def _agree(self, form: VisitForm) -> None:
        """Agree; when the other has agreed on something else meanwhile, show that, so that saving once more replaces it knowingly."""
        values = {"agreed": form.agreed, "seen": form.cleaned_data["revision"], "by": self.request.user, "at": self.request.arrived_at}
        try:
            agree_visit(audit=self.audit, **values)
        except StaleRevisionError:
            self.now_agreed = self.audit.visits.get(ended_at=None)
            form.data = {name: form.data.get(name, "") for name in form.data} | {"revision": self.now_agreed.sequence}
            raise

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(now_agreed=self.now_agreed, **kwargs)

    def _done_url(self, form: VisitForm) -> str:
        messages.success(self.request, _("Käynti on sovittu. Tieto lähti parillesi, hakijan yhteyshenkilölle ja sinulle sähköpostina."))
        application = self.audit.application
        if application and application.round and is_on_break(form.agreed.starts_at, application.round):
            messages.warning(self.request, _("Päivä on kierroksen tauolla. Varmista hakijalta, että se sopii."))
        return self.visit_url()


class VisitCancel(VisitChange):
    """Call off the agreed visit, after a question."""

    sources = (AuditStatus.SCHEDULED,)
    form_class = CancelVisitForm
    template_name = "assessments/visit_cancel.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: cancel_visit(audit=self.audit, **values), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Käynti on peruttu. Tieto lähti parillesi, hakijan yhteyshenkilölle ja sinulle sähköpostina."))
        return self.visit_url()


@require_POST
def visit_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """Tick a step of the checklist, or take the mark back."""
    audit = get_object_or_404(read_audits(request.access), ref=ref)
    if step not in VisitStepKind.values:
        raise Http404
    change = untick_step if "peru" in request.POST else tick_step
    change(audit=audit, step=VisitStepKind(step), by=request.user, at=request.arrived_at)
    return redirect(f"{reverse('assessments:audit-visit', args=[ref])}#vaiheet")


@require_safe
def visit_calendar(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the visit to an auditor's calendar; one that was called off takes it out."""
    audit = get_object_or_404(read_audits(request.access), ref=ref)
    entry = calendar_entry(audit, absolute_url(reverse("assessments:audit-visit", args=[ref])))
    if entry is None:
        messages.info(request, _("Käyntiä ei ole vielä sovittu."))
        return redirect("assessments:audit-visit", ref=ref)
    return calendar_response(f"kaynti-{timezone.localdate(entry.starts_at):%Y-%m-%d}", [entry])


@require_safe
def application_visit_calendar(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the visit to the calendar of those who see the application."""
    application = get_object_or_404(visible_applications(request.access), ref=ref)
    audit = audit_of(application) or application.audits.first()  # a cancelled one leaves the calendar too
    if audit is not None:
        audit.application = application
    entry = calendar_entry(audit, absolute_url(reverse("assessments:application-detail", args=[ref]))) if audit else None
    if entry is None:
        messages.info(request, _("Käyntiä ei ole vielä sovittu."))
        return redirect("assessments:application-detail", ref=ref)
    return calendar_response(f"kaynti-{timezone.localdate(entry.starts_at):%Y-%m-%d}", [entry])

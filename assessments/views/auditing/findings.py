"""One criterion of an audit's report: the pair's views side by side, the agreed result, and an own rating that the visit changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.forms.audit_results import (
    AuditResultForm,
    RatingChangeForm,
    audit_result_initial,
    compared_results,
    rating_change_initial,
)
from assessments.forms.ratings import compared_in_words
from assessments.models import Rating, Result
from assessments.selectors.answering import criterion_to_answer, descriptions_of
from assessments.selectors.auditing.drafting import FindingSheet, current_finding, finding_sheet, who_sees_changed_rating
from assessments.selectors.progress import own_ratings
from assessments.selectors.rating_page import current_rating
from assessments.services.auditing.findings import change_rating, save_audit_result
from assessments.views.auditing.drafting import InReport
from assessments.views.revisions import RevisedForm
from config.toolkit.errors import RefusedInputError
from criteria.models import Criterion, Verdict

TO_OVERVIEW = "yhteenvetoon"  # the button that saves and leads to the overview


class InFinding(InReport, RevisedForm):
    """A page about one criterion of the report. A save reads less of it than its page does."""

    conflict_template_name = "assessments/criterion_conflict.html"

    @cached_property
    def sheet(self) -> FindingSheet:
        try:
            return finding_sheet(self.audit, self.kwargs["code"], self.request.user)
        except Criterion.DoesNotExist as missing:
            raise Http404 from missing

    @cached_property
    def criterion(self) -> Criterion:
        if self.request.method != "POST":
            return self.sheet.criterion
        try:
            return criterion_to_answer(Criterion.objects.filter(area__assessments=self.audit), self.kwargs["code"])
        except Criterion.DoesNotExist as missing:
            raise Http404 from missing

    @cached_property
    def verdicts(self) -> list[Verdict]:
        return list(self.audit.version.verdicts.all())

    def change_form_kwargs(self) -> dict[str, Any]:
        """Return what the form of an own rating needs."""
        scale = self.audit.version.scale
        return {"descriptions": descriptions_of(self.criterion), "scale": scale, "verdicts": self.verdicts, "is_saved": True}

    def url_of(self, criterion: Criterion | None) -> str:
        """Return the page of the criterion; without one, the overview."""
        if criterion is None:
            return reverse("assessments:audit-draft", args=[self.audit.ref])
        return reverse("assessments:audit-result-update", args=[self.audit.ref, criterion.code])


class AuditResultUpdate(InFinding):
    """The agreed result of one criterion, beside what the workshop wrote and what each auditor thinks."""

    form_class = AuditResultForm
    template_name = "assessments/audit_result.html"
    combined_fields = ("reason", "verdict_reason", "seen_in_documents", "heard_in_interviews", "seen_on_visit", "suggestion")

    def get_form_kwargs(self) -> dict[str, Any]:
        told = {"descriptions": descriptions_of(self.criterion), "verdicts": self.verdicts}
        return {**super().get_form_kwargs(), **told, "met_from": self.audit.version.scale.met_from}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else audit_result_initial(self.sheet.result)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.sheet
        steps = [(step, self.url_of(step.criterion)) for step in sheet.area.steps]
        ways = {"previous_url": sheet.previous and self.url_of(sheet.previous), "next_url": sheet.next and self.url_of(sheet.next)}
        return super().get_context_data(sheet=sheet, steps=steps, change_form=self._change_form(), **ways, **kwargs)

    def _change_form(self) -> RatingChangeForm | None:
        """Return the form of the viewer's own rating, which is sent to its own address; none while nothing may be written."""
        if self.commented_until:
            return None
        initial = rating_change_initial(self.sheet.opinions.own)
        return RatingChangeForm(initial=initial, auto_id="id_oma_%s", **self.change_form_kwargs())

    def save(self, form: AuditResultForm) -> Result:
        given, revision = form.given, form.cleaned_data["revision"]
        moment = {"by": self.request.user, "at": self.request.arrived_at}
        return save_audit_result(audit=self.audit, criterion=self.criterion, given=given, revision=revision, **moment)

    def get_success_url(self) -> str:
        return self.url_of(None if TO_OVERVIEW in self.request.POST else self.sheet.next)

    def stored(self) -> Result | None:
        return current_finding(self.audit, self.criterion)

    def stored_values(self) -> dict[str, Any]:
        return audit_result_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        assert isinstance(form, AuditResultForm)
        return compared_results(form, self.stored_values())


class AuditRatingChange(InFinding):
    """An own rating after the visit. Its form stands on the page of the result too; here it is shown again when something is missing."""

    form_class = RatingChangeForm
    template_name = "assessments/audit_rating_change.html"
    combined_fields = ("reason", "note", "change_reason")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **self.change_form_kwargs()}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else rating_change_initial(self.sheet.opinions.own)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = self.url_of(self.criterion)
        return super().get_context_data(sheet=self.sheet, back_url=back_url, who_sees=who_sees_changed_rating(), **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except RefusedInputError as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.form_invalid(form)

    def save(self, form: RatingChangeForm) -> Rating:
        given, revision = form.given, form.cleaned_data["revision"]
        moment = {"by": self.request.user, "at": self.request.arrived_at}
        return change_rating(audit=self.audit, criterion=self.criterion, given=given, revision=revision, **moment)

    def done(self, row: Rating) -> HttpResponse:
        messages.success(self.request, _("Oma arviosi on tallennettu. Vahvistamasi ennakkoarvio säilyi ennallaan."))
        return redirect(self.url_of(self.criterion))

    def stored(self) -> Rating | None:
        return current_rating(own_ratings(self.audit, self.request.user), self.criterion)

    def stored_values(self) -> dict[str, Any]:
        return rating_change_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        assert isinstance(form, RatingChangeForm)
        return compared_in_words(form, self.stored_values())

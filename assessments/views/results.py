"""Agreeing one result: the page of a criterion in the joint discussion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.forms.results import ResultForm, result_initial
from assessments.models import Result
from assessments.permissions import can_manage_actions
from assessments.selectors.answering import criterion_to_answer, descriptions_of
from assessments.selectors.audience import who_sees_discussion
from assessments.selectors.copying import manages_several
from assessments.selectors.meeting import ResultSheet, current_result, result_sheet
from assessments.services.results import save_result
from assessments.views.discussion import InDiscussion
from assessments.views.revisions import RevisedForm
from config.toolkit.differences import both_texts
from config.toolkit.forms import level_cards
from criteria.models import Criterion

USE_NOTE = "kayta_pohjana"  # the buttons "Käytä pohjana"; the value is the note's place in the list
# The buttons that save and lead elsewhere than to the next criterion; the value of the last one is the evidence to remove.
TO_MEETING, TO_EVIDENCE, TO_ACTION, TO_REMOVAL = "keskusteluun", "nayttoon", "kehittamiseen", "poista"


class ResultUpdate(InDiscussion, RevisedForm):
    """One criterion in the discussion; for those who may not write, the same page to read."""

    form_class = ResultForm
    template_name = "assessments/result_update.html"
    conflict_template_name = "assessments/criterion_conflict.html"
    combined_fields = ("reason", "current_practice", "development")

    @cached_property
    def sheet(self) -> ResultSheet:
        try:
            return result_sheet(self.assessment, self.kwargs["code"], self.request.user)
        except Criterion.DoesNotExist as error:
            raise Http404 from error

    @cached_property
    def criterion(self) -> Criterion:
        """The criterion with what its form needs: a save reads no more of the page."""
        if self.request.method != "POST":
            return self.sheet.criterion
        try:
            return criterion_to_answer(Criterion.objects.filter(area__assessments=self.assessment), self.kwargs["code"])
        except Criterion.DoesNotExist as error:
            raise Http404 from error

    @property
    def may_write(self) -> bool:
        """Whether the asker writes every result, or this one, which was given to her; the service asks again."""
        if self.may_manage:
            return True
        holder = self.sheet.holder
        return holder is not None and holder.user_id == self.request.user.pk

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get(USE_NOTE, "")
        notes = self.sheet.discussed.notes if chosen.isdecimal() else ()
        if notes and int(chosen) < len(notes):
            values = self.posted()
            values["current_practice"] = both_texts(values["current_practice"], notes[int(chosen)])
            return self.show_unsaved(values, _("Muistiinpano on nyt kohdassa ”Miten toimimme nyt”. Muokkaa sitä ja tallenna."))
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        not_applicable = self.assessment.version.scale.not_applicable
        return {**super().get_form_kwargs(), "descriptions": descriptions_of(self.criterion), "not_applicable": not_applicable}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else result_initial(self.sheet.result)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cards = level_cards([(row.level.value, row.level.name, row.description) for row in self.sheet.descriptions])
        agreed = self.sheet.result.level if self.sheet.result else None
        may_copy = self.may_manage and self.sheet.result is not None and manages_several(self.request.access)
        return super().get_context_data(
            sheet=self.sheet,
            may_copy=may_copy,
            may_agree=can_manage_actions(self.request.access, self.assessment.workshop),
            cards=cards,
            agreed_value=str(agreed.value) if agreed else "",
            who_sees=who_sees_discussion(self.assessment),
            **kwargs,
        )

    def get_success_url(self) -> str:
        ref, code, following = self.assessment.ref, self.sheet.criterion.code, self.sheet.next
        if TO_MEETING in self.request.POST:
            return reverse("assessments:discussion-detail", args=[ref])
        if TO_ACTION in self.request.POST:
            return reverse("assessments:result-action-create", args=[ref, code])
        if TO_EVIDENCE in self.request.POST:
            return reverse("assessments:evidence-create", args=[ref, code]) + "?palaa=tulos"
        if self.request.POST.get(TO_REMOVAL) in {item.ref for item in self.sheet.evidence}:
            return reverse("assessments:evidence-remove", args=[ref, self.request.POST[TO_REMOVAL], code]) + "?palaa=tulos"
        if following is None:
            return reverse("assessments:assessment-check", args=[ref])
        return reverse("assessments:result-update", args=[ref, following.code])

    def stored(self) -> Result | None:
        return current_result(self.assessment, self.criterion)

    def stored_values(self) -> dict[str, Any]:
        return result_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        mine, stored = form.cleaned_data, self.stored_values()
        yield _("Sovittu taso"), self._in_words(mine["answer"]), self._in_words(stored.get("answer", ""))
        for name in self.combined_fields:
            yield str(form.fields[name].label), mine[name], stored.get(name, "")

    def _in_words(self, answer: str) -> str:
        """Return the form's value of an answer as it is read: "3 Vakiintunut"."""
        if answer == Answer.NOT_APPLICABLE:
            return self.assessment.version.scale.not_applicable
        levels = {str(row.level.value): str(row.level) for row in descriptions_of(self.criterion)}
        return levels.get(answer, _("ei vielä sovittu"))

    def save(self, form: ResultForm) -> Result:
        data = form.cleaned_data
        return save_result(
            assessment=self.assessment,
            criterion=self.criterion,
            answer=form.answer_kind,
            level=form.level,
            reason=data["reason"],
            current_practice=data["current_practice"],
            development=data["development"],
            revision=data["revision"],
            by=self.request.user,
            at=self.request.arrived_at,
        )

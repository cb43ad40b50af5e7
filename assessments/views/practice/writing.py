"""A coordinator writes an example application: what it is, and criterion by criterion what it says with its reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.forms.practice import (
    NewPracticeCaseForm,
    PracticeAnswerForm,
    PracticeCaseForm,
    practice_answer_in_words,
    practice_answer_initial,
    practice_case_initial,
)
from assessments.lifecycle import PracticeStatus
from assessments.models import PracticeAnswer, PracticeCase
from assessments.selectors.practice.writing import WritingSheet, practisable_versions, who_sees_practice_case, writing_sheet, written_answer
from assessments.services.practice.cases import create_practice_case, require_draft, save_practice_answer, update_practice_case
from assessments.views.practice.cases import OfPracticeCase
from assessments.views.revisions import RevisedForm
from assessments.views.rounds import OfRounds
from config.toolkit.views import FormPage
from criteria.models import Criterion
from workshops.views.gates import require_nationally

TO_WHOLE = "kokonaisuuteen"  # the button that saves and leads back to the whole example


class PracticeCaseCreate(OfRounds, FormPage):
    """Begin an example: its name, its introduction and its criteria."""

    template_name = "assessments/practice_case_create.html"
    form_class = NewPracticeCaseForm
    created: PracticeCase

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "versions": practisable_versions()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_practice_case(), **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ("title", "introduction", "version")}

        def save() -> None:
            self.created = create_practice_case(**values, by=self.request.user, at=self.request.arrived_at)

        return self.save_or_refuse(form, save, self._next_url)

    def _next_url(self) -> str:
        messages.success(self.request, _("Luonnos on tallennettu. Kirjoita seuraavaksi hakijan tekstit ja malliarviot."))
        return reverse("assessments:practice-case-detail", args=[self.created.ref])


class DraftPage(OfPracticeCase, RevisedForm):
    """A form of a draft; of what is published the whole is read, and a post gets its text back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_nationally(request, self.permission)
        if self.case.status != PracticeStatus.DRAFT:
            if request.method == "POST":
                require_draft(self.case)
            messages.info(request, _("Vain luonnosta voi muokata. Kopioi harjoitushakemus, jos haluat muuttaa sitä."))
            return redirect(self.whole_url())
        return super().dispatch(request, *args, **kwargs)

    def whole_url(self) -> str:
        return reverse("assessments:practice-case-detail", args=[self.case.ref])

    def get_success_url(self) -> str:
        return self.whole_url()


class PracticeCaseUpdate(DraftPage):
    """The name and the introduction of a draft."""

    template_name = "assessments/practice_case_update.html"
    conflict_template_name = "assessments/practice_case_conflict.html"
    combined_fields = ("introduction",)
    form_class = PracticeCaseForm

    def get_initial(self) -> dict[str, Any]:
        return practice_case_initial(self.case)

    def stored(self) -> PracticeCase:
        return PracticeCase.objects.select_related("saved_by").get(pk=self.case.pk)

    def stored_values(self) -> dict[str, Any]:
        return practice_case_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        stored = self.stored_values()
        return [(str(form.fields[name].label), form.cleaned_data[name], stored[name]) for name in ("title", "introduction")]

    def save(self, form: PracticeCaseForm) -> PracticeCase:
        return update_practice_case(case=self.case, **form.cleaned_data, by=self.request.user, at=self.request.arrived_at)


class AnswerPage(DraftPage):
    """One criterion of a draft, and the way through the others."""

    @cached_property
    def sheet(self) -> WritingSheet:
        try:
            return writing_sheet(self.case, self.kwargs["code"])
        except Criterion.DoesNotExist as missing:
            raise Http404 from missing

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.sheet
        previous_url, next_url = (self._url_of(each) if each else "" for each in (sheet.previous, sheet.next))
        return super().get_context_data(sheet=sheet, previous_url=previous_url, next_url=next_url, **kwargs)

    def get_success_url(self) -> str:
        following = None if TO_WHOLE in self.request.POST else self.sheet.next
        return self._url_of(following) if following else self.whole_url()

    def _url_of(self, criterion: Criterion) -> str:
        return reverse("assessments:practice-answer-update", args=[self.case.ref, criterion.code])


class PracticeAnswerUpdate(AnswerPage):
    """What the applicant writes of the criterion, the reference and why."""

    template_name = "assessments/practice_answer_update.html"
    conflict_template_name = "assessments/practice_case_conflict.html"
    combined_fields = ("text", "explanation")
    form_class = PracticeAnswerForm

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else practice_answer_initial(self.sheet.answer)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "descriptions": self.sheet.descriptions, "verdicts": self.case.version.verdicts.all()}

    def stored(self) -> PracticeAnswer | None:
        return written_answer(self.case, self.sheet.criterion)

    def stored_values(self) -> dict[str, Any]:
        return practice_answer_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        assert isinstance(form, PracticeAnswerForm)
        return practice_answer_in_words(form, self.stored_values())

    def save(self, form: PracticeAnswerForm) -> PracticeAnswer:
        values = {"revision": form.cleaned_data["revision"], "by": self.request.user, "at": self.request.arrived_at}
        return save_practice_answer(case=self.case, criterion=self.sheet.criterion, given=form.given, **values)

"""Filling an application: the page of one criterion, and bringing in completed self-assessments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from assessments.forms.application_answers import ApplicationAnswerForm, FillForm, answer_initial
from assessments.lifecycle import FILLABLE_STATUSES, ApplicationStatus
from assessments.models import Application, ApplicationAnswer, Assessment
from assessments.selectors.answering import criterion_to_answer, descriptions_of
from assessments.selectors.applications.answer_sheet import AnswerSheet, answer_sheet, current_answer
from assessments.selectors.applications.filling import fill_plan, latest_of_each_unit, left_texts, source_assessments
from assessments.selectors.applications.form import forms_managed_by
from assessments.selectors.audience import who_sees_application
from assessments.services.applications.answers import Filled, fill_from_assessments, save_answer
from assessments.services.guards import require_application_state, require_before_deadline
from assessments.views.revisions import RevisedForm
from config.toolkit.forms import level_cards
from config.toolkit.views import FormPage
from criteria.models import Criterion

# The buttons that save and lead elsewhere than to the next criterion; the value of the last one is the evidence to remove.
TO_CHECK, TO_EVIDENCE, TO_REMOVAL = "tarkistukseen", "nayttoon", "poista"
BACK = "?palaa=vastaus"


class InForm(View):
    """A page of the form of an application that the asker manages; to everybody else its texts do not exist.

    What is posted when the content may not change any more is refused before anything else, and the typed text given back.
    """

    http_method_names = ["get", "head", "post", "options"]
    application: Application
    may_write: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.application = get_object_or_404(forms_managed_by(request.access), ref=kwargs["ref"])
        self.may_write = self.application.is_fillable(request.arrived_at)  # whoever finds it here manages it; the service asks again
        if request.method == "POST":
            require_before_deadline(self.application, request.arrived_at)
            require_application_state(self.application, FILLABLE_STATUSES)
        elif not self.may_show():
            messages.info(request, _("Hakemusta ei voi täyttää nyt."))
            return redirect("assessments:application-detail", ref=self.application.ref)
        return super().dispatch(request, *args, **kwargs)

    def may_show(self) -> bool:
        """Tell whether the page is of use now."""
        return self.may_write

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        told = {"application": self.application, "may_write": self.may_write, "who_sees": who_sees_application(self.application)}
        return {**told, **context}


class AnswerUpdate(InForm, RevisedForm):
    """One criterion of the application to write; when the content may not change any more, the same page to read."""

    form_class = ApplicationAnswerForm
    template_name = "assessments/answer_update.html"
    conflict_template_name = "assessments/answer_conflict.html"
    combined_fields = ("text",)

    def may_show(self) -> bool:
        return self.application.status != ApplicationStatus.REGISTERED

    @cached_property
    def sheet(self) -> AnswerSheet:
        try:
            return answer_sheet(self.application, self.kwargs["code"])
        except Criterion.DoesNotExist as error:
            raise Http404 from error

    @cached_property
    def criterion(self) -> Criterion:
        """The criterion with what its form needs: a save reads no more of the page."""
        if self.request.method != "POST":
            return self.sheet.criterion
        try:
            return criterion_to_answer(Criterion.objects.filter(area__version__rounds=self.application.round_id), self.kwargs["code"])
        except Criterion.DoesNotExist as error:
            raise Http404 from error

    @property
    def not_applicable(self) -> str:
        assert self.application.round is not None  # else there is no criterion to show
        return self.application.round.version.scale.not_applicable

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "descriptions": descriptions_of(self.criterion), "not_applicable": self.not_applicable}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else answer_initial(self.sheet.answer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = self.sheet.answer.level if self.sheet.answer else None
        return super().get_context_data(
            sheet=self.sheet,
            cards=level_cards([(row.level.value, row.level.name, row.description) for row in self.sheet.descriptions]),
            told_value=str(told.value) if told else "",
            not_applicable=self.not_applicable,
            **kwargs,
        )

    def get_success_url(self) -> str:
        ref, code, following, posted = self.application.ref, self.sheet.criterion.code, self.sheet.next, self.request.POST
        if TO_EVIDENCE in posted:
            return reverse("assessments:application-evidence-create", args=[ref, code]) + BACK
        if posted.get(TO_REMOVAL) in {item.ref for item in self.sheet.evidence}:
            return reverse("assessments:application-evidence-remove", args=[ref, posted[TO_REMOVAL], code]) + BACK
        if following is None or TO_CHECK in posted:
            return reverse("assessments:application-check", args=[ref])
        return reverse("assessments:answer-update", args=[ref, following.code])

    def stored(self) -> ApplicationAnswer | None:
        return current_answer(self.application, self.criterion)

    def stored_values(self) -> dict[str, Any]:
        return answer_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        assert isinstance(form, ApplicationAnswerForm)
        mine, stored = form.cleaned_data, self.stored_values()
        yield str(form.fields["text"].label), mine["text"], stored.get("text", "")
        yield _("Taso"), form.in_words(mine["answer"]), form.in_words(stored["answer"])

    def save(self, form: ApplicationAnswerForm) -> ApplicationAnswer:
        return save_answer(
            application=self.application,
            criterion=self.criterion,
            text=form.cleaned_data["text"],
            answer=form.answer_kind,
            level=form.level,
            revision=form.cleaned_data["revision"],
            by=self.request.user,
            at=self.request.arrived_at,
        )


class ApplicationFill(InForm, FormPage):
    """Fill the form from completed self-assessments of the covered units; what has been written stays."""

    form_class = FillForm
    template_name = "assessments/application_fill.html"

    @cached_property
    def sources(self) -> list[Assessment]:
        return list(source_assessments(self.application, self.request.access))

    @cached_property
    def newest(self) -> list[Assessment]:
        return latest_of_each_unit(self.sources)

    def get_initial(self) -> dict[str, Any]:
        return {"assessments": [assessment.ref for assessment in self.newest]}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "sources": source_assessments(self.application, self.request.access)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        used = {*self.newest, *self.application.sources.all()}
        return super().get_context_data(
            has_sources=bool(self.sources),
            plan=fill_plan(self.application, self.newest),
            left=left_texts(self.application, used),
            **kwargs,
        )

    def form_valid(self, form: FillForm) -> HttpResponse:
        def save() -> None:
            chosen = list(form.cleaned_data["assessments"])
            _tell(
                self.request,
                fill_from_assessments(application=self.application, assessments=chosen, by=self.request.user, at=self.request.arrived_at),
            )

        return self.save_or_refuse(form, save, self.get_success_url)

    def get_success_url(self) -> str:
        """Lead on to the application, or back here when there are texts to copy by hand."""
        if not left_texts(self.application, set(self.application.sources.all())).is_empty:
            return reverse("assessments:application-fill", args=[self.application.ref]) + "#kopioitavat"
        return reverse("assessments:application-detail", args=[self.application.ref])


def _tell(request: HttpRequest, filled: Filled) -> None:
    count, brought = len(filled.answers), filled.evidence
    if count:
        told = ngettext("Yksi kriteeri täytettiin.", "%(count)s kriteeriä täytettiin.", count) % {"count": count}
        messages.success(request, told + " " + _("Lue tekstit läpi ja muokkaa ne hakemukseen sopiviksi."))
    else:
        messages.info(request, _("Yhtään kriteeriä ei täytetty: teksti oli jo kaikissa, joihin itsearvioinneissa on tekstiä."))
    if filled.cut:
        codes = ", ".join(filled.cut)
        messages.warning(request, _("Näissä kriteereissä tekstin loppu jäi pois, koska se ei mahtunut: %(codes)s.") % {"codes": codes})
    if brought.count:
        told = ngettext("Mukaan tuli yksi näyttö.", "Mukaan tuli %(count)s näyttöä.", brought.count)
        messages.success(request, told % {"count": brought.count})
    if brought.left:
        names = get_text_list(brought.left, _("ja"))
        messages.warning(request, _("Nämä näytöt eivät mahtuneet mukaan kaikkiin kriteereihinsä: %(names)s.") % {"names": names})

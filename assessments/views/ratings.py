"""One's own ratings, one criterion per page. The address names no person: each reaches her own alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from assessments.forms.ratings import RatingForm, compared_in_words, rating_initial
from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment, PracticeRating, Rating
from assessments.selectors.answering import criterion_to_answer, descriptions_of
from assessments.selectors.overview import visible_assessments
from assessments.selectors.progress import own_ratings
from assessments.selectors.rating_page import RatingSheet, current_rating, rating_sheet, texts_of
from assessments.selectors.visibility import who_sees_rating
from assessments.services.guards import require_state
from assessments.services.ratings import save_rating
from assessments.views.revisions import RevisedForm
from config.toolkit import autosave
from config.toolkit.errors import NotAllowedError
from criteria.explanations import ExplainedCriterion
from criteria.models import Criterion, Scale

WAS_OPEN = "avoin"  # a hidden field: the criterion had no answer when the page was opened


class SheetPage(RevisedForm):
    """One criterion to rate, in an assessment or of an example: a subclass finds the sheet, saves, and knows the addresses around."""

    conflict_template_name = "assessments/criterion_conflict.html"
    combined_fields: tuple[str, ...] = ("reason", "note")
    criterion: Criterion
    sheet: RatingSheet[Any]

    @property
    def scale(self) -> Scale:
        raise NotImplementedError

    def url_of(self, criterion: Criterion) -> str:
        raise NotImplementedError

    def landing_url(self) -> str:
        raise NotImplementedError

    def who_sees(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    @property
    def is_sent_by_itself(self) -> bool:
        return autosave.is_autosave(self.request) and self.request.method == "POST"

    def is_saved(self) -> Any:
        """Tell whether something is stored of the criterion; the answer may be lazy."""
        return self.sheet.rating is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        described = {"descriptions": descriptions_of(self.criterion), "scale": self.scale}
        return {**super().get_form_kwargs(), **described, "is_saved": self.is_saved()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.sheet
        return super().get_context_data(
            sheet=sheet,
            explained=self.explained(),
            steps=[(step, self.url_of(step.criterion)) for step in sheet.area.steps],
            previous_url=sheet.previous and self.url_of(sheet.previous),
            next_url=sheet.next and self.url_of(sheet.next),
            landing_url=self.landing_url(),
            who_sees=self.who_sees(),
            **kwargs,
        )

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        assert isinstance(form, RatingForm)
        return compared_in_words(form, self.stored_values())

    def explained(self) -> ExplainedCriterion:
        """Return what the criterion means, with everything that the page tells of it."""
        return texts_of(self.sheet.criterion)

    def done(self, row: Rating | PracticeRating) -> HttpResponse:
        _tell(self.request, self.sheet.criterion, row)
        following = self.sheet.after_saving(is_answered=bool(row.answer), was_open=WAS_OPEN in self.request.POST)
        return redirect(self.url_of(following) if following else self.landing_url())


class RatingPage(SheetPage):
    """One criterion of an assessment, whoever rates it: a subclass finds the assessment.

    What the page sends by itself shows no page: then there is a criterion and no sheet.
    """

    template_name = "assessments/rating_update.html"
    form_class = RatingForm
    assessment: Assessment
    ratings: QuerySet[Rating]  # of the one who rates
    sheet: RatingSheet[Rating]

    @property
    def scale(self) -> Scale:
        return self.assessment.version.scale

    def who_sees(self) -> list[tuple[str, str]]:
        return who_sees_rating(self.assessment, typed_in=bool(self.sheet.rating and self.sheet.rating.typed_in_by_id))

    def find_sheet(self, ratings: QuerySet[Rating], **marks: Exists) -> None:
        """Find the criterion of the address among those of the assessment, with the rater's own answers and the marks of each."""
        self.ratings, code = ratings, self.kwargs["code"]
        try:
            if self.is_sent_by_itself:
                self.criterion = criterion_to_answer(Criterion.objects.filter(area__assessments=self.assessment), code)
            else:
                self.sheet = rating_sheet(self.assessment, code, ratings, **marks)
                self.criterion = self.sheet.criterion
        except Criterion.DoesNotExist as missing:
            raise Http404 from missing

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else rating_initial(self.sheet.rating)

    def is_saved(self) -> Any:
        return SimpleLazyObject(self._has_rating) if self.is_sent_by_itself else super().is_saved()

    def _has_rating(self) -> bool:
        """Tell whether something is stored; asked only of a form without an answer and a note."""
        return self.ratings.filter(criterion=self.criterion).exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(assessment=self.assessment, **kwargs)

    def stored(self) -> Rating | None:
        return current_rating(self.ratings, self.criterion)

    def stored_values(self) -> dict[str, Any]:
        return rating_initial(self.stored())

    def combined(self) -> dict[str, Any]:
        """A note of both texts may be shown only if both may."""
        may_be_shown = bool(self.posted()["note_may_be_shown"]) and bool(self.stored_values().get("note_may_be_shown"))
        return {**super().combined(), "note_may_be_shown": may_be_shown}


class RatingUpdate(RatingPage):
    """Rate one criterion alone. A refusal for the state (the discussion has opened) is a page of its own that gives the typed text back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Assessment.objects.ratable_by(request.access).select_related("workshop", "version__framework", "version__scale")
        assessment = rows.filter(ref=kwargs["ref"]).first()
        if assessment is None:
            return _refuse(request, kwargs["ref"])
        self.assessment = assessment
        self.find_sheet(own_ratings(assessment, request.user))
        return super().dispatch(request, *args, **kwargs)

    def save(self, form: RatingForm) -> Rating:
        return _save(self.assessment, self.criterion, form, self.request)

    def url_of(self, criterion: Criterion) -> str:
        return reverse("assessments:rating-update", args=[self.assessment.ref, criterion.code])

    def landing_url(self) -> str:
        return reverse("assessments:assessment-detail", args=[self.assessment.ref])


def _refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer who may not rate now: 404 for what is hidden, 403 for who does not take part, the typed text back when the time is over."""
    assessment = get_object_or_404(visible_assessments(request.access), ref=ref)
    if assessment.status == AssessmentStatus.INDIVIDUAL:
        raise NotAllowedError(_("Et osallistu tähän arviointiin, joten et voi antaa siinä omaa arviota."))
    if request.method == "POST":
        require_state(assessment, AssessmentStatus.INDIVIDUAL)
    messages.info(request, _("Omia arvioita ei voi antaa nyt."))
    return redirect("assessments:assessment-detail", ref=ref)


def _save(assessment: Assessment, criterion: Criterion, form: RatingForm, request: HttpRequest) -> Rating:
    return save_rating(
        assessment=assessment,
        criterion=criterion,
        answer=form.answer_kind,
        level=form.level,
        reason=form.cleaned_data["reason"],
        note=form.cleaned_data["note"],
        note_may_be_shown=form.cleaned_data["note_may_be_shown"],
        revision=form.cleaned_data["revision"],
        by=request.user,
        at=request.arrived_at,
    )


def _tell(request: HttpRequest, criterion: Criterion, rating: Rating | PracticeRating) -> None:
    code = {"code": criterion.code}
    if rating.answer:
        messages.success(request, _("Arvio kriteeristä %(code)s on tallennettu.") % code)
    else:
        messages.info(request, _("Muistiinpano kriteeriin %(code)s on tallennettu. Arvio puuttuu vielä.") % code)

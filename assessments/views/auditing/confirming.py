"""Rating as an auditor does, in an audit or for practice: alone first, beside the others once she has confirmed what she thinks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise, cached_property

from assessments.forms.audit_ratings import AuditRatingForm, audit_compared_in_words, audit_rating_initial
from assessments.models import ConfirmedRating, PracticeRating
from assessments.views.ratings import SheetPage
from assessments.views.revisions import RevisedForm
from config.toolkit.errors import RefusedInputError
from criteria.models import FrameworkVersion

TO_CONFIRM = "vahvista"  # the button that confirms; what the page sends by itself never has it


class ConfirmedPage(SheetPage):
    """One criterion with its level, verdict and notes, until it is confirmed; a subclass knows of what it is."""

    form_class = AuditRatingForm
    confirmed_words: Promise

    @property
    def version(self) -> FrameworkVersion:
        raise NotImplementedError

    def find_confirmed(self) -> ConfirmedRating | PracticeRating | None:
        """Return what she has confirmed: it alone opens the other side."""
        raise NotImplementedError

    @cached_property
    def confirmed(self) -> Any:
        """What she had confirmed when the page was asked for."""
        return self.find_confirmed()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if TO_CONFIRM in request.POST and self.confirmed:  # a second click
            return redirect(self.url_of(self.criterion))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except RefusedInputError as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.form_invalid(form)

    def done(self, row: Any) -> HttpResponse:
        if TO_CONFIRM not in self.request.POST:
            return super().done(row)
        if self.find_confirmed():
            messages.success(self.request, str(self.confirmed_words))
        return redirect(self.url_of(self.criterion))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "verdicts": self.version.verdicts.all()}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else audit_rating_initial(self.sheet.rating)

    def stored_values(self) -> dict[str, Any]:
        return audit_rating_initial(self.stored())  # type: ignore[arg-type]  # a rating in every subclass

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        assert isinstance(form, AuditRatingForm)
        return audit_compared_in_words(form, self.stored_values())

    def combined(self) -> dict[str, Any]:
        return RevisedForm.combined(self)  # an auditor's form asks no leave to show a note

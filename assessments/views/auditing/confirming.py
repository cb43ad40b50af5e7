"""Rating as an auditor does, in an audit or for practice: alone first, beside the others once she has confirmed what she thinks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.forms.audit_ratings import AuditRatingForm, audit_rating_initial
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

    @property
    def is_confirmed(self) -> bool:
        """Tell whether she had confirmed hers when the page was asked for: it alone opens the other side."""
        raise NotImplementedError

    def has_become_confirmed(self, row: Any) -> bool:
        """Tell whether what was saved is what she confirmed."""
        raise NotImplementedError

    @property
    def confirms(self) -> bool:
        return TO_CONFIRM in self.request.POST and not self.is_sent_by_itself

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.confirms and self.is_confirmed:  # a second click
            return redirect(self.url_of(self.criterion))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except RefusedInputError as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.form_invalid(form)

    def done(self, row: Any) -> HttpResponse:
        if not self.confirms:
            return super().done(row)
        if self.has_become_confirmed(row):
            messages.success(self.request, str(self.confirmed_words))
        else:
            messages.info(self.request, _("Sama arvio oli jo tallennettu toisessa ikkunassa. Vahvista se vielä."))
        return redirect(self.url_of(self.criterion))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "verdicts": self.version.verdicts.all()}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else audit_rating_initial(self.sheet.rating)

    def stored_values(self) -> dict[str, Any]:
        return audit_rating_initial(self.stored())  # type: ignore[arg-type]  # a rating in every subclass

    def combined(self) -> dict[str, Any]:
        return RevisedForm.combined(self)  # an auditor's form asks no leave to show a note

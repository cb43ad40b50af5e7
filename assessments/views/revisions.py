"""Forms that two people may fill at once, or one in two tabs: the second save is told so, sees both texts, and nothing is lost.

The same address takes the button's post and the one that the page sends by itself (`config.toolkit.autosave`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.models import (
    Action,
    ApplicationAnswer,
    AreaSummary,
    Conclusion,
    DraftComment,
    HomeNote,
    PracticeAnswer,
    PracticeCase,
    PracticeRating,
    Rating,
    Result,
    YearlyRemark,
    YearlyReport,
)
from config.toolkit import autosave
from config.toolkit.differences import Difference, both_texts, differences
from config.toolkit.errors import StaleRevisionError
from config.toolkit.templatetags.ui import saved_words
from config.toolkit.typed_text import readable_data
from config.toolkit.views import FormPage

KEEP = "pida"  # the buttons of the page that shows both texts: "oma" saves as usual
KEEP_STORED = "tallennettu"
KEEP_BOTH = "molemmat"

Revised = (
    Action
    | ApplicationAnswer
    | AreaSummary
    | Conclusion
    | DraftComment
    | HomeNote
    | PracticeAnswer
    | PracticeCase
    | PracticeRating
    | Rating
    | Result
    | YearlyRemark
    | YearlyReport
)


def posted_revision(request: HttpRequest) -> int:
    """Return the revision that a button without a form of its own posts; 0, which nothing stored has, for anything else."""
    posted = request.POST.get("revision", "")
    return int(posted) if posted.isdecimal() and len(posted) < 9 else 0


class TwoTexts(FormPage):
    """What a page with a revision knows of the writer's text and the stored one. A subclass tells what is stored, and how to save."""

    combined_fields: tuple[str, ...] = ()

    def stored(self) -> Revised | None:
        """Return what is stored now."""
        raise NotImplementedError

    def stored_values(self) -> dict[str, Any]:
        """Return the form's values of what is stored now."""
        raise NotImplementedError

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        """Return (label, mine, stored) of each field, in words."""
        raise NotImplementedError

    def save(self, form: Any) -> Revised:
        """Call the service and return the row."""
        raise NotImplementedError

    def posted(self) -> dict[str, Any]:
        """Return what was typed, as the form would show it again."""
        data = readable_data(self.request.POST) or {}
        return {name: data.get(name, "") for name in self.form_class.base_fields}  # type: ignore[union-attr]  # set by every subclass

    def combined(self) -> dict[str, Any]:
        """Return both texts in one, with the stored revision; a choice is the writer's when she made one."""
        mine, stored = self.posted(), self.stored_values()
        both = {name: both_texts(stored.get(name, ""), mine[name]) for name in self.combined_fields}
        return {**stored, **{name: value for name, value in mine.items() if value}, **both, "revision": stored["revision"]}


class RevisedForm(TwoTexts):
    """A form with a revision. What a form shows again without saving it is an unbound form with the values of `unsaved`."""

    conflict_template_name = ""
    unsaved: dict[str, Any] | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = request.POST.get(KEEP)
        if kept == KEEP_STORED:
            messages.info(request, _("Tallennettu teksti jäi voimaan."))
            return redirect(request.path)
        if kept == KEEP_BOTH:
            return self.show_unsaved(self.combined(), _("Tekstit ovat nyt peräkkäin. Muokkaa ne yhdeksi ja tallenna."))
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.unsaved is not None:
            return {"initial": self.unsaved}
        return super().get_form_kwargs()

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            row = self.save(form)
        except StaleRevisionError as stale:
            changed = differences(self.compared(form))
            stored = self.stored()
            if changed or stored is None:
                return self.show_both(stale, changed, stored)
            row = stored
        if autosave.is_autosave(self.request):
            return autosave.saved(row.revision, saved_words(row.saved_at))
        return self.done(row)

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return autosave.incomplete(form) if autosave.is_autosave(self.request) else super().form_invalid(form)

    def done(self, row: Any) -> HttpResponse:
        """Tell that it is saved, and lead on."""
        messages.success(self.request, _("Tallennettu."))
        return redirect(self.get_success_url())

    def show_unsaved(self, values: dict[str, Any], notice: str) -> HttpResponse:
        """Show the form with the values, nothing saved, and say what was done."""
        self.unsaved = values
        return self.render_to_response(self.get_context_data(form=self.get_form(), notice=notice))

    def show_both(self, stale: StaleRevisionError, changed: list[Difference], stored: Revised | None) -> HttpResponse:
        """Show what the writer has and what is stored, side by side, with a form that saves with the fresh revision."""
        if autosave.is_autosave(self.request):
            return autosave.not_saved(autosave.CONFLICT, str(stale.message), status=stale.status)
        self.unsaved = {**self.posted(), "revision": stored.revision if stored else 0}
        context = self.get_context_data(form=self.get_form(), sentence=stale.message, differences=changed, stored=stored)
        return render(self.request, self.conflict_template_name, context, status=stale.status)

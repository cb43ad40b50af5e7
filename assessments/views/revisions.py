"""Forms that two people may fill at once: the second save is told so, sees both texts, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.models import AreaSummary, Result
from assessments.views.discussion import InDiscussion
from config.toolkit.differences import both_texts, differences
from config.toolkit.errors import StaleRevisionError
from config.toolkit.typed_text import readable_data
from config.toolkit.views import FormPage

KEEP = "pida"  # the buttons of the page that shows both texts: "oma" saves as usual
KEEP_STORED = "tallennettu"
KEEP_BOTH = "molemmat"


class RevisedUpdate(InDiscussion, FormPage):
    """A form with a revision. What a form shows again without saving it is an unbound form with these values."""

    conflict_template_name = ""
    combined_fields: tuple[str, ...] = ()
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
            self.save(form)
        except StaleRevisionError as stale:
            changed = differences(self.compared(form))
            if changed:
                return self.show_both(form, stale, changed)
        messages.success(self.request, _("Tallennettu."))
        return redirect(self.get_success_url())

    def show_unsaved(self, values: dict[str, Any], notice: str) -> HttpResponse:
        """Show the form with the values, nothing saved, and say what was done."""
        self.unsaved = values
        return self.render_to_response(self.get_context_data(form=self.get_form(), notice=notice))

    def show_both(self, form: forms.BaseForm, stale: StaleRevisionError, changed: list[Any]) -> HttpResponse:
        """Show what the writer has and what is stored, side by side, with a form that saves with the fresh revision."""
        stored = self.stored()
        self.unsaved = {**self.posted(), "revision": stored.revision if stored else 0}
        context = self.get_context_data(form=self.get_form(), sentence=stale.message, differences=changed, stored=stored)
        return render(self.request, self.conflict_template_name, context, status=stale.status)

    def posted(self) -> dict[str, Any]:
        """Return what was typed, as the form would show it again."""
        data = readable_data(self.request.POST) or {}
        return {name: data.get(name, "") for name in self.form_class.base_fields}  # type: ignore[union-attr]  # set by every subclass

    def combined(self) -> dict[str, Any]:
        """Return both texts in one, with the stored revision; a choice is the writer's when she made one."""
        mine, stored = self.posted(), self.stored_values()
        both = {name: both_texts(stored.get(name, ""), mine[name]) for name in self.combined_fields}
        return {**stored, **{name: value for name, value in mine.items() if value}, **both, "revision": stored["revision"]}

    def stored(self) -> Result | AreaSummary | None:
        """Return what is stored now."""
        raise NotImplementedError

    def stored_values(self) -> dict[str, Any]:
        """Return the form's values of what is stored now."""
        raise NotImplementedError

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        """Return (label, mine, stored) of each field, in words."""
        raise NotImplementedError

    def save(self, form: Any) -> object:
        """Call the service."""
        raise NotImplementedError

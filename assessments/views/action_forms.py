"""Agreeing on an action, and telling how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.choices import ActionStatus
from assessments.forms.actions import ActionForm, NewActionForm, StatusForm, action_initial
from assessments.lifecycle import AssessmentStatus
from assessments.models import Action, Result
from assessments.permissions import can_manage_action, can_manage_actions, can_update_action
from assessments.selectors.actions import readable_actions, workshops_with_actions
from assessments.selectors.assignments import colleagues_of
from assessments.selectors.audience import who_sees_actions
from assessments.selectors.overview import visible_assessments
from assessments.services.actions import Agreed, create_action, update_action, update_action_status
from assessments.services.guards import require
from assessments.views.actions import action_or_404
from assessments.views.revisions import RevisedForm
from config.toolkit.templatetags.ui import full_day
from config.toolkit.views import FormPage
from workshops.models import User, Workshop


class ActionPage(FormPage):
    """What the forms of actions share: who can be chosen as the owner, and what day it is."""

    workshop: Workshop

    @cached_property
    def colleagues(self) -> dict[str, User]:
        return {user.ref: user for user in colleagues_of(self.workshop, self.request.access.on)}

    def people(self) -> dict[str, Any]:
        """Return the form's arguments that offer the colleagues."""
        return {"people": [(ref, user.name or user.email) for ref, user in self.colleagues.items()], "today": self.request.access.on}

    def agreed(self, form: forms.BaseForm, former: User | None = None) -> Agreed:
        """Return what was written; `former` is an owner who is no colleague any more and stays."""
        data, ref = form.cleaned_data, form.cleaned_data["owner"]
        owner = self.colleagues.get(ref) or (former if former and former.ref == ref else None)
        return Agreed(what=data["what"], owner=owner, owner_name=data["owner_name"], due_date=data["due_date"])


class ActionCreate(ActionPage):
    """A new action: of the workshop's own accord, or from a result, whose text it begins with."""

    template_name = "assessments/action_create.html"
    form_class = NewActionForm
    result: Result | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "code" in kwargs:
            self.result = self._result_or_404(request)
        ref = self.result.assessment.workshop.ref if self.result else kwargs["ref"]
        self.workshop = get_object_or_404(workshops_with_actions(request.access), ref=ref)
        require(can_manage_actions(request.access, self.workshop))
        return super().dispatch(request, *args, **kwargs)

    def _result_or_404(self, request: HttpRequest) -> Result:
        assessment = get_object_or_404(visible_assessments(request.access), ref=self.kwargs["ref"])
        result = assessment.results.filter(criterion__code=self.kwargs["code"]).select_related("criterion").first()
        if result is None:
            raise Http404
        result.assessment = assessment
        return result

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **self.people()}

    def get_initial(self) -> dict[str, Any]:
        return {"what": self.result.development} if self.result else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        return super().get_context_data(workshop=self.workshop, result=self.result, back_url=back, who_sees=who_sees_actions(), **kwargs)

    def form_valid(self, form: NewActionForm) -> HttpResponse:
        def save() -> None:
            notes, by, at = form.cleaned_data["notes"], self.request.user, self.request.arrived_at
            create_action(workshop=self.workshop, agreed=self.agreed(form), notes=notes, result=self.result, by=by, at=at)
            messages.success(self.request, _("Toimenpide on kehittämissuunnitelmassa."))

        return self.save_or_refuse(form, save, self.get_success_url)

    def get_success_url(self) -> str:
        """Lead back to where the result was read."""
        if self.result is None:
            return reverse("assessments:action-list", args=[self.workshop.ref])
        assessment, code = self.result.assessment, self.result.criterion.code
        if assessment.status == AssessmentStatus.JOINT:
            return reverse("assessments:result-update", args=[assessment.ref, code])
        return reverse("assessments:assessment-results", args=[assessment.ref]) + f"#kehittaminen-{code}"


class ActionUpdate(ActionPage, RevisedForm):
    """An action as a whole; its owner, who does not agree on actions, tells how far it is."""

    template_name = "assessments/action_update.html"
    conflict_template_name = "assessments/action_conflict.html"
    combined_fields = ("notes",)
    action: Action

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.action = action_or_404(request, kwargs["ref"])
        self.workshop = self.action.workshop
        require(can_update_action(request.access, self.action))
        self.may_manage = can_manage_action(request.access, self.action)
        self.form_class = ActionForm if self.may_manage else StatusForm
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **(self.people() if self.may_manage else {})}

    def people(self) -> dict[str, Any]:
        """Offer the owner of now too, when she is no colleague any more."""
        offered, owner = super().people(), self.action.owner
        if owner and owner.ref not in self.colleagues:
            offered["people"].append((owner.ref, owner.name))
        return offered

    def get_initial(self) -> dict[str, Any]:
        chosen = {"status": ActionStatus.DROPPED} if self.request.GET.get("luovu") else {}
        return {**action_initial(self.action), **chosen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(action=self.action, may_manage=self.may_manage, who_sees=who_sees_actions(), **kwargs)

    def get_success_url(self) -> str:
        return reverse("assessments:action-detail", args=[self.action.ref])

    def stored(self) -> Action:
        return readable_actions(self.request.access).get(pk=self.action.pk)

    def stored_values(self) -> dict[str, Any]:
        names = self.form_class.base_fields  # type: ignore[union-attr]  # set in dispatch
        return {name: value for name, value in action_initial(self.stored()).items() if name in names}

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        mine, stored = form.cleaned_data, self.stored_values()
        for name, field in form.fields.items():
            if name != "revision":
                yield str(field.label), self._in_words(name, mine[name]), self._in_words(name, stored[name])

    def _in_words(self, name: str, value: Any) -> str:
        if name == "owner":
            return dict(self.people()["people"]).get(value, "")
        if name == "status":
            return str(ActionStatus(value).label)
        return full_day(value) if name == "due_date" else value

    def save(self, form: Any) -> Action:
        data, by, at = form.cleaned_data, self.request.user, self.request.arrived_at
        told = {name: data[name] for name in ("status", "drop_reason", "notes", "revision")}
        if not self.may_manage:
            return update_action_status(action=self.action, by=by, at=at, **told)
        return update_action(action=self.action, agreed=self.agreed(form, self.action.owner), by=by, at=at, **told)

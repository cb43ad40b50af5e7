"""Working together: criteria given to people, reminders, and a leaver's tasks handed over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from assessments.forms.together import AssigneeForm, HandOverForm
from assessments.lifecycle import AssessmentStatus
from assessments.permissions import can_give_assignment, can_hand_over_tasks, can_remind_participant
from assessments.selectors.assignments import colleagues_of, criteria_with_holders, open_actions, open_assignments, people_to_assign
from assessments.selectors.audience import who_sees_assignment
from assessments.selectors.reminders import people_to_remind
from assessments.services.assignments import assign_criteria, take_back_criteria
from assessments.services.guards import require, require_state
from assessments.services.handover import hand_over_tasks
from assessments.services.reminders import remind_participants
from assessments.views.landing import OfAssessment
from config.toolkit.errors import RefusedInputError
from config.toolkit.views import FormPage
from workshops.models import User, Workshop

TAKE_BACK = "ota_takaisin"  # the button that takes the ticked criteria back
PRESELECTED = "kriteeri"


class AssignmentList(OfAssessment, FormPage):
    """Every criterion with whose it is; the ticked ones are given to one person, or taken back."""

    template_name = "assessments/assignment_list.html"
    form_class = AssigneeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_state(self.assessment, AssessmentStatus.JOINT)
        require(can_give_assignment(request.access, self.assessment))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "people": people_to_assign(self.assessment, self.request.access.on)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.POST.getlist("criteria") or self.request.GET.getlist(PRESELECTED)
        context = {"areas": criteria_with_holders(self.assessment), "chosen": chosen, "who_sees": who_sees_assignment(), **kwargs}
        return super().get_context_data(**context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._take_back() if TAKE_BACK in request.POST else super().post(request, *args, **kwargs)

    def form_valid(self, form: AssigneeForm) -> HttpResponse:
        def save() -> None:
            given = assign_criteria(criterion_codes=set(self.request.POST.getlist("criteria")), **form.cleaned_data, **self._by())
            count = len(given)
            sentence = ngettext("Annettiin yksi kriteeri.", "Annettiin %(count)s kriteeriä.", count) % {"count": count}
            messages.success(self.request, sentence if count else _("Kriteerit olivat jo hänellä."))

        return self.save_or_refuse(form, save, lambda: self.request.path)

    def _take_back(self) -> HttpResponse:
        try:
            count = take_back_criteria(criterion_codes=set(self.request.POST.getlist("criteria")), **self._by())
        except RefusedInputError as refusal:
            messages.error(self.request, refusal.message)
        else:
            sentence = ngettext("Otettiin takaisin yksi kriteeri.", "Otettiin takaisin %(count)s kriteeriä.", count) % {"count": count}
            messages.success(self.request, sentence if count else _("Valitut kriteerit eivät olleet kenelläkään."))
        return redirect(self.request.path)

    def _by(self) -> dict[str, Any]:
        return {"assessment": self.assessment, "by": self.request.user, "at": self.request.arrived_at}


class ReminderCreate(OfAssessment, TemplateView):
    """Those who have not finished their own ratings, with when each was last reminded; the ticked ones get a message."""

    template_name = "assessments/reminder_create.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_state(self.assessment, AssessmentStatus.INDIVIDUAL)
        require(can_remind_participant(request.access, self.assessment))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = self.request.access.on
        people = [
            (person, bool(person.reminded_at and timezone.localdate(person.reminded_at) == today))
            for person in people_to_remind(self.assessment)
        ]
        return super().get_context_data(people=people, may_send=any(not is_done for _person, is_done in people), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            sent = remind_participants(
                assessment=self.assessment,
                participant_refs=set(request.POST.getlist("people")),
                by=request.user,
                at=request.arrived_at,
            )
        except RefusedInputError as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal.message), status=refusal.status)
        count = len(sent)
        sentence = ngettext("Muistutus lähti yhdelle.", "Muistutus lähti %(count)s henkilölle.", count) % {"count": count}
        messages.success(request, sentence if count else _("Kaikki valitsemasi ovat jo valmiita tai saivat muistutuksen tänään."))
        return redirect(request.path)


class TaskHandOver(FormPage):
    """What one person has open in a workshop, and who goes on with it."""

    template_name = "assessments/task_hand_over.html"
    form_class = HandOverForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.workshop = get_object_or_404(Workshop.objects.visible_to(request.access), ref=kwargs["workshop_ref"])
        require(can_hand_over_tasks(request.access, self.workshop))
        self.leaver = get_object_or_404(User.objects.get_queryset(), ref=kwargs["user_ref"])
        self.assignments = list(open_assignments(self.leaver, self.workshop))
        self.actions = list(open_actions(self.leaver, self.workshop))
        if not (self.assignments or self.actions):
            get_object_or_404(colleagues_of(self.workshop, request.access.on), pk=self.leaver.pk)  # of strangers nothing is told
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        colleagues = colleagues_of(self.workshop, self.request.access.on).exclude(pk=self.leaver.pk)
        return {**super().get_form_kwargs(), "people": colleagues}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = {"assignments": self.assignments, "actions": self.actions}
        return super().get_context_data(workshop=self.workshop, leaver=self.leaver, **lines, **kwargs)

    def form_valid(self, form: HandOverForm) -> HttpResponse:
        def save() -> None:
            to = form.cleaned_data["to"]
            done = hand_over_tasks(workshop=self.workshop, leaver=self.leaver, to=to, by=self.request.user, at=self.request.arrived_at)
            counts = {"moved": done.moved, "released": done.released}
            messages.success(self.request, _("Siirtyi: %(moved)s. Jäi ilman tekijää: %(released)s.") % counts)

        return self.save_or_refuse(form, save, lambda: reverse("workshops:workshop-people", args=[self.workshop.ref]))

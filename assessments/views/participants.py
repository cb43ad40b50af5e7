"""Who takes part in an assessment, and how far each is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from assessments.forms.participants import ParticipantsForm
from assessments.lifecycle import OPEN_STATUSES, AssessmentStatus
from assessments.models import Assessment, Participant
from assessments.permissions import can_change_participants
from assessments.selectors.overview import areas_of
from assessments.selectors.participants import colleagues_to_add
from assessments.selectors.progress import PersonProgress, people_progress
from assessments.selectors.visibility import who_sees_invitation
from assessments.services.guards import require, require_state
from assessments.services.participants import add_participants, remove_participant
from assessments.views.landing import OfAssessment
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage
from workshops.roles import Permission

CHANGEABLE = (AssessmentStatus.DRAFT, AssessmentStatus.INDIVIDUAL)


def require_manager(request: HttpRequest, assessment: Assessment) -> None:
    """Refuse those who see the assessment but do not manage it."""
    require(request.access.may_in(assessment.workshop, Permission.MANAGE_ASSESSMENT))


class ParticipantList(OfAssessment, FormPage):
    """The participants with how far each is, and the form that adds more until the discussion opens."""

    template_name = "assessments/participant_list.html"
    form_class = ParticipantsForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_manager(request, self.assessment)
        if request.method == "POST":
            require_state(self.assessment, *CHANGEABLE)
        require_state(self.assessment, *OPEN_STATUSES)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def people(self) -> list[PersonProgress]:
        return people_progress(self.assessment)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "colleagues": colleagues_to_add(self.assessment, self.request.access.on)}

    def get_initial(self) -> dict[str, Any]:
        """Propose everybody for a new draft that has nobody yet."""
        is_new = self.assessment.status == AssessmentStatus.DRAFT and not self.people
        return {"users": list(colleagues_to_add(self.assessment, self.request.access.on))} if is_new else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            people=[(person, person.is_waiting(self.request.arrived_at)) for person in self.people],
            criteria_count=sum(area.criteria_count for area in areas_of(self.assessment)),  # type: ignore[attr-defined]  # annotated there
            may_change=can_change_participants(self.request.access, self.assessment),
            who_sees=who_sees_invitation(),
            **kwargs,
        )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        def save() -> None:
            added = add_participants(
                assessment=self.assessment,
                users=list(form.cleaned_data.get("users", [])),
                emails=form.cleaned_data["emails"],
                by=self.request.user,
                at=self.request.arrived_at,
            )
            messages.success(self.request, _told(added))

        return self.save_or_refuse(form, save, lambda: reverse("assessments:participant-list", args=[self.assessment.ref]))


def _told(added: list[Participant]) -> str:
    invited = sum(participant.user_id is None for participant in added)
    joined = len(added) - invited
    sentences = []
    if joined:
        sentences.append(ngettext("Lisättiin yksi osallistuja.", "Lisättiin %(count)s osallistujaa.", joined) % {"count": joined})
    if invited:
        sentences.append(ngettext("Lähetettiin yksi kutsu.", "Lähetettiin %(count)s kutsua.", invited) % {"count": invited})
    return " ".join(sentences) or _("Kaikki valitsemasi henkilöt osallistuvat jo.")


class ParticipantRemove(OfAssessment, TemplateView):
    """Warn that the participant's ratings are lost, then take her out."""

    template_name = "assessments/participant_remove.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_manager(request, self.assessment)
        self.participant = get_object_or_404(self.assessment.participants.all(), ref=kwargs["participant_ref"])
        if self.participant.removed_at is not None:
            messages.info(request, _("Osallistuja on jo poistettu."))
            return redirect("assessments:participant-list", ref=self.assessment.ref)
        require_state(self.assessment, *CHANGEABLE)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = next(person for person in people_progress(self.assessment) if person.participant == self.participant)
        return super().get_context_data(person=person, is_self=person.user == self.request.user, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        remove_participant(participant=self.participant, by=request.user, at=request.arrived_at)
        messages.success(request, _("Osallistuja on poistettu."))
        return redirect("assessments:participant-list", ref=self.assessment.ref)

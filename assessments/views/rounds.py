"""The coordinator's rounds: their list and board, making and changing them, moving the deadline, the spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.forms.rounds import (
    ROUND_FIELDS,
    MoveDeadlineForm,
    NewRoundForm,
    RoundForm,
    deadline_initial,
    new_round_initial,
    round_initial,
)
from assessments.selectors.drafts import startable_versions
from assessments.selectors.round_auditors import auditor_name, loads_in
from assessments.selectors.round_board import applications_of, board_lines, figures_of
from assessments.selectors.round_figures import AUDITOR, STATE, STATES, STUCK_IN, WAITINGS, WAITS, WISH, WISHES, Choice
from assessments.selectors.round_sheets import board_sheets
from assessments.selectors.round_standing import STUCK
from assessments.selectors.rounds import (
    facts_of,
    lines_of,
    moves_of,
    phase_of,
    reach_of,
    rounds_for_list,
    rounds_for_pages,
    who_sees_move,
    who_sees_round,
    without_round,
)
from assessments.services.rounds import create_round, move_deadline, update_round
from config.toolkit.errors import RefusedInputError
from config.toolkit.forms import BaseForm
from config.toolkit.sheets import xlsx_response
from config.toolkit.views import FormPage, PagedList
from workshops.roles import Permission
from workshops.views.gates import NationalPage, require_nationally

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Application, Round


def round_or_404(ref: str) -> Round:
    """Return the round; who may look for it has been asked before."""
    return get_object_or_404(rounds_for_pages(), ref=ref)


def choice_or_400(request: HttpRequest) -> Choice:
    """Return what the board is to show. Raises `BadRequest` for a value that is not offered."""
    offered: dict[str, Collection[str]] = {STATE: STATES, WISH: WISHES, WAITS: WAITINGS, STUCK_IN: STUCK}
    asked = {name: request.GET.get(name, "") for name in offered}
    auditor = request.GET.get(AUDITOR, "")
    known = auditor_name(auditor) if auditor else ""
    if any(value and value not in offered[name] for name, value in asked.items()) or (auditor and not known):
        raise BadRequest
    return Choice(asked[STATE], asked[WISH], asked[WAITS], asked[STUCK_IN], auditor, known)


def saving(save: Callable[[], object], **beside: str) -> Callable[[], None]:
    """Return the service call with its refusals beside the fields of the page: `beside` names them by the service's fields."""

    def call() -> None:
        try:
            save()
        except RefusedInputError as refusal:
            refusal.field = beside.get(refusal.field or "", refusal.field)
            raise

    return call


class OfRounds(NationalPage):
    """A page of those who run the rounds; for everybody else there is nothing here."""

    permission = Permission.MANAGE_ROUNDS


class OfRound(OfRounds):
    """A page of one round."""

    @cached_property
    def round_(self) -> Round:
        return round_or_404(self.kwargs["ref"])


class RoundList(OfRounds, PagedList):
    """Open, coming and passed rounds, and who has registered without a round."""

    template_name = "assessments/round_list.html"

    def get_queryset(self) -> QuerySet[Round]:
        return rounds_for_list(self.request.arrived_at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(undecided=without_round(), **kwargs)
        return {**context, "lines": lines_of(context["page_obj"], self.request.arrived_at)}


class RoundCreate(OfRounds, FormPage):
    """Make a round of a published criteria version."""

    template_name = "assessments/round_create.html"
    form_class = NewRoundForm
    made: Round

    def get_initial(self) -> dict[str, Any]:
        return new_round_initial(self.request.arrived_at)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "versions": startable_versions()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_round(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in (*ROUND_FIELDS, "version", "deadline_at")}

        def save() -> None:
            self.made = create_round(**values, by=self.request.user, at=self.request.arrived_at)

        return self.save_or_refuse(form, saving(save, deadline_at="deadline_date"), self._next_url)

    def _next_url(self) -> str:
        messages.success(self.request, _("Kierros on luotu."))
        return reverse("assessments:round-board", args=[self.made.ref])


class RoundUpdate(OfRound, FormPage):
    """Change everything of a round but its version and its deadline."""

    template_name = "assessments/round_update.html"
    form_class = RoundForm

    def get_initial(self) -> dict[str, Any]:
        return round_initial(self.round_)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(round=self.round_, who_sees=who_sees_round(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ROUND_FIELDS}

        def save() -> None:
            update_round(round_=self.round_, **values, by=self.request.user, at=self.request.arrived_at)

        return self.save_or_refuse(form, saving(save, deadline_at="opens_date"), self._next_url)

    def _next_url(self) -> str:
        messages.success(self.request, _("Muutokset on tallennettu."))
        return reverse("assessments:round-board", args=[self.round_.ref])


class RoundDeadline(OfRound, FormPage):
    """Move the deadline in force for everybody, and read how it has been moved."""

    template_name = "assessments/round_deadline.html"
    form_class = MoveDeadlineForm

    def get_initial(self) -> dict[str, Any]:
        return deadline_initial(self.round_)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            round=self.round_,
            has_passed=self.round_.has_passed(self.request.arrived_at),
            reach=reach_of(self.round_),
            moves=moves_of(self.round_),
            who_sees=who_sees_move(),
            **kwargs,
        )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ("deadline_at", "reason")}

        def save() -> None:
            move_deadline(round_=self.round_, **values, by=self.request.user, at=self.request.arrived_at)

        return self.save_or_refuse(form, saving(save, deadline_at="deadline_date", decision_date="deadline_date"), self._next_url)

    def _next_url(self) -> str:
        messages.success(self.request, _("Määräaika on siirretty. Hakemusten yhteyshenkilöt saavat siitä sähköpostin."))
        return reverse("assessments:round-board", args=[self.round_.ref])


class RoundBoard(OfRound, PagedList):
    """Who has registered to the round, how far each is, and what waits for whom."""

    template_name = "assessments/round_board.html"

    def get_queryset(self) -> QuerySet[Application]:
        self.choice = choice_or_400(self.request)
        return applications_of(self.round_, self.choice, self.request.arrived_at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = self.request.arrived_at
        context = super().get_context_data(round=self.round_, phase=phase_of(self.round_, at), facts=facts_of(self.round_), **kwargs)
        return {
            **context,
            "choice": self.choice,
            "figures": figures_of(self.round_, at),
            "lines": board_lines(context["page_obj"], self.round_, at),
            "loads": loads_in(self.round_),
            "is_named": self.round_.has_passed(at),
        }


@require_safe
def round_sheet(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the board's list, as it is asked for, as an XLSX file."""
    require_nationally(request, Permission.MANAGE_ROUNDS)
    round_, choice, at = round_or_404(ref), choice_or_400(request), request.arrived_at
    lines = board_lines(applications_of(round_, choice, at), round_, at)
    return xlsx_response(f"hakukierros-{round_.name}-{timezone.localdate(at):%Y-%m-%d}", board_sheets(lines, loads_in(round_)), at=at)

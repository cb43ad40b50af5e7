"""An auditor's own page: her audits, when she cannot come, and where she has worked or trained before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.choices import TieKind
from assessments.forms.auditors import AbsenceForm, MostForm, TieForm
from assessments.models import Auditor
from assessments.selectors.auditing.cards import card_of, own_lines, own_seats, who_sees_card
from assessments.services.auditing.own_card import add_absence, add_tie, remove_absence, remove_tie, set_most_a_year
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage, page_of
from workshops.roles import Permission
from workshops.views.gates import require_nationally

WHICH = "tee"  # the posted field that tells what is done; each form and each button of the page has it
FORMS: dict[str, type[BaseForm]] = {"poissaolo": AbsenceForm, "sidos": TieForm, "maara": MostForm}


def _take_back_absence(posted: QueryDict, mine: dict[str, Any]) -> None:
    try:
        first_date = dt.date.fromisoformat(posted.get("first_date", ""))
    except ValueError:
        raise BadRequest from None
    remove_absence(first_date=first_date, **mine)


def _take_back_tie(posted: QueryDict, mine: dict[str, Any]) -> None:
    asked = (posted.get("organisation", ""), posted.get("kind", ""))
    for tie in mine["auditor"].ties.select_related("organisation"):
        if (tie.organisation.ref, tie.kind) == asked:
            remove_tie(organisation=tie.organisation, kind=TieKind(tie.kind), **mine)


REMOVALS = {"poista-poissaolo": _take_back_absence, "poista-sidos": _take_back_tie}


class OwnCard(FormPage):
    """The auditor's page as it is read, for those who hold an auditor's role; one without a card is told who makes it."""

    template_name = "assessments/own_auditor.html"
    card: Auditor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_nationally(request, Permission.AUDIT)
        card = card_of(request.access)
        if card is None:
            return render(request, "assessments/own_auditor_coming.html") if request.method in ("GET", "HEAD") else redirect(request.path)
        self.card = card
        return super().dispatch(request, *args, **kwargs)

    @property
    def doing(self) -> str:
        return self.request.POST.get(WHICH, "")

    def get_form_class(self) -> type[BaseForm]:
        return FORMS.get(self.doing, AbsenceForm)

    def get_initial(self) -> dict[str, Any]:
        return {"most_a_year": self.card.most_a_year}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(card=self.card, who_sees=who_sees_card(), **kwargs)
        page = page_of(own_seats(self.request.access), self.request.GET.get("sivu"))
        fresh = {name: form_class(initial=self.get_initial()) for name, form_class in FORMS.items()}
        return {
            **context,
            "forms": fresh | ({self.doing: context["form"]} if self.doing else {}),
            "page_obj": page,
            "seats": own_lines(page, self.request.access),
            "ties": self.card.ties.select_related("organisation"),
            "declarations": self.card.declarations.select_related("organisation"),
        }


class OwnAuditor(OwnCard):
    """The auditor's own audits and card: what she adds, by its form, and what she takes back, by its button."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = {"auditor": self.card, "by": request.user, "at": request.arrived_at}
        if self.doing in REMOVALS:
            REMOVALS[self.doing](request.POST, mine)
            return redirect(self._done_url())
        if self.doing not in FORMS:
            raise BadRequest
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        data, doing = form.cleaned_data, self.doing
        mine: dict[str, Any] = {"auditor": self.card, "by": self.request.user, "at": self.request.arrived_at}

        def save() -> None:
            if doing == "poissaolo":
                add_absence(**data, **mine)
            elif doing == "sidos":
                add_tie(organisation=data["tied_to"], kind=TieKind(data["kind"]), **mine)
            else:
                set_most_a_year(**data, **mine)

        return self.save_or_refuse(form, save, self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Tiedot on tallennettu."))
        return self.request.path

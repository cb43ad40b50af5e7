"""After a decision: superseding a wrong one by a new one, and recording that its conditions have been met."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from assessments.forms.decisions import ConditionsForm, CorrectionForm, correction_initial
from assessments.models import Decision
from assessments.permissions import can_decide_on, can_follow_conditions
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.decisions.told import visible_decisions, who_sees_decision, who_sees_follow_up
from assessments.services.decisions import follow_up_conditions, record_decision
from assessments.services.guards import require
from config.toolkit.errors import WrongStateError
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage


class OfDecision(View):
    """A page about the decision of the address: found among those that the asker sees; who may not do this is refused."""

    @cached_property
    def decision(self) -> Decision:
        return get_object_or_404(visible_decisions(self.request.access), ref=self.kwargs["ref"])

    def allowed(self) -> bool:
        """Tell whether the asker may do what the page is for."""
        raise NotImplementedError

    def closed(self) -> str:
        """Return why there is nothing to do on the page any more; empty while there is."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(self.allowed())
        if request.method != "POST" and (sentence := self.closed()):  # a post is refused by the service, and its text given back
            raise WrongStateError(sentence)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        application = self.decision.application
        own = {"decision": self.decision, "application": application, "unit_names": unit_names(application), "detail_url": self.detail_url}
        return {**own, **context}

    @property
    def detail_url(self) -> str:
        return reverse("assessments:decision-detail", args=[self.decision.application.ref])


class DecisionCorrect(OfDecision, FormPage):
    """Record a new decision instead of a wrong one; the wrong one stays to be read."""

    template_name = "assessments/decision_correct.html"
    form_class = CorrectionForm

    def allowed(self) -> bool:
        return can_decide_on(self.request.access, self.decision.application)

    def closed(self) -> str:
        return _("Tämä päätös on jo oikaistu. Lue hakemuksen viimeisin päätös.") if hasattr(self.decision, "superseded_by") else ""

    def get_initial(self) -> dict[str, Any]:
        return correction_initial(self.decision)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_decision(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        application, values = self.decision.application, {**form.cleaned_data, "by": self.request.user, "at": self.request.arrived_at}
        save = {"application": application, "supersedes": self.decision, **values}
        return self.save_or_refuse(form, lambda: record_decision(**save), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Oikaistu päätös on kirjattu. Hakija ja koordinaattorit saavat siitä sähköpostin."))
        return self.detail_url


class DecisionConditions(OfDecision, FormPage):
    """Record that the conditions of the decision have been met."""

    template_name = "assessments/decision_conditions.html"
    form_class = ConditionsForm

    def allowed(self) -> bool:
        return can_follow_conditions(self.request.access, self.decision.application)

    def closed(self) -> str:
        waits = self.decision.conditions and not hasattr(self.decision, "follow_up") and not hasattr(self.decision, "superseded_by")
        return "" if waits else _("Päätöksessä ei ole ehtoja, jotka odottavat täyttymistä.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_follow_up(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {**form.cleaned_data, "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: follow_up_conditions(decision=self.decision, **values), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Ehtojen täyttyminen on kirjattu."))
        return self.detail_url

"""Withdrawing an application, and moving a lapsed one on to the next round."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessments.forms.applications import RoundForm, WithdrawForm
from assessments.lifecycle import APPLICATION_TRANSITIONS, ApplicationStatus
from assessments.selectors.applications.registering import open_rounds, who_sees_registration
from assessments.services.applications.ending import renew_application, withdraw_application
from assessments.services.guards import require_application_state
from assessments.views.applications.landing import OfOwnApplication
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage


class ApplicationWithdraw(OfOwnApplication, FormPage):
    """Take the application back, with a reason if one likes to tell it."""

    template_name = "assessments/application_withdraw.html"
    form_class = WithdrawForm

    def refusal(self) -> HttpResponse | None:
        if self.application.status == ApplicationStatus.WITHDRAWN:
            messages.info(self.request, _("Hakemus on jo peruttu."))
            return redirect(self.landing_url())
        require_application_state(self.application, APPLICATION_TRANSITIONS["withdraw"].sources)
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_registration(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"reason": form.cleaned_data["reason"], "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: withdraw_application(application=self.application, **values), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Hakemus on peruttu. Samoille työpajoille voi ilmoittautua uudelleen."))
        return self.landing_url()


class ApplicationRenew(OfOwnApplication, FormPage):
    """Move a lapsed application with its texts to a round that takes applications."""

    template_name = "assessments/application_renew.html"
    form_class = RoundForm

    def refusal(self) -> HttpResponse | None:
        if self.application.status == ApplicationStatus.OPEN:
            messages.info(self.request, _("Hakemus on jo täytettävänä."))
            return redirect(self.landing_url())
        require_application_state(self.application, APPLICATION_TRANSITIONS["renew"].sources)
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        rounds = open_rounds(self.request.arrived_at)
        return {**super().get_form_kwargs(), "rounds": rounds, "today": self.request.access.on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_registration(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"into": form.cleaned_data["round"], "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: renew_application(application=self.application, **values), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Hakemus on siirretty kierrokselle. Tarkistakaa tekstit ja lähettäkää hakemus."))
        return self.landing_url()

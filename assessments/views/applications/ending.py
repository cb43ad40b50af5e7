"""Withdrawing an application, and moving a lapsed one on to the next round."""

from __future__ import annotations

from django.views.generic import TemplateView

from assessments.views.applications.landing import OfApplication


class ApplicationWithdraw(OfApplication, TemplateView):
    """Take the application back, with a reason if one likes to tell it."""

    template_name = "assessments/application_withdraw.html"


class ApplicationRenew(OfApplication, TemplateView):
    """Move a lapsed application to a round that takes applications."""

    template_name = "assessments/application_renew.html"

"""Texts of the service's own mails."""

from django.views.generic import TemplateView


class MailTextList(TemplateView):
    template_name = "assessments/own_messages.html"


class MailTextUpdate(TemplateView):
    template_name = "assessments/own_messages.html"

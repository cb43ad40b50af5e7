"""Messages."""

from django.views.generic import TemplateView


class OwnMessages(TemplateView):
    template_name = "assessments/own_messages.html"

"""Messages."""

from django.views.generic import TemplateView


class MessageCreate(TemplateView):
    template_name = "assessments/own_messages.html"

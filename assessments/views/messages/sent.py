"""Messages."""

from django.views.generic import TemplateView


class SentMessageList(TemplateView):
    template_name = "assessments/own_messages.html"

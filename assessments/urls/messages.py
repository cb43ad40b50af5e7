"""Addresses of messages, mail texts and the record of sent mail."""

from django.urls import path

from assessments.views.messages import mail_texts, own, sent, writing

TEXTS = "koordinointi/viestipohjat/"
urlpatterns = [
    path("koordinointi/viestit/", sent.SentMessageList.as_view(), name="sent-message-list"),
    path("koordinointi/viestit/uusi/", writing.MessageCreate.as_view(), name="message-create"),
    path(TEXTS, mail_texts.MailTextList.as_view(), name="mail-text-list"),
    path(f"{TEXTS}<str:kind>/<str:language>/", mail_texts.MailTextUpdate.as_view(), name="mail-text-update"),
    path("oma/viestit/", own.OwnMessages.as_view(), name="own-messages"),
]

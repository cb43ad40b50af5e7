"""The record of sent mail: what has been sent to whom and when, never what it said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.mail_kinds import kinds_of_choice, own_words, words_for_coordinators
from config.toolkit.search import sort_key
from config.toolkit.templatetags.ui import full_day_clock
from workshops.models import OutgoingMail, User
from workshops.tasks import RETRY_DELAYS


@dataclass(frozen=True)
class SentLine:
    """One mail in the record. `receiver` is the person's name as it is now; of an address without an account nothing is told."""

    mail: OutgoingMail
    what: str
    receiver: str
    state: str
    tone: str  # "" when it has been sent


@dataclass(frozen=True)
class OwnLine:
    """One mail to its receiver."""

    mail: OutgoingMail
    what: str
    why: str
    state: str


@dataclass(frozen=True)
class Asked:
    """What the record is narrowed to: a kind or all inner ones, a part of a name, one group message. Empty is everything."""

    kind: str = ""
    name: str = ""
    message: str = ""


def sent_mail(asked: Asked) -> QuerySet[OutgoingMail]:
    """Return the mail asked for, the newest first."""
    rows = OutgoingMail.objects.select_related("to_user").defer("text", "html").order_by("-pk")
    if asked.kind:
        rows = rows.filter(kind__in=kinds_of_choice(asked.kind))
    if asked.name:
        rows = rows.filter(to_user__sort_key__contains=sort_key(asked.name))
    if asked.message:
        rows = rows.filter(kind="group_message", key__startswith=f"group_message:{asked.message}:")
    return rows


def sent_lines(mails: Iterable[OutgoingMail]) -> list[SentLine]:
    """Return the mails as the coordinator sees them."""
    return [
        SentLine(
            mail,
            words_for_coordinators(mail.kind),
            mail.to_user.name if mail.to_user else _("Osoite, jolla ei ole tunnusta"),
            state_of(mail),
            tone="late" if _is_stuck(mail) else "due" if mail.sent_at is None else "",
        )
        for mail in mails
    ]


def own_mail(user: User) -> QuerySet[OutgoingMail]:
    """Return what has been sent to the person, or waits to be, the newest first."""
    return OutgoingMail.objects.filter(to_user=user).defer("text", "html").order_by("-pk")


def own_lines(mails: Iterable[OutgoingMail]) -> list[OwnLine]:
    return [OwnLine(mail, *own_words(mail.kind), state_of(mail)) for mail in mails]


def state_of(mail: OutgoingMail) -> str:
    """Return when the mail was sent, or what it waits for."""
    if mail.sent_at:
        return _("Lähetetty %(moment)s") % {"moment": full_day_clock(mail.sent_at)}
    if not mail.attempts:
        return _("Odottaa lähettämistä")
    words = _("Lähettäminen ei onnistunut, yrityksiä %(count)s") if _is_stuck(mail) else _("Yritetään uudelleen, yrityksiä %(count)s")
    return words % {"count": mail.attempts}


def _is_stuck(mail: OutgoingMail) -> bool:
    """Tell whether nothing tries to send it any more but `manage.py send_waiting_mail`."""
    return mail.sent_at is None and mail.attempts > len(RETRY_DELAYS)

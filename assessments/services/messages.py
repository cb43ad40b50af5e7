"""Writing to a group at once."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments.mail.messages import mail_group_message
from assessments.models import Message, Round
from assessments.permissions import can_manage_rounds
from assessments.selectors.messages import GROUPS, MOST_RECEIVERS, fingerprint_of, receivers_of
from assessments.services.guards import access_of, require
from config.toolkit.errors import RefusedInputError, StaleRevisionError, WrongStateError
from config.toolkit.models import REF_ALPHABET, REF_LENGTH, require_lengths
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def send_message(
    *, token: str, group: str, round_: Round | None, subject: str, text: str, shown: str, by: User, at: dt.datetime
) -> Message:
    """Send the message to everybody in the group, once: the same token again gives the message that was sent, and sends nothing.

    `token` is made with the page that is confirmed, `shown` is the fingerprint of the receivers on it. Raises `RefusedInputError` for an
    unknown or empty group, a missing round or too many receivers, `StaleRevisionError` when the group has changed since it was shown,
    `WrongStateError` when another message has been sent with the token.
    """
    require(can_manage_rounds(access_of(by, at)))
    _require_group(group, round_)
    message = Message(ref=token, group=group, round=round_, subject=" ".join(subject.split()), text=text.strip(), sent_at=at, sent_by=by)
    sent = _sent_before(message)
    if sent is not None:
        return sent
    people = receivers_of(group, round_, at)
    _require_receivers(people, shown)
    message.receivers = len(people)
    if not _store(message):
        return _sent_before(message) or message
    details = {"group": group, "round": round_.ref if round_ else "", "receivers": len(people)}
    record_event(action="message_sent", obj=message, by=by, at=at, details=details)
    mail_group_message(message, people, at)
    return message


def _store(message: Message) -> bool:
    """Store the message; False when another has been stored with its token: of two clicks at one time the second waits for the first."""
    require_lengths(message)
    message.full_clean(exclude=["ref"])
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def require_sendable(*, group: str, round_: Round | None, at: dt.datetime) -> list[User]:
    """Return who would get the message. Raises `RefusedInputError` as `send_message`."""
    _require_group(group, round_)
    people = receivers_of(group, round_, at)
    _require_receivers(people, fingerprint_of(people))
    return people


def _sent_before(message: Message) -> Message | None:
    """Return the same message sent before under its token, None when there is none. Raises `WrongStateError` for another one."""
    if len(message.ref) != REF_LENGTH or set(message.ref) - set(REF_ALPHABET):
        raise RefusedInputError(_("Sivu oli vanhentunut. Tarkista viesti ja lähetä se uudelleen."))
    sent = Message.objects.filter(ref=message.ref).first()
    if sent is None:
        return None
    fields = ("group", "round_id", "subject", "text", "sent_by_id")
    if any(getattr(sent, field) != getattr(message, field) for field in fields):
        raise WrongStateError(_("Tältä sivulta on jo lähetetty viesti. Jos haluat lähettää tämän uutena viestinä, tarkista se ensin."))
    return sent


def _require_group(group: str, round_: Round | None) -> None:
    known = GROUPS.get(group)
    if known is None:
        raise RefusedInputError(_("Valitse yksi annetuista vaihtoehdoista."), field="group")
    if known.of_round and round_ is None:
        raise RefusedInputError(_("Valitse kierros. Tämä ryhmä on aina yhden kierroksen."), field="round")
    if known.of_round is False and round_ is not None:
        raise RefusedInputError(_("Jätä kierros valitsematta. Tämä ryhmä on sama kaikilla kierroksilla."), field="round")


def _require_receivers(people: list[User], shown: str) -> None:
    if not people:
        raise RefusedInputError(_("Tässä ryhmässä ei ole nyt ketään. Valitse toinen ryhmä."), field="group")
    if len(people) > MOST_RECEIVERS:
        most = number_format(MOST_RECEIVERS, force_grouping=True)
        raise RefusedInputError(_("Ryhmässä on yli %(most)s henkilöä. Valitse pienempi ryhmä.") % {"most": most}, field="group")
    if fingerprint_of(people) != shown:
        raise StaleRevisionError(_("Ryhmä on muuttunut sen jälkeen, kun tarkistit viestin. Tarkista vastaanottajat vielä kerran."))

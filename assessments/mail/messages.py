"""The e-mail of a message that a coordinator writes to a group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from assessments.models import Message
from assessments.selectors.messages import GROUPS
from workshops.mail import queue_mails
from workshops.models import OutgoingMail, User

KIND = "group_message"


def message_context(message: Message) -> dict[str, Any]:
    """Return what the mail shows of the message, sent or not."""
    return {"message": message, "sender": message.sent_by, "group_label": GROUPS[message.group].label, "round": message.round}


def mail_group_message(message: Message, people: Sequence[User], at: dt.datetime) -> list[OutgoingMail]:
    """Queue the message to each of the people, once; the caller has just made the message's row."""
    return queue_mails(kind=KIND, key=f"{KIND}:{message.ref}", context=message_context(message), at=at, users=people)

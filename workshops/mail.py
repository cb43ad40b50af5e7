"""E-mail as rows: rendered in the transaction it tells of, handed to the worker after commit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.template.backends.django import Template
from django.template.context import make_context
from django.template.loader import get_template
from django.utils import translation

from workshops.mail_texts import SUBJECT_MAX_LENGTH, is_used, parts_from, texts_in_use
from workshops.models import MailText, OutgoingMail, User
from workshops.tasks import send_mail, send_mails

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KEYS_AT_ONCE = 500  # a query carries only so many values
ROWS_AT_ONCE = 80


def absolute_url(path: str) -> str:
    """Return the address of a path for a mail: always below SITE_URL, whatever host the request named (ASVS 5.0, 4.1)."""
    return f"{settings.SITE_URL}{path}"


def queue_mail(  # noqa: PLR0913 a mail has these parts
    *,
    kind: str,
    key: str,
    context: Mapping[str, Any],
    at: dt.datetime,
    to_user: User | None = None,
    to_address: str = "",
) -> OutgoingMail:
    """Render the mail `emails/<kind>` and store it to be sent once after commit; the same key again gives the same row, no second mail.

    Either `to_user` (whose address is looked up when sending) or `to_address`. Must be called inside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("queue_mail belongs inside the transaction it tells of.")
    parts = _parts(kind, context, to_user, texts_in_use(kind))
    mail, created = OutgoingMail.objects.get_or_create(
        key=key, defaults={"kind": kind, "to_user": to_user, "to_address": to_address, "queued_at": at, **parts}
    )
    if created:
        transaction.on_commit(lambda: send_mail.enqueue(mail.pk))
    return mail


def queue_mails(*, kind: str, key: str, context: Mapping[str, Any], at: dt.datetime, users: Sequence[User]) -> list[OutgoingMail]:
    """Store the same mail for several people, each rendered for the receiver; no query for each of them.

    The key of each is `key` with the receiver's ref; those queued before under their key are passed over. The caller holds a lock
    that keeps a second request from queueing the same occasion at the same time.
    """
    by_key = {f"{key}:{user.ref}": user for user in users}
    queued = queued_keys(by_key)
    texts = texts_in_use(kind) if len(queued) < len(by_key) else {}
    mails = OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(key=mail_key, kind=kind, to_user=user, queued_at=at, **_parts(kind, context, user, texts))
            for mail_key, user in by_key.items()
            if mail_key not in queued
        ),
        batch_size=ROWS_AT_ONCE,
    )
    if len(mails) == 1:
        transaction.on_commit(lambda: send_mail.enqueue(mails[0].pk))
    elif mails:
        transaction.on_commit(lambda: send_mails.enqueue([mail.pk for mail in mails]))
    return mails


def queued_keys(keys: Iterable[str]) -> set[str]:
    """Return which of the keys have been queued, sent or not; a query for each `KEYS_AT_ONCE` of them."""
    asked = list(keys)
    found: set[str] = set()
    for start in range(0, len(asked), KEYS_AT_ONCE):
        found.update(OutgoingMail.objects.filter(key__in=asked[start : start + KEYS_AT_ONCE]).values_list("key", flat=True))
    return found


def shipped_parts(kind: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Return subject, plain text and HTML of the mail as it ships, in the language in force."""
    return {
        "subject": " ".join(_render(f"emails/{kind}_subject.txt", values, autoescape=False).split())[:SUBJECT_MAX_LENGTH],
        "text": _render(f"emails/{kind}.txt", values, autoescape=False).strip() + "\n",
        "html": _render(f"emails/{kind}.html", values, autoescape=True),
    }


def _parts(kind: str, context: Mapping[str, Any], to_user: User | None, texts: Mapping[str, MailText]) -> dict[str, str]:
    """Render the mail in its receiver's language: with the text written in its place (`texts`, by language), or the shipped one."""
    language = (to_user.language if to_user else "") or settings.LANGUAGE_CODE
    with translation.override(language):
        values = {**context, "to_user": to_user, "home_url": absolute_url("/")}
        row = texts.get(language)
        return parts_from(row, values) if row and is_used(row, values) else shipped_parts(kind, values)


def _render(name: str, values: Mapping[str, Any], *, autoescape: bool) -> str:
    """Render with escaping for HTML only: an ampersand in a plain text mail stays one."""
    template = get_template(name)
    assert isinstance(template, Template)
    return template.template.render(make_context(dict(values), autoescape=autoescape))

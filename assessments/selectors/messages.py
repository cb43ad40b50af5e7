"""The groups that a coordinator can write to, who is in them, and what has been written."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import ApplicationStatus, SeatStatus
from assessments.models import Application, AuditSeat, Message, Round
from assessments.selectors.audience import people_with
from workshops.models import RoleGrant, User
from workshops.roles import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_RECEIVERS = 2_000
NAMES_SHOWN = 100
ROUNDS_OFFERED = 40
MESSAGES_SHOWN = 10
People = QuerySet[Any]  # keys of users


@dataclass(frozen=True)
class Group:
    """People who can be written to at once. `of_round`: of one round, which must be chosen; None when a round may narrow it."""

    label: StrPromise
    people: Callable[[Round | None, dt.datetime], People]
    of_round: bool | None


@dataclass(frozen=True)
class MessageLine:
    """One message that has been sent to a group."""

    message: Message
    group: str


def _contacts(*states: ApplicationStatus) -> Callable[[Round | None, dt.datetime], People]:
    return lambda round_, _at: Application.objects.filter(round=round_, status__in=states).order_by().values("contact")


def _auditors(status: SeatStatus) -> Callable[[Round | None, dt.datetime], People]:
    def people(round_: Round | None, _at: dt.datetime) -> People:
        seats = AuditSeat.objects.live().filter(status=status)
        return (seats.filter(assessment__application__round=round_) if round_ else seats).order_by().values("auditor__user")

    return people


def _holders(permission: Permission) -> Callable[[Round | None, dt.datetime], People]:
    return lambda _round, at: RoleGrant.objects.current(timezone.localdate(at)).giving(permission).order_by().values("user")


_NOT_WITHDRAWN = [status for status in ApplicationStatus if status != ApplicationStatus.WITHDRAWN]
GROUPS: dict[str, Group] = {
    "registered": Group(_("Hakijat, jotka ovat ilmoittautuneet"), _contacts(ApplicationStatus.REGISTERED), of_round=True),
    "open": Group(_("Hakijat, joiden hakemus on täytettävänä"), _contacts(ApplicationStatus.OPEN), of_round=True),
    "submitted": Group(_("Hakijat, joiden hakemus on lähetetty"), _contacts(ApplicationStatus.SUBMITTED), of_round=True),
    "lapsed": Group(_("Hakijat, joilta hakemus jäi lähettämättä"), _contacts(ApplicationStatus.LAPSED), of_round=True),
    "contacts": Group(_("Kierroksen hakemusten yhteyshenkilöt"), _contacts(*_NOT_WITHDRAWN), of_round=True),
    "auditors": Group(_("Kierroksen auditoitsijat, jotka ovat mukana"), _auditors(SeatStatus.ACCEPTED), of_round=True),
    "invited": Group(_("Kutsutut auditoitsijat, jotka eivät ole vastanneet"), _auditors(SeatStatus.INVITED), of_round=None),
    "all_auditors": Group(_("Kaikki auditoitsijat"), _holders(Permission.AUDIT), of_round=False),
    "all_contacts": Group(_("Työpajojen yhteyshenkilöt ja esihenkilöt"), _holders(Permission.APPLY), of_round=False),
}


def receivers_of(group: str, round_: Round | None, at: dt.datetime) -> list[User]:
    """Return the people of the group who use the service, by name; one more than `MOST_RECEIVERS` when there are too many. One query."""
    people = GROUPS[group].people(round_, at)
    return list(User.objects.filter(is_active=True, pk__in=people).order_by("sort_key", "pk")[: MOST_RECEIVERS + 1])


def fingerprint_of(people: Sequence[User]) -> str:
    """Return what tells whether the people are the same as those that were shown."""
    return hashlib.sha256(" ".join(sorted(person.ref for person in people)).encode()).hexdigest()[:16]


def rounds_to_choose() -> QuerySet[Round]:
    """Return the latest rounds."""
    return Round.objects.order_by("-deadline_at", "-pk")[:ROUNDS_OFFERED]


def message_lines() -> list[MessageLine]:
    """Return the latest messages to groups; one query."""
    rows = Message.objects.select_related("round", "sent_by")[:MESSAGES_SHOWN]
    return [MessageLine(message, group_words(message.group, message.round)) for message in rows]


def group_words(group: str, round_: Round | None) -> str:
    """Return the group in words, with its round; of one that is no more, its code."""
    known = GROUPS.get(group)
    label = str(known.label) if known else group
    return f"{label} ({round_.name})" if round_ else label


def who_sees_message() -> list[tuple[str, str]]:
    """Return who reads a message to a group."""
    coordinators = {"coordinators": people_with(Permission.MANAGE_ROUNDS)}
    return [
        (_now("Sähköpostissa"), _now("Jokainen vastaanottaja saa oman viestin eikä näe muita. Lähettäjän nimi on viestissä.")),
        (_now("Täällä"), _now("Yhdistyksen %(coordinators)s näkevät viestin ja sen, keille se lähti.") % coordinators),
    ]

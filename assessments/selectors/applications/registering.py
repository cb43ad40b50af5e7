"""Reads for registering: workshops, contacts and rounds to choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.models import Application, ApplicationUnit, Round
from assessments.selectors.audience import people_with
from workshops.models import RoleGrant, User, Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from assessments.models.round import RoundQuerySet
    from workshops.permissions import Access


@dataclass(frozen=True)
class Taken:
    """A workshop that cannot be chosen now, and the application for which."""

    workshop: Workshop
    application: Application


def own_workshops(access: Access, application: Application | None = None) -> QuerySet[Workshop]:
    """Return the workshops for which the asker may apply, organisation by organisation: the twin of `can_apply_for`.

    For an application: those of its organisation, and what it covers already.
    """
    hers = Workshop.objects.where_may(access, Permission.APPLY)
    if application is not None:
        own = Q(pk__in=hers.order_by().values("pk"), organisation=application.organisation_id)
        hers = Workshop.objects.filter(own | Q(pk__in=application.units.order_by().values("workshop")))
    return hers.select_related("organisation").order_by("organisation__sort_key", "organisation", "sort_key", "pk")


def taken_workshops(access: Access, application: Application | None = None) -> list[Taken]:
    """Return those of them that another application under way covers, each with it; one query."""
    units = ApplicationUnit.objects.filter(ended_at=None, workshop__in=own_workshops(access, application).order_by().values("pk"))
    others = units.exclude(application=application) if application else units
    return [
        Taken(unit.workshop, unit.application)
        for unit in others.select_related("workshop", "application").order_by("workshop__sort_key", "pk")
    ]


def contacts_in(workshops: Iterable[Workshop] | QuerySet[Workshop], on: dt.date) -> dict[str, tuple[User, str]]:
    """Return by reference the people who apply in the workshops today, each with her places as words, in the order of names; one query."""
    rows = list(workshops)
    here = Q(workshop__in=rows) | Q(organisation__in={workshop.organisation_id for workshop in rows})
    grants = RoleGrant.objects.current(on).giving(Permission.APPLY).filter(here, user__is_active=True)
    people: dict[str, tuple[User, list[str]]] = {}
    for grant in grants.select_related("user", "workshop", "organisation").order_by("user__sort_key", "user", "pk"):
        _user, places = people.setdefault(grant.user.ref, (grant.user, []))
        place = grant.workshop or grant.organisation
        if place is not None and place.name not in places:
            places.append(place.name)
    return {ref: (user, ", ".join(places)) for ref, (user, places) in people.items()}


def upcoming_rounds(at: dt.datetime) -> RoundQuerySet:
    """Return the rounds into which one may register, the next deadline first."""
    return Round.objects.upcoming(at)


def open_rounds(at: dt.datetime) -> RoundQuerySet:
    """Return the rounds that take applications now, the next deadline first."""
    return Round.objects.taking_applications(at)


def round_words(round_: Round, on: dt.date) -> str:
    """Return a round as a choice: its name, its deadline with the time, and its opening when that is still to come."""
    values = {"name": round_.name, "deadline": deadline_words(round_), "opens": date_format(round_.opens_date, "j.n.Y")}
    if round_.opens_date > on:
        return _("%(name)s: avautuu %(opens)s, määräaika %(deadline)s") % values
    return _("%(name)s: määräaika %(deadline)s") % values


def deadline_words(round_: Round) -> str:
    """Return "1.12.2026 klo 16.15"."""
    moment = localtime(round_.deadline_at)
    return _("%(day)s klo %(time)s") % {"day": date_format(moment, "j.n.Y"), "time": date_format(moment, "G.i")}


def who_sees_registration() -> list[tuple[str, str]]:
    """Return who sees what is told when registering: `can_view_application`."""
    people = {"applicants": people_with(Permission.APPLY), "coordinators": people_with(Permission.MANAGE_ROUNDS)}
    sentence = _("Hakemuksen työpajojen %(applicants)s sekä yhdistyksen %(coordinators)s.") % people
    return [(_("Nyt ja myöhemmin"), sentence)]

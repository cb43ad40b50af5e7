"""Quality marks as their pages tell of them: the public register, the page behind a code, the holder's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.choices import MarkState
from assessments.lifecycle import UNDECIDED_STATUSES, ApplicationStatus
from assessments.models import ApplicationUnit, Certificate, Decision, QualityMark, Submission
from assessments.models.mark import held_units
from assessments.permissions import can_decide, can_manage_rounds, can_view_application
from assessments.selectors.audience import people_with
from assessments.validity import ENDING, Renewal, Validity, is_ending, state_of_units, validity_of
from config.toolkit.search import sort_key
from workshops.models import Region, RoleGrant, User, Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from assessments.models.mark import QualityMarkQuerySet
    from workshops.permissions import Access

TONES = {MarkState.VALID: "done", MarkState.ENDED: "todo", MarkState.REVOKED: "late"}


@dataclass(frozen=True)
class MarkStanding:
    """A mark on a day: in which units it holds, and until when."""

    mark: QualityMark
    units: tuple[tuple[Workshop, Validity], ...]
    on: dt.date

    @property
    def state(self) -> MarkState:
        return state_of_units([validity for _workshop, validity in self.units], self.on)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_valid(self) -> bool:
        return self.state == MarkState.VALID

    @property
    def is_ending(self) -> bool:
        """Whether its holder should apply anew now: it ends within six months, and in some unit no renewal carries it on."""
        waits = all(validity.last_date is None for _workshop, validity in self.units if validity.state(self.on) == MarkState.VALID)
        return self.is_valid and not waits and is_ending(self.mark.last_date, self.on)

    @property
    def workshops(self) -> list[Workshop]:
        """The units in which it holds; of a mark that does not, all it was granted for."""
        held = [workshop for workshop, validity in self.units if validity.state(self.on) == MarkState.VALID]
        return held or [workshop for workshop, _validity in self.units]

    @property
    def until(self) -> str:
        """Say until when it holds: "31.3.2029 asti", or that it holds to the decision on its renewal."""
        day = self.until_date
        return _("%(day)s asti") % {"day": date_format(day, "j.n.Y")} if day else _("uusimisen päätökseen asti")

    @property
    def until_date(self) -> dt.date | None:
        """The last day on which it holds; None when in some unit it holds to the decision on its renewal."""
        ends = [validity.last_date for _workshop, validity in self.units if validity.state(self.on) == MarkState.VALID]
        days = [day for day in ends if day is not None]
        return max(days) if len(days) == len(ends) else None

    @property
    def ended_date(self) -> dt.date:
        """The last day of a mark that holds no more."""
        return max(validity.last_date or self.mark.last_date for _workshop, validity in self.units)


def standings(marks: Iterable[QualityMark], on: dt.date) -> list[MarkStanding]:
    """Return the marks on the day; two queries for any number of marks, whose workshops are loaded."""
    rows = list(marks)
    workshops = {workshop.pk for mark in rows for workshop in mark.workshops.all()}
    renewals, granted = _renewals(workshops), _granted(workshops, on)
    return [MarkStanding(mark, tuple(_units(mark, renewals, granted)), on) for mark in rows]


def standing(mark: QualityMark, on: dt.date) -> MarkStanding:
    """Return one mark on the day."""
    return standings([mark], on)[0]


def register(on: dt.date, *, words: str = "", region: str = "") -> QualityMarkQuerySet:
    """Return the marks of the public register by holder; `words` are looked for in the names of holders and of units that hold it."""
    marks, held = named_marks().in_register(on), held_units(on).filter(qualitymark=OuterRef("pk"))
    if region:
        marks = marks.filter(Exists(held.filter(workshop__municipality__region__code=region)))
    for word in sort_key(words).split():
        of_unit = held.filter(workshop__sort_key__contains=word)
        marks = marks.filter(Q(organisation__sort_key__contains=word) | Exists(of_unit))
    return marks.order_by("organisation__sort_key", "pk")


def named_marks() -> QualityMarkQuerySet:
    """Return marks with what their pages name."""
    units = Workshop.objects.select_related("municipality__region").order_by("sort_key", "pk")
    return QualityMark.objects.select_related("organisation", "decision", "application").prefetch_related(Prefetch("workshops", units))


def regions_to_choose() -> list[tuple[str, str]]:
    """Return the regions a list can be narrowed to, as (code, name) by name."""
    return sorted(((region.code, str(region.name)) for region in Region.objects.all()), key=lambda choice: sort_key(choice[1]))


def kept_marks(access: Access) -> QualityMarkQuerySet:
    """Return the marks whose own page the asker opens: of her workshops as one who applies, and all for coordinators and deciders."""
    if can_manage_rounds(access) or can_decide(access):
        return named_marks()
    return named_marks().held_by(access, Permission.APPLY)


def granted_url(mark: QualityMark, access: Access) -> str:
    """Return where the asker reads of the application that the mark was granted for; empty for a mark from before the service."""
    if mark.application is None:
        return ""
    name = "application-detail" if can_view_application(access, mark.application) else "decision-detail"
    return reverse(f"assessments:{name}", args=[mark.application.ref])


def marks_of_workshop(workshop: Workshop, on: dt.date) -> list[MarkStanding]:
    """Return the marks of one workshop, the newest first, each as it stands in this unit alone."""
    marks = standings(named_marks().filter(workshops=workshop), on)
    return [replace(told, units=tuple(unit for unit in told.units if unit[0] == workshop)) for told in marks]


def ending_marks(on: dt.date) -> QualityMarkQuerySet:
    """Return the valid marks whose last day is at most six months ahead, unless a renewal of every unit that holds it waits."""
    waiting = ApplicationUnit.objects.filter(workshop=OuterRef("workshop"), application__status__in=sorted(UNDECIDED_STATUSES))
    left = held_units(on).filter(qualitymark=OuterRef("pk")).exclude(Exists(waiting))
    return named_marks().valid_on(on).filter(Exists(left), last_date__lte=on + ENDING, last_date__gte=on)


def holders_of(mark: QualityMark, on: dt.date) -> list[User]:
    """Return the contacts and leaders of the workshops the mark covers, who have an account in use; one query."""
    units = QualityMark.workshops.through.objects.filter(qualitymark=mark).values("workshop")
    organisations = Workshop.objects.filter(pk__in=units).values("organisation")
    grants = RoleGrant.objects.current(on).giving(Permission.APPLY).filter(Q(workshop__in=units) | Q(organisation__in=organisations))
    return list(User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("pk"))


def latest_certificate(mark: QualityMark) -> Certificate | None:
    """Return the certificate's PDF that was ordered last; one query."""
    return mark.certificates.select_related("file").order_by("-pk").first()


def who_sees_mark() -> list[tuple[str, str]]:
    """Return who sees what of a mark: `register`, the page behind the code, `kept_marks`."""
    people = {"applicants": people_with(Permission.APPLY), "coordinators": people_with(Permission.MANAGE_ROUNDS)}
    return [
        (_("Julkinen luettelo"), _("Kuka tahansa, jos olette antaneet siihen luvan: haltija, yksiköt ja voimassaolo.")),
        (_("Tarkistussivu"), _("Kuka tahansa, jolla on todistuksen koodi: haltija, yksiköt, päivät ja tila, ei muuta.")),
        (_("Tämä sivu"), _("Työpajojen %(applicants)s sekä yhdistyksen %(coordinators)s ja päättäjät.") % people),
    ]


def _units(mark: QualityMark, renewals: dict[int, list[Renewal]], granted: dict[int, list[dt.date]]) -> Iterator[tuple[Workshop, Validity]]:
    days = {"granted_date": mark.granted_date, "last_date": mark.last_date, "is_revoked": mark.revoked_at is not None}
    for workshop in mark.workshops.all():
        yield workshop, validity_of(**days, renewals=renewals.get(workshop.pk, ()), taken_over=granted.get(workshop.pk, ()))  # type: ignore[arg-type]  # by name


def _renewals(workshops: Collection[int]) -> dict[int, list[Renewal]]:
    """Return workshop → the submitted applications that cover it, decided or not; those withdrawn or lapsed carry no mark on."""
    arrived = Submission.objects.filter(application=OuterRef("application")).order_by("number").values("arrived_at")[:1]
    decided = Decision.objects.filter(application=OuterRef("application"), supersedes=None).values("decided_date")[:1]
    units = ApplicationUnit.objects.filter(workshop__in=workshops).annotate(arrived=Subquery(arrived), decided=Subquery(decided))
    waits = Q(application__status__in=sorted(UNDECIDED_STATUSES))
    rows = units.filter(waits | Q(decided__isnull=False), arrived__isnull=False)
    found: dict[int, list[Renewal]] = {}
    for workshop, registered, submitted, day in rows.values_list("workshop", "application__registered_at", "arrived", "decided"):
        found.setdefault(workshop, []).append(Renewal(timezone.localdate(registered), timezone.localdate(submitted), day))
    return found


def _granted(workshops: Collection[int], on: dt.date) -> dict[int, list[dt.date]]:
    """Return workshop → the days up to now on which it was granted a mark; a grant that was corrected to a refusal is none."""
    rows = QualityMark.workshops.through.objects.filter(workshop__in=workshops, qualitymark__granted_date__lte=on)
    rows = rows.exclude(qualitymark__application__status=ApplicationStatus.REFUSED)
    found: dict[int, list[dt.date]] = {}
    for workshop, day in rows.values_list("workshop", "qualitymark__granted_date"):
        found.setdefault(workshop, []).append(day)
    return found

"""Who audits in a round: the places of each application, and how much each auditor has to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from assessments.lifecycle import SEAT_STATUS_LABELS, SeatStatus
from assessments.models import Application, Auditor, AuditSeat, Round
from assessments.selectors.auditing.teams import loads_of
from assessments.selectors.round_figures import Choice

if TYPE_CHECKING:
    import datetime as dt
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class InRound(TypedDict):
        """What `loads_in` annotates."""

        in_round: int
        first: dt.date | None

    RoundAuditor = WithAnnotations[Auditor, InRound]

TONES = {SeatStatus.ACCEPTED: "done", SeatStatus.INVITED: "due"}
AT_MOST = 100  # auditors on the page; the association has a few dozen


@dataclass(frozen=True)
class SeatWords:
    """One live place: who, and whether she is proposed, invited or in."""

    name: str
    state: str
    tone: str
    is_lead: bool


@dataclass(frozen=True)
class LoadLine:
    """How many audits an auditor has in the round and in its year, and how many she takes on in a year at most."""

    auditor: RoundAuditor
    name: str
    in_round: int
    in_year: int
    most: int

    @property
    def is_over(self) -> bool:
        return self.in_year > self.most

    @property
    def query(self) -> str:
        """The address of her applications in the board."""
        return Choice(auditor=self.auditor.ref).query


def seats_by_application(applications: Sequence[Application]) -> defaultdict[int, list[SeatWords]]:
    """Return the live places of each application by its key, the lead first; one query."""
    seats = AuditSeat.objects.live().filter(assessment__application__in=applications).select_related("auditor__user", "assessment")
    found: defaultdict[int, list[SeatWords]] = defaultdict(list)
    for seat in seats.order_by("-is_lead", "auditor__user__sort_key", "pk"):
        status = SeatStatus(seat.status)
        assert seat.assessment.application_id is not None  # an audit has its application
        words = SeatWords(seat.auditor.user.name, str(SEAT_STATUS_LABELS[status]).lower(), TONES.get(status, "todo"), seat.is_lead)
        found[seat.assessment.application_id].append(words)
    return found


def loads_in(round_: Round) -> list[LoadLine]:
    """Return the loads of the auditors who have a place in the round, the most loaded first; two queries."""
    seats = AuditSeat.objects.live().filter(assessment__application__round=round_)
    hers: QuerySet[Auditor] = Auditor.objects.filter(seats__in=seats)
    rows = hers.annotate(in_round=Count("seats"), first=Min("seats__assessment__plan__starts_date"))
    auditors: list[RoundAuditor] = list(rows.select_related("user").order_by("user__sort_key", "pk")[:AT_MOST])
    year = min((each.first for each in auditors if each.first), default=timezone.localdate(round_.deadline_at)).year
    loads = loads_of(auditors, year)
    lines = [LoadLine(each, each.user.name, each.in_round, loads[each.pk], each.most_a_year) for each in auditors]
    return sorted(lines, key=lambda line: -line.in_year)


def auditor_name(ref: str) -> str:
    """Return the name of the auditor, "" for a reference that nobody has; one query."""
    return Auditor.objects.filter(ref=ref).values_list("user__name", flat=True).first() or ""

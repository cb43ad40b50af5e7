"""What an auditor sees when she practises: the examples, her own ratings, and the reference of what she has confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from assessments.lifecycle import PracticeStatus, SeatStatus
from assessments.models import Auditor, AuditSeat, PracticeAnswer, PracticeCase, PracticeRating
from assessments.selectors.answering import described_levels, descriptions_of
from assessments.selectors.auditing.teams import DONE
from assessments.selectors.progress import AreaProgress, Progress, Step
from assessments.selectors.rating_page import RatingSheet
from criteria.models import Criterion

if TYPE_CHECKING:
    from typing import TypedDict

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from workshops.models import User
    from workshops.permissions import Access

    class Practised(TypedDict):
        """What `practised_cases` annotates."""

        total: int
        confirmed_count: int
        is_begun: bool

    PractisedCase = WithAnnotations[PracticeCase, Practised]

REFERENCE = ("answer", "level", "verdict", "explanation")  # of an example: shown once the auditor has confirmed hers


@dataclass(frozen=True)
class PracticeSteps:
    """The criteria of one example in order, with what the asker has answered."""

    progress: Progress
    ratings: dict[int, PracticeRating]  # by the criterion's key
    texts: dict[int, str]  # what the applicant of the example writes, by the same

    @property
    def is_begun(self) -> bool:
        return bool(self.ratings)

    @property
    def confirmed(self) -> list[Criterion]:
        return [step.criterion for step in self.progress.steps if self.is_confirmed(step.criterion)]

    @property
    def next(self) -> Criterion | None:
        """The first criterion that is not confirmed; None when all are."""
        return next((step.criterion for step in self.progress.steps if not self.is_confirmed(step.criterion)), None)

    def is_confirmed(self, criterion: Criterion) -> bool:
        rating = self.ratings.get(criterion.pk)
        return rating is not None and rating.confirmed_at is not None

    @property
    def lines(self) -> list[tuple[Criterion, str, str]]:
        """Each criterion with how far it is in a word, and the tone of the word."""
        return [(step.criterion, *self._state(step)) for step in self.progress.steps]

    def _state(self, step: Step) -> tuple[str, str]:
        if self.is_confirmed(step.criterion):
            return _("vahvistettu"), "done"
        if step.criterion.pk in self.ratings:
            return _("kesken"), "due"
        return _("arvioimatta"), "todo"


def practised_cases(access: Access) -> QuerySet[PractisedCase]:
    """Return the examples the asker may begin or has answered, with how many of their criteria she has confirmed."""
    own = PracticeRating.objects.filter(case=OuterRef("pk"), user=access.user.pk)
    confirmed = own.filter(confirmed_at__isnull=False).order_by().values("case").annotate(count=Count("pk")).values("count")
    rows: QuerySet[PracticeCase] = PracticeCase.objects.practised_by(access)
    annotated = rows.annotate(total=Count("answers", distinct=True), confirmed_count=Coalesce(Subquery(confirmed), 0), is_begun=Exists(own))
    in_use = Q(pk__in=PracticeCase.objects.published().values("pk"))
    return annotated.filter(in_use | Q(is_begun=True)).order_by("-published_at", "-pk")


def example_to_begin(access: Access) -> PractisedCase | None:
    """Return the example on which the auditor would practise next, one she has begun before others; one query.

    None for one who has made an audit, here or before, or has been through a whole example already.
    """
    made = AuditSeat.objects.filter(auditor__user=access.user.pk, status=SeatStatus.ACCEPTED, assessment__application__status__in=DONE)
    before = Auditor.objects.filter(user=access.user.pk, earlier_audits__gt=0)
    rows = list(practised_cases(access).filter(~Exists(made), ~Exists(before)))
    if any(row.confirmed_count == row.total for row in rows):
        return None
    in_use = [row for row in rows if row.status == PracticeStatus.PUBLISHED]
    return next((row for row in in_use if row.is_begun), in_use[0] if in_use else None)


def read_cases(access: Access) -> QuerySet[PracticeCase]:
    """Return the examples the asker reads, with what their pages name."""
    return PracticeCase.objects.practised_by(access).select_related("version__framework", "version__scale")


def practice_steps(case: PracticeCase, user: User) -> PracticeSteps:
    """Return how far the user is with the example; two queries. Nothing of the reference is read."""
    rows = PracticeAnswer.objects.filter(case=case).select_related("criterion__area").order_by("criterion__order")
    answers = list(rows.defer(*REFERENCE))
    ratings = {row.criterion_id: row for row in own_practice(case, user)}
    steps = [Step(row.criterion, bool(row.criterion_id in ratings and ratings[row.criterion_id].answer)) for row in answers]
    by_area = groupby(steps, key=lambda step: step.criterion.area)
    progress = Progress(tuple(AreaProgress(area, tuple(own)) for area, own in by_area))
    return PracticeSteps(progress, ratings, {row.criterion_id: row.text for row in answers})


def own_practice(case: PracticeCase, user: User) -> QuerySet[PracticeRating]:
    """Return the user's own ratings of the example: nobody ever reads another's."""
    return PracticeRating.objects.filter(case=case, user=user).select_related("level", "verdict")


def practice_sheet(steps: PracticeSteps, code: str) -> RatingSheet[PracticeRating]:
    """Return the sheet of the criterion with the code; one query. Raises `Criterion.DoesNotExist` for one the example does not have."""
    found = [(position, step.criterion) for position, step in enumerate(steps.progress.steps) if step.criterion.code == code]
    if not found:
        raise Criterion.DoesNotExist(code)
    [(position, criterion)] = found
    prefetch_related_objects([criterion], Prefetch("level_descriptions", queryset=described_levels()))
    return RatingSheet(criterion, descriptions_of(criterion), steps.ratings.get(criterion.pk), steps.progress, position)


def who_sees_practice() -> list[tuple[str, str]]:
    """Return who sees what an auditor answers when she practises: `own_practice`, and its count alone."""
    return [(_("Nyt ja myöhemmin"), _("Vain sinä. Koordinaattori näkee vain, kuinka moni on harjoitellut."))]

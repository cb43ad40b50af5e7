"""What a coordinator sees of the example applications: the texts, what is still missing, and how many have practised; nobody's ratings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.lifecycle import PRACTICE, PRACTICE_STATUS_LABELS, PracticeStatus
from assessments.models import PracticeAnswer, PracticeCase
from assessments.selectors.answering import criterion_to_answer, descriptions_of
from assessments.selectors.audience import people_with
from assessments.selectors.drafts import startable_versions
from criteria.models import Criterion, Verdict
from workshops.roles import Permission

if TYPE_CHECKING:
    from typing import TypedDict

    from django.db.models import QuerySet
    from django.utils.functional import Promise
    from django_stubs_ext import WithAnnotations

    from criteria.models import Area, FrameworkVersion, LevelDescription

    class Counted(TypedDict):
        """What `counted_cases` annotates."""

        written_count: int
        practised_count: int

    CountedCase = WithAnnotations[PracticeCase, Counted]

TONES = {PracticeStatus.DRAFT: "due", PracticeStatus.PUBLISHED: "done", PracticeStatus.RETIRED: "todo"}
EMPTY = Q(text="", answer="", explanation="")


@dataclass(frozen=True)
class WrittenStep:
    """One criterion of the version, and what the example says of it."""

    criterion: Criterion
    answer: PracticeAnswer | None

    @property
    def is_written(self) -> bool:
        return self.answer is not None and not is_empty(self.answer)

    @property
    def gaps(self) -> list[str]:
        return gaps_of(self.answer) if self.answer and self.is_written else []

    @property
    def is_done(self) -> bool:
        return self.is_written and not self.gaps


@dataclass(frozen=True)
class Writing:
    """The whole example criterion by criterion, also those it says nothing of."""

    steps: tuple[WrittenStep, ...]

    @property
    def areas(self) -> list[tuple[Area, list[WrittenStep]]]:
        return [(area, list(rows)) for area, rows in groupby(self.steps, key=lambda step: step.criterion.area)]

    @property
    def written(self) -> list[WrittenStep]:
        return [step for step in self.steps if step.is_written]

    @property
    def unready(self) -> list[WrittenStep]:
        return [step for step in self.written if step.gaps]

    @property
    def is_whole(self) -> bool:
        """Whether the example can be published: at least one criterion is written, and all that are, are whole."""
        return bool(self.written) and not self.unready


@dataclass(frozen=True)
class WritingSheet:
    """One criterion to write, with its place among the others."""

    criterion: Criterion
    descriptions: tuple[LevelDescription, ...]  # with their levels, lowest first
    answer: PracticeAnswer | None
    previous: Criterion | None
    next: Criterion | None


def is_empty(answer: PracticeAnswer) -> bool:
    """Tell whether nothing at all is written of the criterion."""
    return not (answer.text or answer.answer or answer.explanation)


def gaps_of(answer: PracticeAnswer) -> list[str]:
    """Return in words what the criterion still needs before the example can be published."""
    needs = [
        (answer.text, _("hakijan teksti")),
        (answer.answer, _("malliarvion taso")),
        (answer.verdict_id or answer.answer == Answer.NOT_APPLICABLE, _("malliarvion vastaus: täyttyykö kriteeri")),
        (answer.explanation, _("perustelu")),
    ]
    return [words for has_it, words in needs if not has_it]


def counted_cases() -> QuerySet[CountedCase]:
    """Return the examples, the newest first, with how many criteria each has and how many people have practised it."""
    rows: QuerySet[PracticeCase] = PracticeCase.objects.select_related("version__framework")
    said = PracticeAnswer.objects.exclude(EMPTY)
    return rows.annotate(
        written_count=Count("answers", filter=Q(answers__in=said), distinct=True),
        practised_count=Count("ratings__user", filter=Q(ratings__confirmed_at__isnull=False), distinct=True),
    )


def practisable_versions() -> list[FrameworkVersion]:
    """Return the published versions in which auditors give verdicts; two queries."""
    judged = set(Verdict.objects.values_list("version", flat=True))
    return [version for version in startable_versions() if version.pk in judged]


def state_of(case: PracticeCase) -> tuple[Promise, str]:
    """Return the state in a word, and its tone."""
    status = PracticeStatus(case.status)
    return PRACTICE_STATUS_LABELS[status], TONES[status]


def moves_of(case: PracticeCase) -> frozenset[str]:
    """Return the names of the transitions that leave the state the example is in."""
    return frozenset(each.name for each in PRACTICE if case.status in each.sources)


def writing_of(case: PracticeCase) -> Writing:
    """Return every criterion of the version with what the example says of it; two queries."""
    answers = {row.criterion_id: row for row in case.answers.select_related("level", "verdict")}
    criteria = Criterion.objects.filter(area__version=case.version_id).select_related("area").order_by("order")
    return Writing(tuple(WrittenStep(criterion, answers.get(criterion.pk)) for criterion in criteria))


def writing_sheet(case: PracticeCase, code: str) -> WritingSheet:
    """Return the criterion with the code as it is written; four queries. Raises `Criterion.DoesNotExist` for one of another version."""
    criteria = Criterion.objects.filter(area__version=case.version_id)
    criterion = criterion_to_answer(criteria, code)
    order = list(criteria.order_by("order"))
    position = order.index(criterion)
    return WritingSheet(
        criterion=criterion,
        descriptions=descriptions_of(criterion),
        answer=written_answer(case, criterion),
        previous=order[position - 1] if position else None,
        next=order[position + 1] if position + 1 < len(order) else None,
    )


def written_answer(case: PracticeCase, criterion: Criterion) -> PracticeAnswer | None:
    """Return what is stored of the criterion, with its level, verdict and writer; one query."""
    return case.answers.filter(criterion=criterion).select_related("level", "verdict", "saved_by").first()


def who_sees_practice_case() -> list[tuple[str, str]]:
    """Return who reads an example application: `can_manage_rounds`, and `PracticeCase.objects.practised_by`."""
    coordinators = {"coordinators": people_with(Permission.MANAGE_ROUNDS)}
    return [
        (_("Luonnoksena"), _("Yhdistyksen %(coordinators)s.") % coordinators),
        (_("Kun julkaiset"), _("Myös kaikki auditoitsijat. Malliarvion ja perustelun he näkevät vasta, kun ovat vahvistaneet omansa.")),
        (_("Auditoitsijoiden arviot"), _("Jokainen näkee vain omansa. Koordinaattori näkee, kuinka moni on harjoitellut.")),
    ]

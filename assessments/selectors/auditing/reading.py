"""What an auditor reads: the audits whose material is open to her, and the submission without the applicant's levels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from assessments.lifecycle import SeatStatus
from assessments.models import Application, Assessment, AuditSeat, Submission
from assessments.selectors.audience import people_with
from assessments.selectors.auditing.seats import RELATED
from config.toolkit.search import sort_key
from criteria.models import Criterion
from workshops.roles import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypedDict

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from criteria.models import Area
    from workshops.permissions import Access

    class Submitted(TypedDict):
        """What `with_submission` annotates."""

        submission_pk: int | None
        submission_content: str | None

    SubmittedAudit = WithAnnotations[Assessment, Submitted]


@dataclass(frozen=True)
class BlindAnswer:
    """What was written of one criterion, and the evidence given for it: nothing of the level."""

    criterion: Criterion
    text: str
    evidence: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class BlindSheet:
    """The last submission as an auditor reads it before she has rated."""

    submission: Submission
    answers: tuple[BlindAnswer, ...]
    evidence: tuple[dict[str, Any], ...]

    @property
    def has_files(self) -> bool:
        return any(piece["sha256"] for piece in self.evidence)

    @property
    def areas(self) -> list[tuple[Area, list[BlindAnswer]]]:
        """The answers area by area, in the version's order."""
        return [(area, list(rows)) for area, rows in groupby(self.answers, key=lambda row: row.criterion.area)]


def read_audits(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose material is open to the asker now, each with what its pages name."""
    reading = AuditSeat.objects.reading(access).order_by().values("assessment")
    related = ("plan", "version__framework", "application__organisation", "application__round", "application__contact")
    return Assessment.objects.filter(pk__in=reading).select_related(*related).prefetch_related("application__units__workshop__municipality")


def rated_audits(access: Access) -> QuerySet[Assessment]:
    """Return the audits in which the asker rates now, with what their pages name: the twin of `can_rate_in_audit`."""
    rating = AuditSeat.objects.rating(access).order_by().values("assessment")
    related = ("workshop", "version__framework", "version__scale", "application__organisation", "application__round")
    return Assessment.objects.filter(pk__in=rating).select_related(*related)


def with_submission(audits: QuerySet[Assessment]) -> QuerySet[SubmittedAudit]:
    """Read the submission that counts together with its audit: what `submission_along` takes without a query of its own."""
    last = Submission.objects.filter(application=OuterRef("application")).order_by("-number")
    return audits.annotate(submission_pk=Subquery(last.values("pk")[:1]), submission_content=Subquery(last.values("content")[:1]))


def submission_along(audit: SubmittedAudit) -> Submission | None:
    """Return the submission that was read along with its audit: the content alone, the rest when it is asked for."""
    if audit.submission_pk is None or audit.submission_content is None:
        return None
    return Submission.from_db(None, ["id", "content"], [audit.submission_pk, audit.submission_content])


def read_applications(access: Access) -> QuerySet[Application]:
    """Return the applications the asker audits: the twin of `can_read_as_auditor`."""
    return Application.objects.filter(pk__in=AuditSeat.objects.reading(access).order_by().values("assessment__application"))


def team_of(audit: Assessment) -> list[AuditSeat]:
    """Return the places of those who have accepted, the lead first; one query."""
    return list(audit.seats.filter(status=SeatStatus.ACCEPTED).select_related(*RELATED))


def last_submission(application: Application | None) -> Submission | None:
    """Return the submission that counts; one query."""
    return application.submissions.order_by("-number").first() if application else None


def submitted_units(submission: Submission) -> str:
    """Return the names of the covered workshops as they were submitted; no query."""
    return ", ".join(sorted((unit["name"] for unit in submission.data["units"]), key=sort_key))


def blind_sheet(submission: Submission) -> BlindSheet:
    """Return what was submitted without levels and without which criteria do not concern the applicant; one query.

    Both sides rate without knowing what the other thinks (docs/domain.md 4.3): only texts and evidence leave the stored content here.
    """
    data = submission.data
    texts = {row["criterion"]: row["text"] for row in data["answers"]}
    told = data["version"]
    criteria = Criterion.objects.filter(area__version__framework__slug=told["framework"], area__version__version=told["version"])
    rows = [criterion for criterion in criteria.select_related("area").order_by("order") if criterion.code in texts]
    answers = tuple(BlindAnswer(row, texts[row.code], _evidence_for(row.code, data["evidence"])) for row in rows)
    return BlindSheet(submission, answers, tuple(data["evidence"]))


def blind_answer(submission: Submission, criterion: Criterion) -> BlindAnswer:
    """Return what was submitted of one criterion, as `blind_sheet` tells it; no query."""
    data = submission.data
    text = next((row["text"] for row in data["answers"] if row["criterion"] == criterion.code), "")
    return BlindAnswer(criterion, text, _evidence_for(criterion.code, data["evidence"]))


def _evidence_for(code: str, evidence: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(piece for piece in evidence if code in piece["criteria"])


def who_sees_audit_rating(*, is_confirmed: bool) -> list[tuple[str, str]]:
    """Return who sees an auditor's rating, its verdict and its notes: `rating.comparison`, and nobody else at any time."""
    later = [(_("Raportissa"), _("Vain yhteinen tulos. Hakija, koordinaattori ja päättäjä eivät näe kummankaan omaa arviota."))]
    if is_confirmed:
        return [(_("Nyt"), _("Sinä, ja parisi sitten, kun hän on vahvistanut omansa.")), *later]
    return [(_("Nyt"), _("Vain sinä.")), (_("Kun olet vahvistanut"), _("Myös parisi, kun hän on vahvistanut omansa.")), *later]


def who_sees_audited() -> list[tuple[str, str]]:
    """Return who reads what is submitted and who audits it: `can_read_as_auditor`, `can_read_submission`, `auditors_told`."""
    people = {"applicants": people_with(Permission.APPLY), "coordinators": people_with(Permission.MANAGE_ROUNDS)}
    return [
        (_("Hakemus"), _("Sinä ja parisi, hakemuksen työpajojen %(applicants)s sekä yhdistyksen %(coordinators)s.") % people),
        (_("Hakijan omat tasot"), _("Eivät näy sinulle eivätkä parillesi, ennen kuin olet arvioinut itse.")),
        (_("Keitä auditoitsijat ovat"), _("Hakemuksen työpajojen %(applicants)s ja yhdistyksen %(coordinators)s.") % people),
        (_("Kun auditointi suljetaan"), _("Auditoitsijat eivät enää näe hakemusta.")),
    ]

"""What a submission holds, and finding it by its receipt."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from assessments.models import Application, EvidenceCriterion, Submission
from assessments.permissions import can_manage_application
from assessments.selectors.applications.form import criteria_of_application

if TYPE_CHECKING:
    from workshops.permissions import Access

NUMBER = re.compile(r"[1-9][0-9]{0,3}")  # of a submission within its application
FORMAT = 1  # of the content; a later form gets the next number, and the old ones stay readable


def content_of(application: Application) -> dict[str, Any]:
    """Return what would be submitted now: round, units with their classification, answers and evidence. No names of people.

    The same writings give the same content: nothing in it depends on when or by whom it is asked.
    """
    assert application.round is not None
    version = application.round.version
    return {
        "format": FORMAT,
        "application": application.ref,
        "round": {"ref": application.round.ref, "name": application.round.name},
        "version": {"framework": version.framework.slug, "version": version.version},
        "organisation": {"business_id": application.organisation.business_id, "name": application.organisation.name},
        "wish": application.wish,
        "units": [_unit(unit.workshop) for unit in _units(application)],
        "answers": _answers(application),
        "evidence": _evidence(application),
    }


def submission_by_code(code: str) -> Submission | None:
    """Return the submission whose receipt has the code; None for a code that nobody was given."""
    return Submission.objects.select_related("application__organisation", "round").filter(code=code).first()


def _units(application: Application) -> Any:
    related = ("workshop__organisation", "workshop__municipality__region")
    return application.units.select_related(*related).prefetch_related("workshop__networks").order_by("workshop__ref")


def _unit(workshop: Any) -> dict[str, Any]:
    """The workshop's facts as they are now: figures of this year do not change when it moves."""
    return {
        "ref": workshop.ref,
        "name": workshop.name,
        "municipality": workshop.municipality.code,
        "region": workshop.municipality.region.code,
        "networks": sorted(network.slug for network in workshop.networks.all()),
        "maintainer_type": workshop.organisation.maintainer_type,
        "language": workshop.language,
        "size": workshop.size,
        "whole_organisation": workshop.whole_organisation,
    }


def _answers(application: Application) -> list[dict[str, Any]]:
    rows = {answer.criterion_id: answer for answer in application.answers.select_related("level")}
    written = [(criterion, rows[criterion.pk]) for criterion in criteria_of_application(application) if criterion.pk in rows]
    return [
        {"criterion": criterion.code, "text": row.text, "answer": row.answer, "level": row.level.value if row.level else None}
        for criterion, row in written
    ]


def _evidence(application: Application) -> list[dict[str, Any]]:
    """The evidence of the version's criteria, in an order that does not tell in which order it was added."""
    assert application.round is not None  # asked before
    of_version = EvidenceCriterion.objects.filter(criterion__area__version=application.round.version_id).select_related("criterion")
    links = Prefetch("criterion_links", queryset=of_version, to_attr="links_of_version")
    rows = [
        {
            "title": row.title,
            "link": row.link,
            "file_name": row.file_name,
            "sha256": row.file.sha256 if row.file else "",
            "criteria": sorted(link.criterion.code for link in row.links_of_version),  # type: ignore[attr-defined]  # by the prefetch above
        }
        for row in application.evidence.select_related("file").prefetch_related(links)
    ]
    told = [row for row in rows if row["criteria"]]
    return sorted(told, key=lambda row: (row["title"], row["file_name"], row["sha256"], row["link"]))


def readable_submission(access: Access, ref: str, number: str, at: dt.datetime) -> Submission | None:
    """Return the application's submission of the number if the asker reads it; None if it does not exist for her, or is no number.

    The applicant reads each of hers; a coordinator the last one only, after the deadline and unless it was withdrawn
    (`can_read_submission`): what was replaced is no business of hers.
    """
    if not NUMBER.fullmatch(number):
        return None
    readable = Application.objects.readable_by(access, at).order_by().values("pk")
    rows = Submission.objects.filter(application__ref=ref, application__in=readable)
    related = ("application__organisation", "application__round", "round")
    found = rows.select_related(*related).prefetch_related("application__units__workshop").filter(number=int(number)).first()
    if found is None or can_manage_application(access, found.application):
        return found
    return None if rows.filter(number__gt=found.number).exists() else found

"""The whole assessment as a spreadsheet: what was agreed, for those who see it; never a single rating."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.lifecycle import SELF_STATUS_LABELS, AssessmentStatus
from assessments.models import Assessment, Evidence, Result
from assessments.selectors.results import criteria_of
from config.toolkit.sheets import Column, Sheet, Value
from criteria.models import Criterion

TEXT_WIDTH = 60


def assessment_sheets(assessment: Assessment) -> list[Sheet]:
    """Return the sheets of the assessment: its facts, the result of each criterion, the strengths of each area, the evidence."""
    criteria = criteria_of(assessment)
    return [_facts(assessment, criteria), _results(assessment, criteria), _strengths(assessment, criteria), _evidence(assessment)]


def last_saved_at(assessment: Assessment) -> dt.datetime:
    """Return when something that stands in the sheets was last saved, so that unchanged content is an unchanged file."""
    last = assessment.results.aggregate(last=Max("saved_at"))["last"]
    return max(moment for moment in (last, assessment.completed_at, assessment.created_at) if moment)


def _facts(assessment: Assessment, criteria: list[Criterion]) -> Sheet:
    rows: list[tuple[str, Value]] = [
        (_("Arviointi"), assessment.title),
        (_("Organisaatio"), assessment.workshop.organisation.name),
        (_("Työpaja"), assessment.workshop.name),
        (_("Kriteeristö"), f"{assessment.version.framework} {assessment.version.version}"),
        (_("Osa-alueet"), ", ".join(dict.fromkeys(criterion.area.code for criterion in criteria))),
        (_("Tila"), SELF_STATUS_LABELS[AssessmentStatus(assessment.status)]),
        (_("Aloitettu"), _day(assessment.started_at)),
        (_("Valmistunut"), _day(assessment.completed_at)),
    ]
    return Sheet(_("Arviointi"), [Column(_("Tieto"), 24), Column(_("Arvo"), TEXT_WIDTH)], rows)


def _results(assessment: Assessment, criteria: list[Criterion]) -> Sheet:
    columns = [
        Column(_("Osa-alue"), 28),
        Column(_("Kriteeri"), 10),
        Column(_("Kriteerin nimi"), 32),
        Column(_("Taso"), 8),
        Column(_("Tason nimi"), 24),
        Column(_("Miksi kriteeri ei koske työpajaamme"), 40),
        Column(_("Miten toimimme nyt"), TEXT_WIDTH),
        Column(_("Mitä kehitämme"), TEXT_WIDTH),
        Column(_("Tallennettu"), 14),
        Column(_("Tarkistettu"), 24),
    ]
    results = {result.criterion_id: result for result in assessment.results.select_related("level")}
    scale = assessment.version.scale
    rows = [[str(c.area), c.code, str(c.name), *_answer(results.get(c.pk), scale.not_applicable)] for c in criteria]
    return Sheet(_("Tulokset"), columns, rows)


def _answer(result: Result | None, not_applicable: str) -> list[Value]:
    """Return the cells of one result; a level is a number, "ei koske" and a missing answer are not."""
    if result is None:
        return [None] * 7
    name = result.level.name if result.level else not_applicable if result.answer == Answer.NOT_APPLICABLE else None
    value = result.level.value if result.level else None
    checked = _("Tuotu muualta, tarkistamatta") if result.is_unchecked else _("Kyllä")
    texts = [result.reason or None, result.current_practice or None, result.development or None]
    return [value, name, *texts, _day(result.saved_at), checked]


def _strengths(assessment: Assessment, criteria: list[Criterion]) -> Sheet:
    written = {summary.area_id: summary.strengths for summary in assessment.area_summaries.all()}
    areas = dict.fromkeys(criterion.area for criterion in criteria)
    rows = [[str(area), written.get(area.pk) or None] for area in areas]
    return Sheet(_("Vahvuudet"), [Column(_("Osa-alue"), 40), Column(_("Vahvuudet"), 100)], rows)


def _evidence(assessment: Assessment) -> Sheet:
    columns = [
        Column(_("Näyttö"), TEXT_WIDTH),
        Column(_("Tiedosto tai linkki"), TEXT_WIDTH),
        Column(_("Kriteerit"), 24),
        Column(_("Lisätty"), 14),
    ]
    items = assessment.evidence.prefetch_related("criterion_links__criterion")
    return Sheet(_("Näytöt"), columns, [_evidence_row(item) for item in items])


def _evidence_row(item: Evidence) -> list[Value]:
    codes = ", ".join(link.criterion.code for link in item.criterion_links.all())
    return [item.title, item.file_name or item.link, codes, _day(item.added_at)]


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None

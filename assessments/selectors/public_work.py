"""What "Laatutyö Suomessa" tells everybody beside the examples: how far quality work reaches; and what of it is taken to the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from assessments.choices import ReportStatus, SummarySeries
from assessments.models import PublicSheet, Summary, SummaryParticipant
from assessments.selectors.examples import shown_examples
from assessments.selectors.yearly_reports.content import valid_marks_on
from assessments.selectors.yearly_reports.writing import published_reports
from config.toolkit.lettering import wrap

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from assessments.models import PublicExample, YearlyReport

# The room for examples on the one page of the PDF, measured as `config.toolkit.lettering` does: lines of 10 pt, 154 mm wide.
SHEET_LINES, SHEET_FONT, SHEET_WIDTH = 26, 10, 420
SHEET_FRAME = 3  # lines that an example takes besides its texts
SHEET_CHOICE = 24  # examples, the newest, of which those that fit are taken


@dataclass(frozen=True)
class Reached:
    """The latest closed year of self-assessments; participation is not protected (docs/domain.md section 6)."""

    year: int
    workshops: int
    municipalities: int
    finished_actions: int


@dataclass(frozen=True)
class PublicWork:
    """The page's figures and its newest report; `reached` is None before the first year has closed."""

    reached: Reached | None
    valid_marks: int
    newest_report: YearlyReport | None


def public_work(on: dt.date) -> PublicWork:
    """Return what the page tells on the day besides the examples; five queries."""
    return PublicWork(reached(), valid_marks_on(on), published_reports().first())


def sheet_examples() -> list[PublicExample]:
    """Return the examples that fit on the PDF's page, the newest first; one query."""
    return fitting(shown_examples()[:SHEET_CHOICE])


def reached() -> Reached | None:
    """Return whom the self-assessments of the latest closed year reached, in the places where the workshops were then."""
    of_self = Summary.objects.filter(series=SummarySeries.SELF).order_by()
    year = of_self.order_by("-year").values_list("year", flat=True).first()
    if year is None:
        return None
    took_part = SummaryParticipant.objects.filter(summary__series=SummarySeries.SELF, summary__year=year).order_by()
    pairs = set(took_part.values_list("workshop", "assessment__classification__municipality"))
    finished = of_self.filter(year=year).aggregate(most=Max("actions_finished"))["most"]  # each framework's summary has those of all
    return Reached(year, len({pair[0] for pair in pairs}), len({pair[1] for pair in pairs}), finished)


def fitting(examples: Iterable[PublicExample]) -> list[PublicExample]:
    """Return the examples whose words fit on the PDF's page beside the figures, in their order; a long one is passed over."""
    left, chosen = SHEET_LINES, []
    for example in examples:
        needed = _lines(example)
        if needed <= left:
            chosen.append(example)
            left -= needed
    return chosen


def _lines(example: PublicExample) -> int:
    where = f"{example.workshop.name}, {example.workshop.municipality.name}. {example.criterion}"
    texts = [example.title, where, *example.text.splitlines()]
    return SHEET_FRAME + sum(len(wrap(text, SHEET_FONT, SHEET_WIDTH)) for text in texts)


def latest_sheet() -> PublicSheet | None:
    """Return the PDF that was ordered last; one query."""
    return PublicSheet.objects.select_related("file").order_by("-pk").first()


def ready_sheet() -> PublicSheet | None:
    """Return the PDF that can be opened: the newest that is ready, also while a newer one is being made; one query."""
    return PublicSheet.objects.filter(status=ReportStatus.READY).select_related("file").order_by("-pk").first()

"""The organisation's units side by side as a spreadsheet."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors.units import Cell, Units
from config.toolkit.sheets import Column, Sheet, Value


def units_sheets(units: Units) -> list[Sheet]:
    """Return two sheets: medians with units as rows and areas as columns, and one row for each unit and area with its state."""
    return [_side_by_side(units), _one_by_one(units)]


def _side_by_side(units: Units) -> Sheet:
    columns = [Column(_("Yksikkö"), 32), *(Column(str(area), 22) for area in units.areas)]
    rows: list[list[Value]] = [[row.workshop.name, *(_median(cell) for cell in row.cells)] for row in units.rows]
    return Sheet(_("Yksiköt rinnakkain"), columns, rows)


def _one_by_one(units: Units) -> Sheet:
    titles = [
        (_("Yksikkö"), 32),
        (_("Osa-alue"), 28),
        (_("Mediaani"), 10),
        (_("Tason nimi"), 24),
        (_("Valmistunut"), 14),
        (_("Käynnissä"), 24),
    ]
    rows = [[row.workshop.name, str(cell.area), *_facts(cell)] for row in units.rows for cell in row.cells]
    return Sheet(_("Tilanne"), [Column(title, width) for title, width in titles], rows)


def _facts(cell: Cell) -> list[Value]:
    result = cell.result
    name = dict(result.steps).get(int(result.median), "") if result and result.median is not None and result.median % 1 == 0 else ""
    day = timezone.localdate(result.completed_at) if result else None
    return [_median(cell), name, day, cell.open.label if cell.open else None]


def _median(cell: Cell) -> Value:
    """Return the median, "–" for an area that does not concern the unit, nothing for one not assessed."""
    if cell.result is None:
        return None
    return "–" if cell.result.median is None else cell.result.median

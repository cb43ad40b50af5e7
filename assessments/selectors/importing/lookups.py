"""What the rows of a list refer to, found in few queries however many rows there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from assessments.imports.columns import COLUMNS
from assessments.imports.rows import Line
from workshops.models import Municipality, Organisation, Workshop

AT_ONCE = 1_000  # no query carries more parameters


def slices(values: Iterable[str]) -> Iterator[list[str]]:
    """Return the different values in parts that one query can carry."""
    rows = sorted(set(values))
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def values_of(lines: Iterable[Line], name: str) -> list[str]:
    """Return what was read in the column; rows without are passed over."""
    return [line.values[name] for line in lines if line.values.get(name)]


def organisations_of(lines: Iterable[Line]) -> dict[str, Organisation]:
    """Return the organisations that the rows name, by y-tunnus."""
    found: dict[str, Organisation] = {}
    for part in slices(values_of(lines, "business_id")):
        found |= {each.business_id: each for each in Organisation.objects.filter(business_id__in=part)}
    return found


def workshops_of(organisations: dict[str, Organisation]) -> dict[str, dict[str, Workshop]]:
    """Return the workshops of the organisations, by y-tunnus and by name without regard to case."""
    found: dict[str, dict[str, Workshop]] = defaultdict(dict)
    for part in slices(organisations):
        for workshop in Workshop.objects.filter(organisation__business_id__in=part).select_related("organisation"):
            found[workshop.organisation.business_id][workshop.name.casefold()] = workshop
    return found


def municipalities() -> dict[str, Municipality]:
    """Return every municipality by its names in both languages, without regard to case; one query."""
    rows = list(Municipality.objects.all())
    return {name.casefold(): row for row in rows for name in (row.name_sv, row.name_fi) if name}


def add_fault(line: Line, kind: str, name: str, message: str) -> None:
    """Add a fault to the named column of the line."""
    line.add_fault(next(column for column in COLUMNS[kind] if column.name == name), message)


def refuse_twice(lines: Iterable[Line], kind: str, keys: dict[int, object], name: str) -> None:
    """Add a fault to each row that tells what an earlier row has told; `keys` are by the row's number."""
    seen: dict[object, int] = {}
    for line in lines:
        key = keys.get(line.number)
        if key is None:
            continue
        if key in seen:
            add_fault(line, kind, name, _("Sama tieto on jo rivillä %(number)s.") % {"number": seen[key]})
        seen.setdefault(key, line.number)

"""A list of organisations and their workshops beside those that are in the service."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.choices import ImportKind
from assessments.imports.rows import Line
from assessments.selectors.importing.lookups import add_fault, municipalities, organisations_of, refuse_twice, workshops_of

KIND = ImportKind.ORGANISATIONS
SHARED = ("organisation", "maintainer_type", "municipality")  # what every row of one organisation tells alike


def check(lines: Sequence[Line]) -> None:
    """Add to each line what is wrong with it, and whether what it tells is there already; three queries."""
    _find_municipalities(lines)
    known = organisations_of(lines)
    workshops = workshops_of(known)
    first: dict[str, Line] = {}
    keys: dict[int, object] = {}
    for line in lines:
        number = line.values.get("business_id")
        if number is None:
            continue
        name = line.values.get("workshop", "")
        keys[line.number] = (number, name.casefold())
        line.is_known = number in known and (not name or name.casefold() in workshops[number])
        _compare(line, first.setdefault(number, line))
    refuse_twice(lines, KIND, keys, "workshop")
    _refuse_facts_without_workshop(lines)


def _find_municipalities(lines: Sequence[Line]) -> None:
    known = municipalities()
    for line in lines:
        for name in ("municipality", "workshop_municipality"):
            written = line.values.get(name)
            if not written:
                continue
            found = known.get(written.casefold())
            if found is None:
                del line.values[name]
                add_fault(line, KIND, name, _("Kuntaa ”%(name)s” ei ole. Tarkista kirjoitusasu.") % {"name": written})
            else:
                line.values[name] = found


def _compare(line: Line, first: Line) -> None:
    for name in SHARED:
        here, there = line.values.get(name), first.values.get(name)
        if here is not None and there is not None and here != there:
            message = _("Samalla y-tunnuksella on rivillä %(number)s toinen tieto.") % {"number": first.number}
            add_fault(line, KIND, name, message)


def _refuse_facts_without_workshop(lines: Sequence[Line]) -> None:
    for line in lines:
        told = [name for name in ("workshop_municipality", "language", "size", "whole_organisation") if line.values.get(name)]
        if told and not line.values.get("workshop") and not line.faults:
            add_fault(line, KIND, "workshop", _("Kirjoita työpajan nimi tai tyhjennä työpajan muut tiedot."))

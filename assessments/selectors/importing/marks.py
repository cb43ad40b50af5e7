"""A list of marks granted before this service beside the organisations and marks that are in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.choices import ImportKind
from assessments.imports.rows import Line
from assessments.models import QualityMark
from assessments.selectors.importing.lookups import add_fault, organisations_of, refuse_twice, slices, workshops_of
from workshops.models import Organisation, Workshop
from workshops.permissions import Access

KIND = ImportKind.MARKS


def check(lines: Sequence[Line], access: Access) -> None:
    """Add to each line what is wrong with it, and whether the mark is there already; four queries."""
    organisations = organisations_of(lines)
    workshops = workshops_of(organisations)
    recorded = _recorded(organisations)
    keys: dict[int, object] = {}
    for line in lines:
        _check_days(line, access)
        _check_holder(line, organisations, workshops)
        if not line.faults:
            held = tuple(sorted(workshop.pk for workshop in line.values["workshops"]))
            key = (line.values["business_id"], line.values["granted_date"], held)
            line.is_known = key in recorded
            keys[line.number] = key
    refuse_twice(lines, KIND, keys, "business_id")


def _check_days(line: Line, access: Access) -> None:
    granted, last = line.values.get("granted_date"), line.values.get("last_date")
    if granted and granted > access.on:
        add_fault(line, KIND, "granted_date", _("Myöntämispäivä on tulevaisuudessa."))
    if granted and last and last <= granted:
        add_fault(line, KIND, "last_date", _("Merkin on oltava voimassa myöntämispäivän jälkeen."))


def _check_holder(line: Line, organisations: dict[str, Organisation], workshops: dict[str, dict[str, Workshop]]) -> None:
    number = line.values.get("business_id")
    if number is None:
        return
    if number not in organisations:
        add_fault(line, KIND, "business_id", _("Tällä y-tunnuksella ei ole organisaatiota. Tuo ensin organisaatiot."))
        return
    line.values["organisation"] = organisations[number]
    of_organisation = workshops[number]
    names = line.values.get("workshops") or [workshop.name for workshop in of_organisation.values()]
    for name in names:
        if name.casefold() not in of_organisation:
            add_fault(line, KIND, "workshops", _("Organisaatiolla ei ole työpajaa ”%(name)s”.") % {"name": name})
    if not names:
        add_fault(line, KIND, "workshops", _("Organisaatiolla ei ole vielä työpajaa, jolla merkki olisi."))
    line.values["workshops"] = [of_organisation[key] for key in dict.fromkeys(map(str.casefold, names)) if key in of_organisation]


def _recorded(organisations: dict[str, Organisation]) -> set[Any]:
    """Return the marks of the organisations as (y-tunnus, day, workshops)."""
    found = set()
    for part in slices(organisations):
        marks = QualityMark.objects.filter(organisation__business_id__in=part).select_related("organisation")
        for mark in marks.prefetch_related("workshops"):
            held = tuple(sorted(workshop.pk for workshop in mark.workshops.all()))
            found.add((mark.organisation.business_id, mark.granted_date, held))
    return found

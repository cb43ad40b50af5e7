"""The round board as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from config.toolkit.sheets import Column, Sheet

if TYPE_CHECKING:
    from assessments.selectors.round_auditors import LoadLine
    from assessments.selectors.round_board import BoardLine


def board_sheets(lines: Iterable[BoardLine], loads: Iterable[LoadLine]) -> list[Sheet]:
    """Return the board as a spreadsheet: the applications that are asked for, and the loads of the round's auditors."""
    columns = [
        Column(_("Organisaatio"), 34),
        Column(_("Y-tunnus"), 12),
        Column(_("Työpajat"), 40),
        Column(_("Toive"), 24),
        Column(_("Tila"), 18),
        Column(_("Mitä odottaa"), 30),
        Column(_("Auditoitsijat"), 50),
        Column(_("Kriteerejä kirjoitettu"), 12),
        Column(_("Kriteerejä"), 12),
        Column(_("Ilmoittautui"), 14),
        Column(_("Lähetti viimeksi"), 18),
        Column(_("Yhteyshenkilö"), 28),
        Column(_("Sähköposti"), 34),
    ]
    load_columns = [
        Column(_("Auditoitsija"), 28),
        Column(_("Tällä kierroksella"), 18),
        Column(_("Vuoden auditoinnit"), 18),
        Column(_("Enintään vuodessa"), 18),
    ]
    return [
        Sheet(_("Hakemukset"), columns, [_sheet_row(line) for line in lines]),
        Sheet(_("Kuormitus"), load_columns, [[each.name, each.in_round, each.in_year, each.most] for each in loads]),
    ]


def _sheet_row(line: BoardLine) -> list[Any]:
    each = line.application
    return [
        each.organisation.name,
        each.organisation.business_id,
        ", ".join(line.units),
        line.wish,
        line.state,
        line.waiting or None,
        ", ".join(f"{seat.name} ({seat.state})" for seat in line.seats) or None,
        line.written,
        line.total,
        each.registered_at,
        each.submitted_at,
        each.contact.name,
        each.contact.email,
    ]

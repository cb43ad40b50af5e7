"""A national summary as tables: the same rows in the spreadsheet, the CSV and the JSON as on the page, to the digit."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assessments.choices import Compared, Dimension, SummarySeries
from config.toolkit.sheets import Column, Sheet, Value

if TYPE_CHECKING:
    from assessments.distribution import Distribution
    from assessments.selectors.summaries.page import SummaryPage

PERCENT = "0 %"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # spreadsheets take the file for UTF-8 by it


def summary_sheets(page: SummaryPage) -> list[Sheet]:
    """Return a sheet for each table of the page; numbers are numbers, and a figure that may not be told is an empty cell."""
    return [_levels(page), _participation(page), _years(page), *_changes(page)]


def summary_notes(page: SummaryPage) -> list[str]:
    """Return what a reader of the tables has to know: what counts, and what is hidden."""
    summary = page.summary
    return [
        _("%(series)s, vuosi %(year)s, %(framework)s. Rajaus: %(group)s.")
        % {
            "series": SummarySeries(summary.series).label,
            "year": summary.year,
            "framework": summary.framework,
            "group": page.group or _("koko maa"),
        },
        _("Jokaiselta työpajalta on mukana kunkin kriteerin viimeisin tulos vuoden ajalta."),
        _("”Ei koske” -vastaukset eivät vaikuta mediaaniin eikä osuuksiin."),
        _(
            "Lukua ei näytetä, jos siitä voisi saada selville alle viiden työpajan tai alle viiden organisaation tuloksen, "
            "suoraan tai päättelemällä."
        ),
    ]


def _levels(page: SummaryPage) -> Sheet:
    steps = [Column(f"{value} {name}", 14) for value, name in page.steps]
    columns = [
        Column(_("Laji"), 12),
        Column(_("Koodi"), 10),
        Column(_("Nimi"), 48),
        Column(_("Vastauksia"), 12),
        Column(_("Ei koske"), 12),
        *steps,
        Column(_("Mediaani"), 12),
        Column(_("Kahdella ylimmällä tasolla"), 20, PERCENT),
    ]
    return Sheet(_("Tasot"), columns, [_row(row, page) for row in level_rows(page)])


def _row(row: dict[str, Any], page: SummaryPage) -> list[Value]:
    share = row["top_share"]
    return [
        {"area": _("osa-alue"), "criterion": _("kriteeri"), "other_criterion": _("muun version kriteeri")}[row["kind"]],
        row["code"],
        row["name"],
        row["answers"],
        row["not_applicable"],
        *(row["levels"][str(value)] for value, _name in page.steps),
        row["median"],
        None if share is None else float(share),
    ]


def level_rows(page: SummaryPage) -> list[dict[str, Any]]:
    """Return the areas and their criteria as rows by name, then what only other versions have; what may not be told is None."""
    rows: list[dict[str, Any]] = []
    for area in page.areas:
        rows.append(_figures("area", area.area.code, area.area.name, area.figures, page))
        rows += [_figures("criterion", row.criterion.code, row.criterion.name, row.figures, page) for row in area.criteria]
    rows += [_figures("other_criterion", row.criterion.code, row.criterion.name, row.figures, page) for row in page.other_criteria]
    return rows


def _figures(kind: str, code: str, name: str, figures: Distribution | None, page: SummaryPage) -> dict[str, Any]:
    return {
        "kind": kind,
        "code": code,
        "name": name,
        "answers": figures.answered if figures else None,
        "not_applicable": figures.not_applicable if figures else None,
        "levels": {str(value): figures.levels.get(value, 0) if figures else None for value, _name in page.steps},
        "median": figures.median if figures else None,
        "top_share": figures.top_share if figures else None,
    }


def _participation(page: SummaryPage) -> Sheet:
    columns = [
        Column(_("Ryhmittely"), 20),
        Column(_("Ryhmä"), 32),
        Column(_("Osallistui"), 12),
        Column(_("Työpajoja palvelussa"), 22),
        Column(_("Osallistuneiden osuus"), 22, PERCENT),
    ]
    return Sheet(_("Osallistuminen"), columns, _rows_of(participation_rows(page)))


def _rows_of(rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [list(row.values()) for row in rows]


def participation_rows(page: SummaryPage) -> list[dict[str, Any]]:
    """Return who took part in the nation by every value of every dimension."""
    return [
        {
            "dimension": str(dimension.label),
            "name": row.name,
            "participants": row.participants,
            "everyone": row.everyone,
            "share": None if row.share is None else float(row.share),
        }
        for dimension in Dimension
        for row in page.participation(dimension)
    ]


def _years(page: SummaryPage) -> Sheet:
    columns = [Column(_("Vuosi"), 10), *(Column(str(area.area), 26, PERCENT) for area in page.areas)]
    rows: list[list[Value]] = [[year.year, *(_float(year.top_shares.get(area.area.code)) for area in page.areas)] for year in page.years]
    return Sheet(_("Vuosittain"), columns, rows)


def _float(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _changes(page: SummaryPage) -> Iterator[Sheet]:
    titles = {
        Compared.YEAR_BEFORE: (_("Muutos"), [_("Taso laski"), _("Taso pysyi samana"), _("Taso nousi")]),
        Compared.OWN: (_("Auditointi ja itsearviointi"), [_("Auditoinnissa matalampi"), _("Sama taso"), _("Auditoinnissa korkeampi")]),
    }
    for compared, (title, words) in titles.items():
        rows: list[list[Value]] = [
            [str(area), change.workshops, change.lower, change.same, change.higher] for area, change in page.changes_of(compared)
        ]
        if rows:
            columns = [Column(_("Osa-alue"), 32), Column(_("Verrattuja työpajoja"), 22), *(Column(word, 22) for word in words)]
            yield Sheet(title, columns, rows)


def summary_json(page: SummaryPage) -> dict[str, Any]:
    """Return the summary as plain values; shares as exact fractions and as numbers."""
    return {
        "series": page.summary.series,
        "year": page.summary.year,
        "framework": page.summary.framework.slug,
        "version": page.summary.version.version,
        "narrowing": dict(page.choice.narrowing),
        "participants": page.participants,
        "levels": [_plain(row) for row in level_rows(page)],
        "participation": participation_rows(page),
        "years": [
            {"year": year.year, "top_shares": {code: _exact(share) for code, share in year.top_shares.items()}} for year in page.years
        ],
        "changes": [
            {
                "compared": change.compared,
                "area": change.area_code,
                "workshops": change.workshops,
                "lower": change.lower,
                "same": change.same,
                "higher": change.higher,
            }
            for compared in Compared
            for _area, change in page.changes_of(compared)
        ],
        "notes": summary_notes(page),
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    share, median = row["top_share"], row["median"]
    median = None if median is None else float(median)
    return {**row, "median": median, "top_share": _float(share), "top_share_exact": _exact(share)}


def _exact(share: Fraction | None) -> str | None:
    return None if share is None else f"{share.numerator}/{share.denominator}"


class _Echo:
    """Gives back what is written to it, for a CSV that is sent row by row."""

    def write(self, text: str) -> str:
        return text


def summary_csv(page: SummaryPage) -> Iterable[str]:
    """Yield the table of levels row by row: UTF-8 with its mark, `;` between, decimal comma."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    sheet = _levels(page)
    yield BOM + writer.writerow([column.title for column in sheet.columns])
    for row in sheet.rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Value) -> str:
    """Return the value as Finnish spreadsheets read it; typed text that looks like a formula stays text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    return str(value).replace(".", ",")

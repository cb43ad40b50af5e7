"""An attacker who reads every page and file of every choice, knows who belongs where, and solves for what is hidden.

She has nothing but the answers: which groups are told of, of whom the lists of participants say that they are in them.
"""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, product
from random import Random

import pytest
from django.test import Client

from assessments.choices import Dimension
from assessments.models import Summary
from assessments.reports import summary_html
from assessments.selectors.summaries.choice import Choice, names_of_values, narrowing_address
from assessments.selectors.summaries.page import summary_page
from assessments.services.summaries import counting
from assessments.small_groups import Key
from tests.assessments.attacker import solved_groups
from tests.assessments.summaries.reading import HIDDEN, OF_LEVELS, Table, body, csv_rows, got, page_of, sheets, tables
from tests.factories.applications import make_coordinator
from tests.factories.criteria import make_version
from tests.factories.summaries import make_nation, make_year
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
AREAS = {"K1": ["K1.1", "K1.2"]}
SERIES = {"itsearvioinnit": "self", "auditoinnit": "audit"}
ORDER = list(Dimension)

About = tuple[str, int, str]  # series, year, criterion code


class Reader:
    """Keeps what the answers gave out: the told groups of each criterion, and the workshops of each value."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.told: dict[About, set[Key]] = defaultdict(set)
        self.members: dict[tuple[str, int], dict[Key, frozenset[str]]] = defaultdict(dict)

    # --- reading

    def read_members(self, series: str, year: int, values: Iterable[tuple[str, str]]) -> None:
        """Read the lists of participants, of everybody and of each value; the groups of two values follow from them."""
        known = self.members[SERIES[series], year]
        for key in [(), *((value,) for value in values)]:
            rows = dict(tables(page_of(self.client, "summary-participants", address(series, year, key))))["Osallistuneet työpajat"]
            known[key] = frozenset(row[0] for row in rows[1:] if len(row) > 1)
        for one, other in combinations(sorted(known.keys() - {()}, key=lambda key: ORDER.index(key[0][0])), 2):
            if one[0][0] != other[0][0] and known[one] & known[other]:
                known[one + other] = known[one] & known[other]

    def read_json(self, series: str, year: int, key: Key) -> None:
        answer = json.loads(body(got(self.client, "national-summary-json", address(series, year, key))))
        assert tuple(answer["narrowing"].items()) == key
        assert not (answer["changes"] and key)
        for row in answer["levels"]:
            if any(value is not None for value in (row["answers"], *row["levels"].values(), row["median"], row["top_share"])):
                self._hear(series, year, key, row["code"])
        for shares in answer["years"]:
            for code in shares["top_shares"]:
                self._hear(series, shares["year"], key, code)

    def read_files(self, series: str, year: int, key: Key) -> None:
        query = address(series, year, key)
        found = sheets(self.client, query)
        for rows in (found["Tasot"], csv_rows(self.client, query)):
            for row in rows[1:]:
                if any(value not in {None, ""} for value in row[3:]):
                    self._hear(series, year, key, row[1])
        self._hear_years(series, key, [list(column) for column in zip(*found["Vuosittain"], strict=True)])

    def read_pages(self, series: str, year: int, key: Key) -> None:
        query = address(series, year, key)
        self._hear_tables(series, year, key, page_of(self.client, "national-summary", query))
        if len(key) < 2:  # the same years are in the spreadsheet, which is read of every choice
            self._hear_tables(series, year, key, page_of(self.client, "summary-course", query))
        if len(key) < 2 and "region" not in dict(key):  # with two others there is no map, and a chosen region does not change it
            self._hear_map(series, year, key)

    def read_report(self, series: str, year: int, key: Key) -> None:
        summary = Summary.objects.get(series=SERIES[series], year=year)
        self._hear_tables(series, year, key, summary_html(summary_page(Choice(summary, key), names_of_values())))

    # --- hearing

    def _hear(self, series: str, year: int, key: Key, code: str) -> None:
        """Keep that something was told of the criterion; of an area, of each of its criteria."""
        for one in AREAS.get(code, [code]):
            self.told[SERIES[series], year, one].add(key)

    def _hear_tables(self, series: str, year: int, key: Key, page: str) -> None:
        for caption, rows in tables(page):
            if "vuosittain" in caption:
                self._hear_years(series, key, rows)
            elif caption.startswith(OF_LEVELS):
                for name, *figures in rows[1:]:
                    if figures != [HIDDEN]:
                        self._hear(series, year, key, name.split()[0])
            elif caption.startswith(("Samojen työpajojen", "Auditoinnin ja itsearv")):
                assert key == ()

    def _hear_years(self, series: str, key: Key, rows: Table) -> None:
        for name, *shares in rows[1:]:
            for year, share in zip(rows[0][1:], shares, strict=True):
                if share not in {None, "–"}:
                    self._hear(series, int(year), key, str(name).split()[0])

    def _hear_map(self, series: str, year: int, key: Key) -> None:
        [area] = AREAS
        page = page_of(self.client, "summary-regions", f"{address(series, year, key)}&kartta={area}")
        regions = {name: code for code, name in names_of_values()[Dimension.REGION].items()}
        for name, _participants, _everyone, share in dict(tables(page)).get("Maakunnat taulukkona", [])[1:]:
            if share != "–":
                self._hear(series, year, (("region", regions[name]), *key), area)

    # --- solving

    def solved(self) -> list[tuple[About, Key]]:
        found = []
        for about, told in self.told.items():
            groups = self.members[about[:2]]
            found += [(about, key) for key in solved_groups(groups, told & groups.keys(), Random(about[1]))]
        return found


def address(series: str, year: int, key: Key) -> str:
    return f"aineisto={series}&vuosi={year}&{narrowing_address(key)}"


def values_of_the_form(client: Client) -> list[tuple[str, str]]:
    """Return the values of all dimensions that the tables of participation show: what there is to choose."""
    answer = json.loads(body(got(client, "national-summary-json")))
    offered = {(str(Dimension(d).label), name): (str(d), value) for d, names in names_of_values().items() for value, name in names.items()}
    return [offered[row["dimension"], row["name"]] for row in answer["participation"]]


def every_choice(values: list[tuple[str, str]]) -> list[Key]:
    return [(), *((value,) for value in values), *(pair for pair in combinations(values, 2) if pair[0][0] != pair[1][0])]


def closed_years(years: Iterable[tuple[str, int, list[Workshop]]]) -> None:
    version = make_version(areas=1, criteria=2)
    for series, year, workshops in years:
        make_year(version, workshops, year, series=series)


def test_everything_that_is_given_out_solves_nothing(client_of, clock) -> None:
    nation = make_nation(18, seed=2)
    closed_years([("self", 2024, nation[:16]), ("self", 2025, nation), ("audit", 2024, nation[2:]), ("audit", 2025, nation[:15])])
    reader = Reader(client_of(make_coordinator()))
    values = values_of_the_form(reader.client)
    assert {dimension for dimension, _value in values} == {str(dimension) for dimension in Dimension}
    choices = every_choice(values)
    for series, year in product(SERIES, (2024, 2025)):
        reader.read_members(series, year, values)
        for key in choices:
            reader.read_json(series, year, key)
    by_json = {about: set(keys) for about, keys in reader.told.items()}
    for key in choices:
        reader.read_pages("itsearvioinnit", 2025, key)
        reader.read_files("itsearvioinnit", 2025, key)
        reader.read_report("itsearvioinnit", 2025, key)
    assert reader.told == by_json  # no page or file tells of a group of which the others do not
    assert len(reader.told) == 2 * 2 * 2
    assert min(len(keys) for keys in reader.told.values()) >= 3
    assert reader.solved() == []


def test_attacker_finds_the_leak_when_only_sizes_count(client_of, clock, monkeypatch) -> None:
    monkeypatch.setattr(counting, "told_groups", functools.partial(counting.told_groups, complementary=False))
    closed_years([("self", 2025, make_nation(15, seed=2))])
    reader = Reader(client_of(make_coordinator()))
    values = values_of_the_form(reader.client)
    reader.read_members("itsearvioinnit", 2025, values)
    for key in every_choice(values):
        reader.read_json("itsearvioinnit", 2025, key)
    solved = {key for _about, key in reader.solved()}
    assert any(len(reader.members["self", 2025].get(key, ())) < 5 and key[0][0] != "workshop" for key in solved)

"""The checked-in table `matrix.csv`: a line per URL name and thing, a cell per person with the statuses of GET and POST."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.access.addresses import Address
from tests.access.cast import PEOPLE, World, in_session_of

FILE = Path(__file__).with_name("matrix.csv")
Key = tuple[str, str]


@cache
def read_matrix() -> dict[Key, dict[str, str]]:
    """Return the table: (URL name, of) → person → "GET/POST". Read once for all, to be looked at only."""
    with FILE.open(encoding="utf-8", newline="") as file:
        header, *rows = [[cell.strip() for cell in row] for row in csv.reader(file)]
    assert header == ["url", "of", *PEOPLE]
    return {(row[0], row[1]): dict(zip(PEOPLE, row[2:], strict=True)) for row in rows}


def write_matrix(rows: dict[Key, dict[str, str]]) -> None:
    """Write the table with its columns in line."""
    table = [["url", "of", *PEOPLE], *([*key, *(cells[person] for person in PEOPLE)] for key, cells in rows.items())]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = [", ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read_matrix.cache_clear()


def statuses(world: World, address: Address, person: str, url: str) -> str:
    """Return what the person gets from the address's `url` with GET and with POST; neither changes anything."""
    with in_session_of(world, person) as client:
        read = client.get(url).status_code
    with in_session_of(world, person) as client:
        written = client.post(url, address.body(world)).status_code
    return f"{read}/{written}"


def row_of(world: World, address: Address, people: Iterable[str] = PEOPLE) -> dict[str, str]:
    url = address.url(world)  # the same for everybody, and found with queries
    return {person: statuses(world, address, person, url) for person in people}

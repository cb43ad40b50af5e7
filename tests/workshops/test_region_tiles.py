"""The tile map of the regions holds every region of the official list once, each in a place of its own."""

from __future__ import annotations

import csv

from workshops.region_tiles import REGION_TILES
from workshops.services.places import LIBRARY


def test_every_region_has_one_place_of_its_own() -> None:
    with (LIBRARY / "maakunnat-2025.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file, delimiter=";")]
    assert sorted(REGION_TILES) == sorted(codes)
    assert len(codes) == 19
    assert len(set(REGION_TILES.values())) == 19


def test_places_are_within_six_columns_and_rows_with_none_left_empty() -> None:
    columns, rows = zip(*REGION_TILES.values(), strict=True)
    assert set(columns) == set(rows) == set(range(6))


def test_north_is_above_and_west_to_the_left() -> None:
    lappi, uusimaa, ahvenanmaa, karjala = (REGION_TILES[code] for code in ("19", "01", "21", "12"))
    assert lappi[1] == 0
    assert lappi[1] < karjala[1] < uusimaa[1]
    assert ahvenanmaa[0] < uusimaa[0] < karjala[0]

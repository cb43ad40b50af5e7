"""The shipped lists of regions, municipalities and networks, brought into the database."""

import csv
from pathlib import Path

from django.db import transaction

from config.toolkit.search import sort_key
from workshops.models import Municipality, Network, Region

LIBRARY = Path(__file__).resolve().parent.parent / "library"


@transaction.atomic
def load_places() -> dict[str, int]:
    """Create or update all places by their codes, all or nothing; returns how many rows of each are in the lists.

    Nothing is deleted: a municipality that has ceased to exist may still be on a completed assessment. The networks are a start
    (docs/domain.md section 8, W42): one changed by the association is left as it is.
    """
    regions, municipalities, networks = _rows("maakunnat-2025.csv"), _rows("kunnat-2025.csv"), _rows("verkostot.csv")
    for row in regions:
        Region.objects.update_or_create(code=row["code"], defaults={"name_fi": row["name_fi"], "name_sv": row["name_sv"]})
    by_code = {region.code: region for region in Region.objects.all()}
    for row in municipalities:
        defaults = {"name_fi": row["name_fi"], "name_sv": row["name_sv"], "sort_key": sort_key(row["name_fi"])}
        Municipality.objects.update_or_create(code=row["code"], defaults={**defaults, "region": by_code[row["region_code"]]})
    for row in networks:
        defaults = {"name_fi": row["name_fi"], "name_sv": row["name_sv"], "kind": row["kind"]}
        network, created = Network.objects.get_or_create(slug=row["slug"], defaults=defaults)
        if created:
            network.regions.set(by_code[code] for code in row["region_codes"].split(",") if code)
    return {"regions": len(regions), "municipalities": len(municipalities), "networks": len(networks)}


def _rows(name: str) -> list[dict[str, str]]:
    with (LIBRARY / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))

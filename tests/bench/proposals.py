"""The proposal for a whole round: 150 applications and 60 auditors, drawn by a fixed seed, without a database."""

from __future__ import annotations

import time
from collections import Counter

from assessments.matching import SECONDS, match
from tests.bench.goals import Line, Table
from tests.factories.matching import keeps_rules, make_instance, unevenness

APPLICATIONS, AUDITORS = 150, 60
MOST = {"enough": (4, 8), "too few": (2, 4)}  # how many audits a year an auditor makes at most: there are enough auditors, or too few


def measure_proposals(table: Table) -> None:
    for what, most in MOST.items():
        _measure(table, f"150 applications, 60 auditors, {what}", most)


def _measure(table: Table, what: str, most: tuple[int, int]) -> None:
    """Time one proposal, and look that it keeps the rules, is even within one audit and explains what it left empty."""
    matter = make_instance(applications=APPLICATIONS, auditors=AUDITORS, most=most)
    started = time.perf_counter()
    found = match(matter)
    table.limit_number(("–", f"proposal, {what}"), time.perf_counter() - started, SECONDS, "s")
    best = "the best" if found.is_best else "best in time"
    table.add(Line("–", "  its rules are kept", "all", f"{len(found.pairs)} places, {best}", keeps_rules(matter, found.pairs)))
    table.limit_number(("–", "  largest difference of loads that could be evened"), unevenness(matter, found.pairs), 1, "audits")
    placed = Counter(of for _who, of in found.pairs)
    explained = {gap.application: gap.missing for gap in found.gaps if gap.whys}
    empty = {each.key: each.seats - placed[each.key] for each in matter.applications if placed[each.key] < each.seats}
    told = f"{sum(empty.values())} empty, {sum(explained.values())} explained"
    table.add(Line("–", "  places left empty are explained", "all", told, explained == empty))

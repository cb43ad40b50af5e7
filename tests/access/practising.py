"""Example applications for the tests of access, in every state, and what two auditors have answered of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.access.markers import PRACTISED, marker
from tests.factories.practice import make_case, make_published, make_retired, practise, rated

if TYPE_CHECKING:
    from tests.access.cast import World

PRACTICE_STATES = ("draft", "published", "retired")
FIRST, CONFIRMED = "K1.1", "K1.2"  # criteria of which the peer has saved, and confirmed, what she thinks


def make_practice(world: World) -> None:
    """Make an example in each state; the peer and the second peer have practised on the published one."""
    coordinator, version = world.users["coordinator"], world.version
    codes = (FIRST, CONFIRMED)
    world.cases = {
        "draft": make_case(coordinator, codes, version),
        "published": make_published(coordinator, codes, version),
        "retired": make_retired(coordinator, version),
    }
    for person in ("peer", "second_peer"):
        given = rated(version, note=marker(person, "HUOMIO", PRACTISED))
        practise(world.cases["published"], world.users[person], FIRST, given, confirms=False)
        practise(world.cases["published"], world.users[person], CONFIRMED, given)

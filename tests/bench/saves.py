"""P3, P4: what writes cost, and how they grow with the data of the whole country."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.choices import Answer
from assessments.models import Rating, Result
from assessments.selectors.results import criteria_of
from assessments.services.auditing.reading import save_audit_rating
from assessments.services.phases import complete_assessment
from assessments.services.ratings import GivenRating, save_rating
from assessments.services.results import save_result
from tests.bench.goals import Line, Table, alternate
from tests.bench.worlds import World
from workshops.models import User

QUERIES_OF_SAVE, QUERIES_OF_COMPLETE = 10, 15


def rating_saver(world: World, user: User) -> Callable[[], Any]:
    """Return an act that saves the user's rating of one criterion, each time with a new note, and commits it."""
    with world.entered():
        criterion = criteria_of(world.individual)[0]
        row = Rating.objects.filter(participant__assessment=world.individual, participant__user=user, criterion=criterion).first()
    state = {"revision": row.revision if row else 0}

    def save() -> None:
        with world.entered():
            note = f"Tallennus {state['revision']}."
            saved = save_rating(
                assessment=world.individual,
                criterion=criterion,
                answer=Answer.DONT_KNOW,
                note=note,
                revision=state["revision"],
                by=user,
                at=timezone.now(),
            )
            state["revision"] = saved.revision

    return save


def audit_rating_saver(world: World, user: User) -> Callable[[], Any]:
    """Return an act that saves an auditor's rating of one criterion, each time with a new note, and commits it."""
    with world.entered():
        criterion = criteria_of(world.audit)[0]
        row = Rating.objects.get(participant__assessment=world.audit, participant__user=user, criterion=criterion)
    state = {"revision": row.revision}

    def save() -> None:
        with world.entered():
            given = GivenRating(Answer.DONT_KNOW, note=f"Tallennus {state['revision']}.")
            seen = {"revision": state["revision"], "by": user, "at": timezone.now()}
            state["revision"] = save_audit_rating(audit=world.audit, criterion=criterion, given=given, **seen).revision

    return save


def result_saver(world: World, user: User) -> Callable[[], Any]:
    """Return an act that saves the shared view of one criterion, each time with a new text, and commits it."""
    with world.entered():
        criterion = criteria_of(world.joint)[0]
    state = {"number": 0}

    def save() -> None:
        with world.entered():
            revision = Result.objects.get(assessment=world.joint, criterion=criterion).revision
            state["number"] += 1
            save_result(
                assessment=world.joint,
                criterion=criterion,
                answer=Answer.NOT_APPLICABLE,
                reason="Ei ole.",
                development=f"Tallennus {state['number']}.",
                revision=revision,
                by=user,
                at=timezone.now(),
            )

    return save


def measure_saves(table: Table, worlds: dict[str, World], rounds: int, where: str) -> None:
    sizes = list(worlds)
    kinds: dict[str, Callable[[World], Callable[[], Any]]] = {
        "save an own rating": lambda world: rating_saver(world, world.contact),
        "save an own rating, a coordinator": lambda world: rating_saver(world, world.coordinator),
        "save an auditor's rating": lambda world: audit_rating_saver(world, world.reader),
        "save a shared view": lambda world: result_saver(world, world.user(1, 1)),
        "save a shared view, a coordinator": lambda world: result_saver(world, world.user(1, 2)),
    }
    for what, make in kinds.items():
        acts = {size: make(world) for size, world in worlds.items()}
        own = 1 if "shared" in what else 0  # the look at the revision is the bench's own
        counts = [worlds[size].queries(act) - own for size, act in acts.items()]
        told = f"{'/'.join(str(count) for count in counts)} queries"
        table.add(Line("P3", f"{what}, {where}", f"≤ {QUERIES_OF_SAVE} queries", told, max(counts) <= QUERIES_OF_SAVE))
        took = alternate(acts, rounds)
        pair = (took[sizes[-1]], took[sizes[0]])
        table.limit_ratio(("P3", f"{what}, growth, {where}"), pair, 1.2, f"{sizes[0]}, at {sizes[-1]}")


def measure_completion(table: Table, world: World, rounds: int) -> None:
    """Complete the same assessment again and again, rolled back each time, beside one save that is rolled back too."""
    leader = world.user(1, 0)
    save = result_saver(world, world.user(1, 1))

    def undone(act: Callable[[], Any]) -> None:
        with world.entered(), transaction.atomic():
            act()
            transaction.set_rollback(True)

    complete = functools.partial(complete_assessment, assessment=world.joint, by=leader, at=timezone.now())
    count = world.queries(functools.partial(undone, complete))
    table.limit_number(("P4", "complete 31 criteria"), count, QUERIES_OF_COMPLETE, "queries")
    took = alternate({"complete": functools.partial(undone, complete), "save": functools.partial(undone, save)}, rounds)
    table.limit_ratio(("P4", "complete 31 criteria"), (took["complete"], took["save"]), 3, "one save")

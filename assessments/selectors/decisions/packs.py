"""The rounds of the decision list, each with its applications and the asker's pack of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assessments.models import DecisionPack, Round
from assessments.selectors.decisions.access import decision_matters

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from assessments.selectors.decisions.matters import Matter
    from workshops.permissions import Access


@dataclass(frozen=True)
class RoundMatters:
    """One round of the list: what is decided in it, and how far the asker's own pack is."""

    round: Round
    matters: tuple[Matter, ...]
    pdf: DecisionPack | None
    pdf_has_failed: bool


def pack_lines(matters: Sequence[Matter], access: Access, at: dt.datetime) -> list[RoundMatters]:
    """Return the applications by their rounds, in the order given; one query."""
    by_round = [(round_, tuple(rows)) for round_, rows in groupby(matters, key=lambda matter: matter.application.round)]
    packs = latest_packs([round_ for round_, _rows in by_round if round_], access)
    return [
        RoundMatters(round_, rows, pdf := packs.get(round_.pk), pdf is not None and pdf.has_failed(at))
        for round_, rows in by_round
        if round_
    ]


def latest_pack(round_: Round, access: Access) -> DecisionPack | None:
    """Return the asker's own pack of the round that was ordered last; one query."""
    return latest_packs([round_], access).get(round_.pk)


def latest_packs(rounds: Collection[Round], access: Access) -> dict[int, DecisionPack]:
    """Return the asker's own last pack of each round by its key; one query."""
    rows = DecisionPack.objects.filter(round__in=rounds, requested_by=access.user.pk).select_related("file").order_by("pk")
    return {row.round_id: row for row in rows}


def packed_rounds(access: Access) -> QuerySet[Round]:
    """Return the rounds of which the asker sees something on the pages of decisions: those she may have a pack of."""
    return Round.objects.filter(pk__in=decision_matters(access).order_by().values("round"))

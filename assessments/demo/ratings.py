"""What each rater of the demo answers: around the level the workshop agrees on later, with people being people."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from assessments.choices import Answer
from assessments.demo.content import Voice

UNANIMOUS = 0.25  # share of criteria on which everybody says the same
DONT_KNOW = 0.06
MISSING = 0.04


@dataclass(frozen=True)
class PlannedRating:
    """One answer of one rater."""

    answer: str
    level: int | None = None
    reason: str = ""
    note: str = ""
    note_may_be_shown: bool = False


def plan_ratings(*, rng: Random, voice: Voice, codes: list[str], raters: int, top: int) -> list[dict[str, PlannedRating]]:
    """Return for each rater the answers by criterion code; `top` is the scale's highest level. A few are left out, as happens."""
    leanings = [rng.choice([-1, 0, 0, 0, 1]) for _ in range(raters)]
    planned: list[dict[str, PlannedRating]] = [{} for _ in range(raters)]
    for code in codes:
        answers = _answers(rng, voice, code, leanings, top)
        writers = _notes_by_rater(rng, voice, code, raters)
        for number, (answer, level, reason) in enumerate(answers):
            note, may_be_shown = writers.get(number, ("", False))
            if note or raters < 3 or rng.random() >= MISSING:
                planned[number][code] = PlannedRating(answer, level, reason, note, may_be_shown)
    return planned


def _answers(rng: Random, voice: Voice, code: str, leanings: list[int], top: int) -> list[tuple[str, int | None, str]]:
    agreed = voice.results.get(code)
    reasons = voice.reasons.get(code, [])
    if agreed is not None and agreed.level is None:
        return [_aside(rng, reasons) for _ in leanings]
    middle = agreed.level if agreed and agreed.level else rng.choice([2, 2, 3, 3])
    if rng.random() < UNANIMOUS:
        return [(Answer.LEVEL, middle, "") for _ in leanings]
    answers = [_around(rng, middle, leaning, top) for leaning in leanings]
    if reasons:
        answers[rng.randrange(len(answers))] = (Answer.NOT_APPLICABLE, None, rng.choice(reasons))
    return answers


def _aside(rng: Random, reasons: list[str]) -> tuple[str, int | None, str]:
    if reasons and rng.random() < 0.75:
        return (Answer.NOT_APPLICABLE, None, rng.choice(reasons))
    return (Answer.DONT_KNOW, None, "")


def _around(rng: Random, middle: int, leaning: int, top: int) -> tuple[str, int | None, str]:
    if rng.random() < DONT_KNOW:
        return (Answer.DONT_KNOW, None, "")
    step = rng.choices([-1, 0, 1, leaning], weights=[18, 55, 12, 15])[0]
    return (Answer.LEVEL, min(max(middle + step, 1), top), "")


def _notes_by_rater(rng: Random, voice: Voice, code: str, raters: int) -> dict[int, tuple[str, bool]]:
    notes = voice.notes.get(code, [])[:raters]
    return dict(zip(rng.sample(range(raters), len(notes)), notes, strict=True))

"""Explaining concepts in place: where in a criterion's text its linked concepts are first spoken of. Pure; asks the database nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from config.toolkit.svg import tone_of
from criteria.stems import bare_term, find_term

if TYPE_CHECKING:
    from criteria.models import Concept, Criterion, GuidingQuestion


@dataclass(frozen=True)
class Segment:
    """A piece of running text; with a concept, the word to be explained. Templates escape the text."""

    text: str
    concept: Concept | None = None


@dataclass(frozen=True)
class LadderStep:
    """One level of a criterion as shown: its number, name and tone (css class `lv-<tone>`), and what it looks like here."""

    value: int
    name: str
    tone: int
    description: str


@dataclass(frozen=True)
class ExplainedCriterion:
    """A criterion's description and questions cut into segments, and every concept linked to it, in the order of the glossary."""

    criterion: Criterion
    description: tuple[Segment, ...]
    questions: tuple[tuple[Segment, ...], ...]
    concepts: tuple[Concept, ...]

    @property
    def marked(self) -> tuple[Concept, ...]:
        """The concepts that are explained within the text."""
        return tuple(segment.concept for text in (self.description, *self.questions) for segment in text if segment.concept)

    def ladder(self) -> list[LadderStep]:
        """Return the levels, lowest first; no query when the criterion was fetched `with_texts()`."""
        rows = list(self.criterion.level_descriptions.all())
        return [LadderStep(row.level.value, row.level.name, tone_of(place, len(rows)), row.description) for place, row in enumerate(rows)]


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    concept: Concept


def explain_criterion(
    criterion: Criterion, concepts: Iterable[Concept], questions: Iterable[GuidingQuestion] | None = None
) -> ExplainedCriterion:
    """Cut the description and the questions so that the first occurrence of each concept, over both, is a segment of its own.

    Inflected forms count; where two terms overlap the longer wins; terms that look alike (homonyms) are not marked, for a reader
    could not tell which is meant. `criterion.questions` should be prefetched, or given as `questions`.
    """
    linked = tuple(concepts)
    asked = criterion.questions.all() if questions is None else questions
    texts = [criterion.description, *(question.text for question in asked)]
    segments = _cut(texts, _unambiguous(linked))
    return ExplainedCriterion(criterion, segments[0], tuple(segments[1:]), linked)


def _unambiguous(concepts: Sequence[Concept]) -> list[Concept]:
    counts = Counter(bare_term(concept.term).casefold() for concept in concepts)
    return [concept for concept in concepts if counts[bare_term(concept.term).casefold()] == 1]


def _cut(texts: Sequence[str], concepts: Sequence[Concept]) -> list[tuple[Segment, ...]]:
    seen: set[int] = set()
    result = []
    for text in texts:
        segments: list[Segment] = []
        position = 0
        for span in _longest(text, concepts):
            if span.concept.pk in seen:
                continue
            seen.add(span.concept.pk)
            segments += [Segment(text[position : span.start]), Segment(text[span.start : span.end], span.concept)]
            position = span.end
        result.append(tuple(segment for segment in [*segments, Segment(text[position:])] if segment.text))
    return result


def _longest(text: str, concepts: Sequence[Concept]) -> list[_Span]:
    """Return the occurrences of the terms in order, without overlaps: of two that overlap the longer, of equals the earlier."""
    language = (get_language() or "fi").split("-")[0]
    found = [
        _Span(*position, concept)
        for concept in concepts
        for position in find_term(text, concept.term, language if getattr(concept, f"term_{language}", "") else "fi")
    ]
    chosen: list[_Span] = []
    for span in sorted(found, key=lambda span: (span.start - span.end, span.start)):
        if all(span.end <= other.start or other.end <= span.start for other in chosen):
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)

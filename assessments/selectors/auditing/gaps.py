"""What is still missing from an audit's report, or looks as if it should not be there: asked before it leaves its auditors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.choices import Answer, Recommendation
from assessments.names_in_text import names_in
from assessments.scoring import verdict_differs
from assessments.selectors.auditing.drafting import Draft, draft_of

if TYPE_CHECKING:
    from assessments.models import Assessment, Result
    from criteria.models import Criterion


class GapKind(StrEnum):
    NO_ANSWER = "no_answer"
    NO_VERDICT = "no_verdict"
    NO_REASON = "no_reason"  # of a verdict that is another than the level says
    NO_OBSERVATION = "no_observation"
    NO_SUGGESTION = "no_suggestion"
    NAME = "name"
    NO_REPLY = "no_reply"  # to a comment
    NO_SUMMARY = "no_summary"
    NO_RECOMMENDATION = "no_recommendation"
    NO_NEEDED = "no_needed"


RESULT, STRENGTHS, CONCLUSION = (f"assessments:audit-{page}-update" for page in ("result", "strengths", "conclusion"))
COMMENTS = "assessments:audit-answers"  # where comments are answered
OBSERVATIONS = ("seen_in_documents", "heard_in_interviews", "seen_on_visit")
TEXTS = ("reason", "verdict_reason", *OBSERVATIONS, "suggestion")


@dataclass(frozen=True)
class Gap:
    """One thing to be done, in a sentence, and where: the name and arguments of an address. A warning keeps nothing back."""

    kind: GapKind
    criterion: Criterion | None
    sentence: str
    address: str
    arguments: tuple[str, ...]
    is_blocking: bool = True

    @property
    def code(self) -> str:
        """The criterion's code; empty for what is of an area or the whole."""
        return self.criterion.code if self.criterion else ""

    @property
    def url(self) -> str:
        return reverse(self.address, args=self.arguments)


def report_gaps(audit: Assessment) -> list[Gap]:
    """Return the gaps of the report, criterion by criterion and the whole last; as many queries as `draft_of`, and the version's scale."""
    return gaps_of(audit, draft_of(audit))


def gaps_of(audit: Assessment, draft: Draft) -> list[Gap]:
    """Return the gaps of a draft that is read already; needs the version's scale loaded."""
    met_from = audit.version.scale.met_from
    found = [gap for criterion in draft.criteria for gap in _of_criterion(audit.ref, criterion, draft, met_from)]
    return [*found, *_of_areas(audit.ref, draft), *_of_comments(audit.ref, draft), *_of_whole(audit.ref, draft)]


def _of_criterion(ref: str, criterion: Criterion, draft: Draft, met_from: int) -> Iterator[Gap]:
    result = draft.results.get(criterion.pk)

    def gap(kind: GapKind, sentence: str, *, is_blocking: bool = True) -> Gap:
        return Gap(kind, criterion, sentence, RESULT, (ref, criterion.code), is_blocking)

    if result is None or not result.answer:
        yield gap(GapKind.NO_ANSWER, _("Tasosta ei ole vielä sovittu."))
    elif result.answer == Answer.LEVEL:
        for kind, sentence, is_blocking in _of_level(result, met_from):
            yield gap(kind, sentence, is_blocking=is_blocking)
    if result is not None:
        texts = (getattr(result, name) for name in TEXTS)
        if names := _names("\n".join(texts), draft):
            yield gap(GapKind.NAME, names, is_blocking=False)


def _of_level(result: Result, met_from: int) -> Iterator[tuple[GapKind, str, bool]]:
    """Yield what a result with a level lacks: the kind, the sentence, and whether it keeps the report back."""
    assert result.level is not None
    is_met = result.verdict is not None and result.verdict.order == result.first_verdict  # type: ignore[attr-defined]  # annotated by `draft_of`
    if result.verdict is None:
        yield GapKind.NO_VERDICT, _("Kanta siihen, täyttyykö kriteeri, puuttuu."), True
    elif verdict_differs(result.level.value, met_from=met_from, is_met=is_met) and not result.verdict_reason:
        yield GapKind.NO_REASON, _("Kanta on toinen kuin tasosta seuraisi. Kirjoita lause siitä, miksi."), True
    if not any(getattr(result, name) for name in OBSERVATIONS):
        yield GapKind.NO_OBSERVATION, _("Yhtään havaintoa ei ole kirjattu."), False
    if not result.suggestion:
        yield GapKind.NO_SUGGESTION, _("Kehittämisehdotus puuttuu."), result.verdict is not None and not is_met


def _of_areas(ref: str, draft: Draft) -> Iterator[Gap]:
    for summary in draft.summaries:
        if names := _names(summary.strengths, draft):
            sentence = _("Osa-alueen %(code)s vahvuudet. %(names)s") % {"code": summary.area.code, "names": names}
            yield Gap(GapKind.NAME, None, sentence, STRENGTHS, (ref, summary.area.code), is_blocking=False)


def _of_comments(ref: str, draft: Draft) -> Iterator[Gap]:
    for comment in draft.comments:
        if not comment.answer:
            yield Gap(GapKind.NO_REPLY, comment.criterion, _("Työpajan kommenttiin ei ole vielä vastattu."), COMMENTS, (ref,))
        elif names := _names(comment.answer, draft):
            yield Gap(GapKind.NAME, comment.criterion, names, COMMENTS, (ref,), is_blocking=False)


def _of_whole(ref: str, draft: Draft) -> Iterator[Gap]:
    said = draft.conclusion
    summary, recommendation, needed = (said.summary, said.recommendation, said.needed) if said else ("", "", "")
    if not summary:
        yield Gap(GapKind.NO_SUMMARY, None, _("Yhteenveto puuttuu."), CONCLUSION, (ref,))
    if not recommendation:
        yield Gap(GapKind.NO_RECOMMENDATION, None, _("Suositus puuttuu."), CONCLUSION, (ref,))
    elif recommendation != Recommendation.SUPPORTED and not needed:
        yield Gap(GapKind.NO_NEEDED, None, _("Suosituksesta puuttuu, mitä laatumerkki vielä edellyttää."), CONCLUSION, (ref,))
    if names := _names(f"{summary}\n{needed}", draft):
        yield Gap(GapKind.NAME, None, _("Yhteenveto. %(names)s") % {"names": names}, CONCLUSION, (ref,), is_blocking=False)


def _names(text: str, draft: Draft) -> str:
    """Return the sentence about what looks like names in the text; empty when nothing does."""
    found = names_in(text, draft.place_names)
    return _("Tekstissä on ehkä henkilön nimi: %(names)s.") % {"names": ", ".join(found)} if found else ""

"""Links between criteria and concepts: proposed by word stem, decided by a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.toolkit.errors import NotAllowedError, RefusedInputError
from criteria.models import Concept, ConceptLink, ConceptSet, Criterion, FrameworkVersion, LinkOrigin
from criteria.permissions import can_manage_criteria
from criteria.selectors import current_concept_set
from criteria.services.content_files import read_content
from criteria.services.publications import request_publication
from criteria.stems import bare_term, find_term
from workshops.models import User
from workshops.permissions import Access
from workshops.services.audit_events import record_event

LIBRARY = Path(__file__).resolve().parent.parent / "library"
Pair = tuple[str, str]  # criterion code, concept code


@dataclass(frozen=True)
class LinkCounts:
    """What a proposal changed."""

    added: int
    removed: int


@transaction.atomic
def propose_links(*, version: FrameworkVersion, concept_set: ConceptSet, at: dt.datetime) -> LinkCounts:
    """Bring the proposed links of a version to a glossary up to date with the texts; what a person decided is kept.

    A concept is proposed for a criterion whose texts hold its term, inflected or not. Homonyms ("näyttö (opinnoissa)", "näyttö
    (laatutyössä)") are never proposed, since the word alone does not tell which is meant. Decisions made for the same codes in other
    versions, and those shipped with the content, are taken over where no person has decided in this one.
    """
    criteria = list(Criterion.objects.filter(area__version=version).with_texts())
    concepts = list(Concept.objects.filter(group__concept_set=concept_set))
    wanted = _proposals(criteria, concepts) | _earlier_decisions(version, concept_set) | _shipped_decisions(version, concept_set)
    criterion_of = {criterion.code: criterion for criterion in criteria}
    concept_of = {concept.code: concept for concept in concepts}
    existing = {
        (link.criterion.code, link.concept.code): link
        for link in ConceptLink.objects.select_for_update(of=("self",))
        .filter(criterion__in=criteria, concept__group__concept_set=concept_set)
        .select_related("criterion", "concept")
    }
    open_links = {pair: link for pair, link in existing.items() if link.origin == LinkOrigin.PROPOSED}
    gone = [link.pk for pair, link in open_links.items() if wanted.get(pair) != LinkOrigin.PROPOSED]
    kept = {pair for pair in existing if existing[pair].pk not in set(gone)}
    new = [
        ConceptLink(criterion=criterion_of[code], concept=concept_of[concept], origin=origin)
        for (code, concept), origin in sorted(wanted.items())
        if (code, concept) not in kept and code in criterion_of and concept in concept_of
    ]
    ConceptLink.objects.filter(pk__in=gone).delete()
    ConceptLink.objects.bulk_create(new)
    if new or gone:
        details = {"version": version.version, "concepts": concept_set.version, "added": len(new), "removed": len(gone)}
        record_event(action="concept_links.propose", obj=version, by=None, at=at, details=details)
    return LinkCounts(len(new), len(gone))


def propose_all_links(*, concept_set: ConceptSet, at: dt.datetime) -> LinkCounts:
    """Propose links from every framework version to a glossary. Runs in the caller's transaction."""
    counts = [propose_links(version=version, concept_set=concept_set, at=at) for version in FrameworkVersion.objects.all()]
    return LinkCounts(sum(count.added for count in counts), sum(count.removed for count in counts))


@transaction.atomic
def decide_links(*, criterion: Criterion, decisions: Mapping[str, LinkOrigin], by: User, at: dt.datetime) -> None:
    """Confirm or reject links of one criterion to concepts of the current glossary; a concept without a link gets one.

    `decisions` maps concept codes to confirmed or rejected. Unchanged ones are left alone. The PDF is ordered again when something
    changed. Raises `NotAllowedError`, or `RefusedInputError` for an unknown concept.
    """
    if not can_manage_criteria(Access.of(by, timezone.localdate(at)), None):
        raise NotAllowedError(_("Sinulla ei ole oikeutta tähän toimintoon."))
    concepts = {concept.code: concept for concept in Concept.objects.filter(group__concept_set=current_concept_set(), code__in=decisions)}
    links = {
        link.concept_id: link for link in ConceptLink.objects.select_for_update().filter(criterion=criterion, concept__in=concepts.values())
    }
    changed = {}
    for code, origin in decisions.items():
        if code not in concepts or origin not in {LinkOrigin.CONFIRMED, LinkOrigin.REJECTED}:
            raise RefusedInputError(_("Käsitettä ei löytynyt. Valitse käsite luettelosta."), "add")
        link = links.get(concepts[code].pk) or ConceptLink(criterion=criterion, concept=concepts[code])
        if link.pk is None or link.origin != origin:
            link.origin = origin
            link.full_clean()
            link.save()
            changed[code] = str(origin)
    if changed:
        record_event(
            action="concept_links.decide", obj=criterion, by=by, at=at, details={"criterion": criterion.code, "decisions": changed}
        )
        request_publication(version=criterion.area.version, at=at)


def _proposals(criteria: Iterable[Criterion], concepts: Iterable[Concept]) -> dict[Pair, LinkOrigin]:
    terms = {concept.code: concept.term_fi for concept in concepts}
    times_used = Counter(bare_term(term).casefold() for term in terms.values())
    # A term with a qualifier is never equal to its own bare form, so the count leaves it out too.
    plain = {code: term for code, term in terms.items() if times_used[term.casefold()] == 1}
    return {
        (criterion.code, code): LinkOrigin.PROPOSED
        for criterion in criteria
        for code, term in plain.items()
        if any(find_term(text, term) for text in _texts(criterion))
    }


def _texts(criterion: Criterion) -> list[str]:
    """Return the texts that say what a criterion is about; level descriptions repeat stock words ("koko työpajalla") and link all."""
    return [
        criterion.name_fi,
        criterion.description_fi,
        *(question.text_fi for question in criterion.questions.all()),
        *(example.text_fi for example in criterion.evidence_examples.all()),
    ]


def _earlier_decisions(version: FrameworkVersion, concept_set: ConceptSet) -> dict[Pair, LinkOrigin]:
    links = (
        ConceptLink.objects.exclude(origin=LinkOrigin.PROPOSED)
        .exclude(criterion__area__version=version, concept__group__concept_set=concept_set)
        .filter(criterion__area__version__framework=version.framework_id, concept__group__concept_set__slug=concept_set.slug)
        .order_by("pk")
    )
    return {
        (code, concept): LinkOrigin(origin) for code, concept, origin in links.values_list("criterion__code", "concept__code", "origin")
    }


def _shipped_decisions(version: FrameworkVersion, concept_set: ConceptSet) -> dict[Pair, LinkOrigin]:
    """Return the decisions that ship with the content: made by reading every criterion, for exactly these two versions."""
    pinned = {
        "framework": version.framework.slug,
        "framework_version": version.version,
        "concepts": concept_set.slug,
        "concepts_version": concept_set.version,
    }
    decisions: dict[Pair, LinkOrigin] = {}
    for path in sorted(LIBRARY.glob("kasitelinkit-*.yaml")):
        content = read_content(path)
        if all(content[key] == value for key, value in pinned.items()):
            for origin in (LinkOrigin.CONFIRMED, LinkOrigin.REJECTED):
                decisions |= {(code, concept): origin for code, codes in content[origin.value].items() for concept in codes}
    return decisions

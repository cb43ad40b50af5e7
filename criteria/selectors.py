"""What the pages of criteria and concepts read, each with its prefetches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Value

from config.toolkit.search import search_key
from criteria.explanations import ExplainedCriterion, explain_criterion
from criteria.models import (
    Area,
    Concept,
    ConceptGroup,
    ConceptLink,
    ConceptSet,
    Criterion,
    FrameworkVersion,
    GuidingQuestion,
    InterviewQuestion,
    LinkOrigin,
)
from criteria.stems import find_term
from criteria.versioning import PUBLIC, VersionStatus
from workshops.permissions import Access

MAX_QUERY = 100
MAX_WORDS = 8


@dataclass(frozen=True)
class ExplainedArea:
    """An area with its criteria explained."""

    area: Area
    criteria: tuple[ExplainedCriterion, ...]


@dataclass(frozen=True)
class ConceptsOfGroup:
    """A group of the glossary with the concepts that were looked for."""

    group: ConceptGroup
    concepts: tuple[Concept, ...]


def current_concept_set() -> ConceptSet | None:
    """Return the glossary that criteria are explained with: the newest published one, retired ones only when there is no other."""
    return ConceptSet.objects.current().first()


def version_list(access: Access) -> QuerySet[FrameworkVersion]:
    """Return the versions the viewer may read with their areas, a framework's newest first."""
    return (
        FrameworkVersion.objects.visible_to(access)
        .select_related("framework", "publication")
        .prefetch_related(Prefetch("areas", queryset=Area.objects.annotate(criterion_count=Count("criteria")).order_by("order")))
        .order_by("framework__slug", "-published_at", "-pk")
    )


def public_versions() -> QuerySet[FrameworkVersion]:
    """Return the versions that anyone may read, drafts never, a framework's newest first; for open data, which knows no asker."""
    return FrameworkVersion.objects.public().select_related("framework").order_by("framework__slug", "-published_at", "-pk")


def public_version(slug: str, version: str) -> FrameworkVersion | None:
    """Return the public version of the address with its scale, areas, criteria and all their texts; None for a draft too."""
    criteria = Criterion.objects.with_texts().order_by("order")
    areas = Prefetch("areas", Area.objects.order_by("order").prefetch_related(Prefetch("criteria", criteria)))
    versions = public_versions().select_related("framework", "scale").prefetch_related("scale__levels", areas)
    return versions.filter(framework__slug=slug, version=version).first()


def public_concepts() -> QuerySet[Concept]:
    """Return the concepts of the glossary in use with their groups and the concepts they name, in the order of the alphabet."""
    related = Prefetch("related", Concept.objects.order_by("sort_key", "pk"))
    concepts = Concept.objects.filter(group__concept_set__in=ConceptSet.objects.current().values("pk"))
    return concepts.select_related("group__concept_set").prefetch_related(related).order_by("sort_key", "pk")


def readable_versions(access: Access, slug: str, version: str) -> QuerySet[FrameworkVersion]:
    """Return the version of the address if the viewer may read it."""
    versions = FrameworkVersion.objects.visible_to(access).filter(framework__slug=slug, version=version)
    return versions.select_related("framework", "scale", "publication").prefetch_related("scale__levels")


def readable_area(access: Access, slug: str, version: str, code: str) -> QuerySet[Area]:
    """Return the area of the address if the viewer may read its version."""
    versions = FrameworkVersion.objects.visible_to(access).filter(framework__slug=slug, version=version)
    return Area.objects.filter(version__in=versions, code=code).select_related("version__framework")


def readable_criterion(access: Access, slug: str, version: str, code: str) -> QuerySet[Criterion]:
    """Return the criterion of the address, with its texts, if the viewer may read its version."""
    versions = FrameworkVersion.objects.visible_to(access).filter(framework__slug=slug, version=version)
    return Criterion.objects.filter(area__version__in=versions, code=code).select_related("area__version__framework").with_texts()


def current_version(access: Access, slug: str) -> FrameworkVersion | None:
    """Return the newest published version of a framework, else the newest retired one; None when there is neither."""
    versions = FrameworkVersion.objects.visible_to(access).filter(framework__slug=slug, status__in=PUBLIC)
    return versions.order_by("status", "-published_at", "-pk").first()  # "published" sorts before "retired"


def areas_with_criteria(version: FrameworkVersion) -> list[Area]:
    """Return the areas of a version with the names of their criteria."""
    return list(version.areas.prefetch_related("criteria"))


def explained_areas(version: FrameworkVersion, *, area: Area | None = None) -> list[ExplainedArea]:
    """Return the areas of a version, or one of them, with every text and the concepts explained."""
    criteria = Criterion.objects.with_texts().order_by("order")
    areas = version.areas.filter(pk=area.pk) if area else version.areas.all()
    rows = list(areas.prefetch_related(Prefetch("criteria", queryset=criteria)))
    concepts = linked_concepts(criterion for row in rows for criterion in row.criteria.all())
    return [
        ExplainedArea(row, tuple(explain_criterion(criterion, concepts[criterion.pk]) for criterion in row.criteria.all())) for row in rows
    ]


def explained_criterion(criterion: Criterion) -> ExplainedCriterion:
    """Return one criterion with its concepts explained: one query, and one for the questions unless they are prefetched."""
    return explain_criterion(criterion, linked_concepts([criterion])[criterion.pk])


def criterion_with_interview(criterion: Criterion) -> tuple[ExplainedCriterion, list[InterviewQuestion]]:
    """Return one criterion with its concepts explained, and its interview questions; two queries.

    Both kinds of questions come in one, for a page that asks a lot already.
    """
    texts = ("order", "text_fi", "text_sv", "text_en")
    guiding = criterion.questions.order_by().values(*texts, is_interview=Value(0))
    interview = criterion.interview_questions.order_by().values(*texts, is_interview=Value(1))
    asked: dict[int, list[dict[str, Any]]] = {0: [], 1: []}
    for row in guiding.union(interview, all=True).order_by("order"):
        asked[row.pop("is_interview")].append(row)
    concepts = linked_concepts([criterion])[criterion.pk]
    explained = explain_criterion(criterion, concepts, [GuidingQuestion(**row) for row in asked[0]])
    return explained, [InterviewQuestion(**row) for row in asked[1]]


def linked_concepts(criteria: Iterable[Criterion]) -> dict[int, list[Concept]]:
    """Return the concepts of the current glossary linked to each criterion, by its key, in the order of the alphabet; one query.

    Rejected links do not count; proposed ones do until someone rejects them.
    """
    keys = [criterion.pk for criterion in criteria]
    links = (
        ConceptLink.objects.filter(criterion__in=keys, concept__group__concept_set=ConceptSet.objects.current().values("pk"))
        .exclude(origin=LinkOrigin.REJECTED)
        .select_related("concept")
        .order_by("concept__sort_key", "pk")
    )
    concepts: dict[int, list[Concept]] = defaultdict(list)
    for link in links:
        concepts[link.criterion_id].append(link.concept)
    return concepts


def interview_questions_of(version: FrameworkVersion) -> dict[int, list[InterviewQuestion]]:
    """Return every interview question of a version by its criterion's key, in the order they are asked; one query.

    A criterion without any has an empty list, so a page may go through the criteria it has, all or some of them.
    """
    questions: dict[int, list[InterviewQuestion]] = defaultdict(list)
    for question in InterviewQuestion.objects.filter(criterion__area__version=version).order_by("criterion__order", "order"):
        questions[question.criterion_id].append(question)
    return questions


def area_neighbours(areas: list[Area], area: Area) -> tuple[Area | None, Area | None]:
    """Return the areas before and after one in the version's list."""
    place = areas.index(area)
    return (areas[place - 1] if place else None, areas[place + 1] if place + 1 < len(areas) else None)


def criterion_neighbours(criterion: Criterion) -> tuple[Criterion | None, Criterion | None]:
    """Return the criterion before and the one after in the whole version; two queries."""
    others = Criterion.objects.filter(area__version=criterion.area.version_id)
    before = others.filter(order__lt=criterion.order).order_by("-order").first()
    return before, others.filter(order__gt=criterion.order).order_by("order").first()


def glossary_of(areas: Iterable[ExplainedArea]) -> list[Concept]:
    """Return every concept linked to some criterion of the areas, once, in the order of the alphabet."""
    concepts = {concept.pk: concept for area in areas for explained in area.criteria for concept in explained.concepts}
    return sorted(concepts.values(), key=lambda concept: (concept.sort_key, concept.pk))


def find_concepts(query: str) -> list[ConceptsOfGroup]:
    """Return the current glossary in its groups, or of it the concepts that match the query; groups without any are left out.

    Every word of the query must be in a term or a definition of some language, whatever the case; an inflected form finds its term
    too. A long query is cut to 100 characters and eight words; `%`, `_` and the like mean themselves.
    """
    concept_set = current_concept_set()
    if concept_set is None:
        return []
    words = search_key(query.replace("\0", " ")[:MAX_QUERY]).split()[:MAX_WORDS]
    concepts = Concept.objects.filter(group__concept_set=concept_set).select_related("group")
    found = list(concepts)
    if words:
        containing = Q()
        for word in words:
            containing &= Q(search_key__contains=word)
        keys = set(concepts.filter(containing).values_list("pk", flat=True))
        found = [concept for concept in found if concept.pk in keys or find_term(" ".join(words), concept.term_fi)]
    by_group = {group: tuple(concept for concept in found if concept.group_id == group.pk) for group in concept_set.groups.all()}
    return [ConceptsOfGroup(group, rows) for group, rows in by_group.items() if rows]


def concept_by_code(code: str) -> Concept | None:
    """Return the concept with the code, from the newest published glossary that has it."""
    return (
        Concept.objects.filter(code=code, group__concept_set__status__in=PUBLIC)
        .select_related("group__concept_set")
        .prefetch_related("related")
        .order_by("-group__concept_set__published_at", "-pk")
        .first()
    )


def criteria_of_concept(concept: Concept) -> list[Criterion]:
    """Return the criteria of published versions that speak of the concept, in order."""
    return list(
        Criterion.objects.filter(concept_links__concept=concept, area__version__status=VersionStatus.PUBLISHED)
        .exclude(concept_links__in=ConceptLink.objects.filter(concept=concept, origin=LinkOrigin.REJECTED))
        .select_related("area__version__framework")
        .order_by("area__version__framework__slug", "-area__version__published_at", "order")
    )


def link_overview(access: Access) -> list[FrameworkVersion]:
    """Return the versions in use or in the making with, on each criterion, how many links are proposed, confirmed and rejected."""
    in_set = Q(concept_links__concept__group__concept_set__in=list(ConceptSet.objects.current()))
    counts = {origin.value: Count("concept_links", filter=in_set & Q(concept_links__origin=origin), distinct=True) for origin in LinkOrigin}
    criteria = Criterion.objects.annotate(**counts).order_by("area__order", "order").select_related("area")
    versions = FrameworkVersion.objects.visible_to(access).exclude(status=VersionStatus.RETIRED).select_related("framework")
    return list(
        versions.order_by("framework__slug", "-published_at", "-pk").prefetch_related(Prefetch("areas__criteria", queryset=criteria))
    )


def links_of_criterion(criterion: Criterion) -> list[ConceptLink]:
    """Return every link of a criterion to the current glossary, rejected ones too, in the order of the alphabet."""
    links = ConceptLink.objects.filter(criterion=criterion, concept__group__concept_set=current_concept_set())
    return list(links.select_related("concept").order_by("concept__sort_key", "pk"))


def linkable_concepts(criterion: Criterion) -> list[Concept]:
    """Return the concepts of the current glossary that have no link to the criterion yet."""
    concepts = Concept.objects.filter(group__concept_set=current_concept_set())
    return list(concepts.exclude(criterion_links__criterion=criterion))

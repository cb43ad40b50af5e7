"""Rows of criteria and concepts for tests; shipped content goes through the loading services instead."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from config.toolkit.search import search_key, sort_key
from criteria.models import (
    Area,
    Concept,
    ConceptGroup,
    ConceptLink,
    ConceptSet,
    Criterion,
    EvidenceExample,
    Framework,
    FrameworkVersion,
    GuidingQuestion,
    InterviewQuestion,
    Level,
    LevelDescription,
    Scale,
    Verdict,
)
from criteria.versioning import PUBLIC, VersionStatus

PUBLISHED_AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
LEVEL_NAMES = ["Alkava", "Kehittyvä", "Vakiintunut", "Edistynyt"]


class FrameworkFactory(DjangoModelFactory[Framework]):
    class Meta:
        model = Framework

    slug = factory.Sequence(lambda n: f"kriteeristo-{n}")
    kind = "criteria"
    name_fi = factory.Sequence(lambda n: f"Kriteeristö {n}")


class ScaleFactory(DjangoModelFactory[Scale]):
    class Meta:
        model = Scale

    slug = factory.Sequence(lambda n: f"asteikko-{n}")
    met_from = 3
    not_applicable_fi = "Ei koske työpajaamme"
    dont_know_fi = "En osaa sanoa"


class LevelFactory(DjangoModelFactory[Level]):
    class Meta:
        model = Level

    scale = factory.SubFactory(ScaleFactory)
    value = 1
    name_fi = factory.LazyAttribute(lambda o: LEVEL_NAMES[o.value - 1] if 1 <= o.value <= len(LEVEL_NAMES) else f"Taso {o.value}")
    description_fi = factory.LazyAttribute(lambda o: f"Näin toimitaan, kun taso on {o.value}.")


class FrameworkVersionFactory(DjangoModelFactory[FrameworkVersion]):
    """A published version without areas or levels; `make_version` builds a whole one."""

    class Meta:
        model = FrameworkVersion

    framework = factory.SubFactory(FrameworkFactory)
    version = factory.Sequence(lambda n: f"{n}.0")
    status = VersionStatus.PUBLISHED
    scale = factory.SubFactory(ScaleFactory)
    source_sha256 = "0" * 64
    published_at = factory.LazyAttribute(lambda o: PUBLISHED_AT if o.status in PUBLIC else None)


class AreaFactory(DjangoModelFactory[Area]):
    class Meta:
        model = Area

    version = factory.SubFactory(FrameworkVersionFactory)
    order = factory.Sequence(lambda n: n % 30_000 + 1)
    code = factory.LazyAttribute(lambda o: f"K{o.order}")
    name_fi = factory.LazyAttribute(lambda o: f"Osa-alue {o.order}")
    description_fi = "Mistä tällä osa-alueella on kyse."


class CriterionFactory(DjangoModelFactory[Criterion]):
    """A criterion without questions of either kind, evidence examples or level descriptions; `make_version` gives them too."""

    class Meta:
        model = Criterion

    area = factory.SubFactory(AreaFactory)
    order = factory.Sequence(lambda n: n % 30_000 + 1)
    code = factory.LazyAttribute(lambda o: f"{o.area.code}.{o.order}")
    name_fi = factory.LazyAttribute(lambda o: f"Kriteeri {o.code}")
    description_fi = "Näin toimitaan hyvällä työpajalla."


class ConceptSetFactory(DjangoModelFactory[ConceptSet]):
    class Meta:
        model = ConceptSet

    slug = factory.Sequence(lambda n: f"kasitteet-{n}")
    version = "1.0"
    status = VersionStatus.PUBLISHED
    source_sha256 = "0" * 64
    published_at = factory.LazyAttribute(lambda o: PUBLISHED_AT if o.status in PUBLIC else None)


class ConceptGroupFactory(DjangoModelFactory[ConceptGroup]):
    class Meta:
        model = ConceptGroup

    concept_set = factory.SubFactory(ConceptSetFactory)
    slug = factory.Sequence(lambda n: f"ryhma-{n}")
    order = factory.Sequence(lambda n: n % 30_000 + 1)
    name_fi = factory.LazyAttribute(lambda o: f"Käsiteryhmä {o.order}")


class ConceptFactory(DjangoModelFactory[Concept]):
    class Meta:
        model = Concept

    group = factory.SubFactory(ConceptGroupFactory)
    code = factory.Sequence(lambda n: f"kasite-{n}")
    term_fi = factory.Sequence(lambda n: f"käsite {n}")
    definition_fi = "Lyhyt selitys."
    search_key = factory.LazyAttribute(lambda o: search_key(o.term_fi, o.definition_fi))
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.term_fi))


class ConceptLinkFactory(DjangoModelFactory[ConceptLink]):
    class Meta:
        model = ConceptLink

    criterion = factory.SubFactory(CriterionFactory)
    concept = factory.SubFactory(ConceptFactory)


def make_version(
    areas: int = 2,
    criteria: int = 2,
    levels: int = 4,
    *,
    status: VersionStatus = VersionStatus.PUBLISHED,
    framework: Framework | None = None,
) -> FrameworkVersion:
    """Make a whole version: `areas` areas K1, K2, …, each with `criteria` criteria K1.1, …, and a scale of `levels` levels.

    Every criterion has two questions, two interview questions, one evidence example and a description of each level; the version has
    three verdicts.
    """
    scale = ScaleFactory.create(met_from=min(3, levels))
    steps = Level.objects.bulk_create(LevelFactory.build(scale=scale, value=value) for value in range(1, levels + 1))
    version = FrameworkVersionFactory.create(scale=scale, status=status, **({"framework": framework} if framework else {}))
    Verdict.objects.bulk_create(
        Verdict(version=version, value=value, order=order, name_fi=name)
        for order, (value, name) in enumerate([("met", "Täyttyy"), ("partly_met", "Täyttyy osittain"), ("not_met", "Ei täyty")], start=1)
    )
    made = Area.objects.bulk_create(AreaFactory.build(version=version, order=order) for order in range(1, areas + 1))
    _add_criteria(made, criteria, steps)
    return version


def _add_criteria(areas: list[Area], criteria: int, steps: list[Level]) -> None:
    """Give each area so many criteria with their texts; all rows of a table are written at once, for most tests begin here."""
    places = [(area, number) for area in areas for number in range(1, criteria + 1)]
    made = Criterion.objects.bulk_create(
        CriterionFactory.build(area=area, order=order, code=f"{area.code}.{number}") for order, (area, number) in enumerate(places, start=1)
    )
    GuidingQuestion.objects.bulk_create(
        GuidingQuestion(criterion=criterion, order=n, text_fi=f"Mitä kriteeri {criterion.code} tarkoittaa teillä, kysymys {n}?")
        for criterion in made
        for n in (1, 2)
    )
    EvidenceExample.objects.bulk_create(
        EvidenceExample(criterion=criterion, order=1, text_fi=f"muistio kriteeristä {criterion.code}") for criterion in made
    )
    InterviewQuestion.objects.bulk_create(
        InterviewQuestion(criterion=criterion, order=n, text_fi=f"Miten {criterion.code} näkyy arjessa, haastattelukysymys {n}?")
        for criterion in made
        for n in (1, 2)
    )
    LevelDescription.objects.bulk_create(
        LevelDescription(criterion=criterion, level=step, description_fi=f"{criterion.code}: kuvaus tasosta {step.value}.")
        for criterion in made
        for step in steps
    )

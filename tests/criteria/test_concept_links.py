"""Links between criteria and concepts: proposed by stem, decided by a person."""

import pytest

from config.toolkit.errors import NotAllowedError, RefusedInputError
from criteria.models import Concept, ConceptLink, ConceptSet, Criterion, FrameworkVersion, LinkOrigin
from criteria.services.concept_links import decide_links, propose_links
from criteria.services.concepts import load_concepts
from criteria.services.frameworks import load_framework
from tests.criteria.content import concept_content, framework_content
from tests.factories.workshops import UserFactory, grant
from workshops.models import AuditEvent
from workshops.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    user = UserFactory.create()
    grant(user, Role.COORDINATOR)
    return user


@pytest.fixture
def loaded(now) -> FrameworkVersion:
    content = framework_content()
    content["areas"][0]["criteria"][0]["questions"].append({"fi": "Mitä näytöistä ja öljystä tiedetään?"})
    content["areas"][0]["criteria"][1]["description"]["fi"] = "Tapa on."
    version = load_framework(content=content, publish=True, by=None, at=now).version
    load_concepts(content=concept_content(), publish=True, by=None, at=now)
    return version


def links() -> set[tuple[str, str, str]]:
    return set(ConceptLink.objects.values_list("criterion__code", "concept__code", "origin"))


def proposed(*pairs: tuple[str, str]) -> set[tuple[str, str, str]]:
    return {(*pair, "proposed") for pair in pairs}


def criterion_of(code: str) -> Criterion:
    return Criterion.objects.select_related("area__version").get(code=code, area__version__version="1.0")


def test_linked_by_stem_and_homonyms_left_to_a_person(loaded) -> None:
    assert links() == proposed(("K1.1", "tyopaja"), ("K1.1", "oljy"), ("K2.1", "tyopaja"), ("K2.2", "tyopaja"))


@pytest.mark.parametrize(("terms", "codes"), [(["tapa"], {"k0"}), (["tapa (a)"], set()), (["tapa", "tapa (a)"], set())])
def test_word_with_several_meanings_is_not_proposed(now, terms, codes) -> None:
    load_framework(content=framework_content(), publish=True, by=None, at=now)
    concepts = [
        {"code": f"k{number}", "group": "muut", "term": {"fi": term}, "definition": {"fi": "Määritelmä."}}
        for number, term in enumerate(terms)
    ]
    load_concepts(content=concept_content(concepts=concepts), publish=True, by=None, at=now)
    assert {concept for _criterion, concept, _origin in links()} == codes


def test_decisions_survive_a_new_proposal(loaded, coordinator, now) -> None:
    decide_links(
        criterion=criterion_of("K1.1"),
        decisions={"tyopaja": LinkOrigin.REJECTED, "naytto-a": LinkOrigin.CONFIRMED, "oljy": LinkOrigin.CONFIRMED},
        by=coordinator,
        at=now,
    )
    before = links()
    counts = propose_links(version=loaded, concept_set=ConceptSet.objects.get(), at=now)
    assert (counts.added, counts.removed) == (0, 0)
    assert links() == before
    assert ("K1.1", "tyopaja", "rejected") in before
    assert ("K1.1", "naytto-a", "confirmed") in before


def test_proposal_whose_word_is_gone_is_taken_away(loaded, now) -> None:
    Concept.objects.filter(code="oljy").update(term_fi="vesi")
    counts = propose_links(version=loaded, concept_set=ConceptSet.objects.get(), at=now)
    assert (counts.added, counts.removed) == (0, 1)
    assert ("K1.1", "oljy", "proposed") not in links()


def test_decisions_are_taken_over_by_code_to_new_versions(loaded, coordinator, now) -> None:
    decide_links(criterion=criterion_of("K1.1"), decisions={"tyopaja": LinkOrigin.REJECTED}, by=coordinator, at=now)
    load_framework(content=framework_content(version="1.1"), publish=True, by=None, at=now)
    load_concepts(content=concept_content(version="1.1"), publish=True, by=None, at=now)
    newest = ConceptLink.objects.filter(criterion__area__version__version="1.1", concept__group__concept_set__version="1.1")
    assert newest.get(criterion__code="K1.1", concept__code="tyopaja").origin == LinkOrigin.REJECTED
    assert newest.get(criterion__code="K1.2", concept__code="tyopaja").origin == LinkOrigin.PROPOSED


def test_decision_is_logged_with_codes_and_the_same_again_is_not(loaded, coordinator, now) -> None:
    for _ in range(2):
        decide_links(criterion=criterion_of("K1.1"), decisions={"tyopaja": LinkOrigin.CONFIRMED}, by=coordinator, at=now)
    event = AuditEvent.objects.get(action="concept_links.decide")
    assert event.details == {"criterion": "K1.1", "decisions": {"tyopaja": "confirmed"}}
    assert event.actor == coordinator


def test_only_those_who_keep_criteria_may_decide(loaded, now) -> None:
    member = UserFactory.create()
    grant(member, Role.STEERING_GROUP_MEMBER)
    with pytest.raises(NotAllowedError):
        decide_links(criterion=criterion_of("K1.1"), decisions={"tyopaja": LinkOrigin.REJECTED}, by=member, at=now)
    assert ("K1.1", "tyopaja", "proposed") in links()


@pytest.mark.parametrize("decisions", [{"outo": LinkOrigin.CONFIRMED}, {"tyopaja": LinkOrigin.PROPOSED}])
def test_unknown_concept_or_decision_is_refused(loaded, coordinator, now, decisions) -> None:
    with pytest.raises(RefusedInputError):
        decide_links(criterion=criterion_of("K1.1"), decisions=decisions, by=coordinator, at=now)

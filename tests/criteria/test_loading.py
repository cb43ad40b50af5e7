"""Loading criteria and concepts: idempotent, all or nothing, never touching what is published."""

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.toolkit.errors import WrongStateError
from criteria.models import (
    Area,
    Concept,
    ConceptLink,
    ConceptSet,
    Criterion,
    Framework,
    FrameworkVersion,
    InterviewQuestion,
    Level,
    LinkOrigin,
)
from criteria.selectors import interview_questions_of
from criteria.services import concept_links
from criteria.services.concepts import load_concepts
from criteria.services.content_files import ContentError, read_content
from criteria.services.frameworks import load_framework
from criteria.versioning import VersionStatus
from tests.criteria.content import concept_content, framework_content
from tests.factories.criteria import make_version
from workshops.models import AuditEvent

pytestmark = pytest.mark.django_db
LIBRARY = Path(concept_links.LIBRARY)


@pytest.fixture
def load(now):
    def run(content=None, *, publish=False):
        return load_framework(content=content or framework_content(), publish=publish, by=None, at=now)

    return run


@pytest.fixture
def load_glossary(now):
    def run(content=None, *, publish=False):
        return load_concepts(content=content or concept_content(), publish=publish, by=None, at=now)

    return run


def test_framework_is_stored_whole(load) -> None:
    version = load().version
    assert version.status == VersionStatus.DRAFT
    assert [str(level) for level in version.scale.levels.all()] == ["1 Alku", "2 Keski", "3 Loppu"]
    criteria = list(Criterion.objects.filter(area__version=version).with_texts())
    assert [(criterion.code, criterion.order) for criterion in criteria] == [("K1.1", 1), ("K1.2", 2), ("K2.1", 3), ("K2.2", 4)]
    assert [row.description for row in criteria[3].level_descriptions.all()] == ["Taso 1.", "Taso 2.", "Taso 3."]
    assert [event.action for event in AuditEvent.objects.all()] == ["frameworkversion.load"]


def test_interview_questions_are_stored_in_their_order_and_languages(load) -> None:
    load()
    rows = Criterion.objects.get(code="K2.1").interview_questions.values_list("order", "text_fi", "text_sv", "text_en")
    assert list(rows) == [(1, "Miten tapa näkyy?", "Hur syns det?", ""), (2, "Kuka tapaa muuttaa?", "", "")]


def test_interview_questions_of_a_draft_are_replaced_and_may_be_left_out(load) -> None:
    load()
    content = framework_content()
    content["areas"][0]["criteria"][0]["interview_questions"] = [{"fi": "Uusi?"}]
    del content["areas"][0]["criteria"][1]["interview_questions"]
    version = load(content).version
    asked = interview_questions_of(version)
    criteria = Criterion.objects.filter(area__version=version).order_by("order")
    assert [[question.text for question in asked[criterion.pk]] for criterion in criteria] == [
        ["Uusi?"],
        [],
        ["Miten tapa näkyy?", "Kuka tapaa muuttaa?"],
        ["Miten tapa näkyy?", "Kuka tapaa muuttaa?"],
    ]


def test_published_version_refuses_other_interview_questions(load) -> None:
    load(publish=True)
    content = framework_content()
    content["areas"][0]["criteria"][0]["interview_questions"].pop()
    with pytest.raises(WrongStateError, match=r"Versio 1\.0 on julkaistu"):
        load(content)
    assert InterviewQuestion.objects.count() == 8


@pytest.mark.parametrize("criteria", [1, 3])
def test_interview_questions_of_a_version_take_one_query(criteria: int, django_assert_num_queries) -> None:
    version, other = make_version(2, criteria), make_version(1, 1)
    with django_assert_num_queries(1):
        asked = interview_questions_of(version)
    assert {question.criterion_id for rows in asked.values() for question in rows} == set(
        Criterion.objects.filter(area__version=version).values_list("pk", flat=True)
    )
    assert [question.order for question in asked[Criterion.objects.get(area__version=version, code="K2.1").pk]] == [1, 2]
    assert asked[Criterion.objects.get(area__version=other).pk] == []


def test_same_content_again_changes_nothing(load) -> None:
    first = load(publish=True).version
    events = AuditEvent.objects.count()
    again = load(publish=True)
    assert (again.changed, again.published, again.version.pk) == (False, False, first.pk)
    assert AuditEvent.objects.count() == events


def test_loaded_draft_is_published_by_the_second_load(load) -> None:
    load()
    again = load(publish=True)
    assert (again.changed, again.published, again.version.status) == (False, True, VersionStatus.PUBLISHED)


def test_draft_is_replaced_in_place_and_criteria_keep_their_rows(load) -> None:
    version = load().version
    rows = dict(Criterion.objects.values_list("code", "pk"))
    content = framework_content()
    moved = content["areas"][0]["criteria"].pop(0)
    content["areas"][1]["criteria"].insert(0, moved)
    content["areas"][1]["criteria"].pop()
    content["scale"]["levels"][0]["name"]["fi"] = "Ensi"
    again = load(content)
    assert (again.changed, again.version.pk) == (True, version.pk)
    assert dict(Criterion.objects.values_list("code", "pk")) == {code: rows[code] for code in ("K1.2", "K1.1", "K2.1")}
    assert list(Criterion.objects.order_by("order").values_list("code", "area__code")) == [("K1.2", "K1"), ("K1.1", "K2"), ("K2.1", "K2")]
    assert Level.objects.count() == 3
    assert Level.objects.order_by("value")[0].name == "Ensi"


def test_published_version_refuses_other_content(load) -> None:
    load(publish=True)
    changed = framework_content(status_note={"fi": "Uusi huomautus."})
    with pytest.raises(WrongStateError, match=r"Versio 1\.0 on julkaistu"):
        load(changed)
    assert FrameworkVersion.objects.get().status_note == ""


def test_second_draft_is_refused(load) -> None:
    load()
    with pytest.raises(WrongStateError, match=r"on jo luonnosversio 1\.0"):
        load(framework_content(version="1.1"))
    assert FrameworkVersion.objects.count() == 1


def test_new_version_beside_a_published_one_keeps_the_old(load) -> None:
    load(publish=True)
    load(framework_content(version="1.1", name={"fi": "Uusi nimi"}))
    assert Framework.objects.get().name == "Kriteeristö"
    load(framework_content(version="1.1", name={"fi": "Uusi nimi"}), publish=True)
    assert Framework.objects.get().name == "Uusi nimi"
    assert Area.objects.count() == 4


def test_broken_content_leaves_nothing(load) -> None:
    content = framework_content()
    content["areas"][1]["criteria"][1]["levels"].pop()
    with pytest.raises(ContentError):
        load(content)
    assert not Framework.objects.exists()


def test_failure_in_the_middle_leaves_nothing(load, monkeypatch) -> None:
    def fail(*args, **kwargs):
        raise OSError("levy täynnä")

    monkeypatch.setattr("criteria.services.frameworks.record_event", fail)
    with pytest.raises(OSError, match="levy"):
        load()
    assert not Framework.objects.exists()
    assert not Level.objects.exists()


def test_glossary_is_stored_with_search_and_sort_keys(load_glossary) -> None:
    load_glossary()
    oil = Concept.objects.get(code="oljy")
    assert oil.search_key == "öljy olja ämpärissä."
    assert [concept.code for concept in Concept.objects.all()] == ["naytto-a", "naytto-b", "tyopaja", "oljy"]
    assert list(Concept.objects.get(code="tyopaja").related.all()) == [oil]


def test_glossary_again_changes_nothing_and_published_refuses(load_glossary) -> None:
    load_glossary(publish=True)
    assert load_glossary(publish=True).changed is False
    content = concept_content()
    content["concepts"][0]["definition"]["fi"] = "Muu."
    with pytest.raises(WrongStateError, match=r"versio 1\.0 on julkaistu"):
        load_glossary(content)
    assert Concept.objects.get(code="tyopaja").definition == "Yhteisö."


def test_draft_glossary_is_replaced_and_a_second_draft_refused(load_glossary) -> None:
    load_glossary()
    content = concept_content(concepts=concept_content()["concepts"][1:])
    assert load_glossary(content).changed is True
    assert Concept.objects.count() == 3
    with pytest.raises(WrongStateError, match="on jo luonnosversio"):
        load_glossary(concept_content(version="1.1"))


def test_shipped_content_loads_by_command_and_says_what_it_did(capsys) -> None:
    for _ in range(2):
        call_command("load_framework", LIBRARY / "laatukriteeristo-0.1.yaml", "--publish")
        call_command("load_concepts", LIBRARY / "kasitteet-0.1.yaml", "--publish")
    call_command("propose_links")
    assert capsys.readouterr().out.splitlines() == [
        "laatukriteeristo 0.1: ladattu, julkaistu nyt.",
        "kasitteet 0.1: ladattu, julkaistu nyt.",
        "laatukriteeristo 0.1: ennallaan, sama sisältö on jo ladattu.",
        "kasitteet 0.1: ennallaan, sama sisältö on jo ladattu.",
        "Linkkejä lisättiin 0 ja poistettiin 0.",
    ]
    assert (Area.objects.count(), Criterion.objects.count(), Concept.objects.count()) == (6, 31, 75)
    assert set(ConceptSet.objects.get().groups.values_list("slug", flat=True)) == {"core", "key", "other"}


def shipped_questions(kind: str) -> dict[str, list[dict[str, str]]]:
    content = read_content(LIBRARY / "laatukriteeristo-0.1.yaml")
    return {criterion["code"]: criterion[kind] for area in content["areas"] for criterion in area["criteria"]}


def test_every_shipped_criterion_has_two_interview_questions_in_three_languages() -> None:
    asked = shipped_questions("interview_questions")
    assert len(asked) == 31
    assert {code: len(questions) for code, questions in asked.items() if len(questions) != 2} == {}
    assert {code for code, questions in asked.items() if any(set(each) != {"fi", "sv", "en"} for each in questions)} == set()


def test_no_two_shipped_questions_are_alike() -> None:
    kinds = [shipped_questions(kind) for kind in ("questions", "interview_questions")]
    texts = [text for asked in kinds for questions in asked.values() for each in questions for text in each.values()]
    assert [text for text in texts if not text.endswith("?")] == []
    assert [text for text, count in Counter(text.casefold() for text in texts).items() if count > 1] == []


def test_shipped_links_name_only_codes_that_exist_and_leave_nothing_open() -> None:
    call_command("load_framework", LIBRARY / "laatukriteeristo-0.1.yaml", "--publish")
    call_command("load_concepts", LIBRARY / "kasitteet-0.1.yaml", "--publish")
    content = read_content(LIBRARY / "kasitelinkit-0.1.yaml")
    shipped = {
        (code, concept, origin) for origin in ("confirmed", "rejected") for code, codes in content[origin].items() for concept in codes
    }
    assert set(ConceptLink.objects.values_list("criterion__code", "concept__code", "origin")) == shipped
    assert ConceptLink.objects.filter(concept__code="vastuuhenkilo").exclude(origin=LinkOrigin.REJECTED).get().criterion.code == "K4.2"


def test_command_refuses_stl_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="STL-malleja ei voi vielä ladata"):
        call_command("load_framework", LIBRARY / "stl-0.1.yaml")


def test_command_lists_the_errors_of_a_file(tmp_path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("slug: X\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"Mitään ei ladattu\.\nKohta version puuttuu\.\n"):
        call_command("load_concepts", path)

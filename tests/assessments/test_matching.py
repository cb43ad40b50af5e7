"""The proposal's arithmetic: hard rules, the order of the wishes against an exhaustive search, and what is told of empty places."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.matching import WHYS, Candidate, Gap, Matching, Matter, Wanting, Why, match, refusal_of
from assessments.teams import Member
from tests.factories.matching import EXTERNAL, FINNISH, PEER, SWEDISH, keeps_rules, make_instance, unevenness

ANY = frozenset({PEER, EXTERNAL})


def auditor(key: str, **changes: object) -> Candidate:
    """An experienced auditor of a place of her own, free and fit for anything."""
    return Candidate(key, **{"kinds": ANY, "place": key, "room": 4, "languages": FINNISH, **changes})


def application(key: str = "h1", **changes: object) -> Wanting:
    return Wanting(key, **{"kind": PEER, "seats": 2, "languages": FINNISH, **changes})


def matter(applications: list[Wanting], auditors: list[Candidate], **changes: object) -> Matter:
    return Matter(tuple(applications), tuple(auditors), **changes)


def teams_of(matching: Matching) -> dict[str, set[str]]:
    return {key: {who for who, of in matching.pairs if of == key} for _who, key in matching.pairs}


# Against an exhaustive search ------------------------------------------------------------------------------------------------


def worth(given_matter: Matter, pairs: list[tuple[str, str]]) -> tuple[int, int, int, int]:
    """What the wishes make of an assignment, the first the gravest: smaller is better."""
    teams, loads = Counter(of for _who, of in pairs), Counter(who for who, _of in pairs)
    parts = sum(0 < teams[each.key] < each.seats for each in given_matter.applications)
    squares = sum((each.load + loads[each.key]) ** 2 for each in given_matter.auditors)
    return -len(pairs), parts, squares, sum(given_matter.dislikes.get(pair, 0) for pair in pairs)


def best_worth(given_matter: Matter) -> tuple[int, int, int, int]:
    possible = [
        (who.key, each.key)
        for who in given_matter.auditors
        for each in given_matter.applications
        if refusal_of(given_matter, who, each) is None
    ]
    chosen = (list(pairs) for count in range(len(possible) + 1) for pairs in combinations(possible, count))
    return min(worth(given_matter, pairs) for pairs in chosen if keeps_rules(given_matter, pairs))


KEYS = [(f"a{who}", f"h{of}") for who in range(4) for of in range(3)]


@st.composite
def matters(draw: st.DrawFn) -> Matter:
    def candidate(number: int) -> Candidate:
        kinds = draw(st.sampled_from([ANY, frozenset({PEER})]))
        place, load, room = draw(st.integers(0, 3)), draw(st.integers(0, 2)), draw(st.integers(0, 2))
        return auditor(f"a{number}", kinds=kinds, place=place, load=load, room=room, is_experienced=draw(st.booleans()))

    def wanting(number: int) -> Wanting:
        if draw(st.booleans()):
            return application(f"h{number}", kind=EXTERNAL, seats=1)
        taken = draw(st.sampled_from([(), (), (Member(0, is_experienced=True),), (Member(1, is_experienced=False),)]))
        return application(f"h{number}", seats=2 - len(taken), members=taken)

    blocked = draw(st.frozensets(st.sampled_from(KEYS), max_size=3))
    warned = draw(st.frozensets(st.sampled_from(KEYS), max_size=3))
    dislikes = draw(st.dictionaries(st.sampled_from(KEYS), st.integers(0, 9), max_size=6))
    applications = [wanting(number) for number in range(draw(st.integers(1, 3)))]
    return matter(applications, [candidate(n) for n in range(draw(st.integers(1, 3)))], blocked=blocked, warned=warned, dislikes=dislikes)


@settings(max_examples=60, deadline=None)
@given(matters())
def test_small_round_gets_what_an_exhaustive_search_finds(drawn: Matter) -> None:
    found = match(drawn)
    assert found.is_best
    assert keeps_rules(drawn, list(found.pairs))
    reached, best = worth(drawn, list(found.pairs)), best_worth(drawn)
    assert reached[0] == best[0]
    assert reached[1] - best[1] in {0, 1}  # so it is told in docs/decisions/0024
    assert reached[1] > best[1] or reached == best
    missing = sum(each.seats for each in drawn.applications) - len(found.pairs)
    assert sum(gap.missing for gap in found.gaps) == missing


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_order_of_what_is_given_changes_nothing(seed: int, random) -> None:
    drawn = make_instance(applications=8, auditors=8, seed=seed)
    applications, auditors = list(drawn.applications), list(drawn.auditors)
    random.shuffle(applications)
    random.shuffle(auditors)
    dislikes = dict(reversed(list(drawn.dislikes.items())))
    assert match(drawn) == match(replace(drawn, applications=tuple(applications), auditors=tuple(auditors), dislikes=dislikes))


# A whole round ---------------------------------------------------------------------------------------------------------------


def test_round_of_150_applications_is_matched_in_seconds_and_evenly() -> None:
    drawn = make_instance(applications=150, auditors=60, seed=1)
    began = time.monotonic()
    found = match(drawn)
    assert time.monotonic() - began < 20  # measured: about a second
    assert found.is_best
    assert keeps_rules(drawn, list(found.pairs))
    assert len(found.pairs) == sum(each.seats for each in drawn.applications)
    assert unevenness(drawn, found.pairs) <= 1


def test_loads_of_those_who_could_take_the_same_audits_differ_by_at_most_one() -> None:
    auditors = [auditor(f"a{number:02}", load=number % 3, room=9) for number in range(20)]
    found = match(matter([application(f"h{number:02}") for number in range(35)], auditors))
    loads = Counter(who for who, _of in found.pairs)
    final = [each.load + loads[each.key] for each in auditors]
    assert max(final) - min(final) <= 1


def test_loads_are_evened_out_over_what_each_has_already() -> None:
    auditors = [auditor("a1", load=2), auditor("a2", load=0), auditor("a3", load=0), auditor("a4", load=1)]
    found = match(matter([application(f"h{number}", kind=EXTERNAL, seats=1) for number in range(5)], auditors))
    assert Counter(who for who, _of in found.pairs) == {"a2": 2, "a3": 2, "a4": 1}


def test_whole_teams_go_before_teams_in_part_whatever_else_would_be_nicer() -> None:
    auditors = [auditor(f"a{number}", room=1) for number in range(8)]
    applications = [application(f"h{number}") for number in range(8)]
    dislikes = {(who.key, of.key): 9 for who in auditors for of in applications if who.key[1:] != of.key[1:]}
    found = match(matter(applications, auditors, dislikes=dislikes))
    assert sorted(len(team) for team in teams_of(found).values()) == [2, 2, 2, 2]


def test_answer_found_in_no_time_keeps_the_rules_and_does_not_claim_to_be_the_best() -> None:
    drawn = make_instance(seed=3, most=(3, 5))
    found = match(drawn, seconds=0)
    assert keeps_rules(drawn, list(found.pairs))
    assert not found.is_best


# Each rule, refused and allowed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "changes", "more"),
    [
        (Why.WRONG_KIND, {"kinds": frozenset({EXTERNAL})}, {}),
        (Why.BLOCKED, {}, {"blocked": frozenset({("a2", "h1")})}),
        (Why.LANGUAGE, {"languages": SWEDISH}, {}),
        (Why.AWAY, {"is_away": True}, {}),
        (Why.FULL, {"room": 0}, {}),
        (Why.WARNED, {}, {"warned": frozenset({("a2", "h1")})}),
        (Why.SAME_PLACE, {"place": "a1"}, {}),
    ],
)
def test_auditor_who_may_not_is_left_out_and_the_reason_told(why: Why, changes: dict, more: dict) -> None:
    found = match(matter([application()], [auditor("a1"), auditor("a2", **changes)], **more))
    [gap] = found.gaps
    assert (gap.missing, len(found.pairs)) == (1, 1)
    assert gap.whys == {why: 1}
    assert match(matter([application()], [auditor("a1"), auditor("a2")])).gaps == ()


def test_two_first_timers_do_not_audit_together_and_one_does_not_alone() -> None:
    first_timers = [auditor("a1", is_experienced=False), auditor("a2", is_experienced=False)]
    found = match(matter([application()], first_timers))
    assert found.gaps == (Gap("h1", 2, {Why.FIRST_TIMER: 2}),)
    assert teams_of(match(matter([application()], [*first_timers, auditor("a3")])))["h1"] > {"a3"}


def test_first_timer_joins_an_experienced_one_who_is_there_already() -> None:
    newcomer = auditor("a1", is_experienced=False)
    with_experience = application(seats=1, members=(Member("x", is_experienced=True),))
    without = application(seats=1, members=(Member("x", is_experienced=False),))
    assert match(matter([with_experience], [newcomer])).pairs == (("a1", "h1"),)
    assert match(matter([without], [newcomer])).pairs == ()


def test_place_of_a_member_is_not_taken_again() -> None:
    taken = application(seats=1, members=(Member("a1", is_experienced=True),))
    assert match(matter([taken], [auditor("a1"), auditor("a2")])).pairs == (("a2", "h1"),)


def test_two_languages_are_both_read_by_each() -> None:
    both = application(languages=FINNISH | SWEDISH, kind=EXTERNAL, seats=1)
    found = match(matter([both], [auditor("a1"), auditor("a2", languages=FINNISH | SWEDISH)]))
    assert found.pairs == (("a2", "h1"),)


def test_of_equal_choices_the_less_disliked_is_taken() -> None:
    found = match(matter([application(kind=EXTERNAL, seats=1)], [auditor("a1"), auditor("a2")], dislikes={("a1", "h1"): 1}))
    assert found.pairs == (("a2", "h1"),)


def test_one_kept_out_by_a_warning_alone_is_named_and_one_taken_elsewhere_is_counted() -> None:
    auditors = [auditor("a1"), auditor("a2", load=3), auditor("a3"), auditor("a4", room=1)]
    warned = frozenset({("a1", "h1"), ("a2", "h1"), ("a3", "h1")})
    wanting = [application("h1"), application("h2", kind=EXTERNAL, seats=1, languages=SWEDISH)]
    auditors[3] = replace(auditors[3], languages=FINNISH | SWEDISH)
    found = match(matter(wanting, auditors, warned=warned))
    gaps = {gap.application: gap for gap in found.gaps}
    assert len(found.pairs) == 1
    assert set(gaps["h1"].with_reason) <= {"a1", "a2", "a3"}
    assert gaps["h1"].with_reason[-1] == "a2"
    assert gaps["h1"].whys[Why.WARNED] == 3


def test_one_whom_the_proposal_fills_is_not_named_as_possible() -> None:
    wanting = [application("h1", kind=EXTERNAL, seats=1), application("h2", kind=EXTERNAL, seats=1)]
    found = match(matter(wanting, [auditor("a1", room=1)], warned=frozenset({("a1", "h1")})))
    assert found.pairs == (("a1", "h2"),)
    assert found.gaps == (Gap("h1", 1, {Why.WARNED: 1}),)


def test_every_reason_has_its_words() -> None:
    assert set(WHYS) == set(Why)

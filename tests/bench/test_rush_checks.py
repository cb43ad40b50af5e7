"""The checks of the rush find what they are there for; their records are made by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.bench.rush.checking import Save, Stored, Submit, doubled, failed, lost, turned_away

FIRST = Save(place="answer 1/1", text="eka", status=200, state="saved", seconds=0.1, told_at=1.0, application="abc")
SECOND = replace(FIRST, text="toka", told_at=2.0)
RATING = Save(place="rating 1/1", text="arvio", status=200, state="saved", seconds=0.1, told_at=1.0)
SUBMIT = Submit(application="abc", status=302, number=1, seconds=0.2, sent_at=3.0)
SAVES, SUBMITS = [FIRST, SECOND, RATING], [SUBMIT, SUBMIT]  # the button was pressed twice


def stored(**changes: object) -> Stored:
    """What a service without faults would have stored."""
    whole = {
        "versions": Counter(["eka", "toka", "arvio"]),
        "rows": {"answer 1/1": "toka", "rating 1/1": "arvio"},
        "submissions": {"abc": [{"toka", "muu teksti"}]},
        "receipts": Counter(["abc"]),
        "events": Counter(["abc"]),
    }
    return Stored(**{**whole, **changes})


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    for check in (lost, doubled):
        assert check(SAVES, SUBMITS, stored()) == []
    assert failed(SAVES, SUBMITS) == turned_away(SAVES, SUBMITS) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"versions": Counter(["toka", "arvio"])}, "acknowledged and not stored: eka"),
        ({"rows": {"answer 1/1": "toka", "rating 1/1": "vanha"}}, "in force is not the last acknowledged: rating 1/1"),
        ({"rows": {"answer 1/1": "eka", "rating 1/1": "arvio"}}, "in force is not the last acknowledged: answer 1/1"),
        ({"submissions": {"abc": []}}, "no submission of abc"),
        ({"submissions": {"abc": [{"eka"}]}}, "acknowledged and not in the submission of abc: toka"),
        ({"receipts": Counter()}, "no receipt of abc"),
        ({"events": Counter()}, "no event of abc"),
    ],
)
def test_what_was_acknowledged_and_lost_is_found(changes: dict[str, object], sentence: str) -> None:
    assert sentence in lost(SAVES, SUBMITS, stored(**changes))
    assert doubled(SAVES, SUBMITS, stored(**changes)) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"versions": Counter(["eka", "toka", "toka", "arvio"])}, "saved 2 times: toka"),
        ({"submissions": {"abc": [{"toka"}, {"toka"}]}}, "2 submissions of abc"),
        ({"receipts": Counter(["abc", "abc"])}, "2 receipts of abc"),
        ({"events": Counter(["abc", "abc", "abc"])}, "3 events of abc"),
    ],
)
def test_what_is_doubled_is_found(changes: dict[str, object], sentence: str) -> None:
    assert doubled(SAVES, SUBMITS, stored(**changes)) == [sentence]
    assert lost(SAVES, SUBMITS, stored(**changes)) == []


def test_unacknowledged_save_may_be_stored_or_not() -> None:
    for status, state in [(503, ""), (2, ""), (200, "incomplete"), (302, "")]:
        saves = [FIRST, replace(SECOND, status=status, state=state), RATING]
        assert lost(saves, SUBMITS, stored()) == []
        without = stored(
            versions=Counter(["eka", "arvio"]), rows={"answer 1/1": "eka", "rating 1/1": "arvio"}, submissions={"abc": [{"eka"}]}
        )
        assert lost(saves, SUBMITS, without) == []


def test_text_saved_after_submitting_need_not_be_in_the_submission() -> None:
    saves = [FIRST, replace(SECOND, told_at=3.5), RATING]
    assert lost(saves, SUBMITS, stored(submissions={"abc": [{"eka"}]})) == []


def test_application_that_was_never_submitted_needs_no_receipt() -> None:
    refused = [replace(SUBMIT, status=409, number=0)]
    assert lost(SAVES, refused, stored(submissions={}, receipts=Counter(), events=Counter())) == []
    assert turned_away(SAVES, refused) == ["abc: 409"]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_fault_of_the_service_is_found(status: int) -> None:
    assert failed([replace(FIRST, status=status, state="")], [replace(SUBMIT, status=status, number=0)]) == [f"status {status}"] * 2
    assert turned_away([replace(FIRST, status=status, state="")], []) == []


def test_other_answers_than_asked_for_are_found() -> None:
    cut_off, conflict = replace(FIRST, status=2, state=""), replace(FIRST, status=409, state="conflict")
    signed_out = replace(SUBMIT, number=0)  # led to sign in instead of to a receipt
    assert turned_away([cut_off, conflict, FIRST], [signed_out]) == ["answer 1/1: 2 ", "answer 1/1: 409 conflict", "abc: 302"]
    assert failed([cut_off, conflict], [signed_out]) == []

"""Every URL name × person × state × method gives exactly the status of the checked-in table `tests/access/matrix.csv`.

After a change of rules or addresses write the table anew and read its difference line by line:

    .venv/bin/python -m pytest tests/test_access_matrix.py --write-access-matrix

What a person may not see does not exist for her (404); what she sees but may not do is refused (403).
"""

from __future__ import annotations

import pytest
from django.db import connection

from tests.access.addresses import Address, addresses
from tests.access.cast import PEOPLE, World
from tests.access.markers import INSIDERS, STATES
from tests.access.matrix import read_matrix, row_of, write_matrix

pytestmark = pytest.mark.django_db
ADDRESSES = addresses()
OUTSIDERS = [person for person in PEOPLE if person not in {*INSIDERS, "worker", "visitor"}]


def test_matrix_is_written_when_asked(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--write-access-matrix"):
        assert read_matrix()
        return
    world = request.getfixturevalue("world")
    write_matrix({(address.name, address.of): row_of(world, address) for address in ADDRESSES})


def test_matrix_has_a_line_for_every_address_and_no_other() -> None:
    assert list(read_matrix()) == [(address.name, address.of) for address in ADDRESSES]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: f"{address.name}-{address.of}")
def test_address_answers_everybody_as_the_matrix_says(world: World, address: Address) -> None:
    """Everybody on SQLite; on PostgreSQL, where the rules are the same and only the queries could differ, one of each kind."""
    people = PEOPLE if connection.vendor == "sqlite" else ("visitor", "worker", "rater", "leader", "sister", "coordinator")
    expected = read_matrix()[address.name, address.of]
    assert row_of(world, address, people) == {person: expected[person] for person in people}


# The table itself against the rules, so that writing it anew cannot make a hole look right.


def about_one_assessment() -> list[tuple[str, str, dict[str, str]]]:
    lines = [(name, of, cells) for (name, of), cells in read_matrix().items() if name.startswith("assessments:") and of in STATES]
    others = ("assessments:try-area", "assessments:api-version", "assessments:yearly-")  # drafts of a version and of a country's report
    return [line for line in lines if not line[0].startswith(others)]


def is_hidden(cell: str) -> bool:
    """Tell whether the cell gives nothing away: 404, or 405 to a method that the address has for nobody."""
    return set(cell.split("/")) <= {"404", "405"} and "404" in cell


@pytest.mark.parametrize("person", OUTSIDERS)
def test_matrix_hides_every_assessment_from_outsiders(person: str) -> None:
    assert [(name, of) for name, of, cells in about_one_assessment() if not is_hidden(cells[person])] == []


def test_matrix_hides_unfinished_and_abandoned_assessments_from_a_worker_who_does_not_take_part() -> None:
    unfinished = {"draft", "individual", "joint", "abandoned"}
    assert [(name, of) for name, of, cells in about_one_assessment() if of in unfinished and not is_hidden(cells["worker"])] == []


def test_matrix_hides_a_draft_from_those_who_will_take_part() -> None:
    assert [name for name, of, cells in about_one_assessment() if of == "draft" and not is_hidden(cells["rater"])] == []


def test_matrix_sends_visitors_to_sign_in_from_everything_about_assessments() -> None:
    answers = {status for _name, _of, cells in about_one_assessment() for status in cells["visitor"].split("/")}
    assert answers <= {"302", "403", "405"}  # 403: the page that gives back the text typed before the sign-in expired


def test_matrix_gives_the_writing_of_yearly_reports_to_coordinators_only_and_unpublished_ones_to_nobody_else() -> None:
    written = {name for name, _of in read_matrix() if name.startswith(("assessments:yearly-report-", "assessments:yearly-remark-"))}
    public = {"assessments:yearly-report-pdf"}
    for (name, of), cells in read_matrix().items():
        if name in written - public or (name in public | {"assessments:yearly-report"} and of == "draft"):
            assert {person for person in PEOPLE if set(cells[person].split("/")) & {"200", "400"}} <= {"coordinator"}, (name, of)


def test_matrix_gives_national_pages_to_one_role_only() -> None:
    open_to = {
        name: {person for person in PEOPLE if set(cells[person].split("/")) & {"200", "400"}}
        for (name, _of), cells in read_matrix().items()
        if name.startswith(("workshops:user-", "workshops:access-request-list", "workshops:access-request-decline", "workshops:leaderless"))
    }
    assert open_to == {
        name: {"admin"} if name.startswith(("workshops:user-", "workshops:leaderless")) else {"coordinator"} for name in open_to
    } | {name: set() for name in ("workshops:user-disable", "workshops:user-enable")}

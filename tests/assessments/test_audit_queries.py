"""An audit's pages ask the database the same, however many criteria the version and auditors the audit has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.choices import AssessmentKind, AuditWish
from assessments.models import Assessment
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.seats import invite_auditors, name_auditor
from tests.assessments.test_audit_ratings import auditors_of, confirm
from tests.factories.applications import make_coordinator, make_round
from tests.factories.assessments import Cast
from tests.factories.auditing import NAMED_AT, audited, make_auditable, make_auditor, make_reading
from tests.factories.criteria import make_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
SAVEPOINT = re.compile(r"(SAVEPOINT|RELEASE|ROLLBACK TO|BEGIN|COMMIT)")
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1", "HTTP_ACCEPT": "application/json"}
SIZES = [(2, 2, 1), (6, 10, 2)]  # areas, criteria in each, auditors
IN_TRANSACTION, OVERVIEW, CRITERION = 10, 12, 10


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NAMED_AT, tick=False):
        yield


def make_audit_of(areas: int, criteria: int, auditors: int) -> Assessment:
    into = make_round(version=make_version(areas=areas, criteria=criteria), name=f"Haku {areas}")
    if auditors == 2:
        return make_reading(make_auditable(cast=Cast(), into=into))
    application, by = make_auditable(AuditWish.EXTERNAL, Cast(), into), make_coordinator()
    alone = make_auditor(kind=AssessmentKind.EXTERNAL)
    name_auditor(application=application, auditor=alone, is_lead=True, by=by, at=NAMED_AT)
    [seat] = invite_auditors(application=audited(application.audits.get()), by=by, at=NAMED_AT)
    accept_seat(seat=seat, declared=True, by=alone.user, at=NAMED_AT)
    return Assessment.objects.get(pk=seat.assessment_id)


def address(audit: Assessment, name: str = "audit-rating-update", *more: str) -> str:
    return reverse(f"assessments:{name}", args=[audit.ref, *more])


def queries(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured.captured_queries]


def counted(statements: list[str], *, inside: bool = False) -> int:
    first = next(number for number, sql in enumerate(statements) if SAVEPOINT.match(sql)) if inside else 0
    return sum(not SAVEPOINT.match(sql) for sql in statements[first:])


def posted(revision: int, **more: str) -> dict[str, str]:
    return {"revision": str(revision), "answer": "2", "verdict": "met", "reason": "", "note": f"Kerta {revision}.", **more}


def costs(audit: Assessment, client: Client) -> dict[str, int]:
    """Return what each act on the criterion's page and the overview costs; saves are counted inside their transaction."""
    page, overview = address(audit, "audit-rating-update", "K1.1"), address(audit, "audit-detail")
    client.get(page)
    found = {"open": counted(queries(lambda: client.get(page))), "overview": counted(queries(lambda: client.get(overview)))}
    client.post(page, posted(0), **AUTOSAVE)
    found["save"] = counted(queries(lambda: client.post(page, posted(1), **AUTOSAVE)), inside=True)
    found["confirm"] = counted(queries(lambda: client.post(page, posted(2, vahvista="1"))), inside=True)
    for other in auditors_of(audit)[1:]:
        confirm(audit, other)
    found["compared"] = counted(queries(lambda: client.get(page)))
    return found


def test_pages_take_the_same_queries_at_every_size(client_of) -> None:
    audits = [make_audit_of(*size) for size in SIZES]
    small, large = (costs(audit, client_of(auditors_of(audit)[0])) for audit in audits)
    assert small == large
    limits = {"open": CRITERION, "compared": CRITERION, "overview": OVERVIEW, "save": IN_TRANSACTION, "confirm": IN_TRANSACTION}
    assert {what: count for what, count in large.items() if count > limits[what]} == {}

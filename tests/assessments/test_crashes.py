"""A process killed in the middle of confirming leaves nothing or everything; trying again ends in exactly one (kill -9, real database)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from assessments.models import Assessment, Classification, Report
from assessments.services.phases import complete_assessment
from tests.factories.assessments import AT, Cast, agree_all, make_joint
from tests.processes import ROOT, database_url
from workshops.models import AuditEvent, OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)

# Confirms assessment argv[1] as user argv[2] and kills itself right after write number argv[3]; 0: after the last write, before the commit.
KILLED = """
import os, signal, sys
import django
django.setup()
from django.db import connection, transaction
from assessments.models import Assessment
from assessments.services.phases import complete_assessment
from tests.factories.assessments import AT
from workshops.models import User

writes = 0

def kill_after(execute, sql, params, many, context):
    global writes
    result = execute(sql, params, many, context)
    writes += sql.startswith(("INSERT", "UPDATE", "DELETE"))
    if writes == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    return result

with connection.execute_wrapper(kill_after), transaction.atomic():
    complete_assessment(assessment=Assessment.objects.get(pk=sys.argv[1]), by=User.objects.get(pk=sys.argv[2]), at=AT)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_while_completing(assessment: Assessment, cast: Cast, after_write: int) -> None:
    command = [sys.executable, "-c", KILLED, str(assessment.pk), str(cast.leader.pk), str(after_write)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test", "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("after_write", [1, 3, 0])
def test_complete_killed_in_the_middle_leaves_nothing_and_can_be_done_again(after_write: int) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    agree_all(assessment, cast.contact)
    kill_while_completing(assessment, cast, after_write)
    assert Assessment.objects.get().status == "joint"
    assert not Classification.objects.exists()
    assert not Report.objects.exists()
    assert not OutgoingMail.objects.filter(kind="assessment_completed").exists()
    complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    assert Classification.objects.count() == Report.objects.count() == 1
    assert AuditEvent.objects.filter(action="assessment_complete").count() == 1

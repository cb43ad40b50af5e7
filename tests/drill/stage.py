"""Where the drills happen: a database with workshops in it, the service on top, and people who save."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from pathlib import Path

from django.db import close_old_connections, connection
from django.urls import reverse
from django.utils import timezone

from assessments.bench.seeding import seed_bench
from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment, Participant, Rating
from assessments.selectors.results import criteria_of
from tests.live.people import Browser, Load, Person, Save, session_of
from tests.live.service import Service

ASSESSMENTS = 40
MAIL_KEY = re.compile(r"<laatumatka-(\d+)-")  # in a Message-ID


class Stage:
    """The service under drill, and how its database is restarted."""

    def __init__(self, service: Service, people: int) -> None:
        self.service = service
        self.people = people
        self.web = service.start_web()
        self.worker = service.start_worker()

    def load(self) -> Load:
        """Return people who rate in the open assessments, each signed in, all at once when entered."""
        stop = threading.Event()
        places = Participant.objects.filter(assessment__status=AssessmentStatus.INDIVIDUAL).select_related("user", "assessment")
        persons = []
        for place in places.order_by("user__pk")[: self.people]:
            codes = [criterion.code for criterion in criteria_of(place.assessment)]
            paths = {code: reverse("assessments:rating-update", args=[place.assessment.ref, code]) for code in codes}
            persons.append(Person(Browser(self.service.port, session_of(place.user)), place.user.email, paths, stop))
        return Load(persons, stop)

    def restart_database(self) -> None:
        """Restart PostgreSQL in the fast way: every connection is cut at once."""
        command = [f"{os.environ['PG_BIN']}/pg_ctl", "-D", f"{os.environ['PG_DIR']}/data", "-m", "fast", "-s", "-w", "restart"]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=60)

    def finished(self) -> Assessment:
        """Return a completed assessment that has no report yet."""
        return Assessment.objects.filter(status=AssessmentStatus.COMPLETED, reports=None).order_by("pk")[0]


def seed() -> None:
    """Make workshops with people; two of the workshops are in the individual phase."""
    seed_bench(assessments=ASSESSMENTS, at=timezone.now())


def differences(saves: list[Save]) -> list[str]:
    """Compare what people were told with what is stored, and return where they differ.

    Each acknowledged note stands in the history exactly once, and the stored one is the last acknowledged, or one sent after it
    whose answer did not arrive.
    """
    fresh_connection()
    found = []
    history = list(Rating.history.filter(note__in=[save.note for save in saves]).values_list("note", flat=True))
    found += [f"acknowledged and lost: {save.note}" for save in saves if save.is_acknowledged and save.note not in history]
    found += [f"saved twice: {note}" for note in set(history) if history.count(note) > 1]
    by_row: dict[tuple[str, str], list[Save]] = {}
    for save in saves:
        by_row.setdefault((save.email, save.criterion), []).append(save)
    stored = {
        (rating.participant.user.email, rating.criterion.code): rating.note
        for rating in Rating.objects.filter(
            participant__assessment__status=AssessmentStatus.INDIVIDUAL, participant__user__email__in={save.email for save in saves}
        ).select_related("participant__user", "criterion")
    }
    for row, tries in by_row.items():
        last = max((number for number, save in enumerate(tries) if save.is_acknowledged), default=None)
        if last is not None and stored.get(row) not in {save.note for save in tries[last:]}:
            found.append(f"stored is not the last acknowledged: {row}")
    return found


def fresh_connection() -> None:
    """Leave a connection that the restarted database has cut."""
    connection.close()
    close_old_connections()


def mail_ids(folder: Path) -> list[str]:
    """Return the Message-ID of every mail that was handed over."""
    lines = (line for file in folder.glob("*.log") for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line.startswith("Message-ID:")]


def sent_mails(folder: Path) -> list[int]:
    """Return the key of every mail that was handed over, once for each time."""
    found = (MAIL_KEY.search(line) for line in mail_ids(folder))
    return [int(match.group(1)) for match in found if match]

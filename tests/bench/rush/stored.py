"""What the database holds after the rush, as the checks read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from assessments.models import Application, ApplicationAnswer, Rating, Result, Submission
from tests.bench.rush.checking import Save, Stored
from tests.bench.rush.people import place_of_answer, place_of_rating, place_of_result
from workshops.models import AuditEvent, OutgoingMail

TEXTS: dict[Any, str] = {Rating: "note", Result: "development", ApplicationAnswer: "text"}


def read_stored(saves: Sequence[Save]) -> Stored:
    """Read everything that the saves and the submitting of the rush have left."""
    texts = [save.text for save in saves]
    versions: Counter[str] = Counter()
    for model, field in TEXTS.items():
        versions.update(model.history.filter(**{f"{field}__in": texts}).values_list(field, flat=True))
    return Stored(
        versions=versions,
        rows=_rows(),
        submissions=_submissions(),
        receipts=Counter(key.split(":")[1] for key in _receipts().values_list("key", flat=True)),
        events=Counter(AuditEvent.objects.filter(action="application_submit").values_list("object_ref", flat=True)),
    )


def waiting_mails() -> int:
    return _receipts().filter(sent_at=None).count()


def receipt_keys() -> set[int]:
    return set(_receipts().values_list("pk", flat=True))


def _receipts() -> Any:
    return OutgoingMail.objects.filter(kind="application_submitted")


def _rows() -> dict[str, str]:
    ratings = Rating.objects.values_list("participant__user", "criterion", "note")
    results = Result.objects.values_list("assessment", "criterion", "development")
    answers = ApplicationAnswer.objects.values_list("application", "criterion", "text")
    return {
        **{place_of_rating(user, criterion): text for user, criterion, text in ratings},
        **{place_of_result(assessment, criterion): text for assessment, criterion, text in results},
        **{place_of_answer(application, criterion): text for application, criterion, text in answers},
    }


def _submissions() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {ref: [] for ref in Application.objects.values_list("ref", flat=True)}
    for submission in Submission.objects.select_related("application"):
        if not submission.is_intact:
            raise RuntimeError(f"The checksum of a submission of {submission.application.ref} does not hold.")
        found[submission.application.ref].append({answer["text"] for answer in submission.data["answers"]})
    return found

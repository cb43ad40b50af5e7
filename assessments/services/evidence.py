"""Giving evidence for criteria, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import FILLABLE_STATUSES, AssessmentStatus
from assessments.models import Assessment, Evidence, EvidenceCriterion, StoredFile
from assessments.permissions import can_add_evidence, can_manage_application, can_manage_evidence
from assessments.selectors.evidence import Holder, criteria_asked, holder_of, sees_holder, stored_bytes
from assessments.services.files import release_file, store_file
from assessments.services.guards import (
    access_of,
    lock_application,
    lock_assessment,
    require,
    require_application_state,
    require_before_deadline,
    require_criterion_of_application,
    require_state,
)
from assessments.services.ratings import require_criterion
from config.toolkit.errors import RefusedInputError
from config.toolkit.uploads.inspection import inspect_upload
from config.toolkit.uploads.names import split_name
from criteria.models import Criterion
from workshops.models import Organisation, User
from workshops.services.audit_events import record_event

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from assessments.models import Application
    from workshops.permissions import Access

MAX_PER_CRITERION = 10
MAX_BYTES = 300 * 1024 * 1024
LINK_MAX_LENGTH = 500
TITLE_MAX_LENGTH = 200


def add_file_evidence(
    *, holder: Holder, criteria: Sequence[Criterion], upload: UploadedFile, title: str, by: User, at: dt.datetime
) -> Evidence:
    """Inspect and store the file and give it as evidence for the criteria; the same file under the same title is one piece of evidence.

    The inspection, which takes a moment, comes before any lock is held. Raises `RefusedInputError` for a file that is not let in, an
    eleventh piece for a criterion, or more than 300 MB in the assessment or application.
    """
    require_open(holder, access_of(by, at), at)
    title = _usable_title(title)
    inspected = inspect_upload(upload, field="file")
    with transaction.atomic():
        holder = _lock(holder, criteria, by, at)
        evidence = holder.evidence.filter(file__sha256=inspected.sha256, title=title).first()
        if evidence is None:
            _require_space(holder, inspected.size)
            file = store_file(inspected=inspected, at=at)
            evidence = _save(_new(holder, title=title, file=file, file_name=inspected.clean_name), by, at)
        return _give(evidence, holder, criteria, by, at)


@dataclass(frozen=True)
class RefusedUpload:
    """A file that was not let in, and the sentence that says why."""

    name: str
    message: str


def add_files_evidence(
    *, holder: Holder, criteria: Sequence[Criterion], uploads: Sequence[UploadedFile], title: str, by: User, at: dt.datetime
) -> tuple[list[Evidence], list[RefusedUpload]]:
    """Give each file as evidence for the criteria, those that are let in; return them, and those that are refused with the reason.

    Each is stored in a transaction of its own: one that is refused holds nothing else back. Without a title the name of the file is
    the title; of several files with one title each gets both. The refusal of a single file is raised, as by `add_file_evidence`.
    """
    given, refused = [], []
    for upload in uploads:
        own = _title_of(upload, title, is_alone=len(uploads) == 1)
        try:
            given.append(add_file_evidence(holder=holder, criteria=criteria, upload=upload, title=own, by=by, at=at))
        except RefusedInputError as refusal:
            if len(uploads) == 1:
                raise
            refused.append(RefusedUpload(upload.name or "", str(refusal.message)))
    return given, refused


@transaction.atomic
def add_link_evidence(*, holder: Holder, criteria: Sequence[Criterion], link: str, title: str, by: User, at: dt.datetime) -> Evidence:
    """Give an https address as evidence for the criteria; raises as `add_file_evidence`. The address is never fetched."""
    holder = _lock(holder, criteria, by, at)
    link, title = _usable_link(link), _usable_title(title)
    evidence = holder.evidence.filter(link=link, title=title).first()
    evidence = evidence or _save(_new(holder, title=title, link=link), by, at)
    return _give(evidence, holder, criteria, by, at)


@transaction.atomic
def pick_evidence(*, holder: Holder, criteria: Sequence[Criterion], earlier: Evidence, by: User, at: dt.datetime) -> Evidence:
    """Give once more what the organisation has given before, in this assessment or application or another that the asker sees.

    From another one it becomes a piece of evidence of its own here, with the same stored file. Raises as `add_file_evidence`, and
    `NotAllowedError` for evidence of another organisation or that the asker does not see.
    """
    holder = _lock(holder, criteria, by, at)
    source = holder_of(earlier)
    require(sees_holder(access_of(by, at), source) and _organisation(source) == _organisation(holder))
    file = StoredFile.objects.select_for_update().filter(evidence=earlier).first()
    if (file is None and not earlier.link) or not Evidence.objects.filter(pk=earlier.pk).exists():
        raise RefusedInputError(_("Tämä näyttö on sillä välin poistettu. Valitse toinen."), field="earlier")
    evidence = holder.evidence.filter(file=file, link=earlier.link, title=earlier.title).first()
    if evidence is None:
        _require_space(holder, file.size if file else 0)
        evidence = _save(_new(holder, title=earlier.title, file=file, file_name=earlier.file_name, link=earlier.link), by, at)
    return _give(evidence, holder, criteria, by, at)


@transaction.atomic
def remove_evidence(*, evidence: Evidence, criterion: Criterion, by: User, at: dt.datetime) -> None:
    """Take the evidence from the criterion; without criteria it is deleted, and its file with it when nothing else refers to that.

    A participant takes back her own, who manages the assessment or application anybody's. Taking back twice changes nothing.
    """
    holder = _lock(holder_of(evidence), [], by, at)
    require(evidence.added_by_id == by.pk or can_manage_evidence(access_of(by, at), holder))
    removed, _kinds = EvidenceCriterion.objects.filter(evidence=evidence, criterion=criterion).delete()
    if not removed:
        return
    record_evidence("evidence_removed", evidence, criterion, by, at)
    if not EvidenceCriterion.objects.filter(evidence=evidence).exists():
        Evidence.objects.filter(pk=evidence.pk).delete()
        if evidence.file is not None:
            release_file(file=evidence.file)


def carry_evidence(*, application: Application) -> None:
    """Tie the application's evidence to the criteria of its round's version by their codes; what has none there stays as it was.

    Runs in the transaction that moves the application on to a round of another version.
    """
    by_code = {criterion.code: criterion for criterion in criteria_asked(application)}
    for link in EvidenceCriterion.objects.filter(evidence__application=application).select_related("criterion"):
        if link.criterion.code in by_code and link.criterion != by_code[link.criterion.code]:
            link.criterion = by_code[link.criterion.code]
            link.save(update_fields=["criterion"])


def _title_of(upload: UploadedFile, title: str, *, is_alone: bool) -> str:
    name, _extension = split_name(upload.name or "")
    whole = title if title and is_alone else f"{title}: {name}" if title else name
    return whole[:TITLE_MAX_LENGTH]


def require_open(holder: Holder, access: Access, at: dt.datetime) -> None:
    """Raise unless evidence can be added and taken back at the moment, and the asker is one who adds; needs an application's round."""
    if isinstance(holder, Assessment):
        require_state(holder, AssessmentStatus.INDIVIDUAL, AssessmentStatus.JOINT)
        require(can_add_evidence(access, holder))
        return
    require(can_manage_application(access, holder))
    require_before_deadline(holder, at)
    require_application_state(holder, FILLABLE_STATUSES)


def _lock(holder: Holder, criteria: Sequence[Criterion], by: User, at: dt.datetime) -> Holder:
    locked: Holder = lock_assessment(holder) if isinstance(holder, Assessment) else lock_application(holder)
    require_open(locked, access_of(by, at), at)
    for criterion in criteria:
        if isinstance(locked, Assessment):
            require_criterion(locked, criterion)
        else:
            require_criterion_of_application(locked, criterion)
    return locked


def _new(holder: Holder, **fields: Any) -> Evidence:
    return Evidence(**{"assessment" if isinstance(holder, Assessment) else "application": holder}, **fields)


def _organisation(holder: Holder) -> Organisation:
    return holder.workshop.organisation if isinstance(holder, Assessment) else holder.organisation


def record_evidence(action: str, evidence: Evidence, criterion: Criterion, by: User, at: dt.datetime) -> None:
    """Record that the evidence was tied to the criterion or taken from it."""
    holder, details = holder_of(evidence), {"criterion": criterion.code}
    if not isinstance(holder, Assessment):
        details["application"] = holder.ref  # tells that what was submitted has changed
    workshop = holder.workshop if isinstance(holder, Assessment) else None
    record_event(action=action, obj=evidence, by=by, at=at, workshop=workshop, organisation=_organisation(holder), details=details)


def _save(evidence: Evidence, by: User, at: dt.datetime) -> Evidence:
    evidence.added_at, evidence.added_by = at, by
    evidence.full_clean()
    evidence.save()
    return evidence


def _give(evidence: Evidence, holder: Holder, criteria: Sequence[Criterion], by: User, at: dt.datetime) -> Evidence:
    """Tie the evidence to the criteria it is not tied to yet; refuses the eleventh piece of a criterion."""
    if not criteria:
        raise RefusedInputError(_("Valitse vähintään yksi kriteeri."), field="criteria")
    for criterion in criteria:
        given = EvidenceCriterion.objects.filter(evidence__in=holder.evidence.all(), criterion=criterion)
        if given.filter(evidence=evidence).exists():
            continue
        if given.count() >= MAX_PER_CRITERION:
            sentence = _("Kriteerillä %(code)s on jo %(number)s näyttöä, eikä enempää voi lisätä. Poista ensin jokin niistä.")
            raise RefusedInputError(sentence % {"code": criterion.code, "number": MAX_PER_CRITERION}, field="criteria")
        EvidenceCriterion.objects.create(evidence=evidence, criterion=criterion)
        record_evidence("evidence_added", evidence, criterion, by, at)
    return evidence


def _require_space(holder: Holder, size: int) -> None:
    if stored_bytes(holder) + size > MAX_BYTES:
        raise RefusedInputError(
            _("Tiedostoille on tilaa 300 megatavua, eikä tämä enää mahdu. Poista turhia tiedostoja tai lisää tämä linkkinä."),
            field="file",
        )


def _usable_title(title: str) -> str:
    title = title.strip()
    if not title:
        raise RefusedInputError(_("Anna näytölle nimi."), field="title")
    if len(title) > TITLE_MAX_LENGTH:
        raise RefusedInputError(_("Näytön nimi on liian pitkä: siinä saa olla enintään 200 merkkiä."), field="title")
    return title


def _usable_link(link: str) -> str:
    link = link.strip()
    try:
        URLValidator(schemes=["https"])(link)
        parts = urlsplit(link)
    except (ValidationError, ValueError):
        parts = None
    if parts is None or not link.isprintable():
        raise RefusedInputError(_("Tarkista linkki: sen alussa on oltava https:// ja sitten verkko-osoite."), field="link")
    if parts.username is not None or parts.password is not None:
        raise RefusedInputError(_("Linkissä ei saa olla käyttäjätunnusta eikä salasanaa. Poista ne linkistä."), field="link")
    if len(link) > LINK_MAX_LENGTH:
        raise RefusedInputError(_("Linkki on liian pitkä: siinä saa olla enintään 500 merkkiä."), field="link")
    return f"https{link[5:]}"

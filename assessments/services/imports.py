"""Lists brought from spreadsheets: read, shown, and brought in all or nothing, each row by the service that would make it by hand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import ImportKind
from assessments.imports.rows import Line, stored_rows
from assessments.models import ImportBatch
from assessments.permissions import can_manage_rounds
from assessments.selectors.importing.preview import preview_of
from assessments.services.guards import access_of, require
from assessments.services.marks import record_old_mark
from config.toolkit.errors import DomainError, RefusedInputError, WrongStateError
from config.toolkit.uploads.spreadsheets import read_spreadsheet
from workshops.models import Municipality, Organisation, User, Workshop
from workshops.roles import Role
from workshops.services.audit_events import record_event
from workshops.services.invitations import invite_person
from workshops.services.organisations import create_organisation, create_workshop

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KEPT_FOR = dt.timedelta(days=30)  # a list that nobody brings in: it names people


def upload_list(*, kind: str, upload: UploadedFile, by: User, at: dt.datetime) -> ImportBatch:
    """Read the spreadsheet and keep its rows for the preview; nothing is brought in yet.

    Raises `RefusedInputError` for a file that is no spreadsheet or too large, and for headings that are not those of the kind.
    """
    require(can_manage_rounds(access_of(by, at)))
    sheet = read_spreadsheet(upload)  # outside the transaction: it takes a second, and holds nothing up
    try:
        rows = stored_rows(kind, sheet.rows)
    except ValidationError as refusal:
        raise RefusedInputError(" ".join(refusal.messages), field="file") from None
    if not rows:
        raise RefusedInputError(_("Taulukossa on otsikot, mutta ei yhtään riviä niiden alla."), field="file")
    return _keep(ImportBatch(kind=kind, file_name=sheet.name, rows=rows, uploaded_at=at, uploaded_by=by), by, at)


@transaction.atomic
def _keep(batch: ImportBatch, by: User, at: dt.datetime) -> ImportBatch:
    batch.full_clean()
    batch.save()
    record_event(action="list_uploaded", obj=batch, by=by, at=at, details={"kind": batch.kind, "rows": len(batch.rows)})
    return batch


@transaction.atomic
def confirm_import(*, batch: ImportBatch, by: User, at: dt.datetime) -> ImportBatch:
    """Bring in every new row, or none; what is there already is kept as it is. Asked again, it changes nothing.

    The rows are checked anew in the same transaction. Raises `WrongStateError` while any of them has a fault, or when a service refuses
    one. The rows are emptied: what was new is in its place, and the list named people.
    """
    require(can_manage_rounds(access_of(by, at)))
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.imported_at is not None:
        return batch
    preview = preview_of(batch, access_of(by, at), at)
    if preview.faulty:
        faulty = len(preview.faulty)
        message = ngettext("Yhdellä rivillä on virhe.", "%(count)s rivillä on virhe.", faulty) % {"count": faulty}
        raise WrongStateError(_("%(faulty)s Mitään ei tuotu. Korjaa taulukko ja tuo se uudelleen.") % {"faulty": message})
    _bring(batch.kind, preview.new, by, at)
    batch.imported_at, batch.imported_by = at, by
    batch.added, batch.kept, batch.rows = len(preview.new), len(preview.known), []
    batch.full_clean()
    batch.save(update_fields=["imported_at", "imported_by", "added", "kept", "rows"])
    details = {"kind": batch.kind, "added": batch.added, "kept": batch.kept}
    record_event(action="list_imported", obj=batch, by=by, at=at, details=details)
    return batch


def forget_unconfirmed_imports(*, at: dt.datetime) -> int:
    """Delete the lists that nobody has brought in within 30 days; return how many."""
    deleted, _by_model = ImportBatch.objects.filter(imported_at=None, uploaded_at__lt=at - KEPT_FOR).delete()
    return deleted


def _bring(kind: str, lines: list[Line], by: User, at: dt.datetime) -> None:
    organisations: dict[str, Organisation] = {}
    for line in lines:
        try:
            if kind == ImportKind.ORGANISATIONS:
                _bring_organisation(line.values, organisations, by, at)
            elif kind == ImportKind.PEOPLE:
                _bring_person(line.values, by, at)
            else:
                _bring_mark(line.values, by, at)
        except DomainError as refusal:
            raise _refused(line, refusal.message) from refusal
        except ValidationError as refusal:
            raise _refused(line, " ".join(refusal.messages)) from refusal


def _refused(line: Line, message: str) -> WrongStateError:
    return WrongStateError(_("Rivi %(number)s: %(message)s Mitään ei tuotu.") % {"number": line.number, "message": message})


def _bring_organisation(values: dict[str, Any], made: dict[str, Organisation], by: User, at: dt.datetime) -> None:
    number = values["business_id"]
    if number not in made:
        made[number] = Organisation.objects.filter(business_id=number).first() or create_organisation(
            name=values["organisation"],
            business_id=number,
            maintainer_type=values["maintainer_type"],
            municipality=values["municipality"],
            by=by,
            at=at,
        )
    if not values.get("workshop"):
        return
    place: Municipality | None = values.get("workshop_municipality")
    told = {name: values[name] for name in ("language", "size", "whole_organisation") if name in values}
    create_workshop(organisation=made[number], name=values["workshop"], municipality=place, by=by, at=at, **told)


def _bring_person(values: dict[str, Any], by: User, at: dt.datetime) -> None:
    workshop, organisation = values.get("workshop"), values.get("organisation")
    place: dict[str, Any] = {"workshop": workshop} if isinstance(workshop, Workshop) else {"organisation": organisation}
    invite_person(email=values["email"], role=Role(values["role"]), name=values.get("name", ""), by=by, at=at, **place)


def _bring_mark(values: dict[str, Any], by: User, at: dt.datetime) -> None:
    record_old_mark(
        organisation=values["organisation"],
        workshops=values["workshops"],
        granted_date=values["granted_date"],
        last_date=values["last_date"],
        by=by,
        at=at,
    )

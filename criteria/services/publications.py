"""Ordering the PDF of criteria and concepts; the worker renders it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.toolkit.errors import NotAllowedError, WrongStateError
from criteria.models import FrameworkVersion, Publication, PublicationStatus
from criteria.permissions import can_manage_criteria
from criteria.tasks import render_publication
from workshops.models import User
from workshops.permissions import Access
from workshops.services.audit_events import record_event


@transaction.atomic
def request_publication(*, version: FrameworkVersion, at: dt.datetime) -> Publication:
    """Order the rendering of a version's PDF after commit; an earlier file stays in use until the new one is ready.

    The order is cheap: the worker renders only when the content has changed, and only for the latest of several orders.
    """
    publication, created = Publication.objects.select_for_update().get_or_create(version=version, defaults={"requested_at": at})
    if not created:
        publication.requested_at, publication.attempts = at, 0
        if publication.status == PublicationStatus.FAILED or not publication.has_file:
            publication.status = PublicationStatus.WAITING
        publication.save(update_fields=["requested_at", "attempts", "status"])
    transaction.on_commit(lambda: render_publication.enqueue(publication.pk))
    return publication


def request_all_publications(*, at: dt.datetime) -> None:
    """Order the PDF of every published version again, for what they share has changed. Runs in the caller's transaction."""
    for version in FrameworkVersion.objects.published():
        request_publication(version=version, at=at)


@transaction.atomic
def retry_publication(*, version: FrameworkVersion, by: User, at: dt.datetime) -> Publication:
    """Order the PDF again after a failed rendering. Raises `NotAllowedError`, or `WrongStateError` unless the latest one failed."""
    if not can_manage_criteria(Access.of(by, timezone.localdate(at)), None):
        raise NotAllowedError(_("Sinulla ei ole oikeutta tähän toimintoon."))
    publication = Publication.objects.select_for_update().filter(version=version).first()
    if publication is not None and publication.status != PublicationStatus.FAILED:
        raise WrongStateError(_("Julkaisu on jo valmis tai valmisteilla."))
    publication = request_publication(version=version, at=at)
    record_event(action="publication.retry", obj=publication, by=by, at=at)
    return publication

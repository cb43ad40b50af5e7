"""Publishing and retiring a framework version or a concept set."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.toolkit.errors import NotAllowedError, WrongStateError
from criteria.models import ConceptSet, FrameworkVersion
from criteria.selectors import current_concept_set
from criteria.services.concept_links import propose_all_links, propose_links
from criteria.services.publications import request_all_publications, request_publication
from criteria.versioning import PUBLISH, RETIRE, Transition, VersionStatus
from workshops.models import User
from workshops.permissions import Access
from workshops.services.audit_events import record_event


@transaction.atomic
def publish_version(*, version: FrameworkVersion, by: User | None, at: dt.datetime) -> FrameworkVersion:
    """Publish a framework version: from now on its texts never change and assessments may start in it. The PDF is ordered.

    `by` is None for a command. Raises `NotAllowedError`, or `WrongStateError` unless the version is a draft or under comments.
    """
    version = FrameworkVersion.objects.select_for_update(of=("self",)).select_related("framework").get(pk=version.pk)
    _move(version, PUBLISH, by, at)
    concept_set = current_concept_set()
    if concept_set:
        propose_links(version=version, concept_set=concept_set, at=at)
    request_publication(version=version, at=at)
    return version


@transaction.atomic
def publish_concept_set(*, concept_set: ConceptSet, by: User | None, at: dt.datetime) -> ConceptSet:
    """Publish a glossary: it becomes the one that criteria are explained with, and the PDFs are ordered again.

    Errors as in `publish_version`.
    """
    concept_set = ConceptSet.objects.select_for_update().get(pk=concept_set.pk)
    _move(concept_set, PUBLISH, by, at)
    propose_all_links(concept_set=concept_set, at=at)
    request_all_publications(at=at)
    return concept_set


@transaction.atomic
def retire_version(*, version: FrameworkVersion, by: User | None, at: dt.datetime) -> FrameworkVersion:
    """Retire a version: no new assessment starts in it; it stays readable and those under way go on.

    Raises `NotAllowedError`, or `WrongStateError` unless the version is published.
    """
    version = FrameworkVersion.objects.select_for_update(of=("self",)).select_related("framework").get(pk=version.pk)
    _move(version, RETIRE, by, at)
    return version


@transaction.atomic
def retire_concept_set(*, concept_set: ConceptSet, by: User | None, at: dt.datetime) -> ConceptSet:
    """Retire a glossary: the newest published one is used instead. Errors as in `retire_version`."""
    concept_set = ConceptSet.objects.select_for_update().get(pk=concept_set.pk)
    _move(concept_set, RETIRE, by, at)
    request_all_publications(at=at)
    return concept_set


def _move(version: FrameworkVersion | ConceptSet, transition: Transition, by: User | None, at: dt.datetime) -> None:
    """The one writer of `status`: guard, change, check, save, event."""
    if by is not None and not Access.of(by, timezone.localdate(at)).may_nationally(transition.permission):
        raise NotAllowedError(_("Sinulla ei ole oikeutta tähän toimintoon."))
    if version.status not in transition.sources:
        raise WrongStateError(_("Tätä ei voi tehdä, sillä version %(version)s tila on nyt ”%(state)s”.") % _state_of(version))
    source, version.status = version.status, transition.target
    if transition.target == VersionStatus.PUBLISHED:
        version.published_at = at
    version.full_clean()
    version.save(update_fields=["status", "published_at"])
    details = {"version": version.version, "from": source}
    record_event(action=f"{version._meta.model_name}.{transition.name}", obj=version, by=by, at=at, details=details)


def _state_of(version: FrameworkVersion | ConceptSet) -> dict[str, str]:
    return {"version": version.version, "state": version.get_status_display()}

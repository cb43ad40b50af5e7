"""Rendering and storing the PDF of criteria and concepts; runs in the worker, never in a web process."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from config.toolkit.errors import DomainError
from config.toolkit.pdf.rendering import content_sha256, render_pdf
from criteria.models import ConceptSet, FrameworkVersion, Publication, PublicationStatus
from criteria.selectors import current_concept_set, explained_areas, find_concepts

logger = logging.getLogger(__name__)

ATTEMPTS = 2  # a worker that dies in the middle is tried once more, then the publication is shown as failed
LANGUAGE = "fi"


@dataclass(frozen=True)
class _Rendering:
    concept_set: ConceptSet | None
    content_sha256: str
    pdf: bytes  # empty: the stored file has the same content


def render_and_store_publication(*, publication_id: int, at: dt.datetime) -> None:
    """Render the publication and store it in place of the earlier file; nothing is rendered when the content is the same.

    Safe to run twice and side by side: only what was begun for the latest order is stored. A failure of the renderer or of the disk
    leaves the publication failed and the earlier file in use.
    """
    publication = _claim(publication_id)
    if publication is None:
        return
    try:
        rendering = _render(publication)
        file_name = _save(rendering.pdf) if rendering.pdf else ""
    except (DomainError, OSError):
        logger.exception("Publication %s could not be rendered.", publication_id)
        Publication.objects.filter(pk=publication_id, requested_at=publication.requested_at).update(status=PublicationStatus.FAILED)
        return
    _finish(publication, rendering, file_name, at)


def publication_html(version: FrameworkVersion) -> str:
    """Return the HTML the PDF is made of, in Finnish; the same for the same content, whenever it is built."""
    with translation.override(LANGUAGE):
        context = {"version": version, "areas": explained_areas(version), "groups": find_concepts(""), "concept_set": current_concept_set()}
        return render_to_string("criteria/publication_pdf.html", context)


def _claim(publication_id: int) -> Publication | None:
    """Count the attempt; None when it failed too often. The order's time is read before the content, so content is at least as new."""
    with transaction.atomic():
        publication = Publication.objects.select_for_update().get(pk=publication_id)
        if publication.attempts >= ATTEMPTS:
            Publication.objects.filter(pk=publication_id).exclude(status=PublicationStatus.READY).update(status=PublicationStatus.FAILED)
            return None
        publication.attempts += 1
        publication.save(update_fields=["attempts"])
    return Publication.objects.select_related("version__framework", "version__scale").get(pk=publication_id)


def _render(publication: Publication) -> _Rendering:
    html = publication_html(publication.version)
    digest = content_sha256(html)
    unchanged = publication.content_sha256 == digest and default_storage.exists(publication.file_name)
    return _Rendering(current_concept_set(), digest, b"" if unchanged else render_pdf(html))


def _save(pdf: bytes) -> str:
    return default_storage.save(f"publications/{secrets.token_hex(16)}.pdf", ContentFile(pdf))


def _finish(publication: Publication, rendering: _Rendering, file_name: str, at: dt.datetime) -> None:
    with transaction.atomic():
        current = Publication.objects.select_for_update().get(pk=publication.pk)
        outdated = file_name
        if current.requested_at == publication.requested_at:
            current.status, current.attempts, current.concept_set = PublicationStatus.READY, 0, rendering.concept_set
            if file_name:
                outdated, current.file_name = current.file_name, file_name
                current.content_sha256, current.rendered_at = rendering.content_sha256, at
                current.sha256, current.size = hashlib.sha256(rendering.pdf).hexdigest(), len(rendering.pdf)
            current.save()
        if outdated:
            transaction.on_commit(lambda: default_storage.delete(outdated))

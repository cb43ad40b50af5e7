"""Loading a glossary: all of it or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from config.toolkit.errors import WrongStateError
from config.toolkit.search import search_key, sort_key
from criteria.models import Concept, ConceptGroup, ConceptSet
from criteria.services.content_checks import check_concepts
from criteria.services.content_files import content_sha256
from criteria.services.frameworks import columns
from criteria.services.versions import publish_concept_set
from criteria.versioning import EDITABLE, can_change_content
from workshops.models import User
from workshops.services.audit_events import record_event


@dataclass(frozen=True)
class ConceptLoad:
    """What a load did: wrote texts, published, both or nothing."""

    concept_set: ConceptSet
    changed: bool
    published: bool


@transaction.atomic
def load_concepts(*, content: dict[str, Any], publish: bool, by: User | None, at: dt.datetime) -> ConceptLoad:
    """Store the content as a version of the glossary; the same content again changes nothing, a draft is replaced in place.

    Raises `ContentError` naming every place that is wrong, `WrongStateError` when the version is published with other content or the
    glossary has another draft.
    """
    check_concepts(content)
    sha256 = content_sha256(content)
    versions = {row.version: row for row in ConceptSet.objects.select_for_update().filter(slug=content["slug"])}
    concept_set = versions.get(content["version"])
    _require_loadable(versions, content, sha256)
    changed = concept_set is None or concept_set.source_sha256 != sha256
    if changed:
        concept_set = _write(concept_set or ConceptSet(slug=content["slug"], version=content["version"]), content, sha256)
        record_event(action="conceptset.load", obj=concept_set, by=by, at=at, details={"version": concept_set.version, "sha256": sha256})
    assert concept_set is not None
    published = publish and can_change_content(concept_set.status)
    if published:
        concept_set = publish_concept_set(concept_set=concept_set, by=by, at=at)
    return ConceptLoad(concept_set, changed, published)


def _require_loadable(versions: dict[str, ConceptSet], content: dict[str, Any], sha256: str) -> None:
    known = versions.get(content["version"])
    if known is not None and known.source_sha256 != sha256 and not can_change_content(known.status):
        raise WrongStateError(
            _("Käsitteistön versio %(version)s on julkaistu, eikä se enää muutu. Anna muuttuneelle sisällölle uusi versionumero.")
            % {"version": known.version}
        )
    draft = next((row for row in versions.values() if row.status in EDITABLE and row.version != content["version"]), None)
    if known is None and draft is not None:
        raise WrongStateError(
            _("Käsitteistöllä on jo luonnosversio %(draft)s. Julkaise se ennen version %(version)s lataamista.")
            % {"draft": draft.version, "version": content["version"]}
        )


def _write(concept_set: ConceptSet, content: dict[str, Any], sha256: str) -> ConceptSet:
    concept_set.source_sha256 = sha256
    for column, text in columns("status_note", content.get("status_note")).items():
        setattr(concept_set, column, text)
    concept_set.full_clean()
    concept_set.save()
    concept_set.groups.all().delete()
    groups = {
        group["slug"]: ConceptGroup.objects.create(
            concept_set=concept_set, slug=group["slug"], order=order, **columns("name", group["name"])
        )
        for order, group in enumerate(content["groups"], start=1)
    }
    rows = Concept.objects.bulk_create([_concept(groups[entry["group"]], entry) for entry in content["concepts"]])
    ids = {concept.code: concept.pk for concept in rows}
    relation = Concept.related.through
    relation.objects.bulk_create(
        [
            relation(from_concept_id=ids[entry["code"]], to_concept_id=ids[code])
            for entry in content["concepts"]
            for code in entry.get("related", [])
        ]
    )
    return concept_set


def _concept(group: ConceptGroup, entry: dict[str, Any]) -> Concept:
    concept = Concept(
        group=group,
        code=entry["code"],
        **columns("term", entry["term"]),
        **columns("definition", entry["definition"]),
        search_key=search_key(*entry["term"].values(), *entry["definition"].values()),
        sort_key=sort_key(entry["term"]["fi"])[:400],
    )
    concept.full_clean()
    return concept

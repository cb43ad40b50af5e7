"""Loading a framework version: all of it or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from config.toolkit.errors import WrongStateError
from criteria.models import (
    Area,
    Criterion,
    EvidenceExample,
    Framework,
    FrameworkVersion,
    GuidingQuestion,
    InterviewQuestion,
    Level,
    LevelDescription,
    Scale,
    Verdict,
)
from criteria.selectors import current_concept_set
from criteria.services.concept_links import propose_links
from criteria.services.content_checks import check_framework
from criteria.services.content_files import content_sha256
from criteria.services.versions import publish_version
from criteria.versioning import EDITABLE, can_change_content
from workshops.models import User
from workshops.services.audit_events import record_event

LANGUAGES = ("fi", "sv", "en")
ListedText = TypeVar("ListedText", GuidingQuestion, InterviewQuestion, EvidenceExample)  # one of a criterion's lists of texts


@dataclass(frozen=True)
class FrameworkLoad:
    """What a load did: wrote texts, published, both or nothing."""

    version: FrameworkVersion
    changed: bool
    published: bool


def columns(name: str, texts: dict[str, str] | None) -> dict[str, str]:
    """Return the columns of a translated attribute: {"name_fi": …, "name_sv": …, "name_en": …}; a missing language is empty."""
    return {f"{name}_{language}": (texts or {}).get(language, "") for language in LANGUAGES}


@transaction.atomic
def load_framework(*, content: dict[str, Any], publish: bool, by: User | None, at: dt.datetime) -> FrameworkLoad:
    """Store the content as a version of its framework; the same content again changes nothing, a draft is replaced in place.

    Criteria keep their rows by code, so links and comments on a draft survive. Raises `ContentError` naming every place that is wrong,
    `WrongStateError` when the version is published with other content or the framework has another draft.
    """
    check_framework(content)
    framework, _created = Framework.objects.get_or_create(
        slug=content["slug"], defaults={"kind": content["kind"], **columns("name", content["name"])}
    )
    framework = Framework.objects.select_for_update().get(pk=framework.pk)
    sha256 = content_sha256(content)
    version = framework.versions.select_related("framework", "scale").filter(version=content["version"]).first()
    _require_loadable(framework, version, content, sha256)
    changed = version is None or version.source_sha256 != sha256
    if changed:
        version = _write(framework, version, content, sha256)
        record_event(action="frameworkversion.load", obj=version, by=by, at=at, details={"version": version.version, "sha256": sha256})
        concept_set = current_concept_set()
        if concept_set:
            propose_links(version=version, concept_set=concept_set, at=at)
    assert version is not None
    published = publish and can_change_content(version.status)
    if published:
        _rename(framework, content)
        version = publish_version(version=version, by=by, at=at)
    return FrameworkLoad(version, changed, published)


def _require_loadable(framework: Framework, version: FrameworkVersion | None, content: dict[str, Any], sha256: str) -> None:
    names = {"version": content["version"], "framework": framework.slug}
    if framework.kind != content["kind"]:
        raise WrongStateError(_("Kriteeristö %(framework)s on jo olemassa toisen lajisena.") % names)
    if version is not None and version.source_sha256 != sha256 and not can_change_content(version.status):
        raise WrongStateError(
            _("Versio %(version)s on julkaistu, eikä se enää muutu. Anna muuttuneelle sisällölle uusi versionumero.") % names
        )
    draft = framework.versions.filter(status__in=EDITABLE).exclude(version=content["version"]).first()
    if version is None and draft is not None:
        raise WrongStateError(
            _("Kriteeristöllä on jo luonnosversio %(draft)s. Julkaise se ennen version %(version)s lataamista.")
            % {**names, "draft": draft.version}
        )


def _rename(framework: Framework, content: dict[str, Any]) -> None:
    """Take the name from the version that is published; a draft must not change what everyone sees."""
    for column, text in columns("name", content["name"]).items():
        setattr(framework, column, text)
    framework.full_clean()
    framework.save()


def _write(framework: Framework, version: FrameworkVersion | None, content: dict[str, Any], sha256: str) -> FrameworkVersion:
    scale = _write_scale(version.scale if version else Scale(), content["scale"])
    version = version or FrameworkVersion(framework=framework, version=content["version"])
    version.scale, version.source_sha256 = scale, sha256
    for column, text in columns("status_note", content.get("status_note")).items():
        setattr(version, column, text)
    version.full_clean()
    version.save()
    version.verdicts.all().delete()
    Verdict.objects.bulk_create(
        [
            Verdict(version=version, value=verdict["value"], order=order, **columns("name", verdict["name"]))
            for order, verdict in enumerate(content["verdicts"], start=1)
        ]
    )
    _write_areas(version, content["areas"])
    return version


def _write_scale(scale: Scale, content: dict[str, Any]) -> Scale:
    names = columns("not_applicable", content["not_applicable"]["name"]) | columns("dont_know", content["dont_know"]["name"])
    for column, value in {"slug": content["slug"], "met_from": content["met_from"], **names}.items():
        setattr(scale, column, value)
    scale.full_clean()
    scale.save()
    scale.levels.all().delete()
    Level.objects.bulk_create(
        [
            Level(scale=scale, value=level["value"], **columns("name", level["name"]), **columns("description", level.get("description")))
            for level in content["levels"]
        ]
    )
    return scale


def _write_areas(version: FrameworkVersion, areas: list[dict[str, Any]]) -> None:
    old_areas = {area.code: area for area in version.areas.all()}
    old_criteria = {criterion.code: criterion for criterion in Criterion.objects.filter(area__version=version)}
    kept_areas: list[int] = []
    kept_criteria: list[int] = []
    for area_order, area_content in enumerate(areas, start=1):
        area = old_areas.get(area_content["code"]) or Area(version=version, code=area_content["code"])
        area.order = area_order
        leads_to = area_content.get("leads_to", {})
        area.leads_to_framework, area.leads_to_area = leads_to.get("framework", ""), leads_to.get("area", "")
        _save_texts(area, area_content)
        kept_areas.append(area.pk)
        for content in area_content["criteria"]:
            criterion = old_criteria.get(content["code"]) or Criterion(code=content["code"])
            criterion.area, criterion.order = area, len(kept_criteria) + 1
            _save_texts(criterion, content)
            kept_criteria.append(criterion.pk)
            _write_criterion_texts(criterion, content, version.scale)
    Criterion.objects.filter(area__version=version).exclude(pk__in=kept_criteria).delete()
    version.areas.exclude(pk__in=kept_areas).delete()


def _save_texts(row: Area | Criterion, content: dict[str, Any]) -> None:
    for column, text in (columns("name", content["name"]) | columns("description", content["description"])).items():
        setattr(row, column, text)
    row.full_clean()
    row.save()


def _write_criterion_texts(criterion: Criterion, content: dict[str, Any], scale: Scale) -> None:
    _replace_texts(GuidingQuestion, criterion, content["questions"])
    _replace_texts(InterviewQuestion, criterion, content.get("interview_questions", []))
    _replace_texts(EvidenceExample, criterion, content["evidence_examples"])
    levels = {level.value: level for level in scale.levels.all()}
    criterion.level_descriptions.all().delete()
    LevelDescription.objects.bulk_create(
        [
            LevelDescription(criterion=criterion, level=levels[level["value"]], **columns("description", level["description"]))
            for level in content["levels"]
        ]
    )


def _replace_texts(model: type[ListedText], criterion: Criterion, texts: list[dict[str, str]]) -> None:
    model.objects.filter(criterion=criterion).delete()
    model.objects.bulk_create([model(criterion=criterion, order=order, **columns("text", each)) for order, each in enumerate(texts, 1)])

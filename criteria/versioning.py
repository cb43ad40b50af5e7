"""The life of a framework version or a concept set: draft → commenting → published → retired (docs/domain.md 4.9). Pure."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshops.roles import Permission


class VersionStatus(StrEnum):
    DRAFT = "draft"
    COMMENTING = "commenting"
    PUBLISHED = "published"
    RETIRED = "retired"


# A published version never changes; retiring one bars new starts only, so both stay readable.
PUBLIC = frozenset({VersionStatus.PUBLISHED, VersionStatus.RETIRED})
FROZEN = PUBLIC
EDITABLE = frozenset({VersionStatus.DRAFT, VersionStatus.COMMENTING})


@dataclass(frozen=True)
class Transition:
    """One allowed move: from any of `sources` to `target`, by whoever holds `permission` nationally."""

    name: str
    sources: frozenset[VersionStatus]
    target: VersionStatus
    permission: Permission
    label: Promise


PUBLISH = Transition("publish", EDITABLE, VersionStatus.PUBLISHED, Permission.MANAGE_CRITERIA, _("Julkaise"))
RETIRE = Transition("retire", frozenset({VersionStatus.PUBLISHED}), VersionStatus.RETIRED, Permission.MANAGE_CRITERIA, _("Poista käytöstä"))
TRANSITIONS: tuple[Transition, ...] = (PUBLISH, RETIRE)


def can_change_content(status: str) -> bool:
    """Tell whether texts of a version in this state may still change."""
    return status in EDITABLE

"""Who may read and keep criteria. Published texts are everyone's; drafts are for those who write and comment them."""

import rules

from criteria.models import FrameworkVersion
from criteria.versioning import PUBLIC
from workshops.permissions import Access, nationally
from workshops.roles import Permission

can_manage_criteria = nationally(Permission.MANAGE_CRITERIA)


@rules.predicate
def is_public(_: Access, version: FrameworkVersion) -> bool:
    """Published and retired versions stay readable for anyone."""
    return version.status in PUBLIC


can_read_version = is_public | nationally(Permission.COMMENT_DRAFTS)

"""The only role table: which role gives which permission, and in which scope a role can be granted."""

from enum import StrEnum


class Role(StrEnum):
    WORKER = "worker"
    CONTACT = "contact"
    LEADER = "leader"
    PEER_AUDITOR = "peer_auditor"
    EXTERNAL_AUDITOR = "external_auditor"
    COORDINATOR = "coordinator"
    DECIDER = "decider"
    STEERING_GROUP_MEMBER = "steering_group_member"
    NETWORK_COORDINATOR = "network_coordinator"
    ADMIN = "admin"


class Scope(StrEnum):
    WORKSHOP = "workshop"
    ORGANISATION = "organisation"
    NETWORK = "network"
    NATIONAL = "national"


class Permission(StrEnum):
    # in a workshop
    TAKE_PART = "take_part"  # rate when invited, add evidence, join the discussion
    READ_COMPLETED = "read_completed"  # read completed self-assessments
    MANAGE_ASSESSMENT = "manage_assessment"  # start, invite, write results, open the discussion
    MANAGE_ACTIONS = "manage_actions"  # agree what is developed, by whom, by when
    CONFIRM_ASSESSMENT = "confirm_assessment"  # complete, reopen, archive, abandon
    APPLY = "apply"  # apply for the quality mark
    EDIT_PROFILE = "edit_profile"  # the workshop's own facts
    INVITE_WORKERS = "invite_workers"
    MANAGE_PEOPLE = "manage_people"  # grant contact and leader, end roles
    # national
    MANAGE_ORGANISATIONS = "manage_organisations"  # access requests, organisations, first leaders
    MANAGE_CRITERIA = "manage_criteria"
    COMMENT_DRAFTS = "comment_drafts"
    MANAGE_ROUNDS = "manage_rounds"
    READ_SUMMARIES = "read_summaries"
    DECIDE = "decide"
    AUDIT = "audit"  # may be assigned to audits
    MANAGE_USERS = "manage_users"  # users, roles, a lost last leader
    # network
    READ_NETWORK = "read_network"


_WORKER = frozenset({Permission.TAKE_PART, Permission.READ_COMPLETED})
_CONTACT = _WORKER | {
    Permission.MANAGE_ASSESSMENT,
    Permission.MANAGE_ACTIONS,
    Permission.APPLY,
    Permission.EDIT_PROFILE,
    Permission.INVITE_WORKERS,
}
_LEADER = _CONTACT | {Permission.CONFIRM_ASSESSMENT, Permission.MANAGE_PEOPLE}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.WORKER: _WORKER,
    Role.CONTACT: _CONTACT,
    Role.LEADER: _LEADER,
    Role.PEER_AUDITOR: frozenset({Permission.AUDIT}),
    Role.EXTERNAL_AUDITOR: frozenset({Permission.AUDIT}),
    Role.COORDINATOR: frozenset(
        {
            Permission.MANAGE_ORGANISATIONS,
            Permission.MANAGE_CRITERIA,
            Permission.COMMENT_DRAFTS,
            Permission.MANAGE_ROUNDS,
            Permission.READ_SUMMARIES,
        }
    ),
    Role.DECIDER: frozenset({Permission.DECIDE}),
    Role.STEERING_GROUP_MEMBER: frozenset({Permission.COMMENT_DRAFTS}),
    Role.NETWORK_COORDINATOR: frozenset({Permission.READ_NETWORK}),
    Role.ADMIN: frozenset({Permission.MANAGE_USERS}),
}

AUDITOR_ROLES = frozenset({Role.PEER_AUDITOR, Role.EXTERNAL_AUDITOR})

SCOPES: dict[Role, frozenset[Scope]] = {
    Role.WORKER: frozenset({Scope.WORKSHOP}),
    Role.CONTACT: frozenset({Scope.WORKSHOP, Scope.ORGANISATION}),
    Role.LEADER: frozenset({Scope.WORKSHOP, Scope.ORGANISATION}),
    Role.NETWORK_COORDINATOR: frozenset({Scope.NETWORK}),
    Role.PEER_AUDITOR: frozenset({Scope.NATIONAL}),
    Role.EXTERNAL_AUDITOR: frozenset({Scope.NATIONAL}),
    Role.COORDINATOR: frozenset({Scope.NATIONAL}),
    Role.DECIDER: frozenset({Scope.NATIONAL}),
    Role.STEERING_GROUP_MEMBER: frozenset({Scope.NATIONAL}),
    Role.ADMIN: frozenset({Scope.NATIONAL}),
}


def roles_with(permission: Permission) -> list[Role]:
    """Return the roles that give the permission."""
    return [role for role, permissions in PERMISSIONS.items() if permission in permissions]

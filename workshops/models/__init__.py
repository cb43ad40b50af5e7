"""Who exists and who may do what."""

from workshops.models.audit_event import AuditEvent
from workshops.models.grant import RoleGrant
from workshops.models.invitation import AccessRequest, Invitation
from workshops.models.mail import MailText, OutgoingMail
from workshops.models.organisation import Organisation, Workshop, WorkshopFeature
from workshops.models.place import Municipality, Network, Region
from workshops.models.user import User

__all__ = [
    "AccessRequest",
    "AuditEvent",
    "Invitation",
    "MailText",
    "Municipality",
    "Network",
    "Organisation",
    "OutgoingMail",
    "Region",
    "RoleGrant",
    "User",
    "Workshop",
    "WorkshopFeature",
]

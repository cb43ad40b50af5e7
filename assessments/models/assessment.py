"""The assessment, its participants, and the classification stored on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import AssessmentKind, RatingsShown
from assessments.lifecycle import OPEN_STATUSES, STATUS_CHOICES, AssessmentStatus, AuditStatus
from config.toolkit.models import Referenced
from criteria.models import Area, FrameworkVersion
from workshops.choices import MaintainerType, WorkshopLanguage, WorkshopSize
from workshops.models import Invitation, Municipality, Network, Organisation, Region, Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from workshops.models import User
    from workshops.permissions import Access


_INSIDE = (Permission.MANAGE_ASSESSMENT, Permission.READ_COMPLETED, Permission.TAKE_PART)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def open(self) -> AssessmentQuerySet:
        return self.filter(status__in=OPEN_STATUSES)

    def visible_to(self, access: Access) -> AssessmentQuerySet:
        """Return the self-assessments the asker may see at all: the twin of `can_view_assessment`.

        Those she sees from inside, and those she supports by invitation; of the latter she only reads what is agreed.
        """
        supported = type(self)(self.model).supported_by(access).values("pk")  # few rows: those one person was asked to support
        return self.filter(_is_inside(access) | Q(pk__in=supported))

    def seen_from_inside(self, access: Access) -> AssessmentQuerySet:
        """Return the self-assessments of the asker's own workshops that she may see: the twin of `can_view_from_inside`.

        Managers of the workshop see every state; those who read completed ones see completed and archived ones that were
        completed; a participant who still has a role in the workshop sees hers from the start on.
        """
        return self.filter(_is_inside(access))

    def supported_by(self, access: Access) -> AssessmentQuerySet:
        """Return the assessments the asker reads as a supporter: the twin of `is_supporter`. Never a draft or an abandoned one.

        Who holds no role any more has left, and supports nobody.
        """
        if not access.grants:
            return self.none()
        readable = Q(status__in=[AssessmentStatus.INDIVIDUAL, AssessmentStatus.JOINT]) | Q(completed_at__isnull=False)
        return self.filter(
            readable,
            kind=AssessmentKind.SELF,
            supports__user=access.user.pk,
            supports__user__is_active=True,
            supports__accepted_at__isnull=False,
            supports__ended_at=None,
            supports__last_date__gte=access.on,
        )

    def ratable_by(self, access: Access) -> AssessmentQuerySet:
        """Return the assessments in which the asker may rate now: the twin of `can_rate_criterion`."""
        place = Participant.objects.active().of(access.user).filter(assessment=OuterRef("pk"))
        return self.filter(
            Exists(place),
            _held(access, Permission.TAKE_PART),
            kind=AssessmentKind.SELF,
            status=AssessmentStatus.INDIVIDUAL,
            started_at__isnull=False,
        )

    def writable_by(self, access: Access) -> AssessmentQuerySet:
        """Return the assessments whose every result the asker may write now: the twin of `can_write_result`."""
        return self.filter(_held(access, Permission.MANAGE_ASSESSMENT), kind=AssessmentKind.SELF, status=AssessmentStatus.JOINT)


def _is_inside(access: Access) -> Q:
    if not any(access.may_anywhere(permission) for permission in _INSIDE):
        return Q(pk__in=())
    participant = Participant.objects.active().of(access.user).filter(assessment=OuterRef("pk"))
    return Q(kind=AssessmentKind.SELF) & (
        Q(_held(access, Permission.MANAGE_ASSESSMENT))
        | Q(_held(access, Permission.READ_COMPLETED), completed_at__isnull=False, status__in=["completed", "archived"])
        | Q(Exists(participant), _held(access, Permission.TAKE_PART), started_at__isnull=False)
    )


def _held(access: Access, permission: Permission) -> Q:
    """Return the condition that the asker holds the permission in the row's workshop.

    A subquery of her workshops, which the database reads once; asked row by row it would grow with all assessments of the country.
    """
    if not access.may_anywhere(permission):
        return Q(pk__in=())
    return Q(workshop__in=Workshop.objects.where_may(access, permission).order_by().values("pk"))


class Assessment(Referenced):
    """Arviointi: one workshop against one framework version, which it keeps for ever."""

    kind = models.CharField(max_length=10, choices=AssessmentKind.choices, default=AssessmentKind.SELF)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="assessments")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="assessments")
    application = models.ForeignKey(  # of an audit: what is audited; `workshop` is then the first of the units it covers
        "Application", on_delete=models.PROTECT, null=True, blank=True, related_name="audits"
    )
    areas = models.ManyToManyField(Area, related_name="assessments")
    previous = models.ForeignKey(  # the completed one it was started from: its results were carried over
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="following"
    )
    title = models.CharField(_("nimi"), max_length=120)
    status = models.CharField(max_length=12, choices=STATUS_CHOICES, default=AssessmentStatus.DRAFT)
    ratings_shown = models.CharField(
        _("miten arviot näytetään keskustelussa"), max_length=10, choices=RatingsShown.choices, default=RatingsShown.SPREAD
    )
    ratings_due_date = models.DateField(_("omat arviot viimeistään"), null=True, blank=True)
    discussion_date = models.DateField(_("yhteinen keskustelu"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    discussion_opened_at = models.DateTimeField(null=True, blank=True)
    discussion_opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_completed_at = models.DateTimeField(null=True, blank=True)  # the 14 days of reopening count from here
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    abandon_reason = models.TextField(blank=True, max_length=2000)
    reopen_reason = models.TextField(blank=True, max_length=2000)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["workshop", "status"]),
            models.Index(fields=["kind", "completed_at", "workshop"], name="assessment_finished_in_year"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at=None, started_by=None) | Q(started_at__isnull=False, started_by__isnull=False),
                name="assessment_started_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(discussion_opened_at=None, discussion_opened_by=None)
                | Q(discussion_opened_at__isnull=False, discussion_opened_by__isnull=False),
                name="assessment_opened_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None, completed_by=None)
                | Q(completed_at__isnull=False, completed_by__isnull=False, first_completed_at__isnull=False),
                name="assessment_completed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None, archived_by=None) | Q(archived_at__isnull=False, archived_by__isnull=False),
                name="assessment_archived_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(status=AssessmentStatus.ARCHIVED, archived_at__isnull=False)
                | (~Q(status=AssessmentStatus.ARCHIVED) & Q(archived_at=None)),
                name="assessment_archived_with_status",
            ),
            models.CheckConstraint(
                condition=Q(kind=AssessmentKind.SELF, application=None) | (~Q(kind=AssessmentKind.SELF) & Q(application__isnull=False)),
                name="assessment_audit_has_application",
            ),
            models.CheckConstraint(
                condition=Q(kind=AssessmentKind.SELF, status__in=[status.value for status in AssessmentStatus])
                | (~Q(kind=AssessmentKind.SELF) & Q(status__in=[status.value for status in AuditStatus])),
                name="assessment_status_of_its_kind",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(application__isnull=False) & ~Q(status=AuditStatus.CANCELLED),
                name="one_live_audit_per_application",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_abandoned(self) -> bool:
        """Tell whether it was archived without ever being completed ("Keskeytetty")."""
        return self.status == AssessmentStatus.ARCHIVED and bool(self.abandon_reason)


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def active(self) -> ParticipantQuerySet:
        """Return the places in force: not removed, and not the second place of one who was named and accepted an invitation too."""
        named = Participant.objects.filter(assessment=OuterRef("assessment"), user=OuterRef("invitation__accepted_by"), removed_at=None)
        return self.filter(~Exists(named), removed_at=None)

    def of(self, user: User | AnonymousUser) -> ParticipantQuerySet:
        """Return the places of this person: named directly, or through an invitation she has accepted; a visitor has none."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user_id=user.pk) | Q(invitation__accepted_by_id=user.pk))

    def with_code(self, digest: str) -> ParticipantQuerySet:
        """Return the place that the code with this digest opens, with what its pages name; none for an empty digest."""
        related = ("assessment__workshop__organisation", "assessment__version__framework", "assessment__version__scale")
        return self.active().filter(code_digest=digest).exclude(code_digest="").select_related(*related)


class Participant(Referenced):
    """Osallistuja: one person's place in one assessment; by account, by an invitation until it is accepted, or by name alone.

    One without an e-mail address has a name here: she rates with a personal code, or on paper that the contact types in.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="participations")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="participations")
    name = models.CharField(_("nimi"), max_length=120, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)  # of the personal code in force; the code itself is only ever printed
    code_made_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user"],
                condition=Q(removed_at=None),
                name="participant_once",
                violation_error_message=_("Henkilö osallistuu jo tähän arviointiin."),
            ),
            models.UniqueConstraint(fields=["assessment", "invitation"], condition=Q(removed_at=None), name="participant_invitation_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, invitation=None, name="")
                | Q(user=None, invitation__isnull=False, name="")
                | (Q(user=None, invitation=None) & ~Q(name="")),
                name="participant_is_user_or_invitation_or_name",
            ),
            models.CheckConstraint(
                condition=Q(code_digest="", code_made_at=None) | (~Q(code_digest="") & ~Q(name="") & Q(code_made_at__isnull=False)),
                name="participant_code_with_name_and_time",
            ),
            models.UniqueConstraint(fields=["code_digest"], condition=~Q(code_digest=""), name="participant_code_once"),
            models.CheckConstraint(
                condition=Q(removed_by=None) | Q(removed_at__isnull=False),  # nobody removes whom a conflict stops
                name="participant_removed_by_at",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_rating(self) -> bool:
        """Tell whether ratings are given in this place now; needs the assessment loaded."""
        return self.removed_at is None and self.assessment.status == AssessmentStatus.INDIVIDUAL


class Classification(models.Model):
    """Luokittelu: the workshop's facts as they were when the assessment was completed, so that old years never change."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="classification")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(max_length=200)
    workshop_name = models.CharField(max_length=200)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    networks = models.ManyToManyField(Network, related_name="+")
    maintainer_type = models.CharField(max_length=20, choices=MaintainerType.choices)
    language = models.CharField(max_length=5, choices=WorkshopLanguage.choices)
    size = models.CharField(max_length=5, choices=WorkshopSize.choices, blank=True)
    services = models.CharField(max_length=200, blank=True)  # the codes of what it offered, a space between
    sectors = models.CharField(max_length=200, blank=True)  # those of its partners

    def __str__(self) -> str:
        return self.workshop_name

"""Good practices that workshops have agreed to show to everybody, and the one-page PDF of the public page that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import EXAMPLE_STATUS_CHOICES, ExampleStatus
from assessments.models.evidence import StoredFile
from assessments.models.report import FILE_WHEN_READY, Rendering
from config.toolkit.models import Referenced
from criteria.models import Criterion
from workshops.models import Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access

TITLE_MAX_LENGTH = 120
EXAMPLE_MAX_LENGTH = 1_500
REASON_MAX_LENGTH = 500


class PublicExampleQuerySet(models.QuerySet["PublicExample"]):
    def shown(self) -> PublicExampleQuerySet:
        """Return those that anyone sees."""
        return self.filter(status=ExampleStatus.SHOWN)

    def checked_by(self, access: Access) -> PublicExampleQuerySet:
        """Return those a coordinator sees: what a workshop offers now; the twin of `can_check_examples`."""
        if not access.may_nationally(Permission.READ_SUMMARIES):
            return self.none()
        return self.filter(status__in=[ExampleStatus.WAITING, ExampleStatus.SHOWN])

    def given_by(self, access: Access) -> PublicExampleQuerySet:
        """Return those of the asker's workshops, whatever has become of them; the twin of `can_give_example`."""
        if not access.may_anywhere(Permission.MANAGE_ACTIONS):
            return self.none()
        return self.filter(workshop__in=Workshop.objects.where_may(access, Permission.MANAGE_ACTIONS).order_by().values("pk"))


class PublicExample(Referenced):
    """Esimerkki: a good practice in a workshop's own words. Giving it is the consent to show it; nobody changes the words afterwards."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="public_examples")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("otsikko"), max_length=TITLE_MAX_LENGTH)
    text = models.TextField(_("teksti"), max_length=EXAMPLE_MAX_LENGTH)
    status = models.CharField(max_length=10, choices=EXAMPLE_STATUS_CHOICES, default=ExampleStatus.WAITING)
    consented_at = models.DateTimeField()
    consented_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)  # a coordinator approved or returned it last
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    return_reason = models.TextField(_("syy"), blank=True, max_length=REASON_MAX_LENGTH)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PublicExampleQuerySet.as_manager()

    class Meta:
        ordering = ["-consented_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None) | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="public_example_checked_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ExampleStatus.WAITING.value, ExampleStatus.WITHDRAWN.value]) | Q(checked_at__isnull=False),
                name="public_example_shown_is_checked",
            ),
            models.CheckConstraint(
                condition=(Q(status=ExampleStatus.RETURNED.value) & ~Q(return_reason=""))
                | (~Q(status=ExampleStatus.RETURNED.value) & Q(return_reason="")),
                name="public_example_returned_with_reason",
                violation_error_message=_("Kerro työpajalle, miksi palautat esimerkin."),
            ),
            models.CheckConstraint(
                condition=Q(status=ExampleStatus.WITHDRAWN.value, withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                | (~Q(status=ExampleStatus.WITHDRAWN.value) & Q(withdrawn_at=None, withdrawn_by=None)),
                name="public_example_withdrawn_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class PublicSheet(Rendering):
    """Laatutyö Suomessa as a PDF of one page. All are thrown away when an example may be shown no more, for they may hold its words."""

    as_of_date = models.DateField()  # the day on which what it says was found to be so
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="public_sheets")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="public_sheet_file_when_ready",
                violation_error_message=_("Valmiilla PDF-tiedostolla on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_of_date} {self.status}"

"""`manage.py create_admin`: the first admin of an installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.toolkit.errors import DomainError
from workshops.invitation_links import invitation_url
from workshops.services.admins import invite_first_admin


class Command(BaseCommand):
    help = "Invites the first admin: sends the invitation and prints its link, so that no password passes through the command line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="")
        parser.add_argument("--force", action="store_true", help="invite even when there is an admin already")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            invitation = invite_first_admin(email=options["email"], name=options["name"], at=timezone.now(), force=options["force"])
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Open this address once, within {(invitation.expires_at - invitation.invited_at).days} days:")
        self.stdout.write(invitation_url(invitation))

"""`manage.py clean_files`: clear away files that nothing refers to. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.services.files import delete_unreferenced_files


class Command(BaseCommand):
    help = "Delete stored files that nothing refers to and that are older than an hour."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete and say how many went."""
        self.stdout.write(f"{delete_unreferenced_files(at=timezone.now())} files deleted.")

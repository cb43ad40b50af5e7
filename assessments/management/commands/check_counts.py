"""`manage.py check_counts`: count every closed year anew and tell what differs from what is stored. Changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.services.summaries.checking import check_summaries, uncounted_years


class Command(BaseCommand):
    help = "Counts every closed year anew from the assessments and tells, row by row, what differs from what is stored. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what differs and what has not been counted; ends with 1 when anything does or has not."""
        found = 0
        for check in check_summaries():
            self.stdout.write(f"{check.name}: {len(check.differences)} row(s) differ.")
            for difference in check.differences:
                self.stdout.write(f"  {difference}")
            found += len(check.differences)
        missing = uncounted_years(timezone.now())
        for name in missing:
            self.stdout.write(f"{name}: not counted.")
        if found or missing:
            raise CommandError(f"{found} row(s) differ, {len(missing)} closed year(s) have not been counted.")

"""`manage.py check_counts`: count every closed year anew and tell what differs from what is stored. Changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.services.summaries.checking import check_summaries


class Command(BaseCommand):
    help = "Counts every closed year anew from the assessments and tells, row by row, what differs from what is stored. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what differs; ends with 1 when anything does."""
        found = 0
        for check in check_summaries():
            self.stdout.write(f"{check.name}: {len(check.differences)} row(s) differ.")
            for difference in check.differences:
                self.stdout.write(f"  {difference}")
            found += len(check.differences)
        if found:
            raise CommandError(f"{found} row(s) differ.")

"""`manage.py rebuild_counts`: count anew each summary that differs and has not been published."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.services.summaries.checking import check_summaries, rebuild_summary


class Command(BaseCommand):
    help = "Counts anew the closed years that differ from the assessments and have not been published. Of a published one it only tells."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count anew and say what was done; ends with 1 when a published summary differs."""
        left = 0
        for check in check_summaries():
            if not check.differences:
                continue
            if check.summary.published_at:
                self.stdout.write(f"{check.name}: {len(check.differences)} row(s) differ; published, left as it is.")
                left += 1
            else:
                changed = rebuild_summary(summary=check.summary, at=timezone.now())
                self.stdout.write(f"{check.name}: counted anew, {len(changed)} row(s) differed.")
        if left:
            raise CommandError(f"{left} published summary or summaries differ.")

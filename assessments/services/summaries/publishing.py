"""Publishing a national summary: from then on anyone reads it, and it never changes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.models import Summary
from assessments.permissions import can_publish_summary
from assessments.services.guards import access_of, require
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def publish_summary(*, summary: Summary, by: User, at: dt.datetime) -> Summary:
    """Publish the summary as it was counted, and return it; again changes nothing, and nothing takes it back.

    Raises `NotAllowedError` for those who do not read the summaries nationally.
    """
    require(can_publish_summary(access_of(by, at)))
    summary = Summary.objects.select_for_update(of=("self",)).select_related("framework").get(pk=summary.pk)
    if summary.published_at is not None:
        return summary
    summary.published_at, summary.published_by = at, by
    summary.full_clean()
    summary.save(update_fields=["published_at", "published_by"])
    details = {"framework": summary.framework.slug, "series": summary.series, "year": summary.year}
    record_event(action="summary_published", obj=summary, by=by, at=at, details=details)
    return summary

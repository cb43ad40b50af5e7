"""Background work of criteria; every task may run twice with the effect of once."""

from django.utils import timezone
from django_tasks import task

from criteria.reports import render_and_store_publication


@task()
def render_publication(publication_id: int) -> None:
    """Render and store the PDF of criteria and concepts, unless nothing has changed."""
    render_and_store_publication(publication_id=publication_id, at=timezone.now())

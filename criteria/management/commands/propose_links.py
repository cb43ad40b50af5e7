"""Propose links between criteria and concepts anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from criteria.selectors import current_concept_set
from criteria.services.concept_links import propose_all_links


class Command(BaseCommand):
    help = "Ehdota kriteerien ja käsitteiden linkit uudelleen; vahvistetut ja hylätyt säilyvät. Lataus tekee tämän itse."

    def handle(self, *args: Any, **options: Any) -> None:
        concept_set = current_concept_set()
        if concept_set is None:
            self.stdout.write("Julkaistua käsitteistöä ei ole.")
            return
        with transaction.atomic():
            counts = propose_all_links(concept_set=concept_set, at=timezone.now())
        self.stdout.write(f"Linkkejä lisättiin {counts.added} ja poistettiin {counts.removed}.")

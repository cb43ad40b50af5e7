"""`manage.py load_places`: the shipped regions, municipalities and networks."""

from typing import Any

from django.core.management.base import BaseCommand

from workshops.services.places import load_places


class Command(BaseCommand):
    help = "Loads regions, municipalities and networks from the shipped lists. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_places()
        self.stdout.write("{regions} regions, {municipalities} municipalities, {networks} networks.".format(**counts))

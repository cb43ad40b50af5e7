"""Load a framework version from a YAML file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.toolkit.errors import DomainError
from criteria.services.content_files import read_content
from criteria.services.frameworks import load_framework


class Command(BaseCommand):
    help = "Lataa kriteeristön version YAML-tiedostosta: koko sisältö tai ei mitään. Sama sisältö uudelleen ei muuta mitään."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="esimerkiksi criteria/library/laatukriteeristo-0.1.yaml")
        parser.add_argument("--publish", action="store_true", help="julkaise versio samalla; julkaistu ei enää muutu")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load = load_framework(content=read_content(options["file"]), publish=options["publish"], by=None, at=timezone.now())
        except DomainError as error:
            raise CommandError(f"Mitään ei ladattu.\n{error.message}") from error
        done = "ladattu" if load.changed else "ennallaan, sama sisältö on jo ladattu"
        self.stdout.write(f"{load.version.framework.slug} {load.version.version}: {done}{', julkaistu nyt' if load.published else ''}.")

"""Make the data for measuring: `manage.py seed_bench --size S`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.bench.seeding import SIZES, seed_bench
from config.toolkit.errors import DomainError


class Command(BaseCommand):
    help = "Tekee mittausaineiston tyhjään tietokantaan: keksittyjä työpajoja, joiden arvioinnit ovat keskenään samanlaisia."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--size",
            choices=list(SIZES),
            default="S",
            help="S on 30, M 300, L 3 000 ja XL 30 000 arviointia; XL:ssä on vain se, mistä koosteet lasketaan",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seed_bench(assessments=SIZES[options["size"]], at=timezone.now())
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{SIZES[options['size']]} arviointia tehty.")

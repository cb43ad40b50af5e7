"""Make the demo data: `manage.py seed_demo --seed 1 --json`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.demo.manifest import manifest
from assessments.demo.seeding import seed_demo, seeded_with
from config.toolkit.errors import DomainError


class Command(BaseCommand):
    help = "Tekee esittelyaineiston tyhjään tietokantaan. Toisella kerralla ei muuta mitään, vaan kertoo samat tunnukset."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="siemenluku: sama luku tekee samat ihmiset ja vastaukset")
        parser.add_argument("--json", action="store_true", help="tulosta tunnukset ja osoitteet yhtenä JSON-oliona")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Esittelyaineistoa ei tehdä tuotantoon.")
        seed = seeded_with()
        if seed is None:
            self._seed(options["seed"])
        else:
            self._tell(f"Esittelyaineisto on jo tehty siemenluvulla {seed}. Mitään ei muutettu.")
        facts = manifest()
        if settings.DEMO:
            settings.DEMO_FILE.write_text(json.dumps(facts), encoding="utf-8")
        self.stdout.write(json.dumps(facts) if options["json"] else _table(facts))

    def _seed(self, seed: int) -> None:
        try:
            seed_demo(seed=seed, at=timezone.now(), tell=self._tell)
        except DomainError as error:
            raise CommandError(error.message) from error

    def _tell(self, text: str) -> None:
        self.stderr.write(text)


def _table(facts: dict[str, Any]) -> str:
    lines = ["", f"Kaikkien salasana: {facts['password']}", "", "Tunnukset"]
    lines += [f"  {role:<22} {email}" for role, email in facts["logins"].items()]
    lines += ["", "Sivuja, jotka yhteyshenkilö (contact) voi avata; kierrokset (round_…), auditoitsijat (auditors, assignment)"]
    lines += ["ja viestit (sent_messages) avaa koordinaattori (coordinator)"]
    lines += [f"  {name:<27} {path}" for name, path in facts["urls"].items()]
    return "\n".join(lines)

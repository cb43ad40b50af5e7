"""Other processes beside the tests: where this project is, and the address of the test's own database."""

from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def database_url() -> str:
    """Return the address of this test's own database, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    host = values["OPTIONS"].get("host") or values["HOST"]
    return f"postgres://{values['USER']}@/{values['NAME']}?host={host}"

"""App configuration."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Arvioinnit"

    def ready(self) -> None:
        """Take part in ending a role: the leaver's open tasks are given on in the same transaction."""
        from assessments.services.handover import hand_over_when_role_ends  # noqa: PLC0415 models are not there before
        from workshops.services.grants import when_role_ends  # noqa: PLC0415 as above

        when_role_ends(hand_over_when_role_ends)

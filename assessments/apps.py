"""App configuration."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Arvioinnit"

    def ready(self) -> None:
        """Take part in what workshops do: a leaver's open tasks are given on as her role ends, a workshop's page shows its results."""
        from assessments.mail.texts import make_mails_editable  # noqa: PLC0415 models are not there before
        from assessments.selectors.workshop_page import application_part, examples_part, latest_results_part, marks_part  # noqa: PLC0415 as above
        from assessments.services.handover import hand_over_when_role_ends  # noqa: PLC0415 as above
        from workshops.page_parts import add_to_workshop_page  # noqa: PLC0415 as above
        from workshops.services.grants import when_role_ends  # noqa: PLC0415 as above

        make_mails_editable()
        when_role_ends(hand_over_when_role_ends)
        add_to_workshop_page(application_part)
        add_to_workshop_page(marks_part)
        add_to_workshop_page(latest_results_part)
        add_to_workshop_page(examples_part)

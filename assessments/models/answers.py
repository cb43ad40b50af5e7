"""What the rows of answers share: a level goes with the answer "taso" and with no other, an auditor's verdict beside it alone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import Answer


def level_with_answer(name: str) -> models.CheckConstraint:
    """Return the constraint of a model with `answer` and `level`, under its own name."""
    return models.CheckConstraint(
        condition=Q(answer=Answer.LEVEL, level__isnull=False) | (~Q(answer=Answer.LEVEL) & Q(level=None)),
        name=name,
        violation_error_message=_("Valitse taso."),
    )


def verdict_with_level(name: str) -> models.CheckConstraint:
    """Return the constraint of a model with `answer` and `verdict`, under its own name."""
    return models.CheckConstraint(
        condition=Q(verdict=None) | Q(answer=Answer.LEVEL),
        name=name,
        violation_error_message=_("Valitse taso, kun kerrot, täyttyykö kriteeri."),
    )

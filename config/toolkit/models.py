"""Abstract building blocks of models."""

import secrets
from typing import Any, NoReturn, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import get_language
from simple_history.manager import HistoricalQuerySet
from simple_history.models import HistoricalRecords

REF_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
REF_LENGTH = 10


def new_ref() -> str:
    """Return a random public reference of 10 characters, about 49 bits, without look-alikes: an address tells not how many there are."""
    return "".join(secrets.choice(REF_ALPHABET) for _ in range(REF_LENGTH))


class Referenced(models.Model):
    """Has an opaque public reference for addresses, so that no address reveals how many there are."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)

    class Meta:
        abstract = True


def require_lengths(row: models.Model) -> None:
    """Raise `ValidationError` for a text longer than its field's `max_length`: of a TextField Django asks that in forms only."""
    errors = {}
    for field in row._meta.concrete_fields:
        if isinstance(field, models.TextField) and field.max_length:
            try:
                MaxLengthValidator(field.max_length)(getattr(row, field.attname))
            except ValidationError as error:
                errors[field.name] = error
    if errors:
        raise ValidationError(errors)


class Translated:
    """Read-only attribute: `<name>_<language>` in the current language, else the Finnish text."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: models.Model | None, owner: type) -> str:
        if instance is None:
            return self  # type: ignore[return-value]  # class access returns the descriptor itself
        language = (get_language() or "fi").split("-")[0]
        return getattr(instance, f"{self.name}_{language}", "") or getattr(instance, f"{self.name}_fi")


Row = TypeVar("Row", bound=models.Model)


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Rows that are added and never changed. A model that has it names it as its base manager too: `base_manager_name = "objects"`."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is append-only.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is append-only.")

    def bulk_create(self, objs: Any, *args: Any, update_conflicts: bool = False, **kwargs: Any) -> list[Row]:
        """Add rows; refuse the form of it that overwrites."""
        if update_conflicts:
            raise TypeError(f"{self.model.__name__} is append-only.")
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnly(models.Model):
    """A row that tells what happened: it is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(f"{type(self).__name__} is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is append-only.")


class AppendOnlyHistory(AppendOnlyQuerySet[models.Model], HistoricalQuerySet):
    """The rows of a history: added to, never changed. `erase` is the one way out, for what its author's leaving takes along."""

    def erase(self) -> int:
        """Remove these rows for good; return how many they were."""
        return HistoricalQuerySet.delete(self)[0]


class _KeptRow(AppendOnly):
    """One row of a history: written once."""

    objects = AppendOnlyHistory.as_manager()

    class Meta:
        abstract = True


def kept_history() -> HistoricalRecords:
    """Return the `history` of a model: every saved version stays, in the order it was saved."""
    return HistoricalRecords(historical_queryset=AppendOnlyHistory, bases=[_KeptRow])

"""Abstract building blocks of models."""

import secrets

from django.db import models
from django.utils.translation import get_language

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


class Translated:
    """Read-only attribute: `<name>_<language>` in the current language, else the Finnish text."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: models.Model | None, owner: type) -> str:
        if instance is None:
            return self  # type: ignore[return-value]  # class access returns the descriptor itself
        language = (get_language() or "fi").split("-")[0]
        return getattr(instance, f"{self.name}_{language}", "") or getattr(instance, f"{self.name}_fi")

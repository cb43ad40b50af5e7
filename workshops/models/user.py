"""The person who signs in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.toolkit.models import Referenced
from config.toolkit.search import sort_key


class UserQuerySet(models.QuerySet["User"]):
    def search(self, text: str) -> UserQuerySet:
        """Return the users whose name or address contains the text, in any case, Ä and Ö too."""
        return self.filter(models.Q(sort_key__contains=sort_key(text)) | models.Q(email__contains=text.casefold())) if text else self


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address trimmed and casefolded whole: one person, one account, however it was typed."""
        return (email or "").strip().casefold()

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def search(self, text: str) -> UserQuerySet:
        return self.get_queryset().search(text)

    def create_user(self, *, email: str, name: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), name=name, sort_key=sort_key(name), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=self.normalize_email(username))


class User(Referenced, AbstractBaseUser):
    """Käyttäjä. Name and address stand only here; everything else points to this row."""

    email = models.EmailField(_("sähköposti"), unique=True, error_messages={"unique": _("Tällä osoitteella on jo tunnus.")})
    name = models.CharField(_("nimi"), max_length=120)
    sort_key = models.CharField(max_length=400, editable=False)
    language = models.CharField(_("kieli"), max_length=2, blank=True, choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")])
    is_active = models.BooleanField(_("tunnus käytössä"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    # Grows whenever the user's roles or password change: the next request gets a new session id, the old one is dead.
    session_stamp = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normal_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_address(username or ""))


class User(AbstractBaseUser):
    """One person's account, in any number of organisations; their names stand on their memberships."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    country = models.CharField(_("country"), max_length=2, blank=True)
    """ISO 3166 alpha-2, for public holidays; where it is empty, that of the time zone."""
    language = models.CharField(_("language"), max_length=16, default="en-gb")
    joined_at = models.DateTimeField(auto_now_add=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email


def normal_address(address: str) -> str:
    """The form in which addresses are stored and compared: trimmed, lower case."""
    return address.strip().lower()

"""Who signs in, and when they did."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.db import models


class Argon2(Argon2PasswordHasher):
    """Django's own, at the cost that all servers here have."""

    memory_cost = 19456
    time_cost = 2
    parallelism = 1


class User(AbstractBaseUser):
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=40)

    objects = BaseUserManager()
    USERNAME_FIELD = "email"


class SignIn(models.Model):
    user = models.ForeignKey(User, models.CASCADE, db_index=False)
    # Sessions are deleted without asking; who signed in stays.
    session = models.ForeignKey(Session, models.DO_NOTHING, db_constraint=False, db_index=False)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ip = models.GenericIPAddressField()
    user_agent = models.CharField(max_length=400)

    class Meta:
        indexes = [models.Index(fields=["user", "at"]), models.Index(fields=["user", "expires_at"])]

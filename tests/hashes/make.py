"""Prints hashes of passwords as other programs make them, a JSON object a line: kind, password, hash.

Made by Django, bcrypt and argon2-cffi themselves, and for scrypt in PHC form by Python's own hashlib."""

import base64
import hashlib
import json
import os

import argon2
import bcrypt
from django.conf import settings

settings.configure()

from django.contrib.auth import hashers  # noqa: E402  It reads the settings.

ASCII = "violet kettle under seven rooftops"
OTHER = "naïve Käse 猫 und 🦉 im Regen"
# As some keyboards compose it: no two programs need agree on what that is.
COMPOSED = "cafe\u0301 au lait, re\u0301sume\u0301"
LONG = "a walk along the river, a walk along the river, Käse, a walk along the river!"


def django(hasher):
    return lambda password: hasher.encode(password, hasher.salt())


def plain_bcrypt(prefix):
    # PHP and Ruby write the same as Python under another prefix.
    def made(password):
        text = bcrypt.hashpw(password.encode(), bcrypt.gensalt(10)).decode()
        return prefix + text.removeprefix("$2b$")

    return made


def argon2_of(kind):
    hasher = argon2.PasswordHasher(time_cost=2, memory_cost=8192, parallelism=2, type=kind)
    return hasher.hash


def phc_scrypt(password):
    def text(octets):
        return base64.b64encode(octets).decode().rstrip("=")

    salt = os.urandom(16)
    made = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
    return f"$scrypt$ln=14,r=8,p=1${text(salt)}${text(made)}"


KINDS = {
    "django-pbkdf2": django(hashers.PBKDF2PasswordHasher()),
    "django-argon2": django(hashers.Argon2PasswordHasher()),
    "django-bcrypt-sha256": django(hashers.BCryptSHA256PasswordHasher()),
    "django-bcrypt": django(hashers.BCryptPasswordHasher()),
    "django-scrypt": django(hashers.ScryptPasswordHasher()),
    "bcrypt-2a": plain_bcrypt("$2a$"),
    "bcrypt-2b": plain_bcrypt("$2b$"),
    "bcrypt-2y": plain_bcrypt("$2y$"),
    "argon2id": argon2_of(argon2.Type.ID),
    "argon2i": argon2_of(argon2.Type.I),
    "argon2d": argon2_of(argon2.Type.D),
    "scrypt": phc_scrypt,
}

for number, (kind, make) in enumerate(KINDS.items()):
    # Each kind with one of the passwords, and with the long one.
    for password in ([ASCII, OTHER, COMPOSED][number % 3], LONG):
        print(json.dumps({"kind": kind, "password": password, "hash": make(password)}))

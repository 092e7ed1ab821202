"""Argon2id with stated parameters, and a limit on how many hashes run at once: each takes 19 MiB of memory."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

_at_once = BoundedSemaphore(4)


class BoundedArgon2(Argon2PasswordHasher):
    """OWASP's first choice for Argon2id: 19 MiB, two passes, one lane."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password, salt):
        with _at_once:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with _at_once:
            return super().verify(password, encoded)

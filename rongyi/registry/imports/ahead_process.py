"""What runs as the second process: takes the lines of a bundle from its input and gives their rows, until that ends.
It never asks the database."""

import os
import sys
from contextlib import suppress
from datetime import datetime

import django
from django.conf import settings


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what some library prints must not come between the answers
    django.setup()
    from rongyi.registry.imports.ahead import made, receive, send

    with suppress(EOFError):
        for name, value in receive(sys.stdin.buffer).items():
            setattr(settings, name, value)
        while True:
            text, region_code, now = receive(sys.stdin.buffer)
            opened = made(text, region_code, datetime.fromisoformat(now))
            send(answers, opened.plain() if opened else None)


if __name__ == "__main__":
    main()

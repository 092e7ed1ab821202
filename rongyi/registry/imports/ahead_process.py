"""What runs as the second process: takes the lines of a bundle from its input and gives their rows, until that ends.
It never asks the database."""

import sys
from contextlib import suppress
from datetime import datetime

import django
from django.conf import settings


def main() -> None:
    django.setup()
    from rongyi.registry.imports.ahead import made, receive, send

    with suppress(EOFError):
        for name, value in receive(sys.stdin.buffer).items():
            setattr(settings, name, value)
        while True:
            text, region_code, now = receive(sys.stdin.buffer)
            opened = made(text, region_code, datetime.fromisoformat(now))
            send(sys.stdout.buffer, opened.plain() if opened else None)


if __name__ == "__main__":
    main()

"""One task on one database, in a process of its own: `python -m bench.child ORDER ANSWER.json`."""

import json
import os
import sys
from pathlib import Path

import django


def main() -> None:
    order, target = json.loads(sys.argv[1]), Path(sys.argv[2])
    django.setup()
    _ensure_keys()
    target.write_text(json.dumps(_done(order), ensure_ascii=False))


def _ensure_keys() -> None:
    from django.conf import settings

    from rongyi.kernel.crypto.keyring import create_key_file

    if not Path(settings.RONGYI_KEY_FILE).exists():
        create_key_file(settings.RONGYI_KEY_FILE)


def _done(order: dict) -> dict:
    from django.core.management import call_command
    from django.db import connection

    from bench import dataset
    from bench.scenarios import campaign, cases, divisions, imports, linkage, pages, payments, search, visit

    people, seed, quick = order["people"], order["seed"], order["quick"]
    match order["task"]:
        case "migrate":
            call_command("migrate", verbosity=0)
            return {}
        case "make":
            return dataset.make(people, seed)
        case "fill" if connection.vendor == "postgresql":
            return dataset.fill_postgres(Path(order["source"]))
        case "fill":
            return dataset.copy_file(Path(order["source"]), Path(connection.settings_dict["NAME"]))
        case "divisions":
            return divisions.load(order["source"], order["way"])
        case "linkage":
            return linkage.run(1000 if quick else order["files"], seed)
        case "cases":
            return cases.run(2000 if quick else 100_000, seed)
        case "payments":
            return payments.run(200 if quick else 10_000)
        case "campaign":
            return campaign.run(200 if quick else 10_000)
        case "imports":
            return imports.run(order["source"], order["way"], order["rows"], seed)
        case "search":
            return search.run(people, seed, **({"asks": 5} if quick else {}))
        case "visit":
            return visit.run(people, seed, **({"alone": 5, "each": 2} if quick else {}))
        case "pages":
            return pages.run(people, seed, **({"seconds": 0.5, "with_browser": False} if quick else {}))
    raise ValueError(order["task"])


if __name__ == "__main__":
    if not os.environ.get("DATABASE_URL"):
        sys.exit("run bench/run.py, which names the database")
    main()

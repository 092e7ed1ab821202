"""The asking side of a load: a process of its own, without Django, that prints what it measured as JSON."""

import json
import sys

from bench.harness import hammer
from bench.server import asker

WARM_UP = 10


def main() -> None:
    order = json.load(sys.stdin)
    warm = asker(order["port"], order["path"], order["headers"])
    for _ in range(WARM_UP):
        warm()

    def one_thread():
        return asker(order["port"], order["path"], order["headers"])

    print(json.dumps(hammer(one_thread, threads=order["threads"], seconds=order["seconds"])))


if __name__ == "__main__":
    main()

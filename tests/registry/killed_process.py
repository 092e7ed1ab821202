"""A process that imports and may be killed at any moment: `python killed_process.py ORDER FILE`, on the database of its own."""

import sys
from pathlib import Path

import django

STATION = "610326101200"


def main(order: str, path: Path) -> None:
    django.setup()
    from django.core.files import File
    from django.core.management import call_command

    from rongyi.organisation.access import system_actor
    from rongyi.organisation.roles import Role
    from rongyi.registry.imports import jobs, planning
    from rongyi.registry.models import ImportJob

    planning.CHUNK = 30
    actor = system_actor("测试", STATION, Role.SECTION_OFFICER)
    if order == "start":
        from django.conf import settings

        from rongyi.kernel.crypto.keyring import create_key_file
        from tests.fixtures_people import make_network

        create_key_file(settings.RONGYI_KEY_FILE)
        call_command("migrate", verbosity=0)
        make_network()
        with path.open("rb") as file:
            job = jobs.start_import(actor=actor, upload=File(file, path.name), station=STATION)
        ImportJob.objects.filter(county=job.county, pk=job.pk).update(state=ImportJob.State.APPLYING)
    job = ImportJob.objects.get(county=STATION[:6])
    jobs.finish_import(actor=actor, job=job, progress=lambda done, _all: _say(done))
    _say("done")


def _say(what) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

"""Settings of a measured process: Rongyi as it is, and the peers' two addresses beside its own."""

from rongyi.project.settings import *  # noqa: F403

ROOT_URLCONF = "bench.peer_urls"

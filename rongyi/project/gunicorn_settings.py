"""How gunicorn serves Rongyi. Addresses and numbers of processes come from `rongyi serve`."""

from pathlib import Path

preload_app = True  # one start of Django for all processes; none has opened a connection by then
graceful_timeout = 5
timeout = 120
keepalive = 5
accesslog = None  # security: addresses of pages hold no numbers, and yet nobody needs a list of who read what here
errorlog = "-"
loglevel = "warning"
proc_name = "rongyi"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a heartbeat must not wait for a disk


def post_fork(server, worker):
    """A connection is never shared between processes."""
    from django.db import connections

    connections.close_all()

"""What a proxy or a watchdog asks: alive at all, and able to work. The answers tell nothing but that."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rongyi.kernel.crypto.keyring import KeyFileError, keyring
from rongyi.organisation.access import public_page

_is_migrated = False


@never_cache
@require_safe
def alive(request):
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request):
    """503 while the database or the keys are away; works again without a restart."""
    fault = _fault()
    return HttpResponse((fault or "ok") + "\n", status=503 if fault else 200, content_type="text/plain")


def _fault() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "database"
    if _has_pending_migrations():
        return "migrations"
    try:
        keyring()
    except KeyFileError:
        return "keys"
    return ""


def _has_pending_migrations() -> bool:
    """Asked until the answer is no: a migration that was applied stays applied while this process lives."""
    global _is_migrated
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return not _is_migrated


healthz, readyz = public_page(alive), public_page(ready)

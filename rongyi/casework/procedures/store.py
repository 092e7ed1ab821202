"""The matters in use, and those by which older cases still run."""

import functools
from typing import cast

from django.utils.translation import gettext as _

from rongyi.casework.procedures.schema import Procedure
from rongyi.casework.version_queries import kept_text
from rongyi.kernel.definitions import load_folder, load_one
from rongyi.kernel.definitions.reading import read
from rongyi.kernel.errors import Refused

FOLDER = "procedures"


def procedures() -> dict[str, Procedure]:
    """{name: matter} of those whose file holds, in the order of their names."""
    return {name: cast(Procedure, loaded.content) for name, loaded in load_folder(FOLDER)[0].items()}


def current(name: str) -> tuple[Procedure, str]:
    """(the matter, its version) for a case that begins now; a name without a file is refused."""
    loaded = load_one(FOLDER, name)
    if loaded is None:
        raise Refused(_("没有“%(name)s”这个事项。") % {"name": name}, field="procedure", code="unknown")
    return cast(Procedure, loaded.content), loaded.version


def at_version(name: str, version: str) -> Procedure:
    """The matter as it stood when a case began."""
    loaded = load_one(FOLDER, name)
    if loaded is not None and loaded.version == version:
        return cast(Procedure, loaded.content)
    return _kept(name, version)


@functools.lru_cache(maxsize=256)
def _kept(name: str, version: str) -> Procedure:
    return Procedure.model_validate(read(kept_text(name, version).encode()).values)

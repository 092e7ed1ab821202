"""What a county lets its files ask for, as `definitions/file/default.yaml` or a file of the county's own says."""

from typing import cast

from rongyi.kernel.definitions import Definition, load_one
from rongyi.registry.parts import PartKind

FOLDER, NAME = "file", "default"


class FilePolicy(Definition):
    unit_names: bool


def policy_of(county: str) -> FilePolicy:
    """security: without a file nothing more is asked for; a faulty one raises FaultyDefinition."""
    loaded = load_one(FOLDER, f"county_{county}") or load_one(FOLDER, NAME)
    return cast(FilePolicy, loaded.content) if loaded else FilePolicy.model_construct(unit_names=False)


def fields_of(kind: PartKind, county: str) -> tuple[str, ...]:
    """The fields of a part that are asked for in this county."""
    if kind.key == "service" and not policy_of(county).unit_names:
        return tuple(name for name in kind.fields if name != "unit_name")
    return kind.fields

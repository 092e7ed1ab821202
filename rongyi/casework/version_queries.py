"""The texts of matters by which cases run."""

from rongyi.casework.models import ProcedureVersion


def kept_text(name: str, version: str) -> str:
    return ProcedureVersion.objects.values_list("text", flat=True).get(name=name, version=version)

"""Matters as the files under `definitions/procedures/` say, and the version that each case keeps to its end."""

from rongyi.casework.procedures.schema import Act, FormField, Material, Procedure, Step

__all__ = ["Act", "FormField", "Material", "Procedure", "Step"]

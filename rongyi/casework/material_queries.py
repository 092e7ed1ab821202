"""Papers of a case and the files behind them."""

from rongyi.casework.models import Case, CaseMaterial
from rongyi.kernel.files.stored import StoredFile


def material_of(case: Case, key: str) -> CaseMaterial | None:
    return CaseMaterial.objects.filter(county=case.county, case=case, key=key).first()


def file_of_material(case: Case, key: str) -> StoredFile | None:
    row = material_of(case, key)
    if row is None or row.file_id is None:
        return None
    return StoredFile.objects.filter(county=case.county, pk=row.file_id, owner_id=row.pk).first()

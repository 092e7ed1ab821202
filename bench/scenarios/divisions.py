"""The divisions of the country, loaded by Rongyi and by a plain bulk_create; each in a process and database of its own."""

import gzip
from pathlib import Path

from bench.dataset import DIVISIONS, ROOT
from bench.harness import peak_mib, timed

CHINA = ROOT.parent / "shared" / "data" / "divisions" / "china.csv.gz"


def source(*, is_small: bool) -> tuple[Path, str]:
    """(file, what is missing in words)."""
    if is_small:
        return DIVISIONS, ""
    if CHINA.exists():
        return CHINA, ""
    return DIVISIONS, "china.csv.gz (665,276 rows) is not on this machine; the divisions of Shaanxi were loaded instead"


def load(path: str, way: str) -> dict:
    from bench import peers
    from rongyi.organisation.divisions import load_divisions
    from rongyi.organisation.models import Region

    before = peak_mib()
    if way == "rongyi":
        took, report = timed(load_divisions, path)
        if report.fault_count:
            raise AssertionError(f"{report.fault_count} faults in {Path(path).name}")
    else:
        took, _rows = timed(peers.bulk_create_divisions, Path(path))
    result = {"seconds": round(took, 2), "peak_mib": peak_mib(), "before_mib": before, "rows": Region.objects.count()}
    if way == "rongyi":
        again, report = timed(load_divisions, path)
        result |= {"again_seconds": round(again, 2), "again_unchanged": report.unchanged}
    return result


def rows_in(path: Path) -> int:
    with gzip.open(path, "rb") as file:
        return sum(1 for _line in file) - 1

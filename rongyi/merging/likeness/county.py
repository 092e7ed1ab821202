"""All pairs of a county at once: Splink on DuckDB, in the memory of this process and nowhere else.

security: names, telephones and addresses lie open in that memory. DuckDB gets no file of its own, may not spill to the
disk, reads and writes no file and loads no extension.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rongyi.merging.likeness.features import COLUMNS, Features
from rongyi.merging.likeness.levels import BLOCKS, FIELDS, OTHER
from rongyi.merging.policy import LinkagePolicy

CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "temp_directory": "", "memory_limit": "2GB", "threads": 2, "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}  # fmt: skip
SCALE = 20
"""Splink takes probabilities; only their ratio counts, and it is two to the power of our points."""


@dataclass(frozen=True)
class Pair:
    """Two files by their ids, the sum of points, and how each comparison came out."""

    first: str
    second: str
    score: int
    outcomes: dict[str, str]


def pair(one: str, other: str, score: int, outcomes: dict[str, str]) -> Pair:
    """Whichever is named first, two files are one pair."""
    first, second = sorted((one, other))
    return Pair(first, second, score, outcomes)


class CountyLinkage:
    """The people of one county, ready to be compared piece by piece."""

    def __init__(self, people: Iterable[Features], policy: LinkagePolicy, *, pieces: int = 1):
        import duckdb
        import pyarrow
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on

        for name in ("splink", "sqlglot"):
            logging.getLogger(name).setLevel(logging.ERROR)  # untrained on purpose
        rows = list(people)
        self.pieces, self.size, self.compared = pieces, len(rows), 0
        table = pyarrow.table(
            {
                column: pyarrow.array([getattr(row, column) for row in rows], _type(pyarrow, column))
                for column in COLUMNS
            }
        )
        self._connection = duckdb.connect(":memory:", config=CLOSED)
        self._connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        api = DuckDBAPI(connection=self._connection)
        settings = SettingsCreator(
            link_type="dedupe_only",
            comparisons=[_comparison(field, policy.points()[field.name]) for field in FIELDS],
            blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS],
            probability_two_random_records_match=0.5,
            retain_matching_columns=True,  # the outcomes come with them
        )
        self._linker = Linker(api.register(table), settings, log_level="ERROR", validate_settings=False)

    def pairs(self, piece: int, *, at_least: int) -> Iterator[Pair]:
        """The pairs of one piece (from 1 on) that reach the sum."""
        blocked = self._linker.inference.compute_blocked_pairs_for_predict_chunk(left_chunk=(piece, self.pieces))
        self.compared += len(blocked.as_duckdbpyrelation())
        found = self._linker.inference.predict_chunk(
            left_chunk=(piece, self.pieces), threshold_match_weight=at_least - 0.5, warning_mode="never"
        )
        gammas = [f"gamma_{field.name}" for field in FIELDS]
        asked = ", ".join(["unique_id_l", "unique_id_r", "match_weight", *gammas])
        for first, second, weight, *values in found.as_duckdbpyrelation().select(asked).fetchall():
            outcomes = {field.name: _outcome(field, value) for field, value in zip(FIELDS, values, strict=True)}
            yield pair(first, second, round(weight), outcomes)
        found.drop_table_from_database_and_remove_from_cache()
        blocked.drop_table_from_database_and_remove_from_cache()

    def close(self) -> None:
        self._connection.close()


def _type(pyarrow, column: str) -> Any:
    return pyarrow.list_(pyarrow.string()) if column == "kin" else pyarrow.string()


def _comparison(field, points: dict[str, int]) -> dict[str, Any]:
    levels = []
    for step in field.steps:
        level: dict[str, Any] = {"sql_condition": step.sql, "label_for_charts": step.name}
        levels.append(level | _odds(points[step.name]))
    levels.append({"sql_condition": "ELSE", "label_for_charts": OTHER} | _odds(points[OTHER]))
    return {"output_column_name": field.name, "comparison_levels": levels}


def _odds(points: int) -> dict[str, Any]:
    return {
        "m_probability": 2.0 ** (points - SCALE), "u_probability": 2.0**-SCALE, "fix_m_probability": True,
        "fix_u_probability": True,
    }  # fmt: skip


def _outcome(field, value: int) -> str:
    """Splink numbers the levels from the last one, which is nought, upwards."""
    return field.outcomes[len(field.steps) - value]

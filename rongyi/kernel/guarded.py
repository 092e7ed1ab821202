"""Triggers where the engine has them: tables that only grow, and columns that change along a table of moves only."""

from django.conf import settings


def refuse_changes(table: str, *, frozen: tuple[str, ...] = ()):
    """For RunPython: no DELETE on `table`; no UPDATE, or none of the `frozen` columns where they are named."""

    def apply(apps, schema_editor):
        if settings.CITUS:
            return  # a sharded database refuses triggers; rights on the tables say it there
        statements = _sqlite(table, frozen) if schema_editor.connection.vendor == "sqlite" else _postgres(table, frozen)
        for statement in statements:
            schema_editor.execute(statement)

    return apply


def refuse_other_moves(table: str, column: str, moves: tuple[tuple[str, str], ...]):
    """For RunPython: `column` of a row of `table` changes along `moves` only, from one value to another."""
    pairs = " OR ".join(f"(OLD.\"{column}\" = '{a}' AND NEW.\"{column}\" = '{b}')" for a, b in moves)
    odd = f'OLD."{column}" <> NEW."{column}" AND NOT ({pairs})'
    name, said = f"{table}_{column}_moves", f"{table} knows no such move of {column}"

    def apply(apps, schema_editor):
        if settings.CITUS:
            return
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f'CREATE TRIGGER "{name}" BEFORE UPDATE OF "{column}" ON "{table}" WHEN {odd} '
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
            return
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        schema_editor.execute(
            f'CREATE TRIGGER "{name}" BEFORE UPDATE OF "{column}" ON "{table}" '
            f"FOR EACH ROW WHEN ({odd}) EXECUTE FUNCTION {name}()"
        )

    return apply


def allow_other_moves(table: str, column: str):
    def undo(apps, schema_editor):
        if settings.CITUS:
            return
        on = "" if schema_editor.connection.vendor == "sqlite" else f' ON "{table}"'
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_{column}_moves"{on}')

    return undo


def allow_changes(table: str):
    def undo(apps, schema_editor):
        if settings.CITUS:
            return
        on = "" if schema_editor.connection.vendor == "sqlite" else f' ON "{table}"'
        for verb in ("update", "delete"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"{on}')

    return undo


def _sqlite(table: str, frozen: tuple[str, ...]) -> list[str]:
    columns = " OF " + ", ".join(f'"{c}"' for c in frozen) if frozen else ""
    return [
        f'CREATE TRIGGER "{table}_no_{verb}" BEFORE {verb.upper()}{columns if verb == "update" else ""} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("update", "delete")
    ]


def _postgres(table: str, frozen: tuple[str, ...]) -> list[str]:
    columns = " OF " + ", ".join(f'"{c}"' for c in frozen) if frozen else ""
    function = f"{table}_only_grows"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} only grows' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE{columns} ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION {function}()',
    ]


def refuse_when(name: str, table: str, verb: str, odd: str, said: str):
    """For RunPython: no INSERT or UPDATE of a row of `table` for which `odd` holds, which may ask other tables."""

    def apply(apps, schema_editor):
        if settings.CITUS:
            return
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" WHEN {odd} '
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
            return
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {odd} THEN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute(
            f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()'
        )

    return apply


def allow_when(name: str, table: str):
    def undo(apps, schema_editor):
        if settings.CITUS:
            return
        on = "" if schema_editor.connection.vendor == "sqlite" else f' ON "{table}"'
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')

    return undo

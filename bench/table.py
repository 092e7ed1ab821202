"""The figures in short, for a terminal: one function a scenario, each answers with lines."""


def divisions(result: dict) -> list[str]:
    ours, peer = result["rongyi"], result["bulk_create"]
    found = [
        f"  {ours['rows']:,} rows: {ours['seconds']} s, peak {ours['peak_mib']} MiB; again {ours['again_seconds']} s",
        f"  plain bulk_create: {peer['seconds']} s, peak {peer['peak_mib']} MiB (no check, no report, once only)",
    ]
    return [*found, f"  {result['missing']}"] if result.get("missing") else found


def visit(result: dict) -> list[str]:
    one, many = result["one"], result["together"]
    return [
        f"  one visit: {one['statements']} statements, p50 {one['p50_ms']} ms, p95 {one['p95_ms']} ms, "
        f"of which the processor {one['p50_processor_ms']} ms; "
        f"a bare INSERT p50 {one['bare_insert']['p50_ms']} ms",
        f"  {many['writers']} writers: {many['per_second']} a second, p95 {many['p95_ms']} ms, lost {many['lost']}, "
        f"errors {many['errors']}, broken links {many['chain_breaks'] + many['audit_breaks']}; {result['durability']}",
    ]


def pages(result: dict) -> list[str]:
    found = []
    for name in ("list", "person"):
        row = result[name]
        page, peer = row["page"], row["bare_view"]
        found.append(
            f"  {name:8}{page['per_second']} a second, p99 {page['p99_ms']} ms, {row['page_bytes_gzip']:,} bytes; bare view "
            f"{peer['per_second']} a second, p99 {peer['p99_ms']} ms"
        )
        for kind, times in row.get("browser", {}).items():
            if isinstance(times, dict):
                found.append(
                    f"          {kind} opening, processor slowed {row['browser']['processor_slowed']} times: {times['bytes']:,} bytes, "
                    f"first paint {times['first_paint_ms']} ms, usable {times['usable_ms']} ms"
                )
    return found


def imports(result: dict) -> list[str]:
    ours, peer, floor, more = (result[name] for name in ("rongyi", "import_export", "floor", "compared"))
    return [
        f"  {result['rows']:,} rows of 25 columns: preview {ours['preview_seconds']} s, written {ours['write_seconds']} s, "
        f"{ours['rows_per_second']} rows a second; again {ours['again_seconds']} s",
        f"  peak {more['peak_mib']} MiB with the second process, {more['own_peak_mib']} without the mapped pages of the database",
        f"  django-import-export: dry run {peer['preview_seconds']} s, written {peer['write_seconds']} s, peak "
        f"{peer['peak_mib']} MiB; it takes {more['import_export_takes_times']} times as long "
        f"({more['import_export_without_dry_run_takes_times']} without its dry run), and seals, finds and records nothing",
        f"  floor (calamine and a bulk load, no check): {floor['seconds']} s; Rongyi takes {more['times_of_the_floor']} times as long",
    ]


def search(result: dict) -> list[str]:
    found = [f"  {'kind of query':28}{'ORM p50/p95 ms':>18}{'HTTP p50/p95 ms':>18}{'icontains p50 ms':>18}{'times':>8}"]
    for kind, row in result["kinds"].items():
        peer = row.get("icontains_in_scope")
        found.append(
            f"  {kind:28}{_pair(row['orm']):>18}{_pair(row['http']):>18}"
            f"{peer['p50_ms'] if peer else '–':>18}{row.get('icontains_takes_times', '–'):>8}"
        )
    whole = result["whole_table_icontains"]
    return [*found, f"  icontains over the whole table, as admin asks: p50 {whole['p50_ms']} ms"]


def _pair(times: dict) -> str:
    return f"{times['p50_ms']:.1f} / {times['p95_ms']:.1f}"


def linkage(result: dict) -> list[str]:
    made, house = result["invented"], result["in_the_house"]
    asked = made["asked"]
    return [
        f"  {made['files']:,} files with {made['second_files']:,} second files: precision {asked['precision']}, recall "
        f"{asked['recall']} from {made['ask_from']} points; {made['pairs_compared']:,} pairs of "
        f"{made['pairs_possible']:,} in {made['compared_seconds']} s, {made['pairs_per_second']:,} a second",
        f"  a county of {house['people']:,} in the database: {house['seconds']} s, {house['cases']} cases",
    ]


def payments(result: dict) -> list[str]:
    lines = []
    for name in ("first_month", "second_month"):
        steps = {key: step for key, step in result[name].items() if isinstance(step, dict)}
        said = ", ".join(f"{key} {step['seconds']} s ({step['statements']})" for key, step in steps.items())
        lines.append(f"  {name}: {result[name]['all_seconds']} s in all: {said}")
    return [
        *lines,
        f"  {result['people']:,} people; {result['entries']} entries, {result['faults']} faults in the journal",
    ]


def campaign(result: dict) -> list[str]:
    steps = ((key, result[key]) for key in ("opened", "filled", "listed", "confirmed"))
    said = ", ".join(f"{key} {step['seconds']} s ({step['statements']})" for key, step in steps)
    return [f"  {result['people']:,} due, {result['duties']:,} on the list: {said}; {result['peak_mib']} MiB"]


def cases(result: dict) -> list[str]:
    lines = [f"  {result['cases']:,} cases open in one county"]
    for name in ("section", "leader", "town"):
        parts = {key: part for key, part in result[name].items() if isinstance(part, dict)}
        said = ", ".join(f"{key} {part['p50_ms']} / {part['p95_ms']} ms" for key, part in parts.items())
        lines.append(f"  {name}: {said}")
    return lines

"""`rongyi sweep`: what is over goes by itself; the worker does it daily, this command does it now."""

import click

from rongyi.project.cli.base import acting_from_command, json_option, print_result


@click.command()
@click.argument("name", required=False)
@json_option
def sweep(name, as_json):
    """立即清理到期的内容(提交编号、登录、导出文件等);后台任务每天也会自动清理。"""
    with acting_from_command():
        from rongyi.kernel.sweeps import SWEEPS, run_now

        if name and name not in SWEEPS:
            raise click.UsageError(f"没有这一项。可选:{'、'.join(SWEEPS)}。")
        done = {one: run_now(one) for one in ([name] if name else SWEEPS)}
        labels = {one: str(SWEEPS[one].label) for one in done}
    print_result(done, as_json, lambda r: "\n".join(f"{labels[one]} {count}" for one, count in r.items()))

"""`rongyi backup` and `rongyi restore`."""

from pathlib import Path

import click

from rongyi.project.cli.base import acting_from_command, json_option, print_result, progress_bar


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="覆盖已有的备份文件。")
@json_option
def backup(file, force, as_json):
    """把数据库和上传的文件备份成一个加密文件(不含密钥;密钥文件须另行保管)。"""
    if file.exists() and not force:
        raise click.UsageError(f"{file} 已经存在。请换一个文件名,或加 --force。")
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"文件夹 {file.absolute().parent} 不存在。")
    with acting_from_command(), progress_bar("备份") as progress:
        from rongyi.project.backups.services import make_backup

        result = make_backup(file.absolute(), progress)
    print_result(result, as_json, lambda r: f"备份完成:{file},{r['rows']} 行,{r['files']} 个文件,{r['bytes']} 字节。")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="覆盖现有数据。")
@json_option
def restore(file, force, as_json):
    """从备份文件恢复,并核对行数和审计链。"""
    with acting_from_command():
        from rongyi.project.backups.services import restore_backup

        result = restore_backup(file.absolute(), force=force)
    print_result(
        result, as_json, lambda r: f"恢复完成:{r['made_at']} 的备份,{r['rows']} 行,{r['files']} 个文件,核对无误。"
    )

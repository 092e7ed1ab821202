"""`rongyi audit seal`, and the part of `rongyi audit verify` that reads signed heads."""

from pathlib import Path

import click

from rongyi.project.cli.base import Failed, acting_from_command, json_option, print_result


@click.command()
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="另存的文件夹;默认用设置 RONGYI_SEAL_TO。")
@click.option("--public", type=click.Path(dir_okay=False, path_type=Path), help="把核对用的公钥写到这个文件,另处保管。")
@json_option
def seal(to, public, as_json):
    """签封各条审计链的链头,存到第二个地方;后台任务每天自动做一次。"""
    with acting_from_command():
        from django.conf import settings

        from rongyi.project import heads

        folder = to or settings.RONGYI_SEAL_TO
        if not folder:
            raise Failed("没有指明第二个地方。请用 --to 给出文件夹,或设置 RONGYI_SEAL_TO。")
        path, count = heads.seal_heads(Path(folder))
        if public:
            public.write_bytes(heads.public_pem())
    print_result({"file": str(path), "heads": count}, as_json, lambda r: f"已签封 {count} 个链头:{path}")


def breaks_of_heads(folder: Path, key: Path | None) -> tuple[int, list]:
    """Files read and what no longer fits them."""
    from rongyi.project import heads

    return heads.verify_heads(folder, heads.public_key_from(key) if key else None)

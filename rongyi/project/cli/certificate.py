"""`rongyi certificate`: https for a site on an intranet that no public authority knows."""

from pathlib import Path

import click

from rongyi.project.cli.base import json_option, print_result, start_django


@click.command()
@click.argument("hosts", nargs=-1, required=True)
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="放在哪个文件夹。默认:数据目录下的 tls。")
@json_option
def certificate(hosts, to, as_json):
    """为内网站点 HOSTS(域名或地址,可以多个)制作 https 证书;重新制作时,各台电脑要重新安装一次 authority.pem。"""
    start_django()
    from django.conf import settings

    from rongyi.project.certificates import make_certificate

    paths = make_certificate(to or settings.VAR_DIR / "tls", hosts)
    print_result(
        {name: str(path) for name, path in paths.items()},
        as_json,
        lambda r: (
            f"证书已做好。启动:rongyi serve --certificate {r['site.pem']} --key {r['site.key']}\n"
            f"把 {r['authority.pem']} 安装到各台电脑的“受信任的根证书颁发机构”,浏览器就不再提示。\n"
            f"证书 825 天有效,到期前再运行一次本命令。"
        ),
    )

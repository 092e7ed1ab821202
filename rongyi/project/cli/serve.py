"""`rongyi serve`: the web server and, where the database is the embedded one, the task worker beside it."""

import os
import sys

import click

from rongyi.project.cli.base import Failed, start_django


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="监听端口。")
@click.option("--workers", type=click.IntRange(1, 64), help="网页进程数,每个进程4个线程。默认按CPU核数,最少2个。")
@click.option(
    "--with-worker/--without-worker", default=None, help="是否同时运行后台任务进程。默认:内置数据库时同时运行。"
)
@click.option(
    "--certificate", type=click.Path(exists=True, dir_okay=False), help="https 证书(PEM);见 rongyi certificate。"
)
@click.option("--key", type=click.Path(exists=True, dir_okay=False), help="证书的私钥(PEM)。")
def serve(host, port, workers, with_worker, certificate, key):
    """启动网页服务(使用内置数据库时连同后台任务)。"""
    start_django()
    from django.conf import settings

    from rongyi.project.supervisor import Child, supervise

    if bool(certificate) != bool(key):
        raise click.UsageError("--certificate 和 --key 要一起给出。")
    refuse_unsafe_start(settings)
    _refuse_taken_port(host, port)
    if with_worker is None:
        with_worker = not settings.PRODUCTION or "sqlite" in settings.DATABASES["default"]["ENGINE"]
    children = [Child("网页服务", web_command(host, port, workers, certificate, key), restart=False)]
    if with_worker:
        children.append(Child("后台任务", [sys.executable, "-m", "rongyi.project.cli", "worker"], restart=True))
    click.echo(f"戎驿已启动:{'https' if certificate else 'http'}://{host}:{port}  (按 Ctrl+C 停止)", err=True)
    sys.exit(supervise(children))


def web_command(host: str, port: int, workers: int | None, certificate: str | None = None, key: str | None = None):
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    count = workers or max(2, min(os.cpu_count() or 2, 8))
    return [
        sys.executable, "-m", "gunicorn", "rongyi.project.wsgi:application",
        "--config", "python:rongyi.project.gunicorn_settings",
        "--bind", address, "--workers", str(count), "--worker-class", "gthread", "--threads", "4",
        *(["--certfile", certificate, "--keyfile", key] if certificate else []),
    ]  # fmt: skip


def refuse_unsafe_start(settings) -> None:
    """security: a production installation does not start while any of these holds; each is told with its mend."""
    if not settings.PRODUCTION:
        return
    from rongyi.project.checks import unsafe

    found = unsafe()
    if found:
        lines = [f"  {number}. {fault.msg}\n     办法:{fault.hint}" for number, fault in enumerate(found, 1)]
        raise Failed("正式环境不能这样启动:\n" + "\n".join(lines))


def _refuse_taken_port(host: str, port: int) -> None:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failed(f"无法监听 {host}:{port}:{error.strerror}。请换一个端口,例如 PORT=8001 make run。") from error

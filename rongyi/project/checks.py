"""What a production installation refuses to start with. Run by `manage.py check --deploy` and by `rongyi serve`."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from rongyi.kernel.crypto.keyring import KeyFileError, read_key_file

LEAST_SECRET_LENGTH = 50


@register("production", deploy=True)
def production(app_configs=None, **kwargs) -> list[CheckMessage]:
    return unsafe()


def unsafe() -> list[CheckMessage]:
    """Every reason against a start, each with its mend; empty means safe."""
    found = [*_of_settings(), *_of_keys()]
    try:
        return [*found, *_of_database()]
    except DatabaseError as error:
        fault = _("数据库用不了:%(error)s") % {"error": str(error).strip()}
        return [
            *found,
            Error(fault, hint=_("检查 DATABASE_URL 和数据库服务,再运行 rongyi doctor。"), id="production.E007"),
        ]


def pending_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _of_settings() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error(
            _("调试模式开着,出错页会泄露内部信息。"), hint=_("去掉环境变量 RONGYI_DEBUG。"), id="production.E001"
        )
    secret = settings.SECRET_KEY
    if secret == settings.DEFAULT_SECRET_KEY or len(secret) < LEAST_SECRET_LENGTH or len(set(secret)) < 5:
        hint = _("把环境变量 RONGYI_SECRET_KEY 设为随机的 %(length)s 个以上字符,并妥善保存。") % {
            "length": LEAST_SECRET_LENGTH
        }
        yield Error(_("签名密钥未设置、太短或是演示用的。"), hint=hint, id="production.E002")
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.SESSION_COOKIE_HTTPONLY):
        hint = _("不要改 settings.py 里的凭证设置。没有 https 的内网请用 rongyi certificate 制作证书。")
        yield Error(_("登录凭证会经明文 http 传送。"), hint=hint, id="production.E003")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        hint = _("把环境变量 RONGYI_HOSTS 设为本站域名或地址,多个用逗号分开。")
        yield Error(_("没有指明本站的域名。"), hint=hint, id="production.E004")


def _of_keys() -> Iterator[CheckMessage]:
    try:
        read_key_file(settings.RONGYI_KEY_FILE)
    except KeyFileError as error:
        hint = _("首次安装请运行 rongyi setup;否则从密钥备份中恢复,权限设为 600。")
        yield Error(str(error), hint=hint, id="production.E005")


def _of_database() -> Iterator[CheckMessage]:
    waiting = pending_migrations()
    if waiting:
        fault = _("数据库结构还有 %(count)s 项更新没有执行。") % {"count": len(waiting)}
        yield Error(fault, hint=_("先做备份(rongyi backup),再运行 rongyi setup。"), id="production.E006")
        return  # the tables that the next question needs may not be there yet
    demo = demo_accounts()
    if demo:
        fault = _("数据库里有演示账号:%(names)s。演示密码人人皆知。") % {"names": "、".join(demo)}
        hint = _("正式环境请用新的数据库;演示数据不能转为正式数据。")
        yield Error(fault, hint=hint, id="production.E008")


def demo_accounts() -> list[str]:
    return list(get_user_model().objects.filter(is_demo=True).order_by("username").values_list("username", flat=True))

from django.utils.translation import gettext_lazy as _

from rongyi.records.kinds import Column, kind
from rongyi.registry.models import Category

COLLECTED = kind(
    "collection",
    _("信息采集"),
    columns=(
        Column(
            "change",
            _("变动"),
            "choice",
            required=True,
            choices=(
                ("created", _("新建档")),
                ("changed", _("变更")),
                ("transferred", _("转移")),
                ("deceased", _("去世登记")),
                ("revived", _("撤销去世登记")),
                ("imported", _("导入建档")),
            ),
        ),
        Column("categories", _("人员类别"), "choices", choices=tuple(Category.choices)),
        Column("fields", _("变更栏目"), max_length=300),
        Column("completeness", _("完整度(%)"), "integer"),
    ),
    channels=("counter", "home", "phone", "online", "import"),
)

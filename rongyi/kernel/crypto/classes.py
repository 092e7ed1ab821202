"""Classes of data: how closely a field is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataClass(models.TextChoices):
    """S1 is sealed to named people, S2 shown masked, S3 shown within the scope, S4 plain."""

    S1 = "S1", _("封存类:咨询记录、量表答案、危机标记、检举内容")
    S2 = "S2", _("敏感类:身份证号、银行账号、健康、残疾、困难情况、服役单位")
    S3 = "S3", _("个人类:姓名、电话、住址、照片、家庭成员")
    S4 = "S4", _("一般类:工作记录、得分、数量")

"""What a county pays by rows of its own."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.benefits.enums import Item, Per, Trust
from rongyi.organisation.models import Regional


class CountyStandard(Regional):
    """An amount that holds in this county before the shipped ones. Never edited: closed, and another one added."""

    item = models.CharField(_("待遇项目"), max_length=20, choices=Item.choices)
    key = models.CharField(_("档次"), max_length=20, blank=True)
    first_on = models.DateField(_("起始日期"))
    last_on = models.DateField(_("截止日期"), null=True, blank=True)
    per = models.CharField(_("怎样发"), max_length=6, choices=Per.choices)
    by_service_year = models.BooleanField(_("按服役年数"), default=False)
    amount_fen = models.BigIntegerField(_("金额(元)"))
    central_fen = models.BigIntegerField(_("中央分担(元)"), default=0)
    province_fen = models.BigIntegerField(_("省分担(元)"), default=0)
    city_fen = models.BigIntegerField(_("市分担(元)"), default=0)
    county_fen = models.BigIntegerField(_("县分担(元)"), default=0)
    source = models.CharField(_("文件名称、文号"), max_length=200)
    trust = models.CharField(_("来源"), max_length=1, choices=Trust.choices, default=Trust.GOVERNMENT)
    added_at = models.DateTimeField(editable=False)
    actor_name = models.CharField(_("经办人"), max_length=50, editable=False)

    class Meta(Regional.Meta):
        verbose_name = _("本县发放标准")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(
                fields=["county", "item", "key", "first_on"], name="benefits_standard_begins_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["county", "item", "key"], condition=Q(last_on=None), name="benefits_standard_one_open"
            ),
            models.CheckConstraint(name="benefits_standard_is_something", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="benefits_standard_ends_after_start", condition=Q(last_on=None) | Q(last_on__gt=F("first_on"))
            ),
            models.CheckConstraint(
                name="benefits_standard_shares_sum",
                condition=Q(central_fen=0, province_fen=0, city_fen=0, county_fen=0)
                | Q(amount_fen=F("central_fen") + F("province_fen") + F("city_fen") + F("county_fen")),
            ),
            models.CheckConstraint(
                name="benefits_standard_shares_not_negative",
                condition=Q(central_fen__gte=0, province_fen__gte=0, city_fen__gte=0, county_fen__gte=0),
            ),
        ]

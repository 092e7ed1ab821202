"""The spine: facts, whom they are about, and the counts kept with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyField, CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedJSONField, SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import CodeField, Regional

ERASED_WORDS = "已按规定删除"
"""What stands where the words of a fact were erased."""


class Fact(Sealed, Regional):
    """One piece of work that was done. Never deleted: a mistake is corrected by another fact or withdrawn by one."""

    class State(models.TextChoices):
        VALID = "valid", _("有效")
        CORRECTED = "corrected", _("已更正")
        WITHDRAWN = "withdrawn", _("已撤回")

    kind = models.CharField(_("类型"), max_length=40)
    occurred_at = models.DateTimeField(_("发生时间"))
    occurred_on = models.DateField(_("发生日期"))
    recorded_at = models.DateTimeField(_("登记时间"))
    actor_id = models.UUIDField(_("登记人"), null=True)
    handler = models.CharField(_("经办人"), max_length=50, blank=True)
    channel = models.CharField(_("方式"), max_length=10, blank=True)
    minutes = models.PositiveIntegerField(_("时长(分钟)"), default=0)
    quantity = models.PositiveIntegerField(_("数量"), default=0)
    amount_fen = models.BigIntegerField(_("金额(分)"), default=0)
    people_count = models.PositiveIntegerField(_("涉及人数"), default=0)
    data = models.JSONField(_("栏目"), default=dict)
    sealed_data = SealedJSONField(_("保密栏目"), data_class=DataClass.S2, editable=False, when_erased={})
    summary = SealedTextField(_("摘要"), data_class=DataClass.S3, max_length=500, blank=True, when_erased=ERASED_WORDS)
    source_kind = models.CharField(_("来源类型"), max_length=40, blank=True)
    source_id = models.UUIDField(_("来源编号"), null=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.VALID)
    corrects = CountyForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    seq = models.BigIntegerField(_("本站序号"))
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    version = models.PositiveIntegerField(default=1)

    class Meta(Regional.Meta):
        verbose_name = _("工作记录")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="corrects", name="records_fact_corrects_fk"),
            models.UniqueConstraint(fields=["county", "region_code", "seq"], name="records_fact_has_no_gap_twice"),
        ]
        indexes = [
            models.Index(fields=["county", "kind", "occurred_on", "id"], name="records_fact_county_day"),
            models.Index(fields=["region_code", "kind", "occurred_on", "id"], name="records_fact_station_day"),
        ]

    def __str__(self):
        return f"{self.kind} {self.occurred_on:%Y-%m-%d}"

    @property
    def is_late(self) -> bool:
        """Written down on another day than it happened; late entry is welcome and merely shown."""
        return (self.recorded_at - self.occurred_at).total_seconds() > 24 * 3600


class FactPerson(models.Model):
    """Whom a fact is about. The person is an opaque id: the spine knows no personal file."""

    pk = models.CompositePrimaryKey("county", "person_id", "occurred_at", "fact_id")
    county = CountyField()
    person_id = models.UUIDField()
    occurred_at = models.DateTimeField()
    fact = CountyForeignKey(Fact, models.PROTECT, related_name="subjects")

    data_classes = {"person_id": DataClass.S4, "occurred_at": DataClass.S4}

    class Meta:
        constraints = [CountyFK(field="fact", name="records_factperson_fact_fk")]
        indexes = [models.Index(fields=["county", "fact"], name="records_factperson_fact")]


class StationHead(models.Model):
    """The last link of a station's chain of facts; it is what writers lock."""

    pk = models.CompositePrimaryKey("county", "region_code")
    county = CountyField()
    region_code = CodeField()
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField()


class Counts(models.Model):
    """What a roll-up keeps."""

    facts = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    minutes = models.BigIntegerField(default=0)
    quantity = models.BigIntegerField(default=0)
    amount_fen = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class StationDay(Counts):
    """Station × kind × day, kept in the transaction of each fact and proved equal to the facts."""

    pk = models.CompositePrimaryKey("county", "region_code", "kind", "day")
    county = CountyField()
    region_code = CodeField()
    kind = models.CharField(max_length=40)
    day = models.DateField()


class CountyDay(Counts):
    """County × kind × day: what a province reads."""

    pk = models.CompositePrimaryKey("county", "kind", "day")
    county = CountyField()
    kind = models.CharField(max_length=40)
    day = models.DateField()

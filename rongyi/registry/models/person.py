"""Who somebody is, how the file is found, and every change with its former value."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyField, CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import CodeField, Regional
from rongyi.registry.models.choices import IdKind

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class Person(Sealed, Regional):
    """One person whom a station serves. The region code is the station that is responsible now."""

    class Sex(models.TextChoices):
        MALE = "male", _("男")
        FEMALE = "female", _("女")

    class Status(models.TextChoices):
        ACTIVE = "active", _("在册")
        MOVED = "moved", _("已迁出")
        DECEASED = "deceased", _("已去世")
        MERGED = "merged", _("已并档")

    name = models.CharField(_("姓名"), max_length=50)
    sort_name = models.CharField(_("拼音"), max_length=120, editable=False)
    sex = models.CharField(_("性别"), max_length=6, choices=Sex.choices)
    birth_date = models.DateField(_("出生日期"))
    id_kind = models.CharField(_("证件类型"), max_length=10, choices=IdKind.choices, default=IdKind.RESIDENT)
    id_number = SealedTextField(_("公民身份号码"), data_class=S2, max_length=18)
    id_index = models.BinaryField(max_length=16, editable=False)
    id_masked = models.CharField(max_length=18, editable=False)
    phone = SealedTextField(_("手机号码"), data_class=S3, max_length=20, blank=True)
    phone_index = models.BinaryField(max_length=16, null=True, editable=False)
    other_contact = SealedTextField(_("其他联系人及电话"), data_class=S3, max_length=80, blank=True)
    address = SealedTextField(_("现住址"), data_class=S3, max_length=120, blank=True)
    registered_at = SealedTextField(_("户籍地址"), data_class=S3, max_length=120, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    education = models.CharField(_("文化程度"), max_length=20, blank=True)
    marital = models.CharField(_("婚姻状况"), max_length=10, blank=True)
    political_status = SealedTextField(_("政治面貌"), data_class=S2, max_length=20, blank=True)
    party_branch = SealedTextField(_("所在党支部"), data_class=S2, max_length=60, blank=True)
    grid = models.CharField(_("网格"), max_length=30, blank=True)
    photo_id = models.UUIDField(_("照片"), null=True, blank=True, editable=False)
    source = models.CharField(_("信息来源"), max_length=20, blank=True, editable=False)
    verified_on = models.DateField(_("最近核对日期"), null=True, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    deceased_on = models.DateField(_("去世日期"), null=True, blank=True)
    merged_into = CountyForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    completeness = models.PositiveSmallIntegerField(_("完整度(%)"), default=0, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    data_classes = {
        "name": S3, "sort_name": S3, "sex": S3, "birth_date": S3, "id_index": S2, "id_masked": S2, "phone_index": S3,
        "ethnicity": S3, "education": S3, "marital": S3, "status": S3, "deceased_on": S3, "id_kind": S3, "grid": S3,
        "photo_id": S3, "source": S4, "verified_on": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("个人档案")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="merged_into", name="registry_person_merged_fk"),
            models.CheckConstraint(
                name="registry_person_merged_says_where",
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                violation_error_message=_("已并档的,要写明并入哪份档案。"),
            ),
            models.UniqueConstraint(
                fields=["county", "id_index"],
                name="registry_person_is_one",
                violation_error_message=_("这个公民身份号码已经建过档。"),
            ),
            models.CheckConstraint(
                name="registry_person_deceased_has_date",
                condition=~Q(status="deceased") | Q(deceased_on__isnull=False),
                violation_error_message=_("已去世的,请填写去世日期。"),
            ),
            models.CheckConstraint(
                name="registry_person_born_before_death",
                condition=Q(deceased_on=None) | Q(deceased_on__gte=F("birth_date")),
                violation_error_message=_("去世日期不能早于出生日期。"),
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "sort_name", "id"], name="registry_person_county_name"),
            models.Index(fields=["region_code", "sort_name", "id"], name="registry_person_station_name"),
            models.Index(fields=["id_index"], name="registry_person_id_anywhere"),
            models.Index(fields=["county", "phone_index"], name="registry_person_phone"),
        ]

    def __str__(self):
        return self.name


class SearchToken(models.Model):
    """What a person can be found by. Names and pinyin lie in clear, tails of numbers as keyed digests."""

    pk = models.CompositePrimaryKey("county", "token", "region_code", "person_id")
    county = CountyField()
    token = models.CharField(max_length=60)
    region_code = CodeField()
    person = CountyForeignKey(Person, models.CASCADE, related_name="+", db_index=False)  # (county, person) is below

    data_classes = {"token": S3}

    class Meta:
        constraints = [CountyFK(field="person", name="registry_token_person_fk")]
        indexes = [models.Index(fields=["county", "person"], name="registry_token_person")]


class Change(Sealed, Regional):
    """One field of a file that changed: what it was and what it became, sealed, with who, when and from where.

    `part` and `part_id` name the entry it belongs to; both are empty for the person's own fields. `version` is the
    version of the file that the change made, so that a form which read an older one can be compared field by field.
    """

    person = CountyForeignKey(Person, models.PROTECT, related_name="changes")
    part = models.CharField(_("部分"), max_length=20, blank=True)
    part_id = models.UUIDField(null=True)
    field = models.CharField(_("栏目"), max_length=40)
    data_class = models.CharField(max_length=2, choices=DataClass.choices)
    before = SealedTextField(_("原值"), data_class=S2, max_length=500, blank=True)
    after = SealedTextField(_("新值"), data_class=S2, max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("经办人"), max_length=50, blank=True)
    source = models.CharField(_("来源"), max_length=20, default="desk")
    version = models.PositiveIntegerField(default=0)

    data_classes = {
        "part": S4,
        "part_id": S4,
        "field": S4,
        "data_class": S4,
        "at": S4,
        "actor_id": S4,
        "actor_name": S4,
        "source": S4,
    }

    class Meta(Regional.Meta):
        verbose_name = _("变更")
        constraints = [*Regional.Meta.constraints, CountyFK(field="person", name="registry_change_person_fk")]
        indexes = [models.Index(fields=["county", "person", "at"], name="registry_change_person")]

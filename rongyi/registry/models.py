"""The personal file (一人一档), first depth: who somebody is, what they are entitled as, where they served, whom they
live with, and every change with its former value. No political and no risk label is kept of anybody."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyField, CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedJSONField, SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import CodeField, Regional

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class Category(models.TextChoices):
    """The twelve categories of the national collection of 2018; the codes are our own."""

    R01 = "R01", _("军队转业干部")
    R02 = "R02", _("退役士兵")
    R03 = "R03", _("军队离退休干部、退休士官")
    R04 = "R04", _("军队无军籍离退休退职职工")
    R05 = "R05", _("退伍红军老战士")
    R06 = "R06", _("复员军人")
    R07 = "R07", _("残疾军人")
    R08 = "R08", _("伤残民兵民工")
    R09 = "R09", _("烈士遗属")
    R10 = "R10", _("因公牺牲军人遗属")
    R11 = "R11", _("病故军人遗属")
    R12 = "R12", _("现役军人家属")


class Tag(models.TextChoices):
    """Overlay marks that payments and visits need (本产品默认). They name needs and merits, never opinions or risks."""

    COMBAT = "combat", _("参战")
    NUCLEAR_TEST = "nuclear_test", _("参试")
    RETURNED_ILL = "returned_ill", _("带病回乡")
    RURAL_60 = "rural_60", _("农村籍60周岁以上退役士兵")
    MARTYR_CHILD = "martyr_child", _("烈士老年子女")
    OLD_DEMOBILISED = "old_demobilised", _("在乡老复员军人")
    KOREA = "korea", _("抗美援朝")
    MERIT = "merit", _("立功受奖")
    LONE_ELDER = "lone_elder", _("孤老")
    LIVES_ALONE = "lives_alone", _("独居")
    RELIEF = "relief", _("低保或特困")
    ILL = "ill", _("重病")
    UNEMPLOYED = "unemployed", _("失业")


class Person(Sealed, Regional):
    """One person whom a station serves. The region code is the station that is responsible now."""

    class Sex(models.TextChoices):
        MALE = "male", _("男")
        FEMALE = "female", _("女")

    class Status(models.TextChoices):
        ACTIVE = "active", _("在册")
        MOVED = "moved", _("已迁出")
        DECEASED = "deceased", _("已去世")

    name = models.CharField(_("姓名"), max_length=50)
    sort_name = models.CharField(_("拼音"), max_length=120, editable=False)
    sex = models.CharField(_("性别"), max_length=6, choices=Sex.choices)
    birth_date = models.DateField(_("出生日期"))
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
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    deceased_on = models.DateField(_("去世日期"), null=True, blank=True)
    completeness = models.PositiveSmallIntegerField(_("完整度(%)"), default=0, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    data_classes = {
        "name": S3, "sort_name": S3, "sex": S3, "birth_date": S3, "id_index": S2, "id_masked": S2, "phone_index": S3,
        "ethnicity": S3, "education": S3, "marital": S3, "status": S3, "deceased_on": S3,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("个人档案")
        constraints = [
            *Regional.Meta.constraints,
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
    person = CountyForeignKey(Person, models.CASCADE, related_name="+")

    data_classes = {"token": S3}

    class Meta:
        constraints = [CountyFK(field="person", name="registry_token_person_fk")]
        indexes = [models.Index(fields=["county", "person"], name="registry_token_person")]


class Part(Sealed, Regional):
    """Base of what belongs to a file; it moves with the person."""

    person = CountyForeignKey(Person, models.PROTECT, related_name="%(class)s_set")

    class Meta(Regional.Meta):
        abstract = True


class PersonCategory(Part):
    """As what somebody is served, from one day to another; never overwritten."""

    code = models.CharField(_("类别"), max_length=3, choices=Category.choices)
    proof_kind = models.CharField(_("证明材料"), max_length=40, blank=True)
    proof_number = SealedTextField(_("证明编号"), data_class=S2, max_length=60, blank=True)
    starts_on = models.DateField(_("起始日期"), null=True, blank=True)
    ends_on = models.DateField(_("终止日期"), null=True, blank=True)
    verified_on = models.DateField(_("核实日期"), null=True, blank=True)

    data_classes = {"code": S3, "proof_kind": S3, "starts_on": S3, "ends_on": S3, "verified_on": S3}

    class Meta(Part.Meta):
        verbose_name = _("人员类别")
        constraints = [
            *Part.Meta.constraints,
            CountyFK(field="person", name="registry_category_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "code"], condition=Q(ends_on=None), name="registry_category_once_at_a_time"
            ),
        ]


class PersonTag(Part):
    """A mark with the days it held."""

    code = models.CharField(_("标识"), max_length=20, choices=Tag.choices)
    starts_on = models.DateField(_("起始日期"), null=True, blank=True)
    ends_on = models.DateField(_("终止日期"), null=True, blank=True)

    data_classes = {"code": S2, "starts_on": S3, "ends_on": S3}

    class Meta(Part.Meta):
        verbose_name = _("标识")
        constraints = [
            *Part.Meta.constraints,
            CountyFK(field="person", name="registry_tag_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "code"], condition=Q(ends_on=None), name="registry_tag_once_at_a_time"
            ),
        ]


class ServicePeriod(Part):
    """Years in the forces. Names of units may be secret and are not asked for."""

    class Branch(models.TextChoices):
        ARMY = "army", _("陆军")
        NAVY = "navy", _("海军")
        AIR = "air", _("空军")
        ROCKET = "rocket", _("火箭军")
        POLICE = "police", _("武警")
        OTHER = "other", _("其他")

    enlisted_on = models.DateField(_("入伍日期"))
    discharged_on = models.DateField(_("退役日期"), null=True, blank=True)
    branch = models.CharField(_("军兵种"), max_length=10, choices=Branch.choices, blank=True)
    rank = models.CharField(_("退役时军衔或职务"), max_length=30, blank=True)
    discharge_number = SealedTextField(_("退役证件号"), data_class=S2, max_length=40, blank=True)

    data_classes = {"enlisted_on": S2, "discharged_on": S2, "branch": S2, "rank": S2}

    class Meta(Part.Meta):
        verbose_name = _("服役经历")
        constraints = [
            *Part.Meta.constraints,
            CountyFK(field="person", name="registry_service_person_fk"),
            models.CheckConstraint(
                name="registry_service_ends_after_start",
                condition=Q(discharged_on=None) | Q(discharged_on__gt=F("enlisted_on")),
                violation_error_message=_("退役日期应晚于入伍日期。"),
            ),
        ]


class Relative(Part):
    """Somebody of the household or a kinsman, perhaps with a file of their own."""

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("配偶")
        PARENT = "parent", _("父母")
        FOSTER = "foster", _("抚养人")
        CHILD = "child", _("子女")
        SIBLING = "sibling", _("兄弟姐妹")
        OTHER = "other", _("其他")

    relation = models.CharField(_("关系"), max_length=10, choices=Relation.choices)
    name = SealedTextField(_("姓名"), data_class=S3, max_length=50)
    phone = SealedTextField(_("电话"), data_class=S3, max_length=20, blank=True)
    in_household = models.BooleanField(_("同住"), default=True)
    is_guardian = models.BooleanField(_("监护人"), default=False)
    other_person = CountyForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    data_classes = {"relation": S3, "in_household": S3, "is_guardian": S3}

    class Meta(Part.Meta):
        verbose_name = _("家庭成员与亲属")
        constraints = [
            *Part.Meta.constraints,
            CountyFK(field="person", name="registry_relative_person_fk"),
            CountyFK(field="other_person", name="registry_relative_other_fk"),
        ]


class Change(Sealed, Regional):
    """One field of a file that changed: what it was and what it became, sealed, with who, when and from where."""

    person = CountyForeignKey(Person, models.PROTECT, related_name="changes")
    field = models.CharField(_("栏目"), max_length=40)
    data_class = models.CharField(max_length=2, choices=DataClass.choices)
    before = SealedTextField(_("原值"), data_class=S2, max_length=500, blank=True)
    after = SealedTextField(_("新值"), data_class=S2, max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("经办人"), max_length=50, blank=True)
    source = models.CharField(_("来源"), max_length=20, default="desk")

    data_classes = {"field": S4, "data_class": S4, "at": S4, "actor_id": S4, "actor_name": S4, "source": S4}

    class Meta(Regional.Meta):
        verbose_name = _("变更")
        constraints = [*Regional.Meta.constraints, CountyFK(field="person", name="registry_change_person_fk")]
        indexes = [models.Index(fields=["county", "person", "at"], name="registry_change_person")]


class HeldCase(Sealed, Regional):
    """Somebody whom a person must look at before a file is opened or changed: the number is known elsewhere, or two
    rows contradict each other. The region code is of the station that brought it."""

    class State(models.TextChoices):
        OPEN = "open", _("待处理")
        CLOSED = "closed", _("已处理")

    why = models.CharField(_("原因"), max_length=20)
    given = SealedJSONField(_("填报内容"), data_class=S2)
    id_index = models.BinaryField(max_length=16, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)

    data_classes = {"why": S4, "id_index": S2, "state": S4, "created_at": S4, "actor_id": S4}

    class Meta(Regional.Meta):
        verbose_name = _("待并档")
        indexes = [*Regional.Meta.indexes, models.Index(fields=["county", "state", "id"], name="registry_held_state")]


class ImportJob(Sealed, Regional):
    """One workbook on its way in: uploaded, looked at, previewed, applied. Position and chunk commit together."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("已上传")
        MAPPING = "mapping", _("对应栏目")
        PREVIEWED = "previewed", _("已预览")
        APPLYING = "applying", _("写入中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未成功")

    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.UPLOADED)
    file_name = SealedTextField(_("文件名"), data_class=S3, max_length=120, blank=True)
    file_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)

    class Meta(Regional.Meta):
        verbose_name = _("批量导入")

"""The network: divisions, stations, rooms, posts, and who may do what where."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyField, CountyFK, CountyForeignKey, CountyModel
from rongyi.kernel.crypto.classes import DataClass
from rongyi.organisation.roles import Role

SUBTREE_END = "\U0010ffff"


class CodeField(models.CharField):
    """A division code, compared byte by byte, so that a subtree is a range of an index."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 12, **kwargs})

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class Tier(models.TextChoices):
    PROVINCE = "province", _("省")
    PREFECTURE = "prefecture", _("市")
    COUNTY = "county", _("县(区)")
    TOWN = "town", _("镇(街道)")
    VILLAGE = "village", _("村(社区)")


TIER_OF_LENGTH = {2: Tier.PROVINCE, 4: Tier.PREFECTURE, 6: Tier.COUNTY, 9: Tier.TOWN, 12: Tier.VILLAGE}


class Region(models.Model):
    """A division of the state, from the statistics office's code list."""

    code = CodeField(_("区划代码"), primary_key=True)
    tier = models.CharField(_("层级"), max_length=10, choices=Tier.choices)
    name = models.CharField(_("名称"), max_length=60)
    parent_code = CodeField(_("上级代码"), blank=True, db_index=True)
    source = models.CharField(_("来源"), max_length=80, blank=True)
    gone_on = models.DateField(_("撤销日期"), null=True, blank=True)
    former_name = models.CharField(_("曾用名"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("行政区划")

    def __str__(self):
        return self.name


class StationQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "StationQuerySet":
        """Stations inside the actor's reach."""
        return self.filter(actor.where_station())

    def in_subtree(self, code: str) -> "StationQuerySet":
        return self.filter(subtree("region_id", code))


class Station(models.Model):
    """A service centre or station. Its code is the code of its region; a village has one parent town."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", _("退役军人事务局")
        CENTRE = "centre", _("退役军人服务中心")
        STATION = "station", _("退役军人服务站")

    class SizeBand(models.TextChoices):
        SMALL = "small", _("100人以下")
        MEDIUM = "medium", _("100–299人")
        LARGE = "large", _("300人及以上")

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, db_column="code", verbose_name=_("区划"))
    tier = models.CharField(_("层级"), max_length=10, choices=Tier.choices)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices, default=Kind.STATION)
    name = models.CharField(_("名称"), max_length=80)
    parent_code = CodeField(_("上级站"), blank=True, db_index=True)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    hours = models.CharField(_("开放时间"), max_length=120, blank=True)
    area_m2 = models.PositiveIntegerField(_("面积(平方米)"), null=True, blank=True)
    opened_on = models.DateField(_("成立日期"), null=True, blank=True)
    is_open = models.BooleanField(_("对外服务"), default=True)
    people_count = models.PositiveIntegerField(_("服务对象人数"), default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务站")

    def __str__(self):
        return self.name

    @property
    def code(self) -> str:
        return self.region_id

    @property
    def region_code(self) -> str:
        return self.region_id

    @property
    def county(self) -> str:
        return self.region_id[:6].ljust(6, "0")

    @property
    def size_band(self) -> str:
        if self.people_count < 100:
            return self.SizeBand.SMALL
        return self.SizeBand.MEDIUM if self.people_count < 300 else self.SizeBand.LARGE

    def get_size_band_display(self) -> str:
        return str(self.SizeBand(self.size_band).label)


class RegionalQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "RegionalQuerySet":
        """Rows inside the actor's reach; an actor narrowed to a permission reaches only where it is granted."""
        return self.filter(actor.where_regional())

    def in_subtree(self, code: str) -> "RegionalQuerySet":
        return self.filter(subtree("region_code", code))


def subtree(field: str, code: str) -> Q:
    """A code and all below it, as a range that an index answers; the county leads where there is one."""
    inside = Q(**{f"{field}__gte": code, f"{field}__lt": code + SUBTREE_END})
    if field != "region_code":
        return inside
    if len(code) >= 6:
        return Q(county=code[:6]) & inside
    return Q(county__gte=code, county__lt=code + SUBTREE_END) & inside


class Regional(CountyModel):
    """A county row that belongs to a place: scope is a range of its region code."""

    region_code = CodeField(_("区划代码"))

    objects = RegionalQuerySet.as_manager()

    class Meta(CountyModel.Meta):
        abstract = True
        indexes = [models.Index(fields=["region_code", "id"], name="%(app_label)s_%(class)s_place")]


class Facility(Regional):
    """One functional area of a station (功能区)."""

    class Area(models.TextChoices):
        RECEPTION = "RECEPTION", _("接待区")
        TALK = "TALK", _("来访接待室")
        ARCHIVE = "ARCHIVE", _("档案室")
        HONOUR = "HONOUR", _("荣誉墙")
        SYSTEMWALL = "SYSTEMWALL", _("服务保障体系展示墙")
        MILMEMORY = "MILMEMORY", _("军旅记忆展示墙")
        COUNSEL = "COUNSEL", _("心理咨询室")
        LEGAL = "LEGAL", _("司法援助工作室")
        AID = "AID", _("困难帮扶工作室")
        HEALTH = "HEALTH", _("医疗康养工作室")
        REMOTE = "REMOTE", _("视频会话室")
        PARTY = "PARTY", _("党建活动室")
        READING = "READING", _("老兵阅读吧")
        LOUNGE = "LOUNGE", _("老兵活动室")
        CULTURE = "CULTURE", _("政治文化环境")

    station = models.ForeignKey(Station, models.PROTECT, related_name="facilities", verbose_name=_("服务站"))
    area = models.CharField(_("功能区"), max_length=12, choices=Area.choices)
    area_m2 = models.PositiveIntegerField(_("面积(平方米)"), null=True, blank=True)
    shared_with = models.CharField(_("共用单位"), max_length=60, blank=True)
    in_use = models.BooleanField(_("在用"), default=True)

    class Meta(Regional.Meta):
        verbose_name = _("功能区")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(fields=["county", "station", "area"], name="organisation_facility_once"),
        ]


class Post(Regional):
    """A post of a station, held by people from one day to another."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="posts", verbose_name=_("服务站"))
    title = models.CharField(_("岗位"), max_length=40)
    seats = models.PositiveSmallIntegerField(_("人数"), default=1)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(Regional.Meta):
        verbose_name = _("岗位")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(
                fields=["county", "station", "title"], condition=Q(closed_on=None), name="organisation_post_once"
            ),
        ]


class Posting(Regional):
    """Somebody in a post, with dates."""

    post = CountyForeignKey(Post, models.PROTECT, related_name="postings", verbose_name=_("岗位"))
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, db_constraint=False, verbose_name=_("账号")
    )
    name = models.CharField(_("姓名"), max_length=50)
    full_time = models.BooleanField(_("专职"), default=True)
    is_veteran = models.BooleanField(_("退役军人"), default=False)
    starts_on = models.DateField(_("任职日期"))
    ends_on = models.DateField(_("离任日期"), null=True, blank=True)

    data_classes = {"name": DataClass.S4}

    class Meta(Regional.Meta):
        verbose_name = _("任职")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="post", name="organisation_posting_post_fk"),
            models.CheckConstraint(
                name="organisation_posting_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("离任日期不能早于任职日期。"),
            ),
        ]


class Grant(models.Model):
    """A role over a subtree of stations, from one day to another."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="grants", verbose_name=_("账号"))
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, db_constraint=False, verbose_name=_("管辖范围")
    )
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("到期日期"), null=True, blank=True)
    subject_id = models.UUIDField(_("本人档案"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("授权")
        constraints = [
            models.CheckConstraint(
                name="organisation_grant_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("到期日期不能早于生效日期。"),
            )
        ]

    @property
    def region_code(self) -> str:
        """The place of the grant; empty is the whole deployment."""
        return self.region_id or ""


class OpenedFile(models.Model):
    """Whose file somebody opened on a day, each person once, numbered: the last number is how many there were."""

    pk = models.CompositePrimaryKey("county", "user_id", "day", "person_id")
    county = CountyField()
    user_id = models.UUIDField()
    day = models.DateField()
    person_id = models.UUIDField()
    number = models.PositiveIntegerField()

    data_classes = {"person_id": DataClass.S4}

    class Meta:
        verbose_name = _("当天打开的档案")
        constraints = [
            models.UniqueConstraint(fields=["county", "user_id", "day", "number"], name="organisation_opened_in_turn")
        ]
        indexes = [models.Index(fields=["day"], name="organisation_opened_day")]


class RaisedLimit(models.Model):
    """How many files somebody may open on one day, raised by a leader."""

    pk = models.CompositePrimaryKey("county", "user_id", "day")
    county = CountyField()
    user_id = models.UUIDField()
    day = models.DateField()
    most = models.PositiveIntegerField(_("当天限额"))
    reason = models.CharField(_("理由"), max_length=200)
    granted_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("当天提高的限额")

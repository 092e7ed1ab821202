"""Fonds, series, boxes and pieces (全宗、类、盒、件), after DA/T 22-2015."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional, Station
from rongyi.registry.models import Person

S3, S4 = DataClass.S3, DataClass.S4


class Fonds(Regional):
    """All papers of one station or bureau. Its number is given by the archives of the county."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=_("服务站"))
    number = models.CharField(
        _("全宗号"), max_length=4,
        validators=[RegexValidator(r"^[A-Z0-9]{4}$", _("全宗号是4位数字或大写字母,由同级档案馆给定。"))],
    )  # fmt: skip
    name = models.CharField(_("全宗名称"), max_length=60)
    last_box = models.PositiveIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(editable=False)

    class Meta(Regional.Meta):
        verbose_name = _("全宗")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(
                fields=["county", "number"],
                name="archives_fonds_number_once",
                violation_error_message=_("这个全宗号已经用过。"),
            ),
            models.UniqueConstraint(
                fields=["county", "station"],
                name="archives_fonds_one_a_station",
                violation_error_message=_("这个单位已经有全宗。"),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"


class Series(Regional):
    """The lowest class of a fonds: sort, year, retention and subject. Numbers of pieces run inside it."""

    fonds = CountyForeignKey(Fonds, models.PROTECT, related_name="+", verbose_name=_("全宗"))
    category = models.CharField(_("档案门类"), max_length=2)
    year = models.PositiveSmallIntegerField(_("年度"))
    retention = models.CharField(_("保管期限"), max_length=3)
    subject = models.CharField(_("机构(问题)"), max_length=3, blank=True)
    last_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta(Regional.Meta):
        verbose_name = _("档案类别")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="fonds", name="archives_series_fonds_fk"),
            models.UniqueConstraint(
                fields=["county", "fonds", "category", "year", "retention", "subject"], name="archives_series_once"
            ),
        ]


class Box(Sealed, Regional):
    """A box (盒). Papers of another year, retention or subject never lie in the same one (DA/T 22, 6.4)."""

    fonds = CountyForeignKey(Fonds, models.PROTECT, related_name="+", verbose_name=_("全宗"))
    series = CountyForeignKey(Series, models.PROTECT, related_name="+", verbose_name=_("档案类别"))
    number = models.PositiveIntegerField(_("盒号"))
    thickness_mm = models.PositiveSmallIntegerField(_("盒脊厚度(mm)"))
    shelf = models.CharField(_("存放位置"), max_length=40, blank=True)
    note = SealedTextField(_("盒内文件情况说明"), data_class=S3, max_length=300, blank=True)
    arranged_by = models.CharField(_("整理人"), max_length=50, blank=True)
    arranged_on = models.DateField(_("整理日期"), null=True, blank=True)
    checked_by = models.CharField(_("检查人"), max_length=50, blank=True)
    checked_on = models.DateField(_("检查日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    data_classes = {"arranged_by": S4, "checked_by": S4, "shelf": S4}

    class Meta(Regional.Meta):
        verbose_name = _("档案盒")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="fonds", name="archives_box_fonds_fk"),
            CountyFK(field="series", name="archives_box_series_fk"),
            models.UniqueConstraint(fields=["county", "fonds", "number"], name="archives_box_number_once"),
        ]

    def __str__(self):
        return f"{self.number:04d}"


class Piece(Sealed, Regional):
    """A piece (件): one paper with what belongs to it, under one archive code (档号)."""

    class State(models.TextChoices):
        KEPT = "kept", _("在馆")
        DESTROYED = "destroyed", _("已销毁")

    fonds = CountyForeignKey(Fonds, models.PROTECT, related_name="+", verbose_name=_("全宗"))
    series = CountyForeignKey(Series, models.PROTECT, related_name="+", verbose_name=_("档案类别"))
    box = CountyForeignKey(Box, models.PROTECT, null=True, related_name="+", verbose_name=_("盒号"))
    number = models.PositiveIntegerField(_("件号"), editable=False)
    code = models.CharField(_("档号"), max_length=40, editable=False)
    year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    retention = models.CharField(_("保管期限"), max_length=3, editable=False)
    kept_until = models.DateField(_("保管到"), null=True, editable=False)
    title = models.CharField(_("题名"), max_length=200)
    responsible = models.CharField(_("责任者"), max_length=60, blank=True)
    document_number = models.CharField(_("文号"), max_length=40, blank=True)
    made_on = models.DateField(_("日期"))
    pages = models.PositiveIntegerField(_("页数"), default=1, validators=[MinValueValidator(1)])
    remark = SealedTextField(_("备注"), data_class=S3, max_length=200, blank=True)
    is_personal = models.BooleanField(_("涉及个人"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.KEPT)
    destroyed_on = models.DateField(_("销毁日期"), null=True, editable=False)
    archived_at = models.DateTimeField(_("归档时间"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    data_classes = {
        "number": S4, "code": S4, "year": S4, "retention": S4, "kept_until": S4, "title": S3, "responsible": S3,
        "document_number": S4, "made_on": S4, "pages": S4, "is_personal": S4, "state": S4, "destroyed_on": S4,
        "archived_at": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("归档文件")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="fonds", name="archives_piece_fonds_fk"),
            CountyFK(field="series", name="archives_piece_series_fk"),
            CountyFK(field="box", name="archives_piece_box_fk"),
            models.UniqueConstraint(fields=["county", "series", "number"], name="archives_piece_number_once"),
            models.UniqueConstraint(fields=["county", "code"], name="archives_piece_code_once"),
            models.CheckConstraint(name="archives_piece_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="archives_piece_has_pages", condition=Q(pages__gte=1)),
            models.CheckConstraint(
                name="archives_piece_permanent_has_no_end",
                condition=Q(retention="Y", kept_until=None) | (~Q(retention="Y") & Q(kept_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="archives_piece_destroyed_after_its_time",
                condition=Q(state="kept", destroyed_on=None)
                | (
                    ~Q(retention="Y")
                    & Q(state="destroyed", destroyed_on__isnull=False, destroyed_on__gt=F("kept_until"))
                ),  # a comparison with NULL would pass
                violation_error_message=_("保管期限未满或永久保管的档案不能销毁。"),
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["region_code", "code", "id"], name="archives_piece_by_code"),
            models.Index(fields=["county", "box"], name="archives_piece_in_box"),
            models.Index(fields=["county", "state", "kept_until"], name="archives_piece_time"),
        ]

    def __str__(self):
        return self.code


class PiecePerson(Regional):
    """A person whom a piece is about; somebody's file (一人一档) is made of such pieces."""

    piece = CountyForeignKey(Piece, models.CASCADE, related_name="people", verbose_name=_("归档文件"))
    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))

    class Meta(Regional.Meta):
        verbose_name = _("档案涉及人员")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="piece", name="archives_pieceperson_piece_fk"),
            CountyFK(field="person", name="archives_pieceperson_person_fk"),
            models.UniqueConstraint(fields=["county", "person", "piece"], name="archives_person_once_a_piece"),
        ]

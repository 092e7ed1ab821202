"""Who may act in a person's place, for what and until when, as it stands on the paper."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional
from rongyi.organisation.roles import Purpose
from rongyi.registry.models import Person

S3, S4 = DataClass.S3, DataClass.S4


class Mandate(Sealed, Regional):
    """One power of attorney, or one guardianship, until it ends or is revoked. It is never changed, only ended."""

    class Kind(models.TextChoices):
        ATTORNEY = "attorney", _("委托代办")
        GUARDIAN = "guardian", _("法定监护")

    class Basis(models.TextChoices):
        MINOR = "minor", _("未成年")
        INCAPABLE = "incapable", _("无民事行为能力或限制民事行为能力")

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("配偶")
        CHILD = "child", _("子女")
        PARENT = "parent", _("父母")
        SIBLING = "sibling", _("兄弟姐妹")
        OTHER = "other", _("其他")

    class Way(models.TextChoices):
        """How the person said it, or took it back."""

        COUNTER = "counter", _("到站当面")
        HOME = "home", _("上门当面")
        PHONE = "phone", _("电话核实")
        VIDEO = "video", _("视频核实")
        ONLINE = "online", _("本人网上")

    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("委托人"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    basis = models.CharField(_("监护原因"), max_length=10, choices=Basis.choices, blank=True)
    name = SealedTextField(_("受托人姓名"), data_class=S3, max_length=50)
    phone = SealedTextField(_("受托人手机"), data_class=S3, max_length=20)
    phone_index = models.BinaryField(max_length=16, editable=False)
    relation = models.CharField(_("和本人的关系"), max_length=10, choices=Relation.choices)
    may_view = models.BooleanField(Purpose.VIEW.label, default=False)
    may_apply = models.BooleanField(Purpose.APPLY.label, default=False)
    may_receive = models.BooleanField(Purpose.RECEIVE.label, default=False)
    starts_on = models.DateField(_("从哪天起"))
    ends_on = models.DateField(_("到哪天止"))
    said_by = models.CharField(_("本人怎样表示"), max_length=10, choices=Way.choices, blank=True)
    said = SealedTextField(_("本人的话"), data_class=S3, max_length=200, blank=True)
    file_id = models.UUIDField(_("委托书扫描件"), null=True, editable=False)
    user_id = models.UUIDField(null=True, editable=False)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.CharField(_("登记人"), max_length=50)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    revoked_way = models.CharField(_("撤销方式"), max_length=10, choices=Way.choices, blank=True)

    data_classes = {
        "kind": S4, "basis": S3, "phone_index": S3, "relation": S3, "may_view": S4, "may_apply": S4,
        "may_receive": S4, "starts_on": S4, "ends_on": S4, "said_by": S4, "file_id": S4, "user_id": S4,
        "recorded_at": S4, "recorded_by": S4, "revoked_at": S4, "revoked_way": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("委托代办")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="mandates_mandate_person_fk"),
            models.CheckConstraint(
                name="mandates_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="mandates_guardian_has_basis",
                condition=Q(kind="guardian") & ~Q(basis="") | Q(kind="attorney", basis=""),
                violation_error_message=_("监护要写明原因。"),
            ),
            models.CheckConstraint(
                name="mandates_attorney_has_word",
                condition=~Q(kind="attorney") | ~Q(said_by=""),
                violation_error_message=_("委托要有本人的表示。"),
            ),
            models.CheckConstraint(
                name="mandates_attorney_is_for_something",
                condition=~Q(kind="attorney") | Q(may_view=True) | Q(may_apply=True) | Q(may_receive=True),
                violation_error_message=_("请至少选一项委托事项。"),
            ),
            models.UniqueConstraint(
                fields=["county", "person", "phone_index"],
                condition=Q(revoked_at=None),
                name="mandates_once_at_a_time",
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "phone_index"], name="mandates_phone"),
            models.Index(fields=["county", "user_id"], name="mandates_user"),
        ]

    @property
    def purposes(self) -> frozenset[str]:
        """A guardian stands in the person's place altogether."""
        if self.kind == self.Kind.GUARDIAN:
            return frozenset(Purpose.values)
        held = {Purpose.VIEW: self.may_view, Purpose.APPLY: self.may_apply, Purpose.RECEIVE: self.may_receive}
        return frozenset(purpose for purpose, is_held in held.items() if is_held)

    @property
    def purpose_labels(self) -> list[str]:
        if self.kind == self.Kind.GUARDIAN:
            return [str(Purpose.WHOLE.label)]
        return [str(purpose.label) for purpose in Purpose if purpose in self.purposes]

    def runs_on(self, day) -> bool:
        return self.revoked_at is None and self.starts_on <= day <= self.ends_on

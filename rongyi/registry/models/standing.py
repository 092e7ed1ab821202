"""Honours, disability and placement: what somebody has been awarded, certified and assigned."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.registry.models import choices as c
from rongyi.registry.models.parts import DatedPart, Part

S2, S3 = DataClass.S2, DataClass.S3


class Honour(Part):
    """A medal, a title or a merit."""

    kind = models.CharField(_("荣誉"), max_length=12, choices=c.HonourKind.choices)
    year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True)
    document_number = SealedTextField(_("证书或命令编号"), data_class=S3, max_length=60, blank=True)

    data_classes = {**Part.part_classes, "kind": S3, "year": S3}

    class Meta(Part.Meta):
        verbose_name = _("荣誉")
        constraints = [
            *Part.Meta.constraints,
            CountyFK(field="person", name="registry_honour_person_fk"),
            models.CheckConstraint(
                name="registry_honour_year_is_one",
                condition=Q(year=None) | Q(year__gte=1921, year__lte=2200),
                violation_error_message=_("年份应是四位数。"),
            ),
        ]


class Disability(DatedPart):
    """A grade with its cause. Health is sealed, so the rules on grades are the service's (registry/rules.py)."""

    cause = SealedTextField(_("致残性质"), data_class=S2, max_length=10)
    grade = SealedTextField(_("残疾等级"), data_class=S2, max_length=2)
    certificate_number = SealedTextField(_("残疾军人证编号"), data_class=S2, max_length=60, blank=True)
    care_class = SealedTextField(_("护理费等级"), data_class=S2, max_length=10, blank=True)
    rated_on = models.DateField(_("评定日期"), null=True, blank=True)
    adjusted_on = models.DateField(_("最近调整日期"), null=True, blank=True)

    data_classes = {**DatedPart.part_classes, "rated_on": S2, "adjusted_on": S2}

    class Meta(DatedPart.Meta):
        verbose_name = _("残疾情况")
        constraints = [
            *DatedPart.Meta.constraints,
            CountyFK(field="person", name="registry_disability_person_fk"),
        ]


class Placement(Part):
    """How the state placed somebody after service."""

    mode = models.CharField(_("安置方式"), max_length=14, choices=c.PlacementMode.choices)
    place = models.CharField(_("安置地"), max_length=60, blank=True)
    reported_on = models.DateField(_("报到日期"), null=True, blank=True)
    unit = SealedTextField(_("接收单位"), data_class=S3, max_length=60, blank=True)
    letter_on = models.DateField(_("介绍信日期"), null=True, blank=True)

    data_classes = {**Part.part_classes, "mode": S3, "place": S3, "reported_on": S3, "letter_on": S3}

    class Meta(Part.Meta):
        verbose_name = _("安置情况")
        constraints = [*Part.Meta.constraints, CountyFK(field="person", name="registry_placement_person_fk")]

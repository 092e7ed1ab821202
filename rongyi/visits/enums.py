"""Why somebody is visited, and what was found to be needed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    ROUTINE = "routine", _("日常走访")
    FESTIVAL = "festival", _("节日慰问")
    HARDSHIP = "hardship", _("困难走访")
    ILLNESS = "illness", _("病患探望")
    MERIT = "merit", _("立功受奖")
    ENLISTMENT = "enlistment", _("家人入伍")
    BEREAVEMENT = "bereavement", _("丧事慰问")
    OTHER = "other", _("其他")


class Need(models.TextChoices):
    """本产品默认. Neutral words only: a list is read by many."""

    HARDSHIP = "hardship", _("生活困难")
    MEDICAL = "medical", _("就医")
    HOUSING = "housing", _("住房")
    JOB = "job", _("就业")
    CARD = "card", _("优待证")
    POLICY = "policy", _("政策咨询")
    SCHOOLING = "schooling", _("子女就学")
    LEGAL = "legal", _("法律")
    COUNSELLING = "counselling", _("心理")
    OTHER = "other", _("其他")


CHANNELS = ("home", "phone", "video", "counter")

"""People who sign in. What they may do is granted in `organisation`, not here."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.kernel.ids import uuid7


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username)


class User(Sealed, AbstractBaseUser):
    """One account of one human being."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("用户名"), max_length=40, unique=True)
    display_name = models.CharField(_("姓名"), max_length=50)
    is_active = models.BooleanField(_("启用"), default=True)
    is_demo = models.BooleanField(_("演示账号"), default=False, editable=False)
    totp_secret = SealedTextField(_("动态口令密钥"), data_class=DataClass.S2, max_length=64, blank=True)
    totp_since = models.DateTimeField(_("启用动态口令时间"), null=True, editable=False)
    totp_last_step = models.BigIntegerField(default=0, editable=False)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("账号")

    def __str__(self):
        return self.display_name or self.username

    @property
    def has_second_factor(self) -> bool:
        return self.totp_since is not None


class RecoveryCode(models.Model):
    """A code that stands in for the second factor once; only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_recovery_code_once")]


class Invitation(models.Model):
    """A link by which a new user sets the first password; it works once and for three days."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignInAttempt(models.Model):
    """A failed sign-in, kept for the limits by account and by address."""

    account = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=60, db_index=True)
    at = models.DateTimeField(db_index=True)


class OneTimeCode(Sealed):
    """A code that was asked for a telephone, also for one that nobody has; only its keyed digest is kept.

    It belongs to the browser that asked, so a stranger's guesses use up no code but the stranger's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone = SealedTextField(_("号码"), data_class=DataClass.S3, max_length=20)
    phone_index = models.BinaryField(max_length=16, editable=False)
    place = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=16, editable=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    checks = models.PositiveSmallIntegerField(default=0)
    entered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("一次性验证码")
        constraints = [
            models.CheckConstraint(name="accounts_code_five_tries", condition=models.Q(tries__lte=5)),
            models.CheckConstraint(name="accounts_code_three_checks", condition=models.Q(checks__lte=3)),
        ]
        indexes = [
            models.Index(fields=["phone_index", "asked_at"], name="accounts_code_phone"),
            models.Index(fields=["place", "asked_at"], name="accounts_code_place"),
            models.Index(fields=["asked_at"], name="accounts_code_asked"),
        ]


class RequestCount(models.Model):
    """Requests that were taken by processes in a minute, for a token or an address."""

    key = models.CharField(max_length=100)
    minute = models.BigIntegerField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "minute"], name="accounts_requestcount_once")]


class ApiToken(models.Model):
    """A token for a script; only its hash is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("只读")
        WRITE = "write", _("读写")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=Scope.choices, default=Scope.READ)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

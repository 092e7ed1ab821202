from django.contrib.auth.hashers import make_password

from rongyi.accounts.models import User


class PasswordBackend:
    """Name and password. «No such user» costs the same time as «wrong password»."""

    def authenticate(self, request, username=None, password=None):
        user = User.objects.filter(username=username or "").first()
        if user is None:
            make_password(password or "")
            return None
        return user if user.check_password(password or "") and user.is_active else None

    def get_user(self, user_id):
        return User.objects.filter(pk=user_id, is_active=True).first()

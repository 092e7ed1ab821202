"""Puts the actor on the request, built anew each time: a dismissal works at the next request."""

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect

from rongyi.accounts.gates import OWN_ACCOUNT, PUBLIC
from rongyi.kernel import clock
from rongyi.organisation.access import NOBODY, actor_of
from rongyi.organisation.roles import NEEDS_SECOND_FACTOR


class ActorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = NOBODY
        if request.user.is_authenticated:
            if self._is_over(request):
                logout(request)
            else:
                request.actor = request._whole_actor = actor_of(request.user)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Whoever owes a second factor or a new password sees nothing but the page for it."""
        if not request.user.is_authenticated or getattr(view, "permission", None) in (PUBLIC, OWN_ACCOUNT):
            return None
        if request.user.must_change_password:
            return redirect("accounts:password")
        if settings.SECOND_FACTOR_REQUIRED and not request.user.has_second_factor and self._needs_factor(request):
            return redirect("accounts:enrol")
        return None

    @staticmethod
    def _needs_factor(request) -> bool:
        return bool(request.actor.roles & set(NEEDS_SECOND_FACTOR))

    @staticmethod
    def _is_over(request) -> bool:
        """Fifteen minutes without a request end a session, and twelve hours in any case.

        The mark of the last request is moved at most once a minute.
        """
        now = int(clock.now().timestamp())
        seen = request.session.get("seen", now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            return True
        if now - request.session.get("since", now) > settings.SESSION_COOKIE_AGE:
            return True
        if now - seen > 60 or "seen" not in request.session:
            request.session["seen"] = now
        return False

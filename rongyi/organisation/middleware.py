"""Puts the actor on the request, built anew each time: a dismissal works at the next request."""

from django.conf import settings
from django.contrib.auth import logout

from rongyi.kernel import clock
from rongyi.organisation.access import NOBODY, actor_of


class ActorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = NOBODY
        if request.user.is_authenticated:
            if self._is_idle(request):
                logout(request)
            else:
                request.actor = request._whole_actor = actor_of(request.user)
        return self.get_response(request)

    @staticmethod
    def _is_idle(request) -> bool:
        """Fifteen minutes without a request end a session; the mark is moved at most once a minute."""
        now = int(clock.now().timestamp())
        seen = request.session.get("seen", now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            return True
        if now - seen > 60 or "seen" not in request.session:
            request.session["seen"] = now
        return False

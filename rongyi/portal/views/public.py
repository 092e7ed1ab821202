"""Pages for everybody: find a station, read what it does, tell us something."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel import clock
from rongyi.kernel.errors import NotFound
from rongyi.kernel.forms import status_of
from rongyi.organisation.access import public_page
from rongyi.organisation.models import Tier
from rongyi.portal.forms import FeedbackForm, PlaceForm
from rongyi.portal.offers import OFFERS
from rongyi.portal.queries import (
    counties_served,
    get_station,
    rooms_of,
    station_or_none,
    stations_below,
    stations_called,
    visits_for_all,
)
from rongyi.portal.services import NUMBER, TooMany, public_actor, send_feedback

WEEKDAYS = (_l("星期一"), _l("星期二"), _l("星期三"), _l("星期四"), _l("星期五"), _l("星期六"), _l("星期日"))


def answer(request, template: str, context: dict, status: int = 200):
    """A portal page with its menu."""
    name = request.resolver_match.view_name
    entries = (
        (_("首页"), "portal:home"),
        (_("办事指南"), "portal:matters"),
        (_("优待目录"), "cards_public:offers"),
        (_("找服务站"), "portal:stations"),
        (_("意见反馈"), "portal:feedback"),
    )
    nav = [{"label": label, "url": reverse(url), "current": url == name} for label, url in entries]
    return render(
        request, template, {"portal_nav": nav, "sign_in_url": reverse("portal:doors"), **context}, status=status
    )


def _place_asked(request) -> tuple[PlaceForm, str]:
    form = PlaceForm(request.GET if request.GET.get("q", "").strip() else None)
    return form, form.cleaned_data["q"].strip() if form.is_valid() else ""


@public_page
@require_safe
def home(request):
    context = {"form": PlaceForm(), "counties": counties_served(), "offers": OFFERS}
    return answer(request, "portal/home.html", context)


@public_page
@require_safe
def stations(request):
    form, text = _place_asked(request)
    found, is_more = stations_called(text)
    context = {"form": form, "text": text, "found": found, "is_more": is_more, "counties": counties_served()}
    return answer(request, "portal/stations.html", context)


@public_page
@require_safe
def station(request, code: str):
    here = get_station(code)
    context = {
        "station": here,
        "rooms": rooms_of(here),
        "below": stations_below(code),
        "above": station_or_none(here.parent_code) if here.tier in (Tier.TOWN, Tier.VILLAGE) else None,
        "offers": OFFERS,
    }
    return answer(request, "portal/station.html", context)


@public_page
@require_safe
def station_notice(request, code: str):
    """The sheet for the station's door."""
    here = get_station(code)
    return answer(request, "portal/station_notice.html", {"station": here, "rooms": rooms_of(here)})


@public_page
@require_http_methods(["GET", "POST"])
def feedback(request):
    form = FeedbackForm(request.POST or None, initial={"about_code": request.GET.get("station", "")})
    if request.method == "POST" and form.is_valid():
        try:
            address = request.META.get("REMOTE_ADDR", "")
            sent = send_feedback(actor=public_actor(), given=form.opinion(), address=address)
        except TooMany as flood:
            context = {"message": flood.message, "retry_at": f"{flood.retry_at.astimezone(clock.SHANGHAI):%H:%M}"}
            return render(request, "429.html", context, status=429)
        return redirect("portal:feedback_sent", number=sent.number)
    return answer(request, "portal/feedback.html", {"form": form}, status_of(form))


@public_page
@require_safe
def feedback_sent(request, number: str):
    if not NUMBER.fullmatch(number):
        raise NotFound()
    return answer(request, "portal/feedback_sent.html", {"number": number})


@public_page
@require_safe
def kiosks(request):
    form, text = _place_asked(request)
    found, is_more = stations_called(text) if text else (counties_served(), False)
    return answer(request, "portal/kiosks.html", {"form": form, "text": text, "found": found, "is_more": is_more})


@public_page
@require_safe
def kiosk(request, code: str):
    here, today = get_station(code), clock.today()
    context = {
        "station": here,
        "place_name": here.name,
        "today": today,
        "weekday": WEEKDAYS[today.weekday()],
        "is_working_day": clock.is_working_day(today),
        "figures": visits_for_all(code, today),
        "rooms": rooms_of(here),
        "offers": OFFERS,
    }
    return render(request, "portal/kiosk.html", context)

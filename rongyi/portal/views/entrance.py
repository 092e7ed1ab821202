"""Two doors, and behind the own one: a telephone, the code that was sent to it, and who it is. No password."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.accounts import codes, limits
from rongyi.accounts.codes import Answer, TooManyCodes
from rongyi.kernel import clock
from rongyi.kernel.crypto.masking import mask_phone
from rongyi.kernel.forms import status_of
from rongyi.mandates.entering_services import ask_for_code, enter, ways_of
from rongyi.organisation.access import actor_of, public_page
from rongyi.portal.entrance_forms import CallBackForm, CodeForm, PhoneForm, WhoForm
from rongyi.portal.forms import PlaceForm
from rongyi.portal.permissions import VIEW_OWN
from rongyi.portal.queries import counties_served, stations_called
from rongyi.portal.services import TooMany, ask_to_be_called
from rongyi.portal.views.public import answer

WHERE = "/sign-in/"
"""Where the browser shows that it is known."""
CODE, WANTED = "code", "wanted"


@require_safe
@public_page
def doors(request):
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        request.session[WANTED] = wanted
    return answer(request, "portal/doors.html", {})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@public_page
def enter_phone(request):
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _sent(request, form.cleaned_data["phone"])
    return answer(request, "portal/enter_phone.html", {"form": form}, status_of(form))


@require_POST
@public_page
def send_again(request):
    phone = codes.phone_of(_code(request)) if _code(request) else None
    return _sent(request, phone) if phone else redirect("portal:enter_phone")


def _sent(request, phone: str):
    """security: the same answer for every telephone."""
    try:
        code_id = ask_for_code(request, phone)
    except TooManyCodes as flood:
        return _wait(request, flood)
    request.session[CODE] = str(code_id)
    return redirect("portal:enter_code")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@public_page
def enter_code(request):
    code_id = _code(request)
    phone = codes.phone_of(code_id) if code_id else None
    if code_id is None or phone is None:
        return redirect("portal:enter_phone")
    form, is_over = CodeForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        checked = codes.check(code_id, form.cleaned_data["code"])
        if checked.answer is Answer.RIGHT:
            request.session.cycle_key()
            return redirect("portal:enter_who")
        is_over = checked.answer is Answer.OVER
        form.add_error("code", _over() if is_over else _wrong(checked.left))
    context = {"form": form, "phone": mask_phone(phone), "is_over": is_over}
    return answer(request, "portal/enter_code.html", context, status_of(form))


def _over() -> str:
    return _("这个验证码不能用了:时间过了,或者试了太多次。请按“再发一次”。")


def _wrong(left: int) -> str:
    return ngettext("数字不对,再看一下短信。还可以试%(n)d次。", "数字不对,再看一下短信。还可以试%(n)d次。", left) % {
        "n": left
    }


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@public_page
def enter_who(request):
    code_id = _code(request)
    phone = codes.proved_phone(code_id) if code_id else None
    if code_id is None or phone is None:
        return redirect("portal:enter_phone")
    ways = ways_of(phone)
    if not ways:
        return redirect("portal:no_file")
    form = WhoForm(request.POST or None, ways=ways)
    if request.method == "POST" and form.is_valid():
        if enter(request, code_id, form.chosen, form.cleaned_data["born"]):
            return _inside(request, phone)
        if not codes.checks_left(code_id):
            messages.error(request, _("答错了三次。请重新收验证码,或者请服务站帮您。"))
            return redirect("portal:no_file")
        form.add_error("born", _("年份和档案里的不一样,请再想一想。以身份证上的为准。"))
    return answer(request, "portal/enter_who.html", {"form": form, "ways": ways}, status_of(form))


def _inside(request, phone: str):
    where = request.session.pop(WANTED, "")
    request.session.pop(CODE, None)
    can_view = actor_of(request.user).can(VIEW_OWN)  # whoever may only apply finds the matters
    response = redirect(where or ("portal:own" if can_view else "portal:own_cases"))
    limits.know_browser(request, response, codes.phone_key(phone), WHERE)
    return response


@require_safe
@public_page
def no_file(request):
    form = PlaceForm(request.GET if request.GET.get("q", "").strip() else None)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found, _is_more = stations_called(text) if text else (counties_served(), False)
    return answer(request, "portal/no_file.html", {"form": form, "text": text, "found": found})


@require_http_methods(["GET", "POST"])
@public_page
def call_back(request):
    form = CallBackForm(request.POST or None, initial={"about_code": request.GET.get("station", "")})
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "phone", "village")}
        try:
            sent = ask_to_be_called(place=form.place, address=request.META.get("REMOTE_ADDR", ""), **given)
        except TooMany as flood:
            return _wait(request, flood)
        return redirect("portal:feedback_sent", number=sent.number)
    return answer(request, "portal/call_back.html", {"form": form}, status_of(form))


def _wait(request, flood):
    context = {"message": flood.message, "retry_at": f"{flood.retry_at.astimezone(clock.SHANGHAI):%H:%M}"}
    return render(request, "429.html", context, status=429)


def _code(request) -> UUID | None:
    held = request.session.get(CODE)
    return UUID(held) if held else None

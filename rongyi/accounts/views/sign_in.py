"""Signing in: name and password, then the second factor where there is one."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from rongyi.accounts import limits, second_factor, sign_in
from rongyi.accounts.forms import FactorForm, SignInForm
from rongyi.accounts.gates import public_page


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@public_page
def sign_in_page(request):
    if request.user.is_authenticated and request.method == "GET":
        return redirect(_where_to(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt = limits.begin(request, form.cleaned_data["username"])
        if attempt.wait_until:
            return _wait(request, attempt)
        user = sign_in.check_password(request, **form.cleaned_data)
        if user:
            return _go_on(request, user, attempt)
        form.add_error(None, _("用户名或密码不对。请检查大小写,再输入一次。"))
    return render(request, "accounts/sign_in.html", _context(request, form), status=422 if form.errors else 200)


def _go_on(request, user, attempt):
    where = _where_to(request)
    if user.has_second_factor:
        sign_in.hold_half(request, user)
        request.session["next"] = where
        return redirect("accounts:second_step")
    return _signed_in(request, user, attempt, where, factor=False)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@public_page
def second_step(request):
    user = sign_in.half_signed(request)
    if user is None:
        messages.warning(request, _("等的时间长了,请重新登录。"))
        return redirect("accounts:sign_in")
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt = limits.begin(request, user.username, step="factor")
        if attempt.wait_until:
            return _wait(request, attempt)
        if second_factor.takes(user, form.cleaned_data["number"]):
            where = request.session.get("next") or _home()
            return _signed_in(request, user, attempt, where, factor=True)
        sign_in.refuse_factor(user)
        form.add_error("number", _("数字不对,或者已经用过了。请等手机上换了新数字再输。"))
    return render(request, "accounts/second_step.html", {"form": form}, status=422 if form.errors else 200)


def _signed_in(request, user, attempt, where, *, factor):
    sign_in.complete(request, user, factor=factor)
    limits.succeeded(attempt)
    response = redirect("accounts:password" if user.must_change_password else where)
    limits.know_browser(request, response, user.username)
    return response


@require_POST
@public_page
def sign_out(request):
    door = settings.OWN_LOGIN_URL if request.session.get("door") == "own" else "accounts:sign_in"
    sign_in.sign_out(request)
    messages.success(request, _("您已退出登录。"))
    return redirect(door)


def _context(request, form) -> dict:
    return {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}


def _wait(request, attempt):
    message = _("试的次数太多了。为了您的账号安全,请歇一会儿。")
    retry_at = localtime(attempt.wait_until).strftime("%H:%M:%S")
    response = render(request, "429.html", {"message": message, "retry_at": retry_at}, status=429)
    response["Cache-Control"] = "no-store"
    return response


def _where_to(request) -> str:
    """The page somebody wanted, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return _home()


def _home() -> str:
    try:
        return reverse(settings.LOGIN_REDIRECT_URL)
    except NoReverseMatch:  # an installation without the staff's home page
        return reverse("accounts:me")

"""One's own account: password, second factor, recovery codes."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.accounts import limits, own_account, second_factor
from rongyi.accounts.forms import ChangePasswordForm, FactorForm, ProveForm
from rongyi.accounts.fresh import fresh_sign_in, mark_fresh
from rongyi.accounts.gates import own_page


@require_safe
@own_page
def me(request):
    left = request.user.recovery_codes.filter(used_at=None).count()
    return render(request, "accounts/me.html", {"account": request.user, "codes_left": left})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@own_page
def password(request):
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        attempt = limits.begin(request, request.user.username)
        if attempt.wait_until or not request.user.check_password(form.cleaned_data["old"]):
            form.add_error("old", _("现在的密码不对。"))
        else:
            own_account.change_password(request.user, form.cleaned_data["password"])
            limits.succeeded(attempt)
            update_session_auth_hash(request, request.user)
            messages.success(request, _("密码已改好。其他地方的登录都已退出。"))
            return redirect("accounts:me")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@own_page
@fresh_sign_in
def enrol(request):
    if request.user.has_second_factor:
        return redirect("accounts:me")
    form = FactorForm(request.POST or None)
    if request.method == "POST" and request.POST.get("step") == "begin":
        second_factor.begin_enrolment(request.user)
        return redirect("accounts:enrol")
    if request.method == "POST" and form.is_valid():
        codes = second_factor.confirm_enrolment(request.user, form.cleaned_data["number"])
        if codes:
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
        form.add_error("number", _("数字不对。请等手机上换了新数字再输;还不对,请看手机的时间准不准。"))
    given = {"form": form, "account": request.user}
    if request.user.totp_secret:
        given |= {"picture": second_factor.picture_of(request.user), "secret": request.user.totp_secret}
    return render(request, "accounts/enrol.html", given, status=422 if form.errors else 200)


@require_POST
@own_page
@fresh_sign_in
def recovery_codes(request):
    codes = own_account.renew_recovery_codes(request.user)
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@own_page
def prove(request):
    form = ProveForm(request.POST or None, user=request.user)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST" and form.is_valid():
        if own_account.proves(request, request.user, form.cleaned_data):
            mark_fresh(request)
            is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
            return redirect(wanted if is_ours else reverse("accounts:me"))
        form.add_error(None, _("密码或数字不对,或者试得太快。请稍等再输一次。"))
    return render(request, "accounts/prove.html", {"form": form, "next": wanted}, status=422 if form.errors else 200)

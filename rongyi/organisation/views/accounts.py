"""The administrator's pages: accounts, roles, links and tokens. A link or token is shown once."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.accounts.fresh import fresh_sign_in
from rongyi.kernel import clock
from rongyi.kernel.forms import refusals_in
from rongyi.organisation import account_services as services
from rongyi.organisation import forms, queries
from rongyi.organisation.access import page
from rongyi.organisation.models import Grant, Region
from rongyi.organisation.permissions import MANAGE_ACCOUNTS


@require_safe
@page(MANAGE_ACCOUNTS)
def account_list(request):
    form = forms.AccountListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    users = queries.accounts_listed(request.actor, **asked)
    more = len(users) > queries.PAGE
    users = users[: queries.PAGE]
    url = reverse("organisation:accounts")
    kept = {key: value for key, value in asked.items() if value and key != "after"}
    given = {
        "form": form,
        "rows": [{"account": user, "grants": _in_force(user)} for user in users],
        "reset_url": url,
        "first_url": f"{url}?{urlencode(kept)}" if asked.get("after") else "",
        "next_url": f"{url}?{urlencode(kept | {'after': users[-1].username})}" if more else "",
    }
    return render(request, "organisation/account_list.html", given)


def _in_force(user) -> list[Grant]:
    today = clock.today()
    return [g for g in user.grants.all() if g.starts_on <= today and (g.ends_on is None or g.ends_on >= today)]


@require_safe
@page(MANAGE_ACCOUNTS)
def account(request, user_id):
    user = queries.get_account(request.actor, user_id)
    grants = queries.grants_of(user)
    given = {
        "account": user,
        "grants": [{"grant": grant, "over": bool(grant.ends_on and grant.ends_on < clock.today())} for grant in grants],
        "oneself": user.pk == request.actor.user_id,
    }
    return render(request, "organisation/account.html", given)


@require_http_methods(["GET", "POST"])
@page(MANAGE_ACCOUNTS)
@fresh_sign_in
def account_new(request):
    form = forms.InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            user, secret = services.invite_user(actor=request.actor, **form.cleaned_data)
            return _show_link(request, user, secret)
    given = {"form": form, "title": _("新建账号"), "action_label": _("建立并生成链接")}
    return _ask(request, given | {"cancel_url": reverse("organisation:accounts"), "lead": _LINK_COMES})


_LINK_COMES = _lazy("填好后会得到一个链接,交给本人,由本人设密码。您不会知道对方的密码。")


def _ask(request, given):
    """A form with a role and a place; the chosen place keeps its name when the form comes back."""
    form = given["form"]
    code = form["region_code"].value() or ""
    chosen = [{"value": one.code, "label": one.name} for one in Region.objects.filter(pk=code)]
    errors = " ".join(form.errors.get("region_code", []))
    context = given | {"chosen": chosen, "place_error": errors}
    return render(request, "organisation/account_ask.html", context, status=422 if form.errors else 200)


@require_POST
@page(MANAGE_ACCOUNTS)
def region_find(request):
    """Places while typing; POST keeps what is typed out of addresses and logs."""
    text = request.POST.get("q", "").strip()[:30]
    found = queries.regions_found(request.actor, text) if text else []
    options = [
        {"value": one.code, "label": one.name, "detail": f"{one.get_tier_display()} {one.code}"} for one in found
    ]
    return render(request, "ui/options.html", {"options": options})


def _show_link(request, user, secret):
    link = request.build_absolute_uri(reverse("accounts:invitation", args=[secret]))
    return render(request, "organisation/account_link.html", {"account": user, "link": link})


@require_http_methods(["GET", "POST"])
@page(MANAGE_ACCOUNTS)
@fresh_sign_in
def grant_new(request, user_id):
    user = queries.get_account(request.actor, user_id)
    form = forms.GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.grant_role(actor=request.actor, user=user, **form.cleaned_data)
            messages.success(request, _("已授权,对方下一次点开页面就生效。"))
            return redirect("organisation:account", user_id=user.pk)
    given = {"form": form, "title": _("增加授权"), "action_label": _("授权"), "lead": user.display_name}
    return _ask(request, given | {"cancel_url": reverse("organisation:account", args=[user.pk])})


@require_http_methods(["GET", "POST"])
@page(MANAGE_ACCOUNTS)
@fresh_sign_in
def grant_end(request, user_id, grant_id):
    user = queries.get_account(request.actor, user_id)
    grant = queries.get_grant(user, grant_id)
    if request.method == "POST":
        services.end_grant(actor=request.actor, grant=grant)
        messages.success(request, _("授权已收回。"))
        return redirect("organisation:account", user_id=user.pk)
    effects = [_("「%(role)s」立即收回,对方下一次点开页面就没有这项权限。") % {"role": grant.get_role_display()}]
    return _confirm(request, user, None, _("收回授权"), _("收回"), effects)


@require_http_methods(["GET", "POST"])
@page(MANAGE_ACCOUNTS)
@fresh_sign_in
def state(request, user_id):
    """Closes an account that is open and opens one that is closed."""
    user = queries.get_account(request.actor, user_id)
    form = forms.ReasonForm(request.POST or None)
    title = _("停用账号") if user.is_active else _("重新启用账号")
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.set_active(actor=request.actor, user=user, active=not user.is_active, **form.cleaned_data)
            messages.success(request, _("已办好。"))
            return redirect("organisation:account", user_id=user.pk)
    effects = [_("对方立即不能再登录,接口令牌也不能用。")] if user.is_active else []
    return _confirm(request, user, form, title, title, effects)


@require_http_methods(["GET", "POST"])
@page(MANAGE_ACCOUNTS)
@fresh_sign_in
def password_reset(request, user_id):
    user = queries.get_account(request.actor, user_id)
    if request.method == "POST":
        return _show_link(request, user, services.reset_password(actor=request.actor, user=user))
    effects = [
        _("原来的密码立即作废,对方在各处的登录都退出。"),
        _("会得到一个链接,请当面或打电话核实本人后交给对方。动态口令不受影响。"),
    ]
    return _confirm(request, user, None, _("重设密码"), _("重设密码"), effects)


@require_http_methods(["GET", "POST"])
@page(MANAGE_ACCOUNTS)
@fresh_sign_in
def factor_reset(request, user_id):
    user = queries.get_account(request.actor, user_id)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.reset_second_factor(actor=request.actor, user=user, **form.cleaned_data)
            messages.success(request, _("动态口令已解除,对方下次登录要重新绑定。"))
            return redirect("organisation:account", user_id=user.pk)
    effects = [_("只在对方丢了手机又没有恢复码时使用。请先核实是本人。")]
    return _confirm(request, user, form, _("解除动态口令"), _("解除"), effects)


def _confirm(request, user, form, title, action, effects=()):
    given = {
        "title": title,
        "question": _("%(name)s(%(username)s)") % {"name": user.display_name, "username": user.username},
        "effects": effects,
        "action_label": action,
        "cancel_url": reverse("organisation:account", args=[user.pk]),
        "danger": bool(effects),
        "form": form,
        "post_url": request.path,
    }
    return render(request, "ui/confirm.html", given, status=422 if form is not None and form.errors else 200)


@require_safe
@page(MANAGE_ACCOUNTS)
def token_list(request):
    now = clock.now()
    rows = [
        {"token": token, "holds": token.revoked_at is None and token.expires_at > now}
        for token in queries.tokens_listed(request.actor)
    ]
    return render(request, "organisation/token_list.html", {"rows": rows})


@require_POST
@page(MANAGE_ACCOUNTS)
def token_revoke(request, token_id):
    services.revoke_token(actor=request.actor, token=queries.get_token(request.actor, token_id))
    messages.success(request, _("令牌已作废。"))
    return redirect("organisation:tokens")

"""The page behind an invitation link: the first password."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from rongyi.accounts.forms import NewPasswordForm
from rongyi.accounts.gates import public_page
from rongyi.accounts.invitations import accept_invitation, invited_user
from rongyi.kernel.errors import Refused


@sensitive_variables("secret")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@public_page
def invitation(request, secret):
    user = invited_user(secret)
    if user is None:
        return render(request, "accounts/invitation_spent.html", status=410)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(secret, form.cleaned_data["password"])
        except Refused:
            return render(request, "accounts/invitation_spent.html", status=410)
        messages.success(request, _("密码已设好。请用用户名「%(name)s」登录。") % {"name": user.username})
        return redirect("accounts:sign_in")
    given = {"form": form, "account": user}
    return render(request, "accounts/invitation.html", given, status=422 if form.errors else 200)

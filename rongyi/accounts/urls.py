from django.urls import path

from rongyi.accounts.views import invitation, own, sign_in

app_name = "accounts"
urlpatterns = [
    path("login", sign_in.sign_in_page, name="sign_in"),
    path("login/second", sign_in.second_step, name="second_step"),
    path("logout", sign_in.sign_out, name="sign_out"),
    path("invitation/<str:secret>", invitation.invitation, name="invitation"),
    path("me", own.me, name="me"),
    path("me/password", own.password, name="password"),
    path("me/second-factor", own.enrol, name="enrol"),
    path("me/recovery-codes", own.recovery_codes, name="recovery_codes"),
    path("me/prove", own.prove, name="prove"),
]

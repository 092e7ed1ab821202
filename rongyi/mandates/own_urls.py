from django.urls import path

from rongyi.mandates.views import own

app_name = "own_mandates"
urlpatterns = [
    path("", own.own_mandates, name="list"),
    path("<uuid:pk>/revoke", own.own_revoke, name="revoke"),
]

from django.urls import path

from rongyi.verification.views import desk

app_name = "verification"
urlpatterns = [
    path("", desk.finding_list, name="list"),
    path("run", desk.run, name="run"),
    path("<uuid:pk>/keep", desk.finding_keep, name="keep"),
]

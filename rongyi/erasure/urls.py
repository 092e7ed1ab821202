from django.urls import path

from rongyi.erasure.views import desk

app_name = "erasure"
urlpatterns = [
    path("", desk.erasure_list, name="list"),
    path("of/<uuid:pk>", desk.erasure_propose, name="propose"),
    path("<uuid:pk>/done", desk.erasure_done, name="done"),
    path("<uuid:pk>/certificate", desk.certificate, name="certificate"),
    path("<uuid:pk>", desk.erasure_decide, name="decide"),
]

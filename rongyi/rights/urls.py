from django.urls import path

from rongyi.rights.views import desk

app_name = "rights"
urlpatterns = [
    path("", desk.request_list, name="requests"),
    path("requests/<uuid:pk>", desk.request_answer, name="answer"),
    path("consents/<uuid:pk>/withdraw", desk.consent_withdraw, name="withdraw"),
    path("people/<uuid:pk>", desk.person_rights, name="person"),
    path("people/<uuid:pk>/consent", desk.consent_record, name="consent"),
    path("people/<uuid:pk>/request", desk.request_new, name="ask"),
    path("people/<uuid:pk>/copy", desk.copy, name="copy"),
]

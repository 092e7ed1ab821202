from django.urls import path

from rongyi.mandates.views import desk

app_name = "mandates"
urlpatterns = [
    path("people/<uuid:pk>", desk.person_mandates, name="person"),
    path("people/<uuid:pk>/new", desk.mandate_record, name="record"),
    path("<uuid:pk>/revoke", desk.mandate_revoke, name="revoke"),
    path("<uuid:pk>/scan", desk.mandate_scan, name="scan"),
]

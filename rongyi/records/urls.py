from django.urls import path

from rongyi.records.views import desk, evidence, manual

app_name = "records"
urlpatterns = [
    path("new", manual.kinds_open, name="new"),
    path("new/<slug:kind>", manual.record, name="record"),
    path("<uuid:pk>", desk.fact_shown, name="fact"),
    path("<uuid:pk>/withdraw", desk.fact_withdraw, name="withdraw"),
    path("<uuid:pk>/correct", desk.fact_correct, name="correct"),
    path("<uuid:pk>/evidence", evidence.attach, name="attach"),
    path("<uuid:pk>/evidence/<uuid:file>", evidence.opened, name="evidence"),
    path("<uuid:pk>/evidence/<uuid:file>/remove", evidence.remove, name="remove_evidence"),
]

from django.urls import path

from rongyi.ledgers.views import desk

app_name = "ledgers"
urlpatterns = [
    path("", desk.ledger_list, name="list"),
    path("<slug:name>", desk.ledger_shown, name="ledger"),
    path("<slug:name>/export", desk.ledger_export, name="export"),
]

from django.urls import path

from rongyi.ledgers.views import desk, exports

app_name = "ledgers"
urlpatterns = [
    path("", desk.ledger_list, name="list"),
    path("exports/", exports.export_list, name="exports"),
    path("exports/<uuid:pk>", exports.export_decide, name="export_decide"),
    path("exports/<uuid:pk>/file", exports.export_file, name="export_file"),
    path("<slug:name>", desk.ledger_shown, name="ledger"),
    path("<slug:name>/export", desk.ledger_export, name="export"),
]

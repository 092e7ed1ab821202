from django.urls import path

from rongyi.benefits.views import bank, books, desk, runs

app_name = "benefits"
urlpatterns = [
    path("", desk.entitlements, name="list"),
    path("scan", desk.scan_files, name="scan"),
    path("runs/", runs.run_list_page, name="runs"),
    path("runs/new", runs.run_new, name="run_new"),
    path("runs/<uuid:pk>", runs.run, name="run"),
    path("runs/<uuid:pk>/lines", runs.lines, name="lines"),
    path("runs/<uuid:pk>/hold", runs.hold, name="hold"),
    path("runs/<uuid:pk>/submit", runs.run_submit, name="submit"),
    path("runs/<uuid:pk>/approve", runs.run_approve, name="approve"),
    path("runs/<uuid:pk>/back", runs.run_back, name="back"),
    path("runs/<uuid:pk>/drop", runs.run_drop, name="drop"),
    path("runs/<uuid:pk>/file", bank.bank_file, name="file"),
    path("runs/<uuid:pk>/return", bank.bank_return, name="return"),
    path("lines/<uuid:pk>/reverse", bank.reverse_payment, name="reverse"),
    path("standards/", books.standards, name="standards"),
    path("standards/new", books.standard_new, name="standard_new"),
    path("standards/<uuid:pk>/close", books.standard_close, name="standard_close"),
    path("funds/", books.funds, name="funds"),
    path("funds/receive", books.receive, name="receive"),
    path("funds/close", books.close, name="close"),
    path("<uuid:pk>", desk.entitlement, name="entitlement"),
    path("<uuid:pk>/accept", desk.accept_one, name="accept"),
    path("<uuid:pk>/refuse", desk.refuse_one, name="refuse"),
    path("<uuid:pk>/pause", desk.pause_one, name="pause"),
    path("<uuid:pk>/resume", desk.resume_one, name="resume"),
    path("<uuid:pk>/end", desk.end_one, name="end"),
    path("<uuid:pk>/account", desk.account, name="account"),
]

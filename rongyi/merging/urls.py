from django.urls import path

from rongyi.merging.views import cases, held, runs

app_name = "merging"

urlpatterns = [
    path("", cases.cases, name="list"),
    path("runs", runs.runs, name="runs"),
    path("runs/start", runs.run_start, name="run_start"),
    path("runs/<uuid:pk>/stop", runs.run_stop, name="run_stop"),
    path("held", held.held_list, name="held_list"),
    path("held/<uuid:pk>", held.held, name="held"),
    path("of/<uuid:pk>", cases.pair, name="pair"),
    path("<uuid:pk>", cases.case, name="case"),
    path("<uuid:pk>/different", cases.different, name="different"),
    path("<uuid:pk>/later", cases.later, name="later"),
    path("<uuid:pk>/undo", cases.undo, name="undo"),
]

from django.urls import path

from rongyi.registry.views import changes, desk, imports

app_name = "registry"
urlpatterns = [
    path("", desk.people, name="list"),
    path("find", desk.quick_find, name="quick_find"),
    path("new", changes.person_new, name="new"),
    path("import", imports.imports, name="imports"),
    path("import/<uuid:pk>", imports.import_one, name="import"),
    path("import/<uuid:pk>/apply", imports.import_apply, name="import_apply"),
    path("import/<uuid:pk>/report.xlsx", imports.import_report, name="import_report"),
    path("<uuid:pk>", desk.person, name="person"),
    path("<uuid:pk>/timeline", desk.person_timeline, name="timeline"),
    path("<uuid:pk>/reveal", desk.person_reveal, name="reveal"),
    path("<uuid:pk>/edit", changes.person_edit, name="edit"),
    path("<uuid:pk>/transfer", changes.person_transfer, name="transfer"),
    path("<uuid:pk>/death", changes.person_death, name="death"),
    path("<uuid:pk>/service", changes.service_new, name="service_new"),
    path("<uuid:pk>/relatives", changes.relative_new, name="relative_new"),
]

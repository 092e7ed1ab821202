from django.urls import path

from rongyi.registry.views import changes, desk, imports, parts, photos, printing, proposals, reveals
from rongyi.registry.views.merged import beside_the_survivor

app_name = "registry"
urlpatterns = [
    path("", desk.people, name="list"),
    path("find", desk.quick_find, name="quick_find"),
    path("new", changes.person_new, name="new"),
    path("import", imports.imports, name="imports"),
    path("import/<uuid:pk>", imports.import_one, name="import"),
    path("import/<uuid:pk>/columns", imports.import_columns, name="import_columns"),
    path("import/<uuid:pk>/resume", imports.import_resume, name="import_resume"),
    path("import/<uuid:pk>/apply", imports.import_apply, name="import_apply"),
    path("import/<uuid:pk>/report.xlsx", imports.import_report, name="import_report"),
    path("proposals/", proposals.proposal_list, name="proposals"),
    path("proposals/<uuid:pk>", proposals.proposal, name="proposal"),
    path("proposals/<uuid:pk>/withdraw", proposals.proposal_withdraw, name="proposal_withdraw"),
    path("blank.<slug:format>", printing.blank_form, name="blank"),
    path("<uuid:pk>/print", printing.person_print, name="print"),
    path("<uuid:pk>", desk.person, name="person"),
    path("<uuid:pk>/timeline", desk.person_timeline, name="timeline"),
    path("<uuid:pk>/reveal", reveals.person_reveal, name="reveal"),
    path("<uuid:pk>/reveal/sealed", reveals.sealed_reveal, name="reveal_sealed"),
    path("<uuid:pk>/edit", beside_the_survivor(changes.person_edit), name="edit"),
    path("<uuid:pk>/photo", beside_the_survivor(photos.person_photo), name="photo"),
    path("<uuid:pk>/photo/remove", photos.photo_remove, name="photo_remove"),
    path("<uuid:pk>/photo/<slug:size>.jpg", photos.photo_file, name="photo_file"),
    path("<uuid:pk>/transfer", beside_the_survivor(changes.person_transfer), name="transfer"),
    path("<uuid:pk>/death", beside_the_survivor(changes.person_death), name="death"),
    path("<uuid:pk>/death/undo", changes.person_undo_death, name="undo_death"),
    path("<uuid:pk>/history/<slug:field>", parts.field_history, name="history"),
    path("<uuid:pk>/parts/<slug:part>", parts.part_list, name="part_list"),
    path("<uuid:pk>/parts/<slug:part>/new", beside_the_survivor(parts.part_new), name="part_new"),
    path("<uuid:pk>/parts/<slug:part>/<uuid:part_id>", beside_the_survivor(parts.part_edit), name="part_edit"),
    path("<uuid:pk>/parts/<slug:part>/<uuid:part_id>/end", beside_the_survivor(parts.part_end), name="part_end"),
    path("<uuid:pk>/parts/<slug:part>/<uuid:part_id>/reveal", reveals.part_reveal, name="part_reveal"),
]

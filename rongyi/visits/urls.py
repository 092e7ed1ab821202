from django.urls import path

from rongyi.visits.views import desk

app_name = "visits"
urlpatterns = [
    path("", desk.visits_due, name="due"),
    path("new", desk.visit_record, name="record"),
    path("<uuid:pk>", desk.visit_recorded, name="recorded"),
    path("<uuid:pk>/correct", desk.visit_correct, name="correct"),
]

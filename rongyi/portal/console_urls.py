from django.urls import path

from rongyi.portal.views import definitions, desk

app_name = "console"
urlpatterns = [
    path("", desk.home, name="home"),
    path("feedback/", desk.feedback_list, name="feedback"),
    path("feedback/<uuid:pk>", desk.feedback_answer, name="feedback_answer"),
    path("definitions/", definitions.definition_list, name="definitions"),
    path("definitions/<str:folder>/<str:name>", definitions.definition, name="definition"),
    path("examination", desk.examination, name="examination"),
]

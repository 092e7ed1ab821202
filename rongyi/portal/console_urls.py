from django.urls import path

from rongyi.portal.views import desk

app_name = "console"
urlpatterns = [
    path("", desk.home, name="home"),
    path("feedback/", desk.feedback_list, name="feedback"),
    path("feedback/<uuid:pk>", desk.feedback_answer, name="feedback_answer"),
    path("examination", desk.examination, name="examination"),
]

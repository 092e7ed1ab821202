"""The peers' addresses first, then the whole of Rongyi."""

from django.urls import include, path

from bench import peers

urlpatterns = [
    path("bench/people/<str:code>", peers.bare_list),
    path("bench/person/<uuid:pk>", peers.bare_person),
    path("", include("rongyi.project.urls")),
]

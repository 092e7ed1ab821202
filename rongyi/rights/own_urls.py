from django.urls import path

from rongyi.rights.views import own

app_name = "own_rights"
urlpatterns = [
    path("", own.own_rights, name="rights"),
    path("consent/<str:notice>", own.own_consent, name="consent"),
    path("request", own.own_request, name="request"),
    path("photo.jpg", own.own_photo, name="photo"),
    path("copy", own.own_copy_file, name="copy"),
]

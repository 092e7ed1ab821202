from django.urls import path

from rongyi.portal.views import metrics, own, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("stations/", public.stations, name="stations"),
    path("stations/<str:code>", public.station, name="station"),
    path("stations/<str:code>/notice", public.station_notice, name="station_notice"),
    path("feedback/", public.feedback, name="feedback"),
    path("feedback/<str:number>", public.feedback_sent, name="feedback_sent"),
    path("kiosk/", public.kiosks, name="kiosks"),
    path("kiosk/<str:code>", public.kiosk, name="kiosk"),
    path("my/", own.own, name="own"),
    path("metrics", metrics.metrics, name="metrics"),
]

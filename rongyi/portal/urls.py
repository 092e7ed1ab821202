from django.urls import path

from rongyi.portal.views import entrance, matters, metrics, own, own_cases, public

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
    path("matters/", matters.matter_list, name="matters"),
    path("matters/for-me", matters.matter_chances, name="matter_chances"),
    path("matters/<slug:name>", matters.matter_one, name="matter"),
    path("matters/<slug:name>/apply", matters.matter_apply, name="matter_apply"),
    path("sign-in/", entrance.doors, name="doors"),
    path("sign-in/phone", entrance.enter_phone, name="enter_phone"),
    path("sign-in/code", entrance.enter_code, name="enter_code"),
    path("sign-in/again", entrance.send_again, name="send_again"),
    path("sign-in/who", entrance.enter_who, name="enter_who"),
    path("sign-in/help", entrance.no_file, name="no_file"),
    path("sign-in/call-back", entrance.call_back, name="call_back"),
    path("my/", own.own, name="own"),
    path("my/cases/", own_cases.own_list, name="own_cases"),
    path("my/cases/new/<slug:name>", own_cases.own_apply, name="own_apply"),
    path("my/cases/<uuid:pk>", own_cases.own_case, name="own_case"),
    path("my/cases/<uuid:pk>/papers/<slug:key>", own_cases.own_material, name="own_material"),
    path("my/cases/<uuid:pk>/supplement", own_cases.own_supplement, name="own_supplement"),
    path("my/cases/<uuid:pk>/withdraw", own_cases.own_withdraw, name="own_withdraw"),
    path("my/cases/<uuid:pk>/rate", own_cases.own_rate, name="own_rate"),
    path("my/cases/<uuid:pk>/documents/<uuid:document>", own_cases.own_document, name="own_document"),
    path("metrics", metrics.metrics, name="metrics"),
]

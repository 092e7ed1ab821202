from django.urls import path

from rongyi.confirmations.views import county, desk, following, papers, recording

app_name = "confirmations"
urlpatterns = [
    path("", desk.campaigns, name="campaigns"),
    path("new", county.campaign_new, name="open"),
    path("record", recording.record, name="record"),
    path("find", recording.find_due, name="find"),
    path("proposals", county.proposals, name="proposals"),
    path("correct/<uuid:pk>", recording.correct, name="correct"),
    path("<uuid:pk>", desk.campaign, name="campaign"),
    path("<uuid:pk>/people", desk.people, name="people"),
    path("<uuid:pk>/tell", desk.people_to_tell, name="to_tell"),
    path("<uuid:pk>/slips", papers.slips, name="slips"),
    path("<uuid:pk>/export", papers.export, name="export"),
    path("<uuid:pk>/close", county.campaign_close, name="close"),
    path("duty/<uuid:pk>", following.duty, name="duty"),
    path("duty/<uuid:pk>/told", following.told, name="told"),
    path("duty/<uuid:pk>/phone", following.phone, name="phone"),
    path("duty/<uuid:pk>/attempt", following.attempt, name="attempt"),
    path("duty/<uuid:pk>/propose", following.propose, name="propose"),
    path("duty/<uuid:pk>/decide", county.decide, name="decide"),
    path("duty/<uuid:pk>/restore", county.restore_payment, name="restore"),
    path("duty/<uuid:pk>/end", county.end, name="end"),
    path("duty/<uuid:pk>/letter", papers.letter, name="letter"),
]

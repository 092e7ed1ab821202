from django.urls import path

from rongyi.cards.views import own

app_name = "own_card"
urlpatterns = [
    path("", own.own_card, name="card"),
    path("code", own.own_code, name="code"),
    path("loss", own.own_loss, name="loss"),
]

from django.urls import path

from rongyi.cards.views import desk, handing, losing, offers

app_name = "cards"
urlpatterns = [
    path("", desk.card_list, name="cards"),
    path("enter/<uuid:person>", desk.enter, name="enter"),
    path("hand-over", handing.hand_over, name="hand_over"),
    path("hand-over/list", handing.hand_over_list, name="hand_over_list"),
    path("hand-over/ceremony", handing.hand_over_ceremony, name="hand_over_ceremony"),
    path("offers/", offers.offer_list, name="offers"),
    path("offers/new", offers.offer_new, name="offer_new"),
    path("offers/<uuid:pk>", offers.offer_edit, name="offer_edit"),
    path("<uuid:pk>", desk.card, name="card"),
    path("<uuid:pk>/temporary-loss", losing.temporary_loss, name="temporary_loss"),
    path("<uuid:pk>/formal-loss", losing.formal_loss, name="formal_loss"),
    path("<uuid:pk>/lift", losing.lift, name="lift"),
    path("<uuid:pk>/returned", losing.returned, name="returned"),
]

from django.urls import path

from rongyi.cards.views import public

app_name = "cards_public"
urlpatterns = [
    path("card/<str:word>", public.check, name="check"),
    path("offers/", public.offers, name="offers"),
]

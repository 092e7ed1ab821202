app_name = "confirmations"
urlpatterns: list = []

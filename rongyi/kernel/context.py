"""What every template knows about how the reader wants to see pages."""

from django.conf import settings

MODES = ("standard", "elder", "contrast")
THEMES = ("auto", "light", "dark")


def appearance(request) -> dict:
    mode, theme = request.COOKIES.get("mode", "standard"), request.COOKIES.get("theme", "auto")
    return {
        "mode": mode if mode in MODES else "standard",
        "theme": theme if theme in THEMES else "auto",
        "help_phone": settings.RONGYI_HELP_PHONE,
        "is_demo": settings.ENV == "demo",
        "request": request,
    }

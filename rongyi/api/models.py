"""Django looks for models here."""

from rongyi.api.hooks.models import Delivery, Hook

__all__ = ["Delivery", "Hook"]

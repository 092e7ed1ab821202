"""Standards of a county, who is entitled to what, runs of payment and their lines."""

from rongyi.benefits.models.entitlements import Entitlement, Pause, PayAccount
from rongyi.benefits.models.runs import Difference, Line, Run
from rongyi.benefits.models.standards import CountyStandard

__all__ = ["CountyStandard", "Difference", "Entitlement", "Line", "Pause", "PayAccount", "Run"]

from django.utils.translation import gettext_lazy as _

from rongyi.merging.permissions import MERGE_PEOPLE, VIEW_HELD
from rongyi.organisation.navigation import entry

CASE_PAGES = tuple(f"merging:{name}" for name in ("case", "different", "later", "undo", "pair", "runs"))

entry(_("疑似同一人"), "merging:list", "people", MERGE_PEOPLE, order=24, active=CASE_PAGES)
entry(_("待核对的建档"), "merging:held_list", "inbox", VIEW_HELD, order=25, active=("merging:held",))

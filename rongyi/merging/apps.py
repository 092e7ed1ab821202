from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MergingConfig(AppConfig):
    name = "rongyi.merging"
    label = "merging"
    verbose_name = _("一人一档")

    def ready(self):
        from rongyi.kernel.definitions import register_folder
        from rongyi.merging import links, watching  # noqa: F401
        from rongyi.merging.policy import FOLDER, LinkagePolicy, findings
        from rongyi.merging.queries import identities, tokens_of_merged
        from rongyi.records.subjects import register_identities
        from rongyi.registry.tokens import also_found_by

        register_folder(FOLDER, LinkagePolicy, findings, title=_("疑似同一人"))
        register_identities(identities)
        also_found_by(tokens_of_merged)

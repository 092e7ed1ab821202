"""Every address of the house. An app's own routes lie in its `urls.py`."""

from django.urls import include, path
from django.views.i18n import set_language

from rongyi.kernel.views import gallery, modes
from rongyi.organisation.access import page, public_page
from rongyi.organisation.permissions import VIEW_GALLERY
from rongyi.project.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("rongyi.portal.urls")),
    path("console/", include("rongyi.portal.console_urls")),
    path("console/", include("rongyi.accounts.urls")),
    path("console/people/", include("rongyi.registry.urls")),
    path("console/merging/", include("rongyi.merging.urls")),
    path("console/rights/", include("rongyi.rights.urls")),
    path("console/erasures/", include("rongyi.erasure.urls")),
    path("my/rights/", include("rongyi.rights.own_urls")),
    path("my/card/", include("rongyi.cards.own_urls")),
    path("", include("rongyi.cards.public_urls")),
    path("console/cards/", include("rongyi.cards.urls")),
    path("console/mandates/", include("rongyi.mandates.urls")),
    path("my/proxies/", include("rongyi.mandates.own_urls")),
    path("console/verification/", include("rongyi.verification.urls")),
    path("console/archives/", include("rongyi.archives.urls")),
    path("console/cases/", include("rongyi.casework.urls")),
    path("console/confirmations/", include("rongyi.confirmations.urls")),
    path("console/visits/", include("rongyi.visits.urls")),
    path("console/benefits/", include("rongyi.benefits.urls")),
    path("console/records/", include("rongyi.records.urls")),
    path("console/ledgers/", include("rongyi.ledgers.urls")),
    path("console/network/", include("rongyi.organisation.urls")),
    path(
        "",
        include(
            (
                [
                    path("console/gallery", page(VIEW_GALLERY)(gallery.gallery), name="gallery"),
                    path("modes", public_page(modes.modes), name="modes"),
                ],
                "kernel",
            )
        ),
    ),
    path("i18n/setlang/", public_page(set_language), name="set_language"),
    path("api/v1/", include("rongyi.api.urls")),
]

handler400 = "rongyi.kernel.views.faults.bad_request"
handler403 = "rongyi.kernel.views.faults.forbidden"
handler404 = "rongyi.kernel.views.faults.not_found"
handler500 = "rongyi.kernel.views.faults.server_error"

"""The personal file (一人一档): who somebody is, what they are entitled as, where they served, whom they live with, how
they live, and every change with its former value. No opinion and no risk label is kept of anybody."""

from rongyi.registry.models.choices import (
    SUB_KINDS,
    CareClass,
    CareNeed,
    Category,
    Cause,
    CredentialKind,
    Difficulty,
    DischargeKind,
    Ending,
    Grade,
    HonourKind,
    Housing,
    IdKind,
    IncomeClass,
    IncomeSource,
    Insurance,
    PaymentKind,
    Pension,
    Per,
    PlacementMode,
    Political,
    Relief,
    Soldier,
    SubKind,
    Tag,
    UnitKind,
    WorkStatus,
)
from rongyi.registry.models.imports import ImportChunk, ImportJob, ImportTemplate
from rongyi.registry.models.jobs import HeldCase
from rongyi.registry.models.living import Credential, Entitlement, Household, Livelihood, Work
from rongyi.registry.models.parts import DatedPart, Part, PersonCategory, PersonTag, Relative, ServicePeriod
from rongyi.registry.models.person import Change, Person, SearchToken
from rongyi.registry.models.proposals import Proposal
from rongyi.registry.models.standing import Disability, Honour, Placement

PART_MODELS = (
    PersonCategory, PersonTag, ServicePeriod, Honour, Disability, Relative, Placement, Household, Livelihood, Work,
    Entitlement, Credential,
)  # fmt: skip
"""Everything that belongs to a file and moves with the person."""

__all__ = [
    "PART_MODELS", "SUB_KINDS", "CareClass", "CareNeed", "Category", "Cause", "Change", "Credential", "CredentialKind",
    "DatedPart", "Difficulty", "Disability", "DischargeKind", "Ending", "Entitlement", "Grade", "HeldCase", "Honour",
    "HonourKind", "Household", "Housing", "IdKind", "ImportChunk", "ImportJob", "ImportTemplate", "IncomeClass",
    "IncomeSource", "Insurance",
    "Livelihood", "Part", "PaymentKind", "Pension", "Per", "Person", "PersonCategory", "PersonTag", "Placement",
    "PlacementMode", "Political", "Proposal", "Relative", "Relief", "SearchToken", "ServicePeriod", "Soldier", "SubKind", "Tag",
    "UnitKind", "Work", "WorkStatus",
]  # fmt: skip

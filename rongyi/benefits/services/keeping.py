"""What the file says changes what is paid: death stops and opens the funeral aid, moving away ends with the year."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.dispatch import receiver
from django.utils.translation import gettext as _

from rongyi.benefits.enums import BY_ITSELF, Ending, Item, Standing
from rongyi.benefits.models import Entitlement, Pause, PayAccount
from rongyi.benefits.months import month_of, previous_month
from rongyi.benefits.policy import ItemRule, item_rules
from rongyi.benefits.standard_queries import Table
from rongyi.kernel import clock
from rongyi.records.models import Fact, FactPerson
from rongyi.records.signals import facts_changed
from rongyi.registry.models import Person

COLLECTED = "collection"
UNTOUCHED = ("created", "imported")
"""Whose file was just opened is paid nothing yet."""
HELD = (Standing.ACTIVE, Standing.SUSPENDED)


@receiver(facts_changed, dispatch_uid="benefits.keeping")
def keep_in_step(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    touched: dict[str, list[UUID]] = {}
    for fact in (*facts, *undone):
        if fact.kind == COLLECTED and fact.data.get("change") not in UNTOUCHED:
            touched.setdefault(fact.county, []).append(fact.pk)
    for county, ids in touched.items():
        links = FactPerson.objects.filter(county=county, fact_id__in=ids)
        refresh(county, set(links.values_list("person_id", flat=True)))


def refresh(county: str, person_ids: Iterable[UUID]) -> None:
    """Brings what some people are paid into step with their files."""
    held = Entitlement.objects.filter(county=county, person_id__in=set(person_ids)).exclude(state=Standing.REFUSED)
    rows = list(held.select_related("person").order_by("pk"))
    for person_id, region_code in {one.person_id: one.person.region_code for one in rows}.items():
        for model in (Entitlement, PayAccount):
            model.objects.filter(county=county, person_id=person_id).exclude(region_code=region_code).update(
                region_code=region_code
            )
        Pause.objects.filter(county=county, entitlement__person_id=person_id).exclude(region_code=region_code).update(
            region_code=region_code
        )
    for one in rows:
        _keep(one)


def _keep(one: Entitlement) -> None:
    person = one.person
    if person.status == Person.Status.ACTIVE and one.item == Item.FUNERAL and one.state == Standing.PROPOSED:
        _refuse(one)  # the death was recorded by mistake
    if person.status == Person.Status.ACTIVE:
        if one.state == Standing.ENDED and one.ending in BY_ITSELF:
            rests = Pause.objects.filter(county=one.county, entitlement=one, last="").exists()
            back = Standing.SUSPENDED if rests else Standing.ACTIVE
            _update(one, (Standing.ENDED,), state=back, ending="", last="")
        return
    if one.item == Item.FUNERAL:
        return
    ending, last = _by_file(person)
    if one.state == Standing.PROPOSED:
        _update(one, (Standing.PROPOSED,), state=Standing.REFUSED, decided_at=clock.now(), decided_name=_("按档案自动"))
    elif one.state in HELD:
        last = max(last, previous_month(one.start))
        if _update(one, HELD, state=Standing.ENDED, ending=ending, last=last) and ending == Ending.DEATH:
            propose_funeral(one)


def _refuse(one: Entitlement) -> None:
    said = {"decided_at": clock.now(), "decided_name": _("按档案自动")}
    _update(one, (Standing.PROPOSED,), state=Standing.REFUSED, **said)


def _by_file(person: Person) -> tuple[Ending, str]:
    """The old place pays until December (领域资料 4.9); who died is paid for the month of death."""
    if person.status == Person.Status.DECEASED and person.deceased_on:
        return Ending.DEATH, month_of(person.deceased_on)
    if person.status == Person.Status.MOVED:
        return Ending.MOVED, f"{clock.today().year:04d}-12"
    return Ending.MERGED, month_of(clock.today())


def propose_funeral(one: Entitlement) -> None:
    """So many months of what was paid (军人抚恤优待条例第二十二、三十二、六十二条); whether it is due, a person decides."""
    rule = item_rules().get(one.item)
    if rule is None or rule.funeral is None:
        return
    standard = Table(one.county).find(one.item, one.key, one.last)
    if standard is None or Entitlement.objects.filter(county=one.county, person=one.person, item=Item.FUNERAL).exists():
        return
    amount = standard.monthly("2000-01", one.units) * rule.funeral.months
    made = Entitlement(
        county=one.county, region_code=one.region_code, person=one.person, item=Item.FUNERAL, once_fen=amount,
        article=rule.funeral.article, proposed_at=clock.now(),
    )  # fmt: skip
    made.reason = _funeral_reason(one, rule)
    made.save(force_insert=True)


def _funeral_reason(one: Entitlement, rule: ItemRule) -> str:
    said = {"day": one.person.deceased_on, "months": rule.funeral.months if rule.funeral else 0, "item": rule.title.zh}
    return _("%(day)s去世,按%(months)d个月的%(item)s") % said


def _update(one: Entitlement, sources: tuple, **changes) -> bool:
    mine = Entitlement.objects.filter(county=one.county, pk=one.pk, state__in=sources)
    if not mine.update(version=F("version") + 1, **changes):
        return False
    for name, value in changes.items():
        setattr(one, name, value)
    return True

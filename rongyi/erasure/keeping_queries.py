"""What an erasure leaves, and why: the law keeps some things for a term, and they are named one by one.

A room that keeps papers says which of a person's stay and lets the others go; `project/wiring` introduces it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.registry.models import Person

KEPT_BY_LAW = {
    "benefits": gettext_lazy("发给谁、发了多少、按什么决定发,随会计凭证和账簿保存(会计法第二十三条)"),
    "archives": gettext_lazy("归档的文件保管到期满(档案法)"),
    "rights": gettext_lazy("告知、同意、请求和答复,用来证明本人的权利得到了办理(个人信息保护法)"),
}
"""{app: why its rows of a person stay}."""


@dataclass(frozen=True)
class Paper:
    """A paper that names the person. `until`: the last day of its term, empty where it is kept for ever."""

    name: str
    stays: bool
    until: str
    why: str


@dataclass(frozen=True)
class Keeper:
    """A room that keeps papers: which it has of a person, and how it lets go of those that need not stay."""

    papers: Callable[[Person], Iterable[Paper]]
    let_go: Callable[[Person], dict[str, int]]


KEEPERS: dict[str, Keeper] = {}


def register_keeper(name: str, keeper: Keeper) -> None:
    KEEPERS[name] = keeper


def papers_of(person: Person) -> list[Paper]:
    return [paper for keeper in KEEPERS.values() for paper in keeper.papers(person)]


def let_go(person: Person) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for keeper in KEEPERS.values():
        counts.update(keeper.let_go(person))
    return counts


def kept_of(person: Person) -> dict:
    """{"papers", "rows"}: which papers stay and until when; and of which rooms rows stay, how many, and why."""
    papers = [asdict(paper) for paper in papers_of(person) if paper.stays]
    return {"papers": papers, "rows": list(_rows_of(person))}


def _rows_of(person: Person) -> Iterable[dict]:
    ids = [person.pk, *Person.objects.filter(county=person.county, merged_into=person).values_list("pk", flat=True)]
    for label, why in KEPT_BY_LAW.items():
        if label in KEEPERS:
            continue  # named paper by paper
        count = 0
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.local_fields:
                if field.is_relation and field.related_model is Person:
                    count += model._base_manager.filter(county=person.county, **{f"{field.name}_id__in": ids}).count()
        if count:
            yield {"room": str(apps.get_app_config(label).verbose_name), "count": count, "why": str(why)}


def words_of(counts: dict[str, int]) -> list[dict]:
    """{table: rows} as people call it, the larger first."""
    found = [{"what": _word(table), "count": count} for table, count in counts.items()]
    return sorted(found, key=lambda one: (-one["count"], one["what"]))


def _word(table: str) -> str:
    if table == "archives.link":
        return _("期满档案上的姓名关联")
    return str(apps.get_model(table)._meta.verbose_name)

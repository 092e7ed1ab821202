"""Second files of one person among many: how fast, how many of them are found, how many others are shown in vain."""

import time

from django.db.models import Count

from bench.harness import peak_mib, timed
from rongyi.kernel.county import all_counties
from rongyi.merging.likeness.county import CountyLinkage
from rongyi.merging.policy import policy_now
from rongyi.merging.services.running import link_county
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from tests.merging.population import population

LOWEST = 8


def run(files: int, seed: int) -> dict:
    """On invented people with the truth known, in memory; then over the files of a county in the database."""
    return {"invented": invented(files, seed + 1), "in_the_house": in_the_house()}


def invented(files: int, seed: int) -> dict:
    policy, before = policy_now(), peak_mib()
    people = population(files, seed=seed)
    reading, features = timed(lambda: [one.features() for one in people.people])
    start = time.perf_counter()
    linkage = CountyLinkage(features, policy)
    found = {(pair.first, pair.second): pair.score for pair in linkage.pairs(1, at_least=LOWEST)}
    took = time.perf_counter() - start
    linkage.close()
    truth = set(people.pairs)
    return {
        "files": files, "second_files": len(truth), "seed": seed, "ask_from": policy.ask_from,
        "brought_to_one_spelling_seconds": round(reading, 2), "compared_seconds": round(took, 2),
        "pairs_compared": linkage.compared, "pairs_per_second": round(linkage.compared / took),
        "pairs_possible": files * (files - 1) // 2, "peak_mib": peak_mib(), "before_mib": before,
        "by_threshold": {at: _quality(found, truth, at) for at in range(LOWEST, policy.strong_from + 1, 2)},
        "asked": _quality(found, truth, policy.ask_from), "missed_by_mistakes": _missed(people, found, policy.ask_from),
    }  # fmt: skip


def _quality(found: dict, truth: set, at: int) -> dict:
    asked = {pair for pair, score in found.items() if score >= at}
    right = len(asked & truth)
    return {
        "cases": len(asked), "precision": round(right / max(1, len(asked)), 4),
        "recall": round(right / max(1, len(truth)), 4),
    }  # fmt: skip


def _missed(people, found: dict, at: int) -> dict[str, int]:
    """Which mistakes together hide a second file."""
    missed: dict[str, int] = {}
    for pair, mistakes in people.pairs.items():
        if found.get(pair, 0) < at:
            key = " + ".join(sorted(set(mistakes) - {"wrong_number"})) or "wrong_number"
            missed[key] = missed.get(key, 0) + 1
    return dict(sorted(missed.items(), key=lambda item: -item[1])[:8])


def in_the_house() -> dict:
    """A whole run over the county with the most files: read, opened, compared, cases written."""
    with all_counties():
        county = (
            Person.objects.values("county").annotate(n=Count("pk")).order_by("-n").values_list("county", flat=True)[0]
        )
    actor = system_actor("测量", county, Role.SECTION_OFFICER)
    took, done = timed(link_county, actor, county)
    return {
        "people": done.people, "seconds": round(took, 2), "people_per_second": round(done.people / took),
        "pairs_compared": done.compared, "cases": done.found,
    }  # fmt: skip

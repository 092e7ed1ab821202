"""What the pages of a record show."""

from django.urls import reverse

from rongyi.kernel.crypto.classes import DataClass
from rongyi.organisation.access import Actor
from rongyi.records.forms import EvidenceForm, KindForm
from rongyi.records.kinds import KINDS
from rongyi.records.models import Fact
from rongyi.records.permissions import CORRECT_RECORD, WRITE_RECORD
from rongyi.records.queries import evidence_of, people_of, station_names, trail_of
from rongyi.records.shown import comparison, fact_lines, moment_in_words, state_words, trail_entries
from rongyi.records.subjects import subjects


def page_of_fact(fact: Fact, actor: Actor) -> dict:
    """Everything about one record; people of other places are counted and not named."""
    kind, ids = KINDS[fact.kind], people_of([fact]).get(fact.pk, [])
    known = subjects(county=fact.county, ids=ids, actor=actor) if actor.reads_whole(DataClass.S3) else {}
    words, tone = state_words(fact)
    station = station_names([fact.region_code]).get(fact.region_code, fact.region_code)
    trail = trail_of(fact)
    urls = {f.pk: reverse("records:fact", args=[f.pk]) for f in trail}
    is_valid = fact.state == Fact.State.VALID
    return {
        "fact": fact, "kind": kind, "state": words, "tone": tone, "is_valid": is_valid, "station": station,
        "people": [known[i] for i in ids if i in known], "hidden_people": len([i for i in ids if i not in known]),
        "lines": fact_lines(fact, actor, station), "trail": trail_entries(trail, fact, urls),
        "files": evidence_of(fact) if actor.reads_whole(DataClass.S3) else [], "evidence_form": EvidenceForm(),
        "can_attach": is_valid and actor.can(WRITE_RECORD),
        "can_withdraw": is_valid and actor.can(CORRECT_RECORD) and fact.kind != "withdrawal",
        "can_correct": is_valid and actor.can(CORRECT_RECORD) and bool(kind.correct_at or kind.record),
        "mark": bytes(fact.hash).hex()[:16],
    }  # fmt: skip


def against_the_latest(latest: Fact, form: KindForm, actor: Actor) -> dict:
    """What was typed beside what holds now; pressed again, it corrects what holds now."""
    form.data = form.data.copy()
    form.data["version"] = str(latest.version)
    mine = {"day": form.cleaned_data["day"], "channel": form.channel_given, "data": form.data_given()}
    return {
        "conflict": comparison(latest.kind, mine, latest, actor),
        "by": latest.handler,
        "at": moment_in_words(latest.recorded_at),
    }

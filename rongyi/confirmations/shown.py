"""Confirmations in the reader's words, for pages."""

from datetime import date

from django.utils.translation import gettext as _

from rongyi.confirmations.enums import BY_ITSELF, TONES, WAITING, State
from rongyi.confirmations.models import Campaign, Duty
from rongyi.confirmations.policy import policies
from rongyi.confirmations.queries import (
    NOTHING,
    Asked,
    by_group,
    by_place,
    campaigns_under_way,
    own_duties,
    station_names,
    totals_of,
)
from rongyi.kernel import clock
from rongyi.kernel.crypto.masking import mask_phone
from rongyi.kernel.definitions import Words
from rongyi.organisation.access import Actor
from rongyi.registry.fields import may_read
from rongyi.registry.models import Person
from rongyi.registry.shown import short_station

BELOW = {6: 9, 9: 12, 12: 12}


def group_titles(campaign: Campaign) -> dict[str, str]:
    """{group: its title in the reader's language}; the campaign keeps both."""
    return {group["name"]: str(Words(**group["title"])) for group in campaign.settings["groups"]}


def text_of(words: dict) -> str:
    return str(Words.model_construct(**words))


def duty_rows(actor: Actor, duties: list[Duty], today: date) -> list[dict]:
    stations = station_names(duty.region_code for duty in duties)
    titles: dict = {duty.campaign_id: group_titles(duty.campaign) for duty in duties}
    return [
        {
            "duty": duty,
            "person": duty.person,
            "station": short_station(stations.get(duty.region_code, "")),
            "group": titles[duty.campaign_id].get(duty.group, ""),
            "tone": TONES[State(duty.state)],
            "phone": masked_phone(duty.person, actor),
            "when": when_of(duty, today),
            "is_waiting": duty.state in WAITING,
            "can_confirm": duty.state in (*WAITING, State.SUSPENDED),
            "can_tell": duty.state in (State.DUE, State.INVITED),
        }
        for duty in duties
    ]


def masked_phone(person: Person, actor: Actor) -> str:
    """Enough to know the number again; the whole of it is one press away, on record."""
    return mask_phone(person.phone) if person.phone and may_read(actor, "phone") else ""


def when_of(duty: Duty, today: date) -> str:
    """The one thing that somebody wants to know about a state."""
    if duty.confirmed_on and duty.state != State.ENDED:
        return _("%(day)s %(how)s") % {"day": day_in_words(duty.confirmed_on), "how": duty.get_method_display()}
    if duty.state == State.ENDED:
        return str(duty.get_end_reason_display())
    if duty.state == State.SUSPENDED and duty.suspended_on:
        return _("%(day)s起") % {"day": day_in_words(duty.suspended_on)}
    if duty.state in (State.NOT_REACHED, State.FOLLOW_UP) and duty.last_attempt_on:
        return _("联系过%(n)d次,最近%(day)s") % {"n": duty.attempts, "day": day_in_words(duty.last_attempt_on)}
    if duty.told_on:
        days = (today - duty.told_on).days
        return _("今天通知的") if days <= 0 else _("%(n)d天前通知的") % {"n": days}
    return ""


def day_in_words(day: date) -> str:
    return _("%(m)d月%(d)d日") % {"m": day.month, "d": day.day}


def campaign_rows(actor: Actor, campaigns: list[Campaign], today: date) -> list[dict]:
    counts, places = totals_of(actor, campaigns), station_names(c.region_code for c in campaigns)
    return [
        {
            "campaign": campaign, "place": places.get(campaign.region_code, ""),
            "left": left_in_words(campaign, today), **with_share(counts.get(campaign.pk, NOTHING)),
        }
        for campaign in campaigns
    ]  # fmt: skip


def with_share(counts: dict[str, int]) -> dict:
    total = counts["total"]
    return {**counts, "waiting": total - counts["done"], "share": counts["done"] / total if total else 0.0}


def left_in_words(campaign: Campaign, today: date) -> str:
    """How long there is still time."""
    if campaign.state == Campaign.State.CLOSED:
        return _("已结束")
    if today < campaign.first_on:
        return _("%(n)d天后开始") % {"n": (campaign.first_on - today).days}
    days = (campaign.last_on - today).days
    if days < 0:
        return _("已过截止日期%(n)d天,可以补办") % {"n": -days}
    return _("今天截止") if days == 0 else _("还有%(n)d天") % {"n": days}


def figures(actor: Actor, campaign: Campaign, station: str) -> dict:
    """Cards, chart and tables of one place, from two aggregates."""
    code = station or max((actor.home_code, campaign.region_code), key=len)
    digits = BELOW.get(len(code), 12)
    places, groups = by_place(actor, campaign, code, digits), by_group(actor, campaign, code)
    names, titles = station_names(places), group_titles(campaign)
    rows = [
        {"code": place, "name": short_station(names.get(place, place)), "may_open": digits < 12, **with_share(counts)}
        for place, counts in places.items()
    ]
    whole = {key: sum(counts[key] for counts in places.values()) for key in NOTHING}
    return {
        "code": code,
        "places": rows,
        "groups": [{"name": name, "title": titles.get(name, name), **with_share(c)} for name, c in groups.items()],
        "whole": with_share(whole),
        "chart": _chart(rows),
    }


def _chart(rows: list[dict]) -> dict:
    series = ((_("已确认"), "done"), (_("已通知"), "told"), (_("待通知"), "untold"), (_("联系不上"), "lost"),
              (_("暂停发放"), "held"))  # fmt: skip
    return {
        "labels": [row["name"] for row in rows],
        "series": [{"name": name, "values": [row[key] for row in rows]} for name, key in series],
        "unit": _("人"), "of": _("服务站"), "stacked": True,
    }  # fmt: skip


def asked_tabs(asked: Asked, whole: dict[str, int], query) -> list[dict]:
    """The states as tabs with their numbers."""
    told = (
        ("waiting", _("还没确认"), whole["untold"] + whole["told"] + whole["lost"]),
        ("due", _("待通知"), whole["untold"]),
        ("invited", _("已通知"), whole["told"]),
        ("lost", _("联系不上"), whole["lost"]),
        ("suspended", _("暂停发放"), whole["held"]),
        ("done", _("已确认"), whole["done"]),
        ("ended", _("已终止"), whole["ended"]),
    )
    tabs = []
    for state, label, count in told:
        again = query.copy()
        again.pop("after", None)
        again["state"] = state
        tabs.append({"label": label, "count": count, "url": f"?{again.urlencode()}", "current": asked.state == state})
    return tabs


def definition_choices() -> list[tuple[str, str]]:
    return [(name, str(loaded.content.title)) for name, loaded in policies().items()]


def own_rows(person: Person) -> list[dict]:
    """Whether this year's confirmation is made, and how to make it, for the veteran's own page."""
    rows = []
    for duty in own_duties(person):
        if duty.state == State.ENDED and duty.end_reason in BY_ITSELF:
            continue
        rows.append({
            "title": duty.campaign.title, "done": duty.confirmed_on is not None, "when": duty.confirmed_on,
            "how": duty.get_method_display() if duty.method else "", "last_on": duty.campaign.last_on,
            "is_held": duty.state == State.SUSPENDED, "is_over": duty.state == State.ENDED,
            "notice": text_of(duty.campaign.settings["notice"]),
            "methods": duty.campaign.settings["methods"],
        })  # fmt: skip
    return rows


def home_card(actor: Actor) -> list[dict]:
    """What the first page of a station says of it: at most two campaigns, in two queries."""
    return campaign_rows(actor, campaigns_under_way(actor)[:2], clock.today())

"""Who may do a step: the post's roles at the post's place, and those above where a station is not manned."""

from django.db.models import Q
from django.utils.translation import gettext as _

from rongyi.casework.enums import DIGITS_OF, ROLES_OF, STAND_INS, Post, State
from rongyi.casework.hand_queries import hands_in
from rongyi.casework.models import Case
from rongyi.casework.procedures.schema import Step
from rongyi.kernel.errors import Denied, NotFound
from rongyi.organisation.access import Actor, Reach
from rongyi.organisation.models import subtree


def place_of(post: str, region_code: str) -> str:
    """The code of the unit at which a post sits, for a case of a region."""
    return region_code[: DIGITS_OF[post]]


def post_of(actor: Actor, post: str, at_code: str) -> str | None:
    """As which post an actor may act on what waits at `post`: its own, one above that stands in, or None."""
    for reach in actor.reaches:
        if reach.role in ROLES_OF[post] and reach.code == at_code:
            return post
    for above in STAND_INS.get(post, ()):
        if any(r.role in ROLES_OF[above] and r.code and at_code.startswith(r.code) for r in actor.reaches):
            return above
    return None


def waiting_for(actor: Actor) -> Q:
    """The condition on cases that wait at one of the actor's own posts."""
    found = Q(pk__in=[])
    for reach in actor.reaches:
        posts = [post for post, roles in ROLES_OF.items() if reach.role in roles]
        if posts and reach.code:
            found |= Q(post__in=posts, at_code=reach.code) & _inside(reach)
    return found


def below(actor: Actor) -> Q:
    """Cases that wait at a post further down in the actor's reach: for standing in and for what is overdue there."""
    found = Q(pk__in=[])
    for reach in actor.reaches:
        if reach.code:
            # not a range: SQLite would read the whole county by it instead of the few that are late
            found |= Q(at_code__startswith=reach.code) & ~Q(at_code=reach.code) & _inside(reach)
    return found


def _inside(reach: Reach) -> Q:
    return subtree("region_code", reach.code)


def require_post(actor: Actor, case: Case, step: Step) -> str:
    """The post as which the actor acts. security: own matters, and what one had a hand in, are left to others."""
    if case.state == State.DRAFT or not case.post:
        raise NotFound()
    post = post_of(actor, case.post, case.at_code)
    if post is None:
        raise Denied(
            _("这一环节由%(post)s办理,现在不在您手上。") % {"post": Post(case.post).label}
        )  # fmt: skip
    if case.person_id and case.person_id == actor.subject_id:
        raise Denied(_("这是您本人的事,请由同事办理。"))
    hands = hands_in(case, step.not_by)
    if (actor.user_id and actor.user_id in {user_id for user_id, _name in hands}) or (
        actor.name in {name for _user_id, name in hands}
    ):
        raise Denied(_("您办过前面的环节,按规定这一环节要由另一位同事办理。"))
    return post

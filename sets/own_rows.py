"""How members are told what a set, and getting into one, keeps of them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib.own_rows import OwnRows, Told
from alsweb.lib.own_rows import register as register_rows
from organisations.models import Event, Invitation, Membership
from sets.models import (
    Agreement,
    AimWords,
    BioWords,
    Decline,
    GroundRules,
    GroundRulesWords,
    HopeWords,
    JoinRequest,
    LineException,
    LineReason,
    Moment,
    NotTogether,
    Proposal,
    Reflection,
    ReflectionWords,
    RuleScore,
    SelfRating,
    SetInvitation,
    SetMembership,
    SetRole,
    Statement,
    Welcome,
    WelcomePack,
    WelcomePackWords,
)
from sets.sentences import what_happened

Needs = Mapping[str, Any]


def _seat(needs: Needs) -> str:
    role = str(SetRole(needs["role"]).label)
    return (_("Was in the set as %(role)s") if needs["ended"] else _("In the set as %(role)s")) % {"role": role}


def _request(needs: Needs) -> str:
    if needs["admitted"]:
        return _("Asked to join, and was let in")
    if needs["not_now"]:
        return _("Asked to join, and was told “not now”")
    return _("Asked to join, and took it back") if needs["withdrawn"] else _("Asks to join")


def _exception(needs: Needs, *, whom: Promise) -> str:
    return str(whom) % {"reason": LineReason(needs["reason"]).label}


def _welcome(needs: Needs) -> str:
    done = [
        said
        for name, said in (
            ("pack", _("welcome read")),
            ("bio", _("lines about oneself written")),
            ("aim", _("aim written")),
        )
        if needs[name]
    ]
    return _("Getting ready: %(done)s") % {"done": ", ".join(done) or _("nothing yet")}


def _self_rating(needs: Needs) -> str:
    return _("“%(statement)s” %(score)s of 4, %(moment)s") % {
        "statement": Statement(needs["statement"]).label,
        "score": needs["score"],
        "moment": Moment(needs["moment"]).label,
    }


def _event(needs: Needs) -> str:
    # Whom else it names is not looked up here; by whose invitation, the invitation itself tells.
    change = {name: value for name, value in needs["change"].items() if name != "invited_by"}
    actor = Membership(pk=needs["by"], name=needs["who"])
    event = Event(kind=needs["kind"], subject=needs["subject"], change=change, actor=actor)
    told = what_happened(event, {actor.pk: actor.name})
    return _("In the access log: %(told)s") % {"told": told}


def _always(sentence: Promise) -> Told:
    return lambda needs: str(sentence) % needs


def register() -> None:
    register_rows(
        OwnRows(SetMembership, when="started_at", told=_seat, needs={"role": "role", "ended": "ended_at"}),
        OwnRows(
            Event,
            when="at",
            told=_event,
            needs={"kind": "kind", "subject": "subject", "change": "change", "by": "actor", "who": "actor__name"},
            mine="actor__person",
            of_set="learning_set_id",
        ),
        OwnRows(
            Invitation,
            when="invited_at",
            told=_always(gettext_lazy("Invited by %(who)s")),
            needs={"who": "invited_by__name"},
            mine="accepted_by__person",
            names_others=("who",),
            of_set="for_set__learning_set",
        ),
        OwnRows(
            SetInvitation,
            when="invitation__invited_at",
            told=_always(gettext_lazy("Invited %(email)s into the set")),
            needs={"email": "invitation__email"},
            mine="invited_by_person_id",
            names_others=("email",),
        ),
        OwnRows(
            JoinRequest,
            when="asked_at",
            told=_request,
            needs={"admitted": "admitted_at", "not_now": "not_now_at", "withdrawn": "withdrawn_at"},
            words=(HopeWords,),
        ),
        OwnRows(
            Proposal,
            when="proposed_at",
            told=lambda needs: _("Proposed, and said yes") if needs["accepted"] else _("Proposed for this set"),
            needs={"accepted": "accepted_at"},
        ),
        OwnRows(Decline, when="declined_at", told=_always(gettext_lazy("Said “not this set”")), needs={}),
        OwnRows(
            NotTogether,
            when="said_at",
            told=_always(gettext_lazy("Would rather not be in a set with somebody")),
            needs={},
            of_set="",
            besides=gettext_lazy("Whoever forms sets is told the pair, never who asked."),
        ),
        *(
            OwnRows(
                LineException,
                when="allowed_at",
                told=partial(_exception, whom=whom),
                needs={"reason": "reason"},
                mine=mine,
            )
            for mine, whom in (
                ("manager__person", gettext_lazy("In one set with somebody who reports to them, because %(reason)s")),
                ("report__person", gettext_lazy("In one set with their own manager, because %(reason)s")),
                ("allowed_by__person", gettext_lazy("Let a manager and their report in together, because %(reason)s")),
            )
        ),
        OwnRows(
            GroundRules,
            when="written_at",
            told=_always(gettext_lazy("Wrote version %(number)s of the ground rules")),
            needs={"number": "number"},
            words=(GroundRulesWords,),
        ),
        OwnRows(
            Agreement,
            when="agreed_at",
            told=_always(gettext_lazy("Agreed to version %(number)s of the ground rules")),
            needs={"number": "rules__number"},
        ),
        OwnRows(
            RuleScore,
            when="scored_at",
            told=lambda needs: (
                _("Line %(line)s of the ground rules: %(score)s of 3")
                % {"line": needs["line"] + 1, "score": needs["score"]}
            ),
            needs={"line": "line", "score": "score"},
            besides=gettext_lazy("Whoever runs the set gets an average, of three answers at least."),
        ),
        OwnRows(
            WelcomePack,
            when="written_at",
            told=_always(gettext_lazy("Wrote the set’s welcome")),
            needs={},
            words=(WelcomePackWords,),
        ),
        OwnRows(
            Welcome,
            when="began_at",
            told=_welcome,
            needs={"pack": "pack_read_at", "bio": "bio_at", "aim": "aim_at"},
            words=(BioWords, AimWords),
        ),
        OwnRows(
            SelfRating,
            when="rated_at",
            told=_self_rating,
            needs={"statement": "statement", "score": "score", "moment": "moment"},
        ),
        OwnRows(
            Reflection,
            when="written_at",
            told=_always(gettext_lazy("Wrote down what they take from the set")),
            needs={},
            words=(ReflectionWords,),
        ),
    )

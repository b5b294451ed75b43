"""Sets that begin: put together by somebody, open for whoever asks, and how members arrive in one."""

from collections.abc import Sequence
from datetime import timedelta

from alsweb.demo import beginnings
from alsweb.demo.beginnings import Arrival, Asked, Open
from alsweb.demo.house import ZONE, House
from organisations.models import Membership
from sets import operations as sets
from sets import queries, rules_lines
from sets.models import (
    Admission,
    Circle,
    Facilitation,
    GroundRules,
    JoinRequest,
    LearningSet,
    Moment,
    Programme,
    Proposal,
    Score,
    SetRole,
    Statement,
)
from sets.models.words import HEADS


def programme(house: House) -> Programme:
    with house.acting("Hana") as by:
        return sets.found_programme(
            name=beginnings.PROGRAMME,
            purpose=beginnings.PURPOSE,
            sets=0,
            sessions_planned=6,
            by=by,
            at=house.on(-150),
        )


def put_together(house: House, told: Asked, *, programme: Programme) -> None:
    """Up to the day on which some have said yes, and nobody can tell who rather would not."""
    with house.acting(told.founder) as by:
        learning_set = sets.found_set(
            name=told.name,
            topic=told.topic,
            time_zone=ZONE,
            places=6,
            own_role=None,
            programme=programme,
            by=by,
            at=house.on(told.founded),
        )
        _propose(learning_set, house.people[told.facilitator], by=by, house=house, day=told.founded, leads=True)
        for who in told.asked:
            _propose(learning_set, house.people[who], by=by, house=house, day=told.founded)
        sets.ask(learning_set, answer_by=house.date(told.founded + 12), by=by, at=house.on(told.founded, 11))
    for number, who in enumerate((*told.yes, *told.rather_not)):
        at = house.on(told.founded + 1 + number % 3)
        with house.acting(who) as by:
            proposal = Proposal.objects.get(learning_set=learning_set, person=by.person_id)
            (sets.say_not_this_set if who in told.rather_not else sets.say_yes)(proposal, at=at)


def _propose(
    learning_set: LearningSet, member: Membership, *, by: Membership, house: House, day: int, leads: bool = False
) -> None:
    role = SetRole.FACILITATOR if leads else SetRole.MEMBER
    sets.propose(learning_set, member, role=role, by=by, at=house.on(day))


def open_to_others(house: House, told: Open) -> LearningSet:
    """A set that others may join: listed, some let in, some waiting."""
    with house.acting(told.facilitator) as by:
        learning_set = sets.found_set(
            name=told.name,
            topic=told.topic,
            time_zone=ZONE,
            places=6,
            admission=Admission.OPEN,
            facilitation=Facilitation.STANDING,
            format=told.format,
            cadence=told.cadence,
            minutes=told.minutes,
            place=told.place,
            by=by,
            at=house.on(told.founded),
        )
        sets.list_set(
            learning_set,
            about=told.listed.about,
            cost=told.listed.cost,
            contact=told.listed.contact,
            outside=True,
            public=told.listed.public,
            by=by,
            at=house.on(told.founded + 1),
        )
    for number, who in enumerate(told.listed.granted):
        request = ask_to_join(house, who, learning_set, day=told.founded + 2 + number, hope="")
        with house.acting(told.facilitator) as by:
            sets.grant_request(request, by=by, at=house.on(told.founded + 3 + number))
    for day, who, hope in told.listed.waiting:
        ask_to_join(house, who, learning_set, day=day, hope=hope)
    return learning_set


def ask_to_join(house: House, who: str, learning_set: LearningSet, *, day: int, hope: str) -> JoinRequest:
    with house.acting(who) as by:
        entry = queries.entries_of_sets(by, [learning_set.pk])[learning_set.pk]
        return sets.ask_to_join(entry, hope=hope, name=by.name, by=by, at=house.on(day, 15))


def arrive(house: House, learning_set: LearningSet, arrivals: Sequence[Arrival], *, host: str, day: int) -> None:
    """What members say of themselves before they first meet."""
    with house.acting(host) as by:
        sets.write_welcome(learning_set, beginnings.WELCOME, based_on=None, by=by, at=house.on(day - 1))
    for arrival in arrivals:
        at = house.on(day)
        with house.acting(arrival.who) as by:
            sets.read_pack(learning_set, by=by, at=at)
            sets.write_bio(learning_set, arrival.bio, by=by, at=at)
            if arrival.aim:
                circle = Circle.SET if arrival.shared else Circle.AUTHOR
                sets.write_aim(learning_set, arrival.aim, circle=circle, by=by, at=at)
            if arrival.start:
                scores = {each: Score(score) for each, score in zip(Statement, arrival.start, strict=True)}
                sets.rate(learning_set, Moment.START, scores, first_meeting=None, by=by, at=at)


def change_rules(house: House, learning_set: LearningSet, members: Sequence[str], *, facilitator: str) -> None:
    """A second version: one line more, agreed by all but one."""
    day, who, head, line, silent = beginnings.RULES_CHANGED
    at = house.on(day, 17)
    with house.acting(who) as by:
        newest = queries.current_rules(learning_set, reader=by.person_id)
        assert newest is not None
        words = queries.rules_words(newest)
        heads = {each: getattr(words, each) for each in HEADS}
        heads[head] = f"{heads[head]}\n{line}"
        rules = sets.write_ground_rules(learning_set, heads, based_on=newest.number, by=by, at=at)
    for each in (facilitator, *members):
        if each not in silent:
            with house.acting(each) as by:
                sets.agree(rules, by=by, at=at + timedelta(days=1))


def review(house: House, learning_set: LearningSet, *, day: int) -> None:
    """Half-way: how the rules hold."""
    for who, scores in beginnings.HOW_RULES_HOLD.items():
        with house.acting(who) as by:
            rules = GroundRules.objects.filter(learning_set=learning_set).latest("number")
            words = queries.rules_words(rules)
            lines = rules_lines.numbered(rules_lines.texts_of(words))
            sets.score_rules(rules, dict(zip(range(len(lines)), scores, strict=False)), by=by, at=house.on(day))

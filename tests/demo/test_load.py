"""The demo as somebody finds it who has just typed `make run`."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory
from pytest_django import Settings

from actions.models import Action, ActionPlan, ActionWords, PlanOutcome
from alsweb.demo.load import load
from alsweb.demo.loopback import refuse_strangers
from alsweb.demo.people import DOORS, PASSWORD
from alsweb.demo.posted import deliver
from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from notifications.queries import inbox_of
from organisations.models import Membership, Organisation, User
from sessions.models import Attendance, Mark, Session
from sets.models import LearningSet, SetInvitation, SetMembership

pytestmark = pytest.mark.django_db

TODAY = datetime(2027, 3, 10, 9, 30, tzinfo=UTC)


def _user(email: str) -> User:
    return User.objects.get(email=email)


def _organisation_of(user: User, slug: str) -> int:
    with scope(person=user.pk, role=Role.ME):
        return Organisation.objects.get(slug=slug).pk


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), id="the night the clocks go forward, a Sunday"),
        pytest.param(datetime(2028, 2, 29, 23, 59, tzinfo=UTC), id="a leap day"),
    ],
)
def test_the_demo_loads_on_any_day_and_only_once(at: datetime) -> None:
    assert load(at)
    assert not load(at + timedelta(days=1))


def test_the_demo_tells_the_story_that_its_pages_promise(settings: Settings) -> None:
    load(TODAY)  # once for all of it: loading takes seconds
    settings.EMAIL_BACKEND = "alsweb.demo.mail.CaughtMailBackend"
    assert deliver(TODAY) > 20
    _the_member_was_told_several_things_and_asked_how_it_goes()
    _each_door_has_the_password()
    _the_member_meets_in_four_days_and_has_one_of_each_action()
    _a_set_is_forming_with_two_open_invitations_and_an_expired_one()
    _nobody_of_harbour_but_the_freelancer_belongs_to_northgate()


def _the_member_was_told_several_things_and_asked_how_it_goes() -> None:
    member = _user("member@harbour.example")
    with scope(person=member.pk, organisation=(harbour := _organisation_of(member, "harbour"))):
        told = inbox_of(member.pk, organisation=harbour)
    assert len({each.sentence for each in told}) >= 4
    assert any("How does it go?" in each.sentence for each in told)
    assert {each.is_new for each in told} == {True, False}
    assert max(each.at for each in told) < TODAY


def _each_door_has_the_password() -> None:
    passwords = {_user(door.email).password for door in DOORS}
    assert len(passwords) == 1
    assert check_password(PASSWORD, passwords.pop())


def _the_member_meets_in_four_days_and_has_one_of_each_action() -> None:
    cam = _user("member@harbour.example")
    with scope(person=cam.pk, organisation=_organisation_of(cam, "harbour")):
        learning_set = LearningSet.objects.get(slug="leading-through-change")
        sessions = Session.objects.filter(learning_set=learning_set).order_by("number")
        assert [session.held_at is not None for session in sessions] == [True, True, False]
        assert sessions[2].local_date == date(2027, 3, 14)
        second = Attendance.objects.filter(session=sessions[1])
        assert sorted(each.mark for each in second) == [Mark.APOLOGISED, *[Mark.CAME] * 5]
        actions = Action.objects.filter(person=cam)
        assert actions.open().count() == 3
        assert actions.filter(done_at__isnull=False).count() == 1
        assert actions.filter(due_on=date(2027, 3, 12), last_news_at=None).count() == 1
        everybody = Action.objects.filter(learning_set=learning_set)
        assert everybody.filter(let_go_because="better_way").count() == 1
        assert everybody.count() - ActionWords.objects.filter(action__in=everybody).count() == 1  # kept to its owner
        assert ActionPlan.objects.filter(learning_set=learning_set, outcome=PlanOutcome.LATER).count() == 1


def _a_set_is_forming_with_two_open_invitations_and_an_expired_one() -> None:
    alice = _user("facilitator@harbour.example")
    with scope(person=alice.pk, organisation=_organisation_of(alice, "harbour")):
        waiting = SetInvitation.objects.filter(learning_set__slug="clinical-leads", invitation__accepted_at=None)
        states = [each.invitation.state(TODAY) for each in waiting.select_related("invitation")]
    assert sorted(states) == ["expired", "open", "open"]


def _nobody_of_harbour_but_the_freelancer_belongs_to_northgate() -> None:
    freya = _user("freelance@sets.example")
    people = {}
    for slug in ("harbour", "northgate"):
        with scope(person=freya.pk, organisation=_organisation_of(freya, slug)):
            people[slug] = set(Membership.objects.values_list("person", flat=True))
            assert SetMembership.objects.current().filter(person=freya, role="facilitator").exists()
    assert people["harbour"] & people["northgate"] == {freya.pk}


@pytest.mark.parametrize(
    ("host", "address"), [("localhost", "10.0.0.3"), ("sets.example", "127.0.0.1"), ("localhost", "")]
)
def test_the_demo_answers_on_the_loopback_only(host: str, address: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    with pytest.raises(PermissionDenied):
        refuse_strangers(RequestFactory(SERVER_NAME=host, REMOTE_ADDR=address).get("/"))


def test_the_demo_answers_its_own_machine() -> None:
    for address in ("127.0.0.1", "::1"):
        refuse_strangers(RequestFactory(SERVER_NAME="localhost", REMOTE_ADDR=address).get("/"))


def test_loading_is_refused_on_a_site(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["sets.example"]
    with pytest.raises(CommandError, match=r"sets\.example"):
        call_command("load_demo")
    settings.DEMO = False
    with pytest.raises(CommandError, match="ALSWEB_DEMO"):
        call_command("load_demo")


def test_a_load_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from alsweb.demo import load as loading

    def away(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(loading._Telling, "tell", away)
    with pytest.raises(ConnectionError):
        load(TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_address_taken('harbour')")
        assert cursor.fetchone() == (False,)
    assert not User.objects.filter(email__endswith="@harbour.example").exists()

"""A freelance facilitator gives all her sets their dates in one sitting."""

from organisations import operations as organisations
from organisations.models import Membership, OrganisationRole
from sets import operations as sets
from sets.models.words import HEADS
from tests.cast import entering, found, join_set, make_user
from tests.e2e.conftest import BEGIN, Arrives

PASSWORD = "action-learning"


def test_three_sets_of_two_organisations_get_their_dates_in_one_sitting(arrives: Arrives) -> None:
    _fran_has_three_sets_without_a_date()
    fran = arrives()
    fran.signs_in("fran@sets.example", PASSWORD)
    fran.goes_to("/me/sets/")
    fran.reads("Three of your three sets need a date.")
    fran.looks("my sets, none with a date")
    for nth, left in enumerate(
        (
            "Two of your three sets need a date.",
            "One of your three sets needs a date.",
            "All your sets have their next date.",
        ),
        1,
    ):
        fran.follows("Plan dates")
        fran.writes(day=f"2027-02-0{nth}", at_time="10:00")
        fran.clicks("Look at the dates")
        fran.clicks("Plan these six sessions and tell the set")
        fran.page.wait_for_url("**/me/sets/**")
        fran.reads(left)
    assert fran.page.get_by_role("link", name="Plan dates").count() == 0
    fran.looks("my sets, all with dates")
    for name in ("Bob", "Charlie"):
        assert name not in fran.page.content()


def _fran_has_three_sets_without_a_date() -> None:
    user = make_user("fran@sets.example")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    for organisation, owner, names in (
        ("harbour", "olga", {"Quay": "bob", "Pier": "erin"}),
        ("northgate", "nora", {"Gate": "charlie"}),
    ):
        founded = found(organisation, owner)
        with entering(founded):
            asked = organisations.invite(
                user.email, name="Fran", roles=[OrganisationRole.FACILITATOR], by=founded, at=founded.started_at
            )
            sets.accept(asked, user=user, name="", at=founded.started_at)
            fran = Membership.objects.select_related("organisation", "person").get(person=user)
        for name, member in names.items():
            with entering(fran):
                learning_set = sets.found_set(
                    name=name, topic="", time_zone="Europe/London", places=6, by=fran, at=BEGIN
                )
                sets.write_ground_rules(learning_set, dict.fromkeys(HEADS, "We listen."), based_on=0, by=fran, at=BEGIN)
            join_set(member, learning_set, of=fran)

"""Every address of the site with real ids of Quay, and what one would type there."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from actions import operations as actions
from actions.notices import progress_link
from actions.queries import action_for
from actions.texts import OUTCOME, WORDING, read_as, texts_of
from alsweb.pages.learning_record.proof import certificate_address
from notifications.mails import stop_address
from organisations import operations as organisations
from organisations.models import CostRate, OrganisationRole
from organisations.notices import invitation_link
from organisations.reading import read_table
from reports.models import Export, MonthlyReport
from sessions import operations as sessions
from sessions.coming import coming_link
from sessions.links import feed_address, join_link
from sessions.notices.polls import poll_link
from sets import operations as sets
from sets.models import JoinRequest, Listing, SetMembership, Statement
from sets.models.words import HEADS
from sets.queries import entry_for, rules_of
from sets.reminder_rules import read_as as rules_read_as
from tests.cast import AFTER_FIRST, FOUNDED, NEXT_ON, NOW, POLL_CLOSES, ZONE, Cast, entering

OF_OTHERS = ("account_", "mfa_", "socialaccount_", "demo:")
"""Routes of django-allauth, and of the demo, which answers on this machine only and has tests of its own."""
NEXT_WEEK = NOW + timedelta(days=7)


def routes() -> set[str]:
    """Names of all routes of ours, as the resolver knows them."""
    return {name for name in _names(get_resolver().url_patterns, "") if not name.startswith(OF_OTHERS)}


def routes_of_others() -> set[str]:
    return {name for name in _names(get_resolver().url_patterns, "") if name.startswith(OF_OTHERS)}


def _names(patterns: list[URLPattern | URLResolver], space: str) -> list[str]:
    found = []
    for each in patterns:
        if isinstance(each, URLResolver):
            found += _names(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        else:
            found.append(f"{space}{each.name}" if each.name else f"{space}unnamed {each.pattern}")
    return found


_PEOPLE = b"Name,E-mail address\nKim,kim2@harbour.example\n"


class _People(SimpleUploadedFile):
    """A file that can be sent any number of times."""

    def __init__(self) -> None:
        super().__init__("people.csv", _PEOPLE, "text/csv")

    def read(self, *args: Any) -> bytes:
        self.seek(0)
        return super().read(*args)


@dataclass(frozen=True)
class Address:
    url: str
    typed: dict[str, object]
    """What the person who may would post there."""


Addresses = dict[str, Address]


def addresses_of(cast: Cast) -> Addresses:
    """Route name → its address in Harbour, about Quay and Bob.

    Olga has invited Ivan into Harbour and sent a file of people. Quay is in the directory, and Erin asks to join it.
    Alice puts together “Reef”, with nobody in it, and “Pool”, into which Bob is asked; Frank is asked into Quay. She has
    founded the programme “Docks”.
    """
    with entering(cast.dora):
        export, monthly = Export.objects.get(), MonthlyReport.objects.get()
    with entering(cast.olga):
        ivan = organisations.invite(
            "ivan@harbour.example", name="Ivan", roles=[OrganisationRole.MEMBER], by=cast.olga, at=NOW
        )
        sent = organisations.propose_import(read_table(_PEOPLE), by=cast.olga, at=NOW)
        costs = CostRate.objects.get()
    with entering(cast.bob):
        bobs_seat = SetMembership.objects.current().get(person=cast.bob.person_id).pk
    with entering(cast.dora):
        rule = sets.set_completion_rule(
            programme=None, valid_from=NEXT_WEEK.date(), attend=3, sessions=6, by=cast.dora, at=NOW
        )
    listing, asked = _listed(cast)
    with entering(cast.alice):
        sets.found_set(name="Reef", topic="", time_zone=ZONE, places=6, own_role=None, by=cast.alice, at=NOW)
        sets.found_programme(name="Docks", purpose="", sets=1, sessions_planned=6, by=cast.alice, at=NOW)
        pool = sets.found_set(
            name="Pool", topic="", time_zone=ZONE, places=6, own_role=None, by=cast.alice, at=NOW - timedelta(days=1)
        )
        sets.propose(pool, cast.bob, by=cast.alice, at=NOW)
        sets.ask(pool, answer_by=NEXT_WEEK.date(), by=cast.alice, at=NOW)
        proposed = sets.propose(cast.quay.learning_set, cast.frank, by=cast.alice, at=NOW)
    with entering(cast.frank):
        sets.say_yes(proposed, at=NOW)
    with entering(cast.bob):
        wish = sets.wish_apart(cast.erin, by=cast.bob, at=NOW)
        reminders = rules_read_as(rules_of(cast.quay.learning_set))
        bobs_action = action_for(cast.bob, cast.quay.action.pk)
        worded = read_as(texts_of(bobs_action.words, WORDING), bobs_action.action.due_on)
        told = read_as(texts_of(bobs_action.outcome, OUTCOME))
        bobs_news = actions.report_progress(
            cast.quay.action, state="on_track", line="", by=cast.bob, at=NOW - timedelta(hours=1)
        )
        bobs_feed = sessions.make_feed(person=cast.bob.person_id, learning_set=None, at=NOW)
    harbour, quay, story = cast.harbour.slug, cast.quay.learning_set.slug, cast.quay
    by_mail = {
        "invitation": invitation_link(story.waiting.invitation),
        "progress": progress_link(person=cast.bob.person_id, organisation=cast.harbour.pk),
        "poll": poll_link(story.poll, person=cast.bob.person_id),
        "coming": coming_link(story.coming, person=cast.bob.person_id),
        "stop": stop_address(person=cast.bob.person_id, kind="session_reminder"),
        "feed": feed_address(bobs_feed),
        "certificate": certificate_address(cast.bob, cast.quay.learning_set.pk, at=NOW),
        "join": join_link(story.coming, person=cast.bob.person_id),
    }
    in_forming, in_poll = (harbour, "reef"), (harbour, quay, story.poll.number)
    said: dict[str, object] = {f"slot_{each.pk}": "yes" for each in story.slots}
    in_set, in_held, in_coming = (
        (harbour, quay),
        (harbour, quay, story.held.number),
        (harbour, quay, story.coming.number),
    )
    date = {"day": str(NEXT_ON + timedelta(days=1)), "at_time": "10:00", "minutes": "120", "place": "Room 4"}
    how = {
        "places": "6",
        "sessions_planned": "6",
        "minutes": "180",
        "cadence": "six_weeks",
        "format": "room",
        "place": "The boat house",
        "time_zone": "Europe/London",
        "agenda": "names",
    }
    rules = {"based_on": "1", **dict.fromkeys(HEADS, "As we said.")}
    plan = {"known": "1", "what_2": "Ask Mo", "first_step_2": "Ring", "due_on_2": str(NEXT_WEEK.date())}

    def at(name: str, args: tuple[object, ...] = (), /, **typed: object) -> tuple[str, Address]:
        return name, Address(reverse(name, args=args), typed)

    return dict(
        [
            at("healthz"),
            at("readyz"),
            at("start"),
            at("begin"),
            at("found", name="Pilots", own_name="Pat", time_zone="Europe/Paris"),
            at("me"),
            at("my_sets"),
            at("left"),
            at("left_record", (cast.bob.pk,)),
            *(at(f"left_record_{form}", (cast.bob.pk,)) for form in ("json", "csv", "pdf")),
            at("left_learning_record", (cast.bob.pk,)),
            *(at(f"left_learning_{form}", (cast.bob.pk,)) for form in ("pdf", "csv")),
            at("left_certificate", (cast.bob.pk, quay)),
            at("left_remove_words", (cast.bob.pk, quay)),
            ("certificate", Address(urlsplit(by_mail["certificate"]).path, {})),
            at("me_zone", time_zone="Europe/Paris"),
            ("invitation", Address(urlsplit(by_mail["invitation"]).path, {"name": "Ivy"})),
            (
                "progress_by_mail",
                Address(
                    urlsplit(by_mail["progress"]).path,
                    {"action": str(story.action.pk), "state": "on_track", "line": "Going."},
                ),
            ),
            ("feed", Address(urlsplit(by_mail["feed"]).path, {})),
            ("join", Address(urlsplit(by_mail["join"]).path, {})),
            at("own_calendar"),
            at("make_feed", set=str(cast.quay.learning_set.pk)),
            at("replace_feed", (bobs_feed.pk,)),
            at("end_feed", (bobs_feed.pk,)),
            at("choose_invitations", invitations="off"),
            (
                "coming_by_mail",
                Address(urlsplit(by_mail["coming"]).path, {"answer": "coming", "note": "By the night train."}),
            ),
            ("notifications:stop", Address(urlsplit(by_mail["stop"]).path, {})),
            at(
                "notifications:preferences", quiet_from="20:00", quiet_until="07:00", days=["1", "2"], digest_at="08:00"
            ),
            at("notifications:rota", length="1", starts_on="2027-02-01", shift_1="early"),
            at("shared_computer"),
            at("notifications:write_again"),
            at("notifications:delivery"),
            at("notifications:send_again", (1,)),
            at("organisations:people", (harbour,)),
            at("organisations:export_csv", (harbour,)),
            at("organisations:export_xlsx", (harbour,)),
            at("organisations:upload", (harbour,), file=_People()),
            at("organisations:template_csv", (harbour,)),
            at("organisations:template_xlsx", (harbour,)),
            at("organisations:import", (harbour, sent.pk)),
            at("organisations:apply_import", (harbour, sent.pk), after="0"),
            at("organisations:invitations", (harbour,)),
            at("organisations:invite", (harbour,), addresses="jo@harbour.example", roles=["member"]),
            at("organisations:roles", (harbour, cast.bob.pk), roles=["facilitator", "member"]),
            at("organisations:position", (harbour, cast.bob.pk), name="Bob", department="Estates", site="Pier"),
            at("organisations:end", (harbour, cast.bob.pk)),
            at("organisations:bring_back", (harbour, cast.bob.pk)),
            at("organisations:resend_invitation", (harbour, ivan.pk)),
            at("organisations:revoke_invitation", (harbour, ivan.pk)),
            at(
                "organisations:settings",
                (harbour,),
                name="Harbour",
                time_zone="Europe/Paris",
                retention_days="365",
                safety_contact="Staff support, 020 7946 0142",
                least_people="12",
                least_sets="3",
            ),
            at("reports:participation", (harbour,)),
            at("reports:side_by_side", (harbour,)),
            at("reports:health", (harbour,)),
            at(
                "reports:health_rules",
                (harbour,),
                no_next_date="7",
                cancelled="2",
                below_minimum="1",
                absences="3",
                silent_actions="28",
                not_agreed="14",
            ),
            at("reports:definitions", (harbour,)),
            at(
                "reports:costs",
                (harbour,),
                valid_from="2027-02-01",
                currency="GBP",
                hourly_rate="42.50",
                fee="600",
                fee_per="session",
            ),
            at("reports:remove_costs", (harbour, costs.pk)),
            at("reports:completion", (harbour,)),
            at(
                "reports:completion_rules",
                (harbour,),
                programme="",
                attend="4",
                sessions="6",
                valid_from="2027-06-01",
                confirmed="1",
            ),
            at("reports:remove_completion_rule", (harbour, rule.pk)),
            at("reports:exports", (harbour,), of="sets", file_format="csv"),
            at("reports:export", (harbour, export.pk)),
            at("reports:export_file", (harbour, export.pk)),
            at("reports:monthly", (harbour,)),
            at("reports:stop_monthly", (harbour, monthly.pk)),
            at("reports:set", in_set),
            at("reports:person", (harbour, cast.bob.pk)),
            at("pages:home", (harbour,)),
            at("pages:person", (harbour, cast.bob.pk)),
            at("pages:inbox", (harbour,)),
            at("pages:inbox_seen", (harbour,), until="2027-02-01T12:00:00+00:00"),
            at("pages:sets", (harbour,)),
            at("pages:set", in_set),
            at("pages:what_others_see", in_set),
            at("pages:welcome", in_set, part="bio", bio="I run the night shift."),
            at("pages:welcome_pack", in_set, text="Come in.", based_on=FOUNDED.isoformat()),
            at("pages:who", in_set),
            at("pages:fortnight", in_set),
            at("pages:looking_after", in_set),
            at("pages:own_course", in_set, moment="mid", **dict.fromkeys(Statement.values, "3")),
            at("pages:opening", in_coming),
            at("pages:session", in_held),
            at("pages:record", (harbour,)),
            at("pages:record_json", (harbour,)),
            at("pages:record_csv", (harbour,)),
            at("pages:record_pdf", (harbour,)),
            at("pages:learning_record", (harbour,)),
            at("pages:learning_pdf", (harbour,)),
            at("pages:learning_csv", (harbour,)),
            at("pages:certificate", in_set),
            at("pages:reflection", in_set, text="I ask before I answer.", based_on=AFTER_FIRST.isoformat()),
            at("pages:remove_words", in_set),
            at(
                "sets:new",
                (harbour,),
                name="Tide",
                topic="How do we let go?",
                facilitation="standing",
                own_role="outside",
            ),
            ("open_set", Address(reverse("open_set", args=(listing.token,)), {})),
            at("sets:find", (harbour,)),
            at("sets:entry", (harbour, listing.token), hope="To be braver"),
            at("sets:withdraw_request", (harbour, asked.pk)),
            at("sets:listing", in_set, about="For people who lead", cost="", contact="the library"),
            at("sets:withdraw_listing", in_set),
            at("sets:requests", in_set),
            at("sets:admit", (*in_set, asked.pk)),
            at("sets:not_this_time", (*in_set, asked.pk)),
            at("sets:form_topic", in_forming, name="Reef", topic="How do we let go?", facilitation="standing"),
            at("sets:form_how", in_forming, **how),
            at(
                "sets:about",
                in_set,
                name="Quay",
                topic="",
                facilitation="standing",
                calendar_name="Set",
                minimum="4",
                **how,
            ),
            at("sets:closing", in_set),
            at("sets:start_closing", in_set),
            at("sets:keep_running", in_set),
            at("sets:close", in_set),
            at("sets:new_programme", (harbour,), name="Wharf", purpose="", sets="2", sessions_planned="6"),
            at("sets:edit_programme", (harbour, "docks"), name="Docks", purpose="All of us", sessions_planned="6"),
            at("sets:programme_facilitators", (harbour, "docks")),
            at("pages:programmes", (harbour,)),
            at("pages:programme", (harbour, "docks")),
            at("sets:forming", in_set),
            at("sets:form_people", in_set),
            at("sets:propose", in_set, membership=str(cast.ines.pk)),
            at("sets:take_out", (*in_set, proposed.pk)),
            at("sets:admission", in_set, admission="open"),
            at("sets:ask", in_set, answer_by=str(NEXT_WEEK.date())),
            at("sets:compose", in_set),
            at("sets:proposal", (harbour, pool.slug)),
            at("sets:say_yes", (harbour, pool.slug)),
            at("sets:say_not_this_set", (harbour, pool.slug)),
            at("sets:not_together", (harbour,), other="frank@harbour.example"),
            at("sets:take_wish_back", (harbour, wish.pk)),
            at("sets:invite", in_set, addresses="kim@harbour.example"),
            at("sets:resend", (*in_set, story.waiting.pk)),
            at("sets:revoke", (*in_set, story.waiting.pk)),
            at("sets:access_log", in_set),
            at("sets:reminders", in_set, days_session_reminder="3", based_on=reminders),
            at("sets:leave", in_set),
            at("sets:end_seat", (*in_set, bobs_seat)),
            at("sets:ground_rules", in_set),
            at("sets:write_ground_rules", in_set, **rules),
            at("sets:agree", in_set, version="1"),
            at("sets:ground_rules_history", in_set),
            at("sets:review", in_set, version="1", line_0="2"),
            at("sets:worried", in_set),
            at("sessions:plan", in_set, **date, video_link="https://meet.example/quay"),
            at("sessions:move", in_coming, **date, reason="work"),
            at("sessions:cancel", in_coming, reason="work"),
            at("sessions:undo", in_coming),
            at("sessions:restore", in_coming),
            at("sessions:settle", in_coming, **{"as": "run"}),
            at("sessions:answer", in_coming, answer="coming", note="By the night train."),
            at("sessions:attendance", in_held, **{f"mark_{cast.bob.person_id}": "came"}),
            at("sessions:attendance_of", (*in_held, cast.bob.person_id), **{f"mark_{cast.bob.person_id}": "came"}),
            at("sessions:was_there", in_held),
            at("sessions:reminder", in_coming, note="Bring a pencil."),
            at("sessions:process_note", in_coming, text="Slower next time."),
            at("sessions:process_notes", in_set),
            at("sessions:agenda", in_coming),
            at("sessions:download", in_coming),
            at(
                "sessions:new_poll",
                in_set,
                wanted="2",
                minutes="180",
                cadence="four_weeks",
                first=str(NEXT_WEEK.date() + timedelta(days=7)),
                answer_by=str(NEXT_WEEK.date()),
                offered=[f"{NEXT_WEEK.date() + timedelta(days=7 * n)}T09:00" for n in (2, 6)],
                slots=[f"{NEXT_WEEK.date() + timedelta(days=7 * n)}T09:00" for n in (2, 6)],
                open="1",
            ),
            at("sessions:poll", in_poll, **said),
            at("sessions:decide_poll", in_poll, slot=[str(story.slots[0].pk)]),
            at("sessions:prolong_poll", in_poll, answer_by=str(POLL_CLOSES.date() + timedelta(days=7))),
            at("sessions:withdraw_poll", in_poll),
            ("poll_by_mail", Address(urlsplit(by_mail["poll"]).path, said)),
            at("sessions:challenge", in_set, headline="How do I begin?", story="It is long."),
            at("pages:challenge", (*in_set, story.challenge.pk)),
            at("pages:note_question", (*in_set, story.challenge.pk), text="What would you stop?"),
            at("pages:end_challenge", (*in_set, story.challenge.pk), end="parked", became="Later."),
            at("sessions:take_up_challenge", (*in_set, story.challenge.pk)),
            at("sessions:forget_question", (*in_set, story.question.pk)),
            at("actions:mine", (harbour,)),
            at("actions:of_set", in_set),
            at("actions:action", (harbour, story.action.pk)),
            at("actions:change", (harbour, story.action.pk), what="Ask Mo", based_on=worded),
            at("actions:readers", (harbour, story.action.pk), circle="author"),
            at("actions:done", (harbour, story.action.pk), happened="She said yes.", based_on=told),
            at("actions:let_go", (harbour, story.action.pk), because="not_now", learned="To wait.", based_on=told),
            at("actions:take_up", (harbour, story.action.pk)),
            at("actions:progress", (harbour, story.action.pk), state="on_track", line="Going."),
            at("actions:quiet", (harbour, story.action.pk), quiet="day", until=str(NEXT_WEEK.date())),
            at("actions:answer", (harbour, bobs_news.pk), kind="question", line="What would make it easier?"),
            at("actions:take_back", (harbour, bobs_news.pk)),
            at("actions:undo", (harbour, story.progress.pk)),
            at("actions:plan", in_held, **plan),
        ]
    )


def _listed(cast: Cast) -> tuple[Listing, JoinRequest]:
    with entering(cast.olga):
        organisations.change_settings(cast.harbour, outside=True, by=cast.olga, at=NOW)
    with entering(cast.alice):
        listing = sets.list_set(
            cast.quay.learning_set,
            about="",
            cost="",
            contact="",
            outside=True,
            public=True,
            by=cast.alice,
            at=NOW,
        )
    with entering(cast.erin):
        entry = entry_for(cast.erin, listing.token)
        return listing, sets.ask_to_join(entry, hope="To be braver", by=cast.erin, at=NOW)

from django.urls import path

from sessions.views import (
    agenda,
    answering,
    attendance,
    challenge,
    changing,
    disputing,
    feeds,
    opening_polls,
    planning,
    polls,
    process_notes,
    reminder,
)

app_name = "sessions"
urlpatterns = [
    path("sets/<slug:slug>/sessions/new/", planning.plan, name="plan"),
    path("sets/<slug:slug>/sessions/<int:number>/move/", changing.move, name="move"),
    path("sets/<slug:slug>/sessions/<int:number>/cancel/", changing.cancel, name="cancel"),
    path("sets/<slug:slug>/sessions/<int:number>/undo/", changing.undo, name="undo"),
    path("sets/<slug:slug>/sessions/<int:number>/restore/", changing.restore, name="restore"),
    path("sets/<slug:slug>/sessions/<int:number>/settle/", answering.settle, name="settle"),
    path(
        "sets/<slug:slug>/sessions/<int:number>/answer/",
        answering.answer,
        name="answer",
    ),
    path(
        "sets/<slug:slug>/sessions/<int:number>/attendance/",
        attendance.mark,
        name="attendance",
    ),
    path(
        "sets/<slug:slug>/sessions/<int:number>/attendance/<int:person>/",
        attendance.mark_one,
        name="attendance_of",
    ),
    path("sets/<slug:slug>/sessions/<int:number>/i-was-there/", disputing.was_there, name="was_there"),
    path("sets/<slug:slug>/sessions/<int:number>/reminder/", reminder.reminder, name="reminder"),
    path("sets/<slug:slug>/sessions/<int:number>/my-notes/", process_notes.write, name="process_note"),
    path("sets/<slug:slug>/my-notes/", process_notes.mine, name="process_notes"),
    path("sets/<slug:slug>/sessions/<int:number>/agenda/", agenda.change, name="agenda"),
    path("sets/<slug:slug>/sessions/<int:number>/calendar.ics", feeds.download, name="download"),
    path("sets/<slug:slug>/polls/new/", opening_polls.new, name="new_poll"),
    path("sets/<slug:slug>/polls/<int:number>/", polls.poll, name="poll"),
    path("sets/<slug:slug>/polls/<int:number>/decide/", polls.decide, name="decide_poll"),
    path("sets/<slug:slug>/polls/<int:number>/prolong/", polls.prolong, name="prolong_poll"),
    path("sets/<slug:slug>/polls/<int:number>/withdraw/", polls.withdraw, name="withdraw_poll"),
    path("sets/<slug:slug>/challenge/", challenge.write, name="challenge"),
    path("sets/<slug:slug>/challenges/<int:pk>/take-up/", challenge.take_up, name="take_up_challenge"),
    path("sets/<slug:slug>/questions/<int:pk>/forget/", challenge.forget_question, name="forget_question"),
]

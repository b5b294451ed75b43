from django.urls import path

from sessions.views import agenda, answering, attendance, challenge, changing, feeds, planning

app_name = "sessions"
urlpatterns = [
    path("sets/<slug:slug>/sessions/new/", planning.plan, name="plan"),
    path("sets/<slug:slug>/sessions/<int:number>/move/", changing.move, name="move"),
    path("sets/<slug:slug>/sessions/<int:number>/cancel/", changing.cancel, name="cancel"),
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
    path("sets/<slug:slug>/sessions/<int:number>/agenda/", agenda.change, name="agenda"),
    path("sets/<slug:slug>/sessions/<int:number>/calendar.ics", feeds.download, name="download"),
    path("sets/<slug:slug>/challenge/", challenge.write, name="challenge"),
]

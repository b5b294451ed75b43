from django.urls import path

from sessions.views import agenda, attendance, challenge, planning

app_name = "sessions"
urlpatterns = [
    path("sets/<slug:slug>/sessions/new/", planning.plan, name="plan"),
    path("sets/<slug:slug>/sessions/<int:number>/move/", planning.move, name="move"),
    path("sets/<slug:slug>/sessions/<int:number>/cancel/", planning.cancel, name="cancel"),
    path(
        "sets/<slug:slug>/sessions/<int:number>/answer/",
        attendance.answer,
        name="answer",
    ),
    path(
        "sets/<slug:slug>/sessions/<int:number>/attendance/",
        attendance.mark,
        name="attendance",
    ),
    path("sets/<slug:slug>/sessions/<int:number>/agenda/", agenda.change, name="agenda"),
    path("sets/<slug:slug>/challenge/", challenge.write, name="challenge"),
]

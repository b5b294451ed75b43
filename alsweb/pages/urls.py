from django.urls import path

from alsweb.pages import (
    challenge,
    course,
    fortnight,
    home,
    inbox,
    looking_after,
    opening,
    person,
    programmes,
    session,
    sets,
    welcome,
    what_others_see,
)
from alsweb.pages.learning_record import views as learning
from alsweb.pages.record import views as record

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/seen/", inbox.seen, name="inbox_seen"),
    path("people/<int:pk>/", person.person, name="person"),
    path("programmes/", programmes.every, name="programmes"),
    path("programmes/<slug:slug>/", programmes.one, name="programme"),
    path("record/", record.record, name="record"),
    *(
        path(f"record/my-record.{form}", record.download, {"form": form}, name=f"record_{form}")
        for form in record.KINDS
    ),
    path("record/<slug:slug>/remove/", record.remove_words, name="remove_words"),
    path("learning-record/", learning.learning_record, name="learning_record"),
    path("learning-record/learning-record.pdf", learning.pdf, name="learning_pdf"),
    path("learning-record/learning-record.csv", learning.csv, name="learning_csv"),
    path("learning-record/<slug:slug>/certificate.pdf", learning.certificate, name="certificate"),
    path("learning-record/<slug:slug>/reflection/", learning.reflection, name="reflection"),
    path("sets/", sets.mine, name="sets"),
    path("sets/<slug:slug>/", sets.one, name="set"),
    path("sets/<slug:slug>/what-others-see/", what_others_see.one, name="what_others_see"),
    path("sets/<slug:slug>/welcome/", welcome.welcome, name="welcome"),
    path("sets/<slug:slug>/welcome/write/", welcome.pack, name="welcome_pack"),
    path("sets/<slug:slug>/who-we-are/", welcome.who, name="who"),
    path("sets/<slug:slug>/challenges/<int:pk>/", challenge.one, name="challenge"),
    path("sets/<slug:slug>/challenges/<int:pk>/question/", challenge.note_question, name="note_question"),
    path("sets/<slug:slug>/challenges/<int:pk>/end/", challenge.end, name="end_challenge"),
    path("sets/<slug:slug>/reminders/ahead/", fortnight.fortnight, name="fortnight"),
    path("sets/<slug:slug>/looking-after/", looking_after.looking_after, name="looking_after"),
    path("sets/<slug:slug>/how-far/", course.own, name="own_course"),
    path("sets/<slug:slug>/sessions/<int:number>/", session.one, name="session"),
    path("sets/<slug:slug>/sessions/<int:number>/opening/", opening.opening, name="opening"),
]

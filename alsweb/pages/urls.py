from django.urls import path

from alsweb.pages import home, session, sets, what_others_see

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("sets/", sets.mine, name="sets"),
    path("sets/<slug:slug>/", sets.one, name="set"),
    path("sets/<slug:slug>/what-others-see/", what_others_see.one, name="what_others_see"),
    path("sets/<slug:slug>/sessions/<int:number>/", session.one, name="session"),
]

from django.urls import path

from alsweb.pages import home, session, sets

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("sets/", sets.mine, name="sets"),
    path("sets/<slug:slug>/", sets.one, name="set"),
    path("sets/<slug:slug>/sessions/<int:number>/", session.one, name="session"),
]

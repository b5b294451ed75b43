from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("me/notices/", views.preferences, name="preferences"),
    path("me/notices/rota/", views.rota, name="rota"),
    path("u/<str:token>/", views.stop, name="stop"),
]

from django.urls import path

from notifications import staff_views, views

app_name = "notifications"

urlpatterns = [
    path("me/notices/", views.preferences, name="preferences"),
    path("me/notices/again/", views.write_again, name="write_again"),
    path("me/notices/rota/", views.rota, name="rota"),
    path("u/<str:token>/", views.stop, name="stop"),
    path("staff/delivery/", staff_views.delivery, name="delivery"),
    path("staff/delivery/<int:number>/again/", staff_views.send_again, name="send_again"),
]

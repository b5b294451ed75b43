from django.urls import path

from actions.views import plan, progress

app_name = "actions"
urlpatterns = [
    path("actions/", progress.mine, name="mine"),
    path("actions/<int:pk>/progress/", progress.report, name="progress"),
    path("actions/<int:pk>/quiet/", progress.quiet, name="quiet"),
    path("actions/progress/<int:pk>/undo/", progress.undo, name="undo"),
    path("sets/<slug:slug>/actions/", progress.of_set, name="of_set"),
    path("sets/<slug:slug>/sessions/<int:number>/plan/", plan.write, name="plan"),
]

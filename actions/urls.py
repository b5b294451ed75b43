from django.urls import path

from actions.views import action, encouraging, lists, plan, progress

app_name = "actions"
urlpatterns = [
    path("actions/", lists.mine, name="mine"),
    path("actions/<int:pk>/", action.one, name="action"),
    path("actions/<int:pk>/change/", action.change, name="change"),
    path("actions/<int:pk>/readers/", action.readers, name="readers"),
    path("actions/<int:pk>/done/", action.done, name="done"),
    path("actions/<int:pk>/let-go/", action.let_go, name="let_go"),
    path("actions/<int:pk>/take-up/", action.take_up, name="take_up"),
    path("actions/<int:pk>/progress/", progress.report, name="progress"),
    path("actions/<int:pk>/quiet/", progress.quiet, name="quiet"),
    path("actions/progress/<int:pk>/undo/", progress.undo, name="undo"),
    path("actions/progress/<int:pk>/answer/", encouraging.answer, name="answer"),
    path("actions/progress/<int:pk>/answer/take-back/", encouraging.take_back, name="take_back"),
    path("sets/<slug:slug>/actions/", lists.of_set, name="of_set"),
    path("sets/<slug:slug>/sessions/<int:number>/plan/", plan.write, name="plan"),
]

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.participation, name="participation"),
    path("reports/health/", views.health, name="health"),
    path("reports/health/numbers/", views.health_rules, name="health_rules"),
    path("reports/definitions/", views.definitions, name="definitions"),
    path("reports/costs/", views.costs, name="costs"),
    path("reports/costs/<int:pk>/remove/", views.remove_costs, name="remove_costs"),
    path("reports/completion/", views.completion, name="completion"),
    path("reports/completion/rules/", views.rules, name="completion_rules"),
    path("reports/completion/rules/<int:pk>/remove/", views.remove_rule, name="remove_completion_rule"),
    path("reports/sets/", views.side_by_side, name="side_by_side"),
    path("reports/exports/", views.exports, name="exports"),
    path("reports/exports/<int:pk>/", views.export, name="export"),
    path("reports/exports/<int:pk>/file/", views.export_file, name="export_file"),
    path("reports/monthly/", views.monthly, name="monthly"),
    path("reports/monthly/<int:pk>/stop/", views.stop_monthly, name="stop_monthly"),
    path("reports/sets/<slug:slug>/", views.of_set, name="set"),
    path("reports/people/<int:pk>/", views.of_person, name="person"),
]

from reports.views.completion import completion, remove_rule, rules
from reports.views.costs import costs
from reports.views.costs import remove as remove_costs
from reports.views.definitions import definitions
from reports.views.health import health, health_rules
from reports.views.one import of_person, of_set
from reports.views.overview import participation

__all__ = [
    "completion",
    "costs",
    "definitions",
    "health",
    "health_rules",
    "of_person",
    "of_set",
    "participation",
    "remove_costs",
    "remove_rule",
    "rules",
]

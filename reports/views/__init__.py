from reports.views.completion import completion, remove_rule, rules
from reports.views.costs import costs
from reports.views.costs import remove as remove_costs
from reports.views.definitions import definitions
from reports.views.exports import export, export_file, exports
from reports.views.health import health, health_rules
from reports.views.monthly import monthly, stop_monthly
from reports.views.one import of_person, of_set
from reports.views.overview import participation
from reports.views.side_by_side import side_by_side

__all__ = [
    "completion",
    "side_by_side",
    "costs",
    "definitions",
    "health",
    "health_rules",
    "export",
    "export_file",
    "exports",
    "monthly",
    "of_person",
    "of_set",
    "participation",
    "remove_costs",
    "remove_rule",
    "rules",
    "stop_monthly",
]

from organisations.models import Organisation
from sets.health_rules import numbers_of
from sets.models import HealthRule, Sign


def health_numbers(organisation: Organisation) -> dict[Sign, int]:
    """From which number on each sign is told here."""
    return numbers_of(HealthRule.objects.filter(organisation=organisation))

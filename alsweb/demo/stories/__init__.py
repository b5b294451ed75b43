"""What happened in the demo's sets, a module each. All of it is invented."""

from alsweb.demo.stories.challenges import CHALLENGES
from alsweb.demo.stories.clinical_leads import CLINICAL_LEADS
from alsweb.demo.stories.depots import DEPOTS
from alsweb.demo.stories.first_hundred import FIRST_HUNDRED
from alsweb.demo.stories.front_door import FRONT_DOOR
from alsweb.demo.stories.new_managers import NEW_MANAGERS
from alsweb.demo.stories.services import SERVICES
from alsweb.demo.stories.through_change import THROUGH_CHANGE

__all__ = [
    "CHALLENGES",
    "CLINICAL_LEADS",
    "DEPOTS",
    "FIRST_HUNDRED",
    "FRONT_DOOR",
    "NEW_MANAGERS",
    "SERVICES",
    "THROUGH_CHANGE",
]

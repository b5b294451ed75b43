import os
import sys

from django.core.asgi import get_asgi_application

from alsweb.environment import WrongEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")

try:
    application = get_asgi_application()
except WrongEnvironment as wrong:
    print(wrong, file=sys.stderr)
    sys.exit(2)

import gc
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

# What is loaded by now stays for ever; looking through it again and again costs each page 4 %.
gc.collect()
gc.freeze()

"""`python -m benchmarks.sending ISO-TIME HOW-MANY`: sends what is due, in this one process, and prints how long it took.

Three numbers as JSON: seconds until the first mail was taken and until the last, and how many were sent.
"""

import json
import os
import sys
import time
from datetime import datetime

import django


def main(at: str, how_many: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    django.setup()
    from notifications.sender import send_due

    moment, left = datetime.fromisoformat(at), int(how_many)
    send_due(moment, at_most=25)  # templates are read, connections made
    began, spent = time.perf_counter(), time.process_time()
    outcomes = send_due(moment, at_most=left)
    print(
        json.dumps(
            {"seconds": time.perf_counter() - began, "cpu": time.process_time() - spent, "sent": outcomes["sent"]}
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

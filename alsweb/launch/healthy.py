"""`python -m alsweb.launch.healthy PORT`: whether the web process on this machine answers, as its exit status."""

import os
import sys
import urllib.error
import urllib.request


def status(port: int, *, page: str = "/healthz", allowed_hosts: str) -> int | None:
    """What the page answers; None where nobody does."""
    host = allowed_hosts.split(",")[0].strip() or "localhost"
    request = urllib.request.Request(f"http://127.0.0.1:{port}{page}", headers={"Host": host})
    # A proxy for the world outside must not be asked for a page on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return None


if __name__ == "__main__":
    sys.exit(status(int(sys.argv[1]), allowed_hosts=os.environ.get("ALLOWED_HOSTS", "")) != 200)

"""The bare loop: `python -m benchmarks.floor.bare PORT FILE` hands over the mails of a file on one connection.

Prints mails a second. Nothing is noted, asked or made: that is what the ratio pays for.
"""

import pickle
import smtplib
import sys
import time


def main(port: str, file: str) -> None:
    with open(file, "rb") as kept:
        mails: list[tuple[str, str, bytes]] = pickle.load(kept)
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", int(port)) as line:
        for sender, to, content in mails:
            line.sendmail(sender, to, content)
    print(len(mails) / (time.perf_counter() - began))


if __name__ == "__main__":
    main(*sys.argv[1:])

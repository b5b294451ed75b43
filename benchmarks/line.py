"""The one line that each benchmark prints."""

import json
import sys


def report(bench: str, value: float, floor: float, unit: str) -> None:
    ratio = value / floor if floor else 0.0
    line = {
        "bench": bench,
        "value": _rounded(value),
        "floor": _rounded(floor),
        "ratio": round(ratio, 2 if ratio >= 0.1 else 5),
        "unit": unit,
    }
    print(json.dumps(line), flush=True)


def tell(text: str) -> None:
    """What a reader wants to know beside the line; standard output is for programs."""
    print(text, file=sys.stderr, flush=True)


def _rounded(number: float) -> float:
    return round(number, 3 if abs(number) < 100 else 0)

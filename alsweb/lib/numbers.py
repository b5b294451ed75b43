"""Counts as a sentence says them: "twenty-two people", "one set"."""

from django.utils.translation import gettext

SMALL = [
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    """`number` in English words from none to ninety-nine, beyond that in figures with a comma at the thousands."""
    if not 0 <= number < 100:
        return f"{number:,}"
    if number < 20:
        return gettext(SMALL[number])
    tens, ones = gettext(TENS[number // 10 - 2]), number % 10
    return f"{tens}-{gettext(SMALL[ones])}" if ones else tens


def number_in(text: str) -> int:
    """The row number that an address or a form names; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0

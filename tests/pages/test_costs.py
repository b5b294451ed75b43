"""The page of costs: what is typed wrong stays, and what was removed can be had back."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from organisations.models import CostRate, User
from tests.cast import Cast, entering

pytestmark = pytest.mark.django_db
PAGE = "/o/harbour/reports/costs/"


def test_what_was_removed_can_be_saved_again(
    cast: Cast, seeding: Callable[[], AbstractContextManager[None]], signed_in: Callable[[User | None], Client]
) -> None:
    with seeding():
        CostRate.objects.all().delete()
    client = signed_in(cast.dora.person)
    assert b"What does learning together cost?" in client.get(PAGE).content
    wrong = {"valid_from": "2027-06-01", "currency": "GBP", "hourly_rate": "42,5x", "fee": "600", "fee_per": "session"}
    refused = client.post(PAGE, wrong)
    assert refused.status_code == 422
    assert b"Write an amount as 42.50." in refused.content
    assert b"42,5x" in refused.content
    right = {**wrong, "hourly_rate": "42.50"}
    assert "£42.50 an hour and £600 for each session" in client.post(PAGE, right, follow=True).content.decode()
    with entering(cast.dora):
        rate = CostRate.objects.get()
    page = client.post(f"{PAGE}{rate.pk}/remove/", follow=True).content.decode()
    assert "What does learning together cost?" in page
    assert 'value="42.50"' in page
    assert client.post(f"{PAGE}{rate.pk}/remove/").status_code == 404

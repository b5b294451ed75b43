import pytest

from alsweb.lib import tokens


def test_an_undated_token_is_the_same_text_each_time_and_carries_its_claims() -> None:
    token = tokens.sign_for_ever("join", o=1, p=7, s=12)
    assert token == tokens.sign_for_ever("join", o=1, p=7, s=12)
    assert tokens.read_for_ever("join", token) == {"o": 1, "p": 7, "s": 12}


def test_an_undated_token_opens_nothing_else_and_not_altered() -> None:
    token = tokens.sign_for_ever("join", o=1, p=7, s=12)
    body, _, signature = token.rpartition(".")
    forged = (
        tokens.sign_for_ever("feed", o=1, p=7, s=12),
        tokens.sign("join", o=1, p=7, s=12),
        f"{body[:-2]}AA.{signature}",
        body,
        "",
        "ä:ö",
        token + "x",
    )
    for each in forged:
        with pytest.raises(tokens.BadToken):
            tokens.read_for_ever("join", each)


def test_an_undated_token_outlives_a_change_of_secret_where_the_old_one_is_kept(settings: object) -> None:
    token = tokens.sign_for_ever("feed", p=7)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another one"  # type: ignore[attr-defined]
    assert tokens.read_for_ever("feed", token) == {"p": 7}

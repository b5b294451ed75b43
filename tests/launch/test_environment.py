import base64
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from alsweb import environment
from alsweb.environment import WrongEnvironment

DEMO = {
    "ALSWEB_DEMO": "1",
    "DATABASE_URL": "postgresql://alsweb_owner@/alsweb?host=%2Ftmp%2Fa%20folder",
    "REDIS_URL": "unix:///tmp/run/valkey.sock?db=3",
    "SECRET_KEY": "0123456789" * 6,
    "WORDS_KEY": base64.b64encode(bytes(32)).decode(),
}
SITE = {
    **DEMO,
    "ALSWEB_DEMO": "0",
    "ALLOWED_HOSTS": "sets.example.org, localhost",
    "DATABASE_URL": "postgresql://owner:p%40ss@db:6543/alsweb?sslmode=require",
    "DATABASE_RUNTIME_URL": "postgresql://runtime:pa55word@db/alsweb",
    "EMAIL_URL": "smtp+tls://post:p%40ss@mail.example.org",
    "REDIS_URL": "redis://:pa55word@valkey:6379/0",
}
WEBHOOK = "provider:a-long-password-of-ours"


def test_the_demo_needs_no_more_than_its_servers_and_keys() -> None:
    demo = environment.read(DEMO)

    assert demo.site_url == "http://localhost:8000"
    assert demo.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert demo.email.backend == "alsweb.demo.mail.CaughtMailBackend"
    assert demo.data == environment.ROOT / ".data"


def test_a_site_is_reached_and_sends_under_its_first_host() -> None:
    site = environment.read(SITE)

    assert site.site_url == "https://sets.example.org"
    assert site.email.sender == "alsweb <noreply@sets.example.org>"
    assert (site.email.host, site.email.port, site.email.password) == ("mail.example.org", 587, "p@ss")
    assert (site.email.starttls, site.email.tls) == (True, False)


def test_a_database_address_may_name_a_socket_or_a_host() -> None:
    by_socket = environment.database(DEMO["DATABASE_URL"])
    by_host = environment.database(SITE["DATABASE_URL"])

    assert (by_socket["HOST"], by_socket["USER"], by_socket["PORT"]) == ("/tmp/a folder", "alsweb_owner", "")
    assert (by_host["HOST"], by_host["PORT"], by_host["PASSWORD"]) == ("db", "6543", "p@ss")
    assert by_host["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("url", "for_redis", "for_celery"),
    [
        ("redis://h:1/2", "redis://h:1/2", "redis://h:1/2"),
        ("rediss://h:1/2", "rediss://h:1/2", "rediss://h:1/2?ssl_cert_reqs=required"),
        ("unix:///a/b.sock?db=3", "unix:///a/b.sock?db=3", "redis+socket:///a/b.sock?virtual_host=3"),
        ("redis+socket:///a/b.sock", "unix:///a/b.sock?db=0", "redis+socket:///a/b.sock?virtual_host=0"),
        ("unix://:pw@/a%20b.sock", "unix://:pw@/a%20b.sock?db=0", "redis+socket://:pw@/a%20b.sock?virtual_host=0"),
    ],
)
def test_one_redis_address_serves_both_its_readers(url: str, for_redis: str, for_celery: str) -> None:
    both = environment.read({**DEMO, "REDIS_URL": url})

    assert (both.redis_url, both.celery_broker_url) == (for_redis, for_celery)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "https://sets.example.org"),
        ("ALLOWED_HOSTS", ".example.org"),
        ("ALSWEB_DATA", str(Path(__file__))),
        ("ALSWEB_DEMO", "perhaps"),
        ("ALSWEB_PORT", "80a"),
        ("ALSWEB_PORT", "65536"),
        ("DATABASE_RUNTIME_URL", "mysql://runtime@db/alsweb"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "alsweb"),
        ("DATABASE_URL", "mysql://owner:pa55word@db/alsweb"),
        ("DATABASE_URL", "postgresql://owner:pa55word@db:port/alsweb"),
        ("DATABASE_URL", "postgresql://owner:pa55word@db/"),
        ("DATABASE_URL", "postgresql://db/alsweb"),
        ("DEBUG", "2"),
        ("EMAIL_URL", ""),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "outbox:"),
        ("EMAIL_URL", "pop3://mail"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://mail?from=nobody"),
        ("EMAIL_URL", "postmark://"),
        ("EMAIL_URL", "postmark://token?from=nobody"),
        ("EMAIL_URL", "mailgun://pa55word"),
        ("EMAIL_URL", "mailgun://pa55word@mg.example.org?region=moon"),
        ("EMAIL_URL", "brevo://pa55word@brevo.com"),
        ("REDIS_URL", ""),
        ("REDIS_URL", "http://:pa55word@valkey"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://:pa55word@valkey/first"),
        ("REDIS_URL", "unix://host/path"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("WORDS_KEY", ""),
        ("WORDS_KEY", "not base64!"),
        ("WORDS_KEY", base64.b64encode(bytes(16)).decode()),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_its_variable(variable: str, value: str) -> None:
    with pytest.raises(WrongEnvironment) as wrong:
        environment.read({**SITE, "EMAIL_WEBHOOK_SECRET": WEBHOOK, variable: value})

    sentence = str(wrong.value)
    assert sentence.startswith(f"{variable} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "pa55word" not in sentence, "A password must not reach a log."


@pytest.mark.parametrize(
    ("url", "setting", "key"),
    [
        ("postmark://aB-12", "POSTMARK_SERVER_TOKEN", "aB-12"),
        ("mailgun://Key%2F1@mg.example.org?region=eu", "MAILGUN_API_KEY", "Key/1"),
        ("sendgrid://SG.aB_1.cD-2", "SENDGRID_API_KEY", "SG.aB_1.cD-2"),
        ("brevo://xkeysib-1", "BREVO_API_KEY", "xkeysib-1"),
    ],
)
def test_a_provider_sends_with_its_key_and_only_it_says_what_came_back(url: str, setting: str, key: str) -> None:
    email = environment.read({**SITE, "EMAIL_URL": url, "EMAIL_WEBHOOK_SECRET": WEBHOOK}).email

    assert import_string(email.backend).esp_name.lower() == email.provider == url.partition(":")[0]
    assert (email.anymail[setting], email.anymail["WEBHOOK_SECRET"]) == (key, WEBHOOK)
    assert key not in repr(email)
    for wrong in ("", "password-alone-of-ours", "user:short"):
        with pytest.raises(WrongEnvironment, match=r"^EMAIL_WEBHOOK_SECRET .*\.$"):
            environment.read({**SITE, "EMAIL_URL": url, "EMAIL_WEBHOOK_SECRET": wrong})


def test_a_value_is_printed_without_its_secrets() -> None:
    assert not [
        secret for secret in ("0123456789", "p@ss", "p%40ss", ":pa55word@") if secret in repr(environment.read(SITE))
    ]


@pytest.mark.parametrize(
    ("command", "serves"),
    [
        (["/site/.venv/lib/python3.11/site-packages/uvicorn/__main__.py", "alsweb.asgi:application"], True),
        (["/usr/bin/gunicorn", "alsweb.asgi"], True),
        (["manage.py", "runserver"], True),
        (["manage.py", "migrate"], False),
        (["/site-packages/celery/__main__.py", "-A", "alsweb", "worker"], False),
        (["/site-packages/pytest/__main__.py"], False),
    ],
)
def test_only_what_answers_requests_pools_its_connections(command: list[str], serves: bool) -> None:
    assert environment.serves_web(command) is serves

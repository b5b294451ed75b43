"""What the site is told from outside: the environment variables, read once into one typed value.

No Django here: the launcher reads the same variables before anything is installed or started.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
PROVIDERS = {
    "postmark": "postmark://TOKEN",
    "mailgun": "mailgun://KEY@mg.example.org, in Europe with ?region=eu, and with &signing=KEY where that is another",
    "sendgrid": "sendgrid://KEY",
    "brevo": "brevo://KEY",
}
SHORTEST_WEBHOOK_PASSWORD = 16


class WrongEnvironment(Exception):
    """One sentence for whoever starts the site: which variable, what is wrong, what would be right."""


@dataclass(frozen=True)
class Email:
    backend: str
    sender: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False
    provider: str = ""
    """A provider's name as django-anymail writes its modules, such as `postmark`; empty for a mail server."""
    anymail: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Environment:
    demo: bool
    debug: bool
    data: Path
    port: int
    allowed_hosts: tuple[str, ...]
    site_url: str
    email: Email
    secret_key: str = field(repr=False)
    words_key: str = field(repr=False)
    """The master key: 32 bytes as base64."""
    database_url: str = field(repr=False)
    """The login that owns the tables."""
    database_runtime_url: str | None = field(repr=False)
    """The weaker login of the web and worker; None where there is one login only."""
    redis_url: str = field(repr=False)
    """As redis-py reads it."""
    celery_broker_url: str = field(repr=False)
    """The same place as Celery reads it."""


def read(environ: Mapping[str, str]) -> Environment:
    """Read every variable of the site; raise WrongEnvironment at the first that cannot be used."""
    demo = switch(environ, "ALSWEB_DEMO")
    debug = switch(environ, "DEBUG")
    port = port_of(environ)
    hosts = _allowed_hosts(environ, local=demo or debug)
    redis_url, celery_broker_url = _redis(environ)
    database_url = _required(environ, "DATABASE_URL", "postgresql://owner:password@host:5432/alsweb")
    database(database_url, variable="DATABASE_URL")
    runtime_url = environ.get("DATABASE_RUNTIME_URL", "").strip() or None
    if runtime_url:
        database(runtime_url, variable="DATABASE_RUNTIME_URL")
    return Environment(
        demo=demo,
        debug=debug,
        data=data_folder(environ),
        port=port,
        allowed_hosts=hosts,
        site_url=f"http://localhost:{port}" if demo or debug else f"https://{hosts[0]}",
        email=_email(environ, demo=demo, domain="localhost" if demo or debug else hosts[0]),
        secret_key=_secret_key(environ),
        words_key=_words_key(environ),
        database_url=database_url,
        database_runtime_url=runtime_url,
        redis_url=redis_url,
        celery_broker_url=celery_broker_url,
    )


def database(url: str, *, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """One entry of Django's DATABASES; what follows the question mark goes to libpq as it is, but for the host."""
    right = "give it as postgresql://user:password@host:5432/name, or postgresql://user@/name?host=/folder for a socket"
    parts = _split(url, variable, right)
    if parts.scheme not in ("postgresql", "postgres"):
        raise WrongEnvironment(f"{variable} begins with “{parts.scheme}:” and only PostgreSQL is known; {right}.")
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.removeprefix("/"))
    user = unquote(parts.username or options.pop("user", ""))
    if not name or "/" in name:
        raise WrongEnvironment(f"{variable} names no database; {right}.")
    if not user:
        raise WrongEnvironment(f"{variable} names no user; {right}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "OPTIONS": options,
    }


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where everything lives that the site keeps in files; a relative folder starts at the repository."""
    folder = ROOT / (environ.get("ALSWEB_DATA", "").strip() or ".data")
    if folder.exists() and not folder.is_dir():
        raise WrongEnvironment(f"ALSWEB_DATA is “{folder}”, which is a file; give a folder that can be written to.")
    return folder


def port_of(environ: Mapping[str, str]) -> int:
    text = environ.get("ALSWEB_PORT", "").strip() or "8000"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise WrongEnvironment(f"ALSWEB_PORT is “{text}”, which is no port; give a number from 1 to 65535.")
    return int(text)


def switch(environ: Mapping[str, str], variable: str) -> bool:
    text = environ.get(variable, "").strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("", "0", "false", "no", "off"):
        return False
    raise WrongEnvironment(f"{variable} is “{text}”, which is neither yes nor no; give true or false.")


def serves_web(arguments: Sequence[str]) -> bool:
    """Whether a process with this command line answers requests, and so profits from a pool of connections."""
    program = Path(arguments[0]) if arguments else Path()
    name = program.parent.name if program.name == "__main__.py" else program.name
    return name in ("uvicorn", "gunicorn", "hypercorn", "daphne") or "runserver" in arguments[1:2]


def _required(environ: Mapping[str, str], variable: str, right: str) -> str:
    value = environ.get(variable, "").strip()
    if not value:
        raise WrongEnvironment(f"{variable} is not set; give it, for example as {right}.")
    return value


def _split(url: str, variable: str, right: str) -> SplitResult:
    """The parts of an address. Never quotes it back: it may hold a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise WrongEnvironment(f"{variable} cannot be read as an address; {right}.") from None
    if not parts.scheme:
        raise WrongEnvironment(f"{variable} has no scheme in front; {right}.")
    return parts


def _secret_key(environ: Mapping[str, str]) -> str:
    make = "a random one, from: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
    key = _required(environ, "SECRET_KEY", make)
    if len(key) < 50 or len(set(key)) < 5:
        raise WrongEnvironment(f"SECRET_KEY can be guessed, having {len(key)} characters; give {make}.")
    return key


def _words_key(environ: Mapping[str, str]) -> str:
    make = "32 random bytes as base64, from: openssl rand -base64 32"
    key = _required(environ, "WORDS_KEY", make)
    try:
        length = len(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        raise WrongEnvironment(f"WORDS_KEY is not base64; give {make}.") from None
    if length != 32:
        raise WrongEnvironment(f"WORDS_KEY holds {length} bytes instead of 32; give {make}.")
    return key


def _allowed_hosts(environ: Mapping[str, str], *, local: bool) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in environ.get("ALLOWED_HOSTS", "").split(",") if host.strip())
    right = "give the names that the site answers to, the one for links in mails first, such as sets.example.org"
    if not hosts and local:
        return LOOPBACK
    if not hosts:
        raise WrongEnvironment(f"ALLOWED_HOSTS is not set; {right}.")
    wrong = next((host for host in hosts if "/" in host or "*" in host or " " in host), None)
    if wrong:
        raise WrongEnvironment(f"ALLOWED_HOSTS holds “{wrong}”, which is no host name; {right}.")
    if hosts[0].startswith("."):
        raise WrongEnvironment(f"ALLOWED_HOSTS begins with the pattern “{hosts[0]}”; {right}.")
    return hosts


def _redis(environ: Mapping[str, str]) -> tuple[str, str]:
    """The same server for redis-py and for Celery, which write sockets and TLS differently."""
    variable = "REDIS_URL"
    url = _required(environ, variable, "redis://host:6379/0")
    right = "give it as redis://host:6379/0, rediss://host:6379/0 or unix:///folder/valkey.sock?db=0"
    parts = _split(url, variable, right)
    options = dict(parse_qsl(parts.query))
    if parts.scheme in ("redis", "rediss"):
        if not parts.hostname:
            raise WrongEnvironment(f"{variable} names no host; {right}.")
        _database_number(parts.path.removeprefix("/") or "0", variable, right)
        if parts.scheme == "redis":
            return url, url
        # kombu drops the certificate check, with a warning, where the address does not ask for it.
        return url, parts._replace(query=urlencode({"ssl_cert_reqs": "required", **options})).geturl()
    if parts.scheme in ("unix", "redis+socket"):
        path = unquote(parts.path)
        if parts.hostname or not path.startswith("/") or path == "/":
            raise WrongEnvironment(f"{variable} names no socket by its full path; {right}.")
        number = options.pop("db", "") or options.pop("virtual_host", "") or "0"
        _database_number(number, variable, right)
        login = f"{parts.netloc.rpartition('@')[0]}@" if parts.username or parts.password else ""
        place = f"{login}{quote(path)}"
        return f"unix://{place}?db={number}", f"redis+socket://{place}?virtual_host={number}"
    raise WrongEnvironment(f"{variable} begins with “{parts.scheme}:”, which is not known; {right}.")


def _database_number(text: str, variable: str, right: str) -> None:
    if not (text.isascii() and text.isdigit()):
        raise WrongEnvironment(f"{variable} names the database “{text}”, which is no number; {right}.")


def _email(environ: Mapping[str, str], *, demo: bool, domain: str) -> Email:
    variable = "EMAIL_URL"
    right = "give it as smtp://user:password@host:port, with smtp+tls: for STARTTLS or smtps: for TLS"
    sender = formataddr(("alsweb", f"noreply@{domain}"))
    url = environ.get(variable, "").strip() or ("outbox:" if demo else "")
    if not url:
        raise WrongEnvironment(f"{variable} is not set; {right}.")
    parts = _split(url, variable, right)
    if parts.scheme == "outbox":
        if not demo:
            raise WrongEnvironment(f"{variable} is “outbox:”, which sends nothing and is for the demo only; {right}.")
        return Email(backend="alsweb.demo.mail.CaughtMailBackend", sender=sender)
    if parts.scheme in PROVIDERS:
        sender = _sender(parts, variable, sender)
        return _provider(parts, secret=environ.get("EMAIL_WEBHOOK_SECRET", "").strip(), sender=sender)
    if parts.scheme not in ("smtp", "smtps", "smtp+tls"):
        raise WrongEnvironment(f"{variable} begins with “{parts.scheme}:”, which is not known; {right}.")
    if not parts.hostname:
        raise WrongEnvironment(f"{variable} names no host; {right}.")
    sender = _sender(parts, variable, sender)
    return Email(
        backend="django.core.mail.backends.smtp.EmailBackend",
        sender=sender,
        host=parts.hostname,
        port=parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )


def _sender(parts: SplitResult, variable: str, sender: str) -> str:
    sender = dict(parse_qsl(parts.query)).get("from", sender)
    if "@" not in parseaddr(sender)[1]:
        raise WrongEnvironment(f"{variable} names a sender without an address; end it with ?from=sets@example.org.")
    return sender


def _provider(parts: SplitResult, *, secret: str, sender: str) -> Email:
    """django-anymail's settings. A provider says later what came back, at an address that only it may use."""
    name, options = parts.scheme, dict(parse_qsl(parts.query))
    right = f"give it as {PROVIDERS[name]}"
    login, at_sign, domain = parts.netloc.rpartition("@")
    key = unquote(login if name == "mailgun" else parts.netloc)
    if not key or (name != "mailgun" and at_sign):
        raise WrongEnvironment(f"EMAIL_URL names no key of the provider; {right}.")
    if name == "mailgun" and "." not in domain:
        raise WrongEnvironment(f"EMAIL_URL names no domain that sends; {right}.")
    user, _colon, password = secret.partition(":")
    if not user or len(password) < SHORTEST_WEBHOOK_PASSWORD:
        raise WrongEnvironment(
            "EMAIL_WEBHOOK_SECRET is to keep others from saying what came back; give it as user:password, the password of"
            f" {SHORTEST_WEBHOOK_PASSWORD} characters or more, and put it into the address that the provider calls."
        )
    anymail: dict[str, Any] = {"WEBHOOK_SECRET": secret, "REQUESTS_TIMEOUT": (10, 60)}
    if name != "brevo":  # there it is said in the account; a link that is counted is a key that is handed on
        anymail["SEND_DEFAULTS"] = {"track_clicks": False, "track_opens": False}
    if name == "mailgun":
        anymail |= {"MAILGUN_SENDER_DOMAIN": domain, "MAILGUN_WEBHOOK_SIGNING_KEY": options.get("signing", key)}
        if options.get("region", "us") not in ("us", "eu"):
            raise WrongEnvironment(f"EMAIL_URL names a region that Mailgun does not have; {right}.")
        if options.get("region") == "eu":
            anymail["MAILGUN_API_URL"] = "https://api.eu.mailgun.net/v3"
    setting = "POSTMARK_SERVER_TOKEN" if name == "postmark" else f"{name.upper()}_API_KEY"
    return Email(
        backend=f"anymail.backends.{name}.EmailBackend",
        sender=sender,
        provider=name,
        anymail={**anymail, setting: key},
    )

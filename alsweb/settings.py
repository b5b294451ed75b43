"""Settings, all from the environment (see `alsweb.environment`); nothing else changes how the site runs."""

import os
import sys
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from alsweb import environment

django_stubs_ext.monkeypatch()  # generic forms and views, as they are annotated

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = environment.read(os.environ)

DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
SECRET_KEY = ENVIRONMENT.secret_key
WORDS_KEY = ENVIRONMENT.words_key
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

# Domain

INSTALLED_APPS = [
    "alsweb.lib",
    "notifications",
    "organisations",
    "sets",
    "sessions",
    "actions",
    "reports",
    "alsweb.pages",
    *(["alsweb.demo"] if DEMO else []),
    *(["anymail"] if ENVIRONMENT.email.provider else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    *(["alsweb.demo.loopback.LoopbackOnlyMiddleware"] if DEMO else []),
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "alsweb.lib.browser.BrowserPolicyMiddleware",
    "alsweb.lib.health.DatabaseAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "organisations.signing_in.SignInAgainMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "organisations.middleware.ScopeMiddleware",
    "organisations.devices.DeviceMiddleware",
]

ROOT_URLCONF = "alsweb.urls"
ASGI_APPLICATION = "alsweb.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                *(["alsweb.demo.people.demo_people"] if DEMO else []),
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_htmx.templatetags.django_htmx",
                "alsweb.lib.templatetags.circle",
                "alsweb.lib.templatetags.contacts",
                "alsweb.lib.templatetags.look",
                "alsweb.lib.templatetags.moments",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# PostgreSQL: the web and worker act as alsweb_app by whichever login they have; only schema work is the owner's.

_runtime = environment.database(ENVIRONMENT.database_runtime_url or ENVIRONMENT.database_url)
# Whoever asks while PostgreSQL is away is told so within two seconds. The pool tries again for whoever asks next, instead
# of after a pause that doubles each time.
_waits = {"timeout": 1.5, "reconnect_timeout": 1}
_pool = {"pool": {"min_size": 1, "max_size": 12, **_waits}} if environment.serves_web(sys.argv) else {}
DATABASES = {
    "default": {
        **_runtime,
        # Said while connecting: Django's own assume_role waits for itself where there is a pool, and
        # RESET ROLE would give the login back.
        "OPTIONS": {**_runtime["OPTIONS"], "options": "-c role=alsweb_app", "connect_timeout": 2, **_pool},
        "CONN_HEALTH_CHECKS": True,
    },
    "owner": environment.database(ENVIRONMENT.database_url),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and the cache live in PostgreSQL, so that sign-in works while Valkey is down.

SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

# Celery is the doorbell; what has to be done stands in PostgreSQL. A Valkey that is away or frozen costs half a second.

REDIS_URL = ENVIRONMENT.redis_url
CELERY_BROKER_URL = ENVIRONMENT.celery_broker_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "visibility_timeout": 60,
    "max_retries": 1,
}
CELERY_BROKER_POOL_LIMIT = 2
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Accounts

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "organisations.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "organisations.forms.signing_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "alsweb"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# Mail: everything goes through the outbox of `notifications`, whose sender uses this.

EMAIL_BACKEND = ENVIRONMENT.email.backend
EMAIL_HOST = ENVIRONMENT.email.host
EMAIL_PORT = ENVIRONMENT.email.port
EMAIL_HOST_USER = ENVIRONMENT.email.user
EMAIL_HOST_PASSWORD = ENVIRONMENT.email.password
EMAIL_USE_TLS = ENVIRONMENT.email.starttls
EMAIL_USE_SSL = ENVIRONMENT.email.tls
EMAIL_TIMEOUT = 10
EMAIL_PROVIDER = ENVIRONMENT.email.provider
ANYMAIL = ENVIRONMENT.email.anymail
MAIL_LINES = 4  # connections to the mail server at once, of each process that sends
DEFAULT_FROM_EMAIL = ENVIRONMENT.email.sender
SITE_URL = ENVIRONMENT.site_url

# Language and time

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
# With one language there is nothing to look up, and looking up is a seventh of a page's work. A second one
# switches it on; it wants "django.middleware.locale.LocaleMiddleware" after the sessions' middleware, too.
USE_I18N = len(LANGUAGES) > 1
USE_TZ = True
TIME_ZONE = "UTC"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "alsweb.lib.staticfiles.JoinedManifestStorage"},
}
WHITENOISE_MAX_AGE = 31536000 if not DEBUG else 0

# The browser's own guards. Plain HTTP is served on the loopback of the demo only.

_https = not (DEMO or DEBUG)
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 63072000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "alsweb.pages.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS = [
    "alsweb.lib.uploads.SmallFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "alsweb.lib.logs.KeylessFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own would send faults by mail, with the whole request in them.
    "loggers": {"django": {"handlers": [], "level": "INFO"}, "django.server": {"handlers": [], "propagate": True}},
}

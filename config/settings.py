"""Every setting of Recourse. All knobs come from the environment and have safe defaults.

RECOURSE_ENV is production, development, test or demo. Production does not start half-configured.
"""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from cryptography.fernet import Fernet
from csp.constants import NONCE
from django.core.exceptions import ImproperlyConfigured

from config import embedded, mail_service
from config.api.groups import TAGS

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = embedded.data_dir()

# --- Where we run -----------------------------------------------------------------------------------------

RECOURSE_ENV = env.str("RECOURSE_ENV", "development")
PRODUCTION = RECOURSE_ENV == "production"
# A mail service takes the letters instead of the SMTP server of EMAIL_URL.
EMAIL_SERVICE = env.str("EMAIL_SERVICE", "")
_POST_OFFICE = "EMAIL_SERVICE" if EMAIL_SERVICE else "EMAIL_URL"
NEEDED_IN_PRODUCTION = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "REDIS_URL",
    "PUBLIC_URL",
    _POST_OFFICE,
    "TRUSTED_PROXY_COUNT",
)

if RECOURSE_ENV not in ("production", "development", "test", "demo"):
    raise ImproperlyConfigured("RECOURSE_ENV must be production, development, test or demo.")
if PRODUCTION and (missing := [name for name in NEEDED_IN_PRODUCTION if not env.str(name, "")]):
    raise ImproperlyConfigured(f"Recourse does not start in production without {', '.join(missing)}: set them.")

DEBUG = False if PRODUCTION else env.bool("DEBUG", RECOURSE_ENV == "development")
SECRET_KEY = env.str("SECRET_KEY", "django-insecure-for-development-demo-and-tests-only")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PUBLIC_URL = env.str("PUBLIC_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL])

VERSION = "0.1.0"

# --- What we are made of ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "customers",
    "refunds",
    "disputes",
    "reporting",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "rest_framework",
    "rest_framework_api_key",
    "drf_spectacular",
    "django_filters",
    "django_fsm",
    "pgtrigger",
    "simple_history",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "anymail",
]

MIDDLEWARE = [
    "config.logging.CorrelationMiddleware",
    "config.access_log.AccessLog",
    "config.api.errors.MachineErrors",
    "django.middleware.security.SecurityMiddleware",
    "config.headers.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.door.SessionEnds",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.door.SecondFactorDoor",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.door.session_times",
                "refunds.views.waiting.desk_counts",
                *(["config.sign_in.demo_people"] if RECOURSE_ENV == "demo" else []),
            ],
        },
    },
]

# --- Database, cache and broker ---------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", "") or embedded.default_engines().postgres.url()
REDIS_URL = env.str("REDIS_URL", "") or embedded.default_engines().valkey.url()
QUEUE_PREFIX = env.str("QUEUE_PREFIX", "recourse:")
DATABASE_POOL_SIZE = 0 if RECOURSE_ENV == "test" else env.int("DATABASE_POOL_SIZE", 0)


NEVER_BY_ITSELF = 10**9


def _database() -> dict[str, Any]:
    database: dict[str, Any] = env.db_url_config(DATABASE_URL)
    options = database.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    options.setdefault("prepare_threshold", NEVER_BY_ITSELF)  # None would forbid customers.prepared to ask for it
    if DATABASE_POOL_SIZE:
        options["pool"] = {"min_size": 1, "max_size": DATABASE_POOL_SIZE, "timeout": 5}
    elif RECOURSE_ENV != "test":
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES = {"default": _database()}

# In the database, so that a dead broker takes neither sign-in limits nor pages with it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "recourse_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # above it Django throws away entries that still count
    },
}

# --- People -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "customers.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "config.sign_in.PeopleWithRoles",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if RECOURSE_ENV == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "customers.passwords.NoWordsOfTheShop"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_ADAPTER = "config.sign_in.ClosedHouse"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip,20/5m/key", "reauthenticate": "10/m/user"}

# How many proxies of ours stand in front, so whose word about the client's address and scheme we take.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# A wrong password counts against the account at this address (axes) and against the account from anywhere
# (config.sign_in), never against an address alone: a whole office may sit behind one.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env.int("SIGN_IN_TRIES", 5)
AXES_COOLOFF_TIME = timedelta(seconds=env.int("SIGN_IN_LOCK_SECONDS", 15 * 60))
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "config.sign_in.login_name"
AXES_CLIENT_IP_CALLABLE = "customers.addresses.address_of"
AXES_LOCKOUT_CALLABLE = "config.sign_in.locked_out"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # sessions are listed with their devices; wrong passwords stand in the attempts
AXES_VERBOSE = False
ACCOUNT_TRIES_PER_HOUR = env.int("ACCOUNT_TRIES_PER_HOUR", 10)

# Every member of staff has a second factor. Only the demo lets its printed accounts in without, unless told
# otherwise; the tests that are about it switch it on.
if PRODUCTION:
    STAFF_MFA = True
elif RECOURSE_ENV == "demo":
    STAFF_MFA = env.bool("DEMO_MFA", False)
else:
    STAFF_MFA = env.bool("STAFF_MFA", RECOURSE_ENV == "development")
MFA_ADAPTER = "config.second_factors.SecondFactors"
MFA_FORMS = {
    "authenticate": "config.second_factors.CodeForm",
    "reauthenticate": "config.second_factors.CodeAgainForm",
    "activate_totp": "config.second_factors.FirstCodeForm",
    "add_webauthn": "config.second_factors.PasskeyForm",
    "edit_webauthn": "config.second_factors.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey replaces the password too
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an admin's invitation went to the address; nobody signs up

# Before keys, exports, roles and large approvals somebody shows again that it is they; for this long it counts.
STEP_UP = env.bool("STEP_UP", STAFF_MFA) or PRODUCTION
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("STEP_UP_SECONDS", 5 * 60)
INVITATION_SECONDS = env.int("INVITATION_SECONDS", 3 * 24 * 3600)

# --- Security ---------------------------------------------------------------------------------------------

SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", 12 * 3600)
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", 15 * 60)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-recourse", "__Host-recourse-csrf"
    LANGUAGE_COOKIE_SECURE = True
else:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "recourse", "recourse-csrf"

SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 3600) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'", NONCE],
        "report-uri": ["/csp-report/"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("DATA_UPLOAD_MAX_BYTES", 1024 * 1024)
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 8
# Documents that are handed in: one file, all of one request, all of one case.
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", 10 * 1024**2)
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", 32 * 1024**2)
DOCUMENTS_PER_CASE = env.int("DOCUMENTS_PER_CASE", 20)
CASE_MAX_BYTES = env.int("CASE_MAX_BYTES", 64 * 1024**2)
# The dotted path of a callable that takes a file's bytes and returns what it found, or an empty text.
DOCUMENT_SCANNER = env.str("DOCUMENT_SCANNER", "")
FILE_UPLOAD_HANDLERS = ["customers.documents.uploads.LimitedUpload"]

# --- Language, time, files --------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_TZ = True
TIME_ZONE = "UTC"
# The zone in which the shop's day begins and ends: reports, statements, "within 14 days".
SHOP_TIME_ZONE = env.str("SHOP_TIME_ZONE", "Europe/Berlin")
# The country whose public holidays are free; a manager may change it for each answer time. Empty means none.
SHOP_HOLIDAYS = env.str("SHOP_HOLIDAYS", "DE" if RECOURSE_ENV == "demo" else "")
# The country the shop sells from: fees of a gateway that differ by country are those of this one.
SHOP_COUNTRY = env.str("SHOP_COUNTRY", SHOP_HOLIDAYS)
# What every demo account signs in with; nothing else uses it.
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "refunds-are-fun-2026")
# What customers read until the page Brand says otherwise.
SHOP_NAME = env.str("SHOP_NAME", "Lumen & Hearth" if RECOURSE_ENV == "demo" else "Recourse")
SHOP_URL = env.str("SHOP_URL", "")
SHOP_SUPPORT_EMAIL = env.str("SHOP_SUPPORT_EMAIL", "")
# How long a process believes what it knows of the brand before it looks whether it has changed.
BRAND_SECONDS = 3600 if RECOURSE_ENV == "test" else 3

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# --- Mail -------------------------------------------------------------------------------------------------

# The demo sends nothing: its mail page shows the stored messages.
MAIL_DEFAULTS = {"demo": "dummymail://", "test": "memorymail://"}
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=MAIL_DEFAULTS.get(RECOURSE_ENV, "consolemail://"))
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT_SECONDS", 10)
ANYMAIL: dict[str, Any] = {"REQUESTS_TIMEOUT": EMAIL_TIMEOUT}
if EMAIL_SERVICE:
    ANYMAIL |= mail_service.read(EMAIL_SERVICE, env.str)
    EMAIL_BACKEND = mail_service.backend(EMAIL_SERVICE)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Recourse <refunds@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DOMAIN = env.str("MAIL_DOMAIN", PUBLIC_URL.split("//")[-1].split(":")[0])

# Messages beside mail, for customers who choose them; each is off while it has no address. In address and body {to} and
# {text} stand for the number and the words. Like subscriptions they never lead into networks of this machine's own.
SMS_URL = env.str("SMS_URL", "")
SMS_METHOD = env.str("SMS_METHOD", "POST")
if SMS_METHOD not in ("GET", "POST", "PUT"):
    raise ImproperlyConfigured("SMS_METHOD must be GET, POST or PUT.")
SMS_CONTENT_TYPE = env.str("SMS_CONTENT_TYPE", "application/json")
SMS_BODY = env.str("SMS_BODY", '{"to": "{to}", "text": "{text}"}')
SMS_SECRET_HEADER = env.str("SMS_SECRET_HEADER", "Authorization")
SMS_SECRET = env.str("SMS_SECRET", "")
MESSAGE_WEBHOOK_URL = env.str("MESSAGE_WEBHOOK_URL", "")
MESSAGE_WEBHOOK_SECRETS = env.list("MESSAGE_WEBHOOK_SECRETS", default=[])
MESSAGE_WEBHOOK_NAME = env.str("MESSAGE_WEBHOOK_NAME", "")
MESSAGE_WEBHOOK_NEEDS_PHONE = env.bool("MESSAGE_WEBHOOK_NEEDS_PHONE", False)
if MESSAGE_WEBHOOK_URL and not MESSAGE_WEBHOOK_SECRETS:
    raise ImproperlyConfigured(
        "MESSAGE_WEBHOOK_URL needs MESSAGE_WEBHOOK_SECRETS: nobody could trust what is not signed."
    )
SHORT_MESSAGE_LENGTH = env.int("SHORT_MESSAGE_LENGTH", 306)
# Where answers to letters go: reply@inbox.shop.example gives each case an address of its own below it, if the mail
# server delivers reply+anything@ there too. Without it letters carry none and no mail is taken in. The demo
# answers itself.
MAIL_REPLY_ADDRESS = env.str("MAIL_REPLY_ADDRESS", "reply@demo.example" if RECOURSE_ENV == "demo" else "")
if MAIL_REPLY_ADDRESS and not re.fullmatch(r"[a-z0-9._-]{1,15}@[a-z0-9.-]{3,200}", MAIL_REPLY_ADDRESS):
    raise ImproperlyConfigured("MAIL_REPLY_ADDRESS must be a short address in small letters: reply@inbox.shop.example.")
# The two ways in: a signed POST of whole mails, and a mailbox that is looked into every minute.
MAIL_IN_SECRETS = env.list("MAIL_IN_SECRETS", default=[])
IMAP_URL = env.str("IMAP_URL", "")
if IMAP_URL and urlsplit(IMAP_URL).scheme not in ("imaps", *(() if PRODUCTION else ("imap",))):
    raise ImproperlyConfigured("IMAP_URL must read imaps://user:password@host:993/INBOX.")
MAIL_MAX_BYTES = env.int("MAIL_MAX_BYTES", 25 * 1024**2)
# So many mails an hour may come in for one case; a machine that answers machines gets no further.
MAILS_PER_CASE_AND_HOUR = env.int("MAILS_PER_CASE_AND_HOUR", 20)

# --- Gateways ---------------------------------------------------------------------------------------------

GATEWAY_ACCOUNTS: dict[str, dict[str, Any]] = {}
# How the sandbox answers what no script foresees: behaviours with whole-number weights; none means always well.
SANDBOX_WEIGHTS = {"accept": 80, "pending": 16, "succeed_then_silence": 2, "decline": 2}
SANDBOX_GATEWAY = env.bool("SANDBOX_GATEWAY", not PRODUCTION)
if SANDBOX_GATEWAY:
    GATEWAY_ACCOUNTS["sandbox"] = {
        "gateway": "sandbox",
        "webhook_secrets": env.list("SANDBOX_WEBHOOK_SECRETS", default=["sandbox-webhook-secret"]),
        "latency_ms": env.int("SANDBOX_LATENCY_MS", 0),
        "weights": env.json("SANDBOX_WEIGHTS", default=SANDBOX_WEIGHTS if RECOURSE_ENV == "demo" else {}),
    }
if env.str("STRIPE_SECRET_KEY", ""):
    GATEWAY_ACCOUNTS["stripe"] = {
        "gateway": "stripe",
        "secret_key": env.str("STRIPE_SECRET_KEY"),
        "webhook_secrets": env.list("STRIPE_WEBHOOK_SECRETS", default=[]),
        "read_key": env.str("STRIPE_READ_KEY", ""),
        "api_base": env.str("STRIPE_API_BASE", ""),
        "send_reason": env.bool("STRIPE_SEND_REASON", False),
    }
if env.str("ADYEN_API_KEY", ""):
    GATEWAY_ACCOUNTS["adyen"] = {
        "gateway": "adyen",
        "secret_key": env.str("ADYEN_API_KEY"),
        "merchant_account": env.str("ADYEN_MERCHANT_ACCOUNT", ""),
        "webhook_secrets": env.list("ADYEN_HMAC_KEYS", default=[]),
        "environment": env.str("ADYEN_ENVIRONMENT", "test"),
        "live_prefix": env.str("ADYEN_LIVE_PREFIX", ""),
        "api_base": env.str("ADYEN_API_BASE", ""),
        "send_reason": env.bool("ADYEN_SEND_REASON", False),
    }
if env.str("PAYPAL_CLIENT_ID", ""):
    GATEWAY_ACCOUNTS["paypal"] = {
        "gateway": "paypal",
        "client_id": env.str("PAYPAL_CLIENT_ID"),
        "client_secret": env.str("PAYPAL_CLIENT_SECRET"),
        "webhook_id": env.str("PAYPAL_WEBHOOK_ID", ""),
        "sandbox": env.bool("PAYPAL_SANDBOX", False),
        "api_base": env.str("PAYPAL_API_BASE", ""),
    }
if env.str("MOLLIE_API_KEY", ""):
    GATEWAY_ACCOUNTS["mollie"] = {
        "gateway": "mollie",
        "api_key": env.str("MOLLIE_API_KEY"),
        "webhook_secrets": env.list("MOLLIE_WEBHOOK_SECRETS", default=[]),
        "test_mode": env.bool("MOLLIE_TEST_MODE", False),
        "profile_id": env.str("MOLLIE_PROFILE_ID", ""),
        "api_base": env.str("MOLLIE_API_BASE", ""),
    }
if env.str("BRAINTREE_MERCHANT_ID", ""):
    GATEWAY_ACCOUNTS["braintree"] = {
        "gateway": "braintree",
        "merchant_id": env.str("BRAINTREE_MERCHANT_ID"),
        "public_key": env.str("BRAINTREE_PUBLIC_KEY", ""),
        "private_key": env.str("BRAINTREE_PRIVATE_KEY", ""),
        "sandbox": env.bool("BRAINTREE_SANDBOX", False),
        "without_request_keys": env.bool("BRAINTREE_WITHOUT_REQUEST_KEYS", False),
        "api_base": env.str("BRAINTREE_API_BASE", ""),
    }

# Keys that seal secrets of gateway accounts and subscriptions, and bank accounts, newest first. Without one
# production keeps no secret; elsewhere one is derived from SECRET_KEY.
SECRETS_KEYS = env.list("SECRETS_KEYS", default=[])
for _key in SECRETS_KEYS:
    try:
        Fernet(_key)
    except ValueError:
        raise ImproperlyConfigured(
            "Each of SECRETS_KEYS must be 32 random bytes in base64: openssl rand -base64 32 | tr '+/' '-_'"
        ) from None
# Networks of the shop's own that subscriptions may lead to although nobody outside reaches them; none in production
# unless told. Only this machine itself is spoken to without TLS.
SUBSCRIPTION_NETWORKS = env.list("SUBSCRIPTION_NETWORKS", default=[] if PRODUCTION else ["127.0.0.0/8", "::1/128"])
for _network in SUBSCRIPTION_NETWORKS:
    try:
        ip_network(_network)
    except ValueError:
        raise ImproperlyConfigured(f"{_network} in SUBSCRIPTION_NETWORKS is no network, such as 10.1.0.0/16.") from None
# How long a process believes what it knows of the gateway accounts before it looks whether one has changed.
GATEWAY_ACCOUNTS_SECONDS = 3600 if RECOURSE_ENV == "test" else 3
# A gateway account is left alone for a while after so many calls without an answer within seconds; 0 is never.
GATEWAY_TROUBLES_TO_OPEN = env.int("GATEWAY_TROUBLES_TO_OPEN", 0 if RECOURSE_ENV == "test" else 5)

# Where the web process answers on this machine: the sandbox posts its webhooks there.
INTERNAL_URL = env.str("INTERNAL_URL", "http://127.0.0.1:8000").rstrip("/")

# How long a worker may take over the orders that it leased; then another takes them. Above a task's hard limit.
ORDER_LEASE_SECONDS = env.int("ORDER_LEASE_SECONDS", 60)
# How long a sent attempt may go without an answer before the gateway is asked: well above its time-outs.
SEND_GRACE_SECONDS = env.int("SEND_GRACE_SECONDS", 60)
# How many working hours before the gateway's own day a dispute is to be answered here.
DISPUTE_ANSWER_HOURS_AHEAD = env.int("DISPUTE_ANSWER_HOURS_AHEAD", 16)
# When disputes repeat: looked at over so many days, told from so many cases on (and from so many of one customer in
# a year), where a rate is so many times the usual one, or so many percent of an account's are not recognized.
DISPUTE_PATTERN_DAYS = env.int("DISPUTE_PATTERN_DAYS", 30)
DISPUTE_PATTERN_CASES = env.int("DISPUTE_PATTERN_CASES", 5)
DISPUTE_PATTERN_CUSTOMER_CASES = env.int("DISPUTE_PATTERN_CUSTOMER_CASES", 2)
DISPUTE_PATTERN_TIMES = env.int("DISPUTE_PATTERN_TIMES", 2)
DISPUTE_PATTERN_UNRECOGNIZED_PERCENT = env.int("DISPUTE_PATTERN_UNRECOGNIZED_PERCENT", 15)
# How often the settlements of an account are fetched where its gateway lists them; 0 is never.
SETTLEMENT_FETCH_HOURS = env.int("SETTLEMENT_FETCH_HOURS", 24)

# A refund that a gateway has not answered for so many days keeps a period of the books from being closed.
CLOSING_UNANSWERED_DAYS = env.int("CLOSING_UNANSWERED_DAYS", 5)
# Where a manager has set no terms: how long store credit is good, and for customers of which countries it never
# expires. Most of Canada's provinces and many states of the USA let no gift card expire that was paid for.
STORE_CREDIT_DAYS = env.int("STORE_CREDIT_DAYS", 3 * 365)
# Cautious: by what was read on 2026-11-27 (Cal. Civ. Code 1749.5; 12 CFR 1005.20, five years at the least; Ontario's
# O. Reg. 187/07; Québec's opc.gouv.qc.ca) the laws are about cards that are sold. Credit for a return is not named.
STORE_CREDIT_NEVER_EXPIRES_IN = env.list("STORE_CREDIT_NEVER_EXPIRES_IN", default=["CA", "US"])
# How long an order may keep store credit set aside where the checkout asks for no other time.
CREDIT_HOLD_MINUTES = env.int("CREDIT_HOLD_MINUTES", 60)
RAIL_CONSENT_DAYS = env.int("RAIL_CONSENT_DAYS", 14)
"""How long a customer may think about another way for their money; a link in a letter lives as long."""

# The shop's own account: payment files are written for it. Without one, bank transfers are paid by hand.
_DEMO_ACCOUNT = ("Lumen & Hearth", "DE89370400440532013000") if RECOURSE_ENV == "demo" else ("", "")
BANK_ACCOUNT = {
    "name": env.str("BANK_ACCOUNT_NAME", _DEMO_ACCOUNT[0]),
    "iban": env.str("BANK_ACCOUNT_IBAN", _DEMO_ACCOUNT[1]),
    "bic": env.str("BANK_ACCOUNT_BIC", ""),
}
BANK_FILE_SCHEMA = env.str("BANK_FILE_SCHEMA", "pain.001.001.09")
if BANK_FILE_SCHEMA not in ("pain.001.001.03", "pain.001.001.09"):
    raise ImproperlyConfigured("BANK_FILE_SCHEMA must be pain.001.001.03 or pain.001.001.09.")
BANK_DETAILS_DAYS = env.int("BANK_DETAILS_DAYS", 30)
BANK_DETAILS_REMIND_DAYS = env.int("BANK_DETAILS_REMIND_DAYS", 7)
# So long after its execution date a file may go without the bank's answer; then finance is told.
BANK_ANSWER_DAYS = env.int("BANK_ANSWER_DAYS", 5)

# A named point of refunds.crash_points at which a process kills itself, to prove that nothing is lost there.
CRASH_POINT = "" if PRODUCTION else env.str("CRASH_POINT", "")

# --- API --------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["config.api.auth.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["config.api.auth.ScopePermission"],
    "DEFAULT_PAGINATION_CLASS": "config.api.paging.KeyPaging",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsing.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.HouseSchema",
    "EXCEPTION_HANDLER": "config.api.errors.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["config.api.limits.KeyThrottle"],
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Calls a minute by API key and kind, wrong keys a minute by address, and what one customer may send; 0 is no limit.
_UNLIMITED = RECOURSE_ENV == "test"
API_CALLS_PER_MINUTE = {
    "read": env.int("API_READS_PER_MINUTE", 0 if _UNLIMITED else 1200),
    "write": env.int("API_WRITES_PER_MINUTE", 0 if _UNLIMITED else 600),
    "decide": env.int("API_DECISIONS_PER_MINUTE", 0 if _UNLIMITED else 300),
    "wrong_key": env.int("API_WRONG_KEYS_PER_MINUTE", 0 if _UNLIMITED else 30),
}
PORTAL_POSTS_PER_MINUTE = env.int("PORTAL_POSTS_PER_MINUTE", 0 if _UNLIMITED else 120)
# How often one address may ask whether a paper was issued here.
VERIFICATIONS_PER_MINUTE = env.int("VERIFICATIONS_PER_MINUTE", 0 if _UNLIMITED else 30)
# The assistant of the portal: how much one customer, or one address of a visitor, may ask; how long questions are kept.
ASSISTANT_QUESTIONS_PER_HOUR = env.int("ASSISTANT_QUESTIONS_PER_HOUR", 0 if _UNLIMITED else 40)
QUESTION_DAYS = env.int("QUESTION_DAYS", 90)
# Exports: how long a file is kept, how many rows one may have, how many one person may have waiting, and the folder
# below which exports may be laid down by schedule; without one there is none.
EXPORT_KEPT_DAYS = env.int("EXPORT_KEPT_DAYS", 14)
EXPORT_MOST_ROWS = env.int("EXPORT_MOST_ROWS", 20_000_000)
EXPORT_MOST_WAITING = env.int("EXPORT_MOST_WAITING", 10)
EXPORT_FOLDER = env.str("EXPORT_FOLDER", "")
# A service that may choose among our own answers, and never writes one. Without an address it is off.
ASSISTANT_SERVICE_URL = env.str("ASSISTANT_SERVICE_URL", "")
ASSISTANT_SERVICE_SECRET = env.str("ASSISTANT_SERVICE_SECRET", "")
SPECTACULAR_SETTINGS = {
    "TITLE": "Recourse",
    "DESCRIPTION": "Refunds and disputes over HTTP: every move that staff can make, with the same checks.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "TAGS": TAGS,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.examples.add_examples",
        "config.api.webhooks.say_webhooks",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ForecastState": "reporting.models.ForecastRun.State",
        "ForecastMeasure": "reporting.models.SeriesForecast.Measure",
        "PayoutRhythm": "reporting.models.PayoutPlan.Rhythm",
        "ExportRhythm": "reporting.models.ExportSchedule.Rhythm",
        "BalanceSource": "reporting.models.AccountBalance.Source",
        "DisputeSource": "disputes.models.Dispute.Source",
        "CashMove": "reporting.foresight.what_if.MOVES",
        "RefundState": "refunds.models.Refund.State",
        "ClosingState": "reporting.models.PeriodClosing.State",
        "ClosingCheckState": "reporting.closing.checks.STATES",
        "ReopeningState": "reporting.models.Reopening.State",
        "AttemptState": "refunds.models.RefundAttempt.State",
        "RefundRail": "refunds.models.Refund.Rail",
        "CreditNoteKind": "refunds.models.CreditNote.Kind",
        "StatementKind": "reporting.models.Statement.Kind",
        "PaperState": "reporting.models.Statement.State",
        "AppealOutcome": "refunds.models.Appeal.Outcome",
        "FeedbackAnswer": "refunds.models.Feedback.Answer",
        "RefundReason": "refunds.models.Refund.Reason",
        "RefundOrigin": "refunds.models.Refund.Origin",
        "BulkMove": "refunds.models.BulkRun.Move",
        "BulkState": "refunds.models.BulkRun.State",
        "BulkRowState": "refunds.models.BulkRow.State",
        "PolicyVerdict": "refunds.models.PolicyDecision.Verdict",
        "QuestionKind": "refunds.api.quotes.QUESTION_KINDS",
        "PolicyDraftState": "refunds.models.PolicyDraft.State",
        "PolicyTrialState": "refunds.models.PolicyTrial.State",
        "PaymentMethod": "customers.models.Payment.Method",
        "ProductKind": "customers.models.PaymentLine.ProductKind",
        "DocumentKind": "customers.models.Document.Kind",
        "RefusalDoor": "customers.models.Refusal.Door",
        "CreditHoldState": "customers.models.CreditHold.State",
        "CreditMovementKind": "customers.models.CreditEntry.Kind",
        "CreditCorrectionState": "refunds.models.CreditCorrection.State",
        "MessageState": "customers.models.Message.State",
        "MessageDirection": "customers.models.Message.Direction",
        "SubscriptionState": "refunds.models.Subscription.State",
        "DeliveryState": "refunds.models.Delivery.State",
        "ExportState": "reporting.models.Export.State",
        "ExportDeliveryState": "reporting.models.ExportDelivery.State",
        "ExportPlaceKind": "reporting.models.ExportPlace.Kind",
        "WebhookState": "refunds.models.WebhookEvent.State",
        "TransferFileState": "refunds.models.TransferFile.State",
        "WithdrawalState": "refunds.models.WithdrawalDeclaration.State",
        "WithdrawalOrigin": "refunds.models.WithdrawalDeclaration.Origin",
        "WithdrawalDaysCounted": "refunds.models.WithdrawalLaw.Counted",
        "BankAnswerKind": "refunds.models.BankAnswer.Kind",
        "QuestionDoor": "refunds.models.AskedQuestion.Door",
        "QuestionOutcome": "refunds.models.AskedQuestion.Outcome",
        "DisputeState": "disputes.models.Dispute.State",
        "DisputeStage": "disputes.models.Dispute.Stage",
        "DisputeCategory": "disputes.models.Dispute.Category",
        "DisputeAnswerState": "disputes.models.DisputeAnswer.State",
        "DisputeAnswerKind": "disputes.models.DisputeAnswer.Kind",
        "DisputeOfferKind": "disputes.offers.KIND_NAMES",
        "ReturnFinding": "disputes.offers.FINDING_NAMES",
        "DisputeOfferState": "disputes.offers.STATE_NAMES",
        "DisputeMovementKind": "disputes.models.MoneyMoved.Kind",
        "DisputePatternKind": "disputes.models.DisputePattern.Kind",
        "DisputePatternState": "disputes.models.DisputePattern.State",
        "AlertState": "disputes.models.Alert.State",
        "AlertProvider": "disputes.models.Alert.Provider",
        "EvidencePiece": "disputes.evidence.pieces.PIECE_NAMES",
        "TraceKind": "disputes.models.PaymentTrace.Kind",
        "DisputeFeeKind": "disputes.models.DisputeFee.Kind",
        "DisputeDecision": "disputes.models.Appraisal.Decision",
        "DisputeAdvice": "disputes.models.Appraisal.Advice",
        "EvidenceStrength": "disputes.models.Appraisal.Strength",
        "TextState": ["delivered", "changed", "broken"],
        "BroughtDisputeState": [
            "inquiry",
            "inquiry_answered",
            "inquiry_closed",
            "needs_response",
            "under_review",
            "won",
            "lost",
            "accepted",
            "expired",
            "prevented",
            "withdrawn",
        ],
    },
    "SERVE_AUTHENTICATION": ["rest_framework.authentication.SessionAuthentication"],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# --- Logs and promises ------------------------------------------------------------------------------------

# Who may read /metrics: a bearer token, and addresses or networks. Neither set: closed in production, open elsewhere.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
METRICS_ADDRESSES = env.list("METRICS_ADDRESSES", default=[])

LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOG_JSON = env.bool("LOG_JSON", PRODUCTION)
LOGGING_CONFIG = "config.logging.configure"
# What is taken out of every line by its value, besides what is known by its name or shape.
SECRETS_OF_SETTINGS = [
    SECRET_KEY,
    *SECRET_KEY_FALLBACKS,
    *SECRETS_KEYS,
    METRICS_TOKEN,
    ASSISTANT_SERVICE_SECRET,
    unquote(urlsplit(DATABASE_URL).password or ""),
    unquote(urlsplit(REDIS_URL).password or ""),
    EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or "",
    SMS_SECRET,
    *MESSAGE_WEBHOOK_SECRETS,
    *MAIL_IN_SECRETS,
    unquote(urlsplit(IMAP_URL).password or ""),
    *(
        account.get(name, "")
        for account in GATEWAY_ACCOUNTS.values()
        for name in ("secret_key", "read_key", "client_secret", "api_key", "private_key")
    ),
    *(secret for account in GATEWAY_ACCOUNTS.values() for secret in account.get("webhook_secrets", ())),
]
LOGGING = {"level": LOG_LEVEL, "json": LOG_JSON, "secrets": SECRETS_OF_SETTINGS}
# What keeps secrets and card numbers out of logs, and out of what is shown of other people's messages.
REDACTION = "config.redaction.Redaction"
# /readyz turns red when the oldest due work order has waited for longer.
OLDEST_DUE_ORDER_SECONDS = env.int("OLDEST_DUE_ORDER_SECONDS", 300)
# It also turns red when no worker has given a sign of life for so long: beat gives them something to do every second.
WORKER_SILENCE_SECONDS = env.int("WORKER_SILENCE_SECONDS", 120)
FIGURES_REST_TIMES = env.float("FIGURES_REST_TIMES", 0 if RECOURSE_ENV == "test" else 4)

# One image for web, worker, beat and migrate. It holds no secret: keys come from the environment.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
WORKDIR /site
COPY requirements.lock ./
RUN pip install --no-cache-dir uv \
    && uv pip sync --system --no-cache --require-hashes requirements.lock
COPY . .

# The static files are the same for every site, so they belong into the image. The settings want
# values that are used for nothing here, and none of them stays.
RUN ALSWEB_DEMO=1 ALSWEB_DATA=/site/collected \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    WORDS_KEY="$(python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())')" \
    DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost \
    python manage.py collectstatic --noinput \
    && useradd --system --uid 10001 --no-create-home alsweb

ENV ALSWEB_DATA=/site/collected
USER alsweb
EXPOSE 8000
CMD ["python", "-m", "uvicorn", "alsweb.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--timeout-graceful-shutdown", "2", "--no-access-log", "--lifespan", "off"]

# The image of web, worker and beat: one for all, told apart by their command. See compose.yaml.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 RECOURSE_ENV=production RECOURSE_DATA=/data
# Where the web processes of this container count their requests together; see /metrics.
ENV PROMETHEUS_MULTIPROC_DIR=/tmp/metrics
RUN useradd --system --uid 10001 recourse && mkdir /data /tmp/metrics && chown recourse /data /tmp/metrics
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN python -m config.catalogues compile && python -m compileall -q config customers refunds disputes reporting

USER recourse
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn", "--bind", "0.0.0.0:8000", "config.wsgi:application"]

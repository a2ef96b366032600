# The service in an image: what requirements.lock names, the project, and nothing else.
#
#     docker build --tag recite .
#     docker run --env RECITE_SECRET_KEY --volume recite:/data recite migrate
#     docker run --env RECITE_SECRET_KEY --volume recite:/data --publish 8000:8000 recite
#
# Alone it keeps an SQLite database in /data; docker-compose.yml runs it with PostgreSQL.

FROM python:3.12-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN ["python", "-m", "venv", "/recite"]
# Before the sources, so that a change of code does not fetch the packages again.
COPY requirements.lock ./
RUN ["/recite/bin/pip", "install", "--require-hashes", "--no-deps", "-r", "requirements.lock"]
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY api api
COPY db db
COPY fixtures fixtures
COPY quiz quiz
COPY schemas schemas
RUN ["/recite/bin/pip", "install", "--no-index", "--no-deps", "--no-build-isolation", "."]
# What only served to build stays out of the image, pip itself last.
RUN ["/recite/bin/pip", "uninstall", "--yes", \
     "hatchling", "editables", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers", "pip"]

FROM python:3.12-slim-trixie
RUN ["useradd", "--uid", "10001", "--user-group", "--no-create-home", "--home-dir", "/data", "recite"]
RUN ["install", "--directory", "--owner=recite", "--group=recite", "--mode=0700", "/data"]
COPY --from=build /recite /recite
ENV PATH=/recite/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    RECITE_ENVIRONMENT=production \
    RECITE_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["recite"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]

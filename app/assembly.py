"""Builds the Runtime and the Flask app: the one place where parts are joined."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import structlog
from flask import Flask

from app import log
from app.activation import refuse_lines, refuse_surveys
from app.catalogue import Catalogue
from app.clearances.gate import Clearances
from app.errors import BadInput, DatabaseAway
from app.lines import LOCAL_LINES, load_lines
from app.live import client
from app.live.breaker import Breaker
from app.live.sessions import LiveSessions
from app.notice_addresses import with_notices
from app.pauses.gate import Pauses
from app.process import die_with_web_server
from app.queues import Queues
from app.records import database
from app.records.patience import Fuse
from app.reporting.imports.clearances import publish_clearances
from app.runtime import Runtime
from app.settings import Settings
from app.telephony import builtin
from app.telephony.signatures import Signatures
from app.web import audio, health, notice, offers, sms, voice
from app.web.api import all_doors as api
from app.web.api import openapi
from app.web.api.bearer_guard import bearer_token
from app.web.guards import SIGNATURES, open_to_all, register, signed_webhook
from app.web.pages import all_pages
from app.web.pages.guard import admitted
from flows.load import SHIPPED_SURVEYS, clashes, load_survey, survey_files
from flows.located import SurveyError
from flows.survey import Survey

REDIS_SECONDS = 0.2
"""A caller waits no longer for one answer of the live store; then the engine runs on the tape."""

REQUEST_SQL_SECONDS = 2.0
"""How long one statement may take where somebody waits for the answer."""


def build_runtime(
    settings: Settings, redis_seconds: float = REDIS_SECONDS, sql_seconds: float = REQUEST_SQL_SECONDS
) -> Runtime:
    """The runtime of one process; ``sql_seconds`` 0 lets a statement take its time.

    Raises BadInput for surveys or lines that are wrong, or that a rule keeps from being used.
    """
    records = database.connect(settings.database_url, sql_seconds, Fuse())
    breaker = Breaker(client.connect(settings.redis_url, redis_seconds))
    files, lines_file = survey_files_of(settings), lines_file_of(settings)
    lines = with_notices(load_lines(lines_file), settings.public_url)
    refuse_surveys(files)
    refuse_lines(lines_file, lines)
    return Runtime(
        settings=settings,
        database=records,
        breaker=breaker,
        live=LiveSessions(breaker),
        catalogue=Catalogue(files, breaker, records),
        lines=lines,
        clearances=Clearances(lines, records),
        pauses=Pauses(records),
        queues=Queues(settings.queue_redis_url),
        clock=time.time,
    )


def survey_files_of(settings: Settings) -> dict[Path, Survey]:
    """The shipped surveys and those of ``SURVEYS_DIR``, by file. Raises BadInput for the first error in them."""
    directories = [SHIPPED_SURVEYS, *([settings.surveys_dir] if settings.surveys_dir is not None else [])]
    try:
        files = {path: load_survey(path) for directory in directories for path in survey_files(directory)}
    except SurveyError as error:
        raise BadInput(str(error)) from error
    for clash in clashes(files.items()):
        raise BadInput(str(clash))
    return files


def lines_file_of(settings: Settings) -> Path:
    """The lines file: the one that is set, else in local mode the two lines that ship. Raises BadInput without one."""
    if settings.lines_file is None and not settings.local_mode:
        raise BadInput("settings: LINES_FILE: is not set")
    return settings.lines_file or LOCAL_LINES


def create_app(runtime: Runtime) -> Flask:
    """The Flask app of a runtime, every door behind its guard."""
    app = Flask("aftercall", static_folder=None)
    app.extensions["aftercall"] = runtime
    tokens = [token.get_secret_value() for token in runtime.settings.twilio_auth_tokens]
    app.extensions[SIGNATURES] = Signatures(runtime.settings.public_url, tokens)
    register(app, voice.door, signed_webhook)
    register(app, offers.door, signed_webhook)
    register(app, sms.door, signed_webhook)
    register(app, health.door, open_to_all)
    register(app, notice.door, open_to_all)
    register(app, audio.door, open_to_all)
    for door in api.DOORS:
        register(app, door, bearer_token)
    register(app, openapi.door, open_to_all)
    api.answer_unknown_paths(app)
    register(app, all_pages.assets, open_to_all)
    register(app, all_pages.build(app, runtime.settings), admitted)
    if runtime.settings.local_mode:
        register(app, builtin.blueprint(runtime.settings), builtin.account_guard(runtime.settings))
    if runtime.settings.shows_phone:
        _add_phone(app, runtime.settings)
    return app


def _add_phone(app: Flask, settings: Settings) -> None:
    # Its client of webhooks takes a while to load, and most services have no phone.
    from app.web.phone.doors import blueprint  # noqa: PLC0415
    from app.web.phone.page_guard import page_guard  # noqa: PLC0415

    register(app, blueprint(settings), page_guard(settings))


def wsgi_app() -> Flask:
    """The app of one web process, from its environment."""
    die_with_web_server()
    log.configure()
    runtime = build_runtime(Settings.load())
    try:
        runtime.catalogue.publish()
        with runtime.database.begin() as connection:
            publish_clearances(connection, runtime.lines, datetime.now(UTC))
    except DatabaseAway as error:
        # A process that starts now, as after a crash, takes calls all the same: both are in its files.
        structlog.get_logger().warning("surveys and clearances not in SQL yet", error=str(error))
    runtime.live.second_look.start()
    runtime.clearances.start()
    runtime.pauses.start()
    return create_app(runtime)

"""What is measured: the service as local mode starts it, with one constant view beside it on the same server."""

from __future__ import annotations

import os
import time
from urllib.parse import urlsplit

from flask import Flask, Response

from app import assembly, local, log
from app.conversations import beginnings
from app.conversations.beginnings import Standing
from app.conversations.wording import spoken
from app.runtime import Runtime
from app.web import turn_urls
from flows import engine, voice
from flows.session import Input, Keys

CONSTANT = "/constant"
LINE_NUMBER = "+12025550100"
"""The line of local mode that asks ``a11-likert``."""


def wsgi_app() -> Flask:
    """The app of one web process with a view, unguarded, that returns the same document to every post."""
    app = assembly.wsgi_app()
    document = _typical_document(app.extensions["aftercall"])

    @app.post(CONSTANT)
    def constant() -> Response:
        return Response(document, content_type="text/xml; charset=utf-8")

    return app


def _typical_document(runtime: Runtime) -> str:
    """The reply to the first answer of a survey, its action leading back to the constant view."""
    who = beginnings.caller(runtime, LINE_NUMBER, "+12125550199", "CA" + "0" * 32)
    assert who is not None
    at = time.time()
    survey = beginnings.survey_for(runtime, who.line, "voice", at)
    assert survey is not None
    session = engine.begin(survey, beginnings.opening(runtime, who, "voice", survey, at)).session
    for key in "14":
        session = engine.resume(survey, session, Input(Keys(key), at=at)).session
    asked, speech = spoken(Standing(survey, who.line, session))
    action = turn_urls.action(runtime.settings.public_url, session)
    return voice.gather(survey, asked, speech, action.replace(urlsplit(action).path, CONSTANT))


if __name__ == "__main__":
    log.configure()
    local.run(os.environ, "benchmarks.serving:wsgi_app")

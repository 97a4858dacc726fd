"""The smallest thing that can be served in place of the application; says which process answered."""

import os

from app.process import die_with_web_server


def wsgi_app():
    die_with_web_server()

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(os.getpid()).encode()]

    return application

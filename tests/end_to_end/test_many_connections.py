import http.client
import resource

from people import LIKERT

from app.simulation.calls import ProviderCall

IDLE = 1100
"""More than the web server's own limit for its two workers together."""


def test_idle_connections_of_a_provider_keep_no_call_out(provider, service, number):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 2 * IDLE), hard), hard))
    connections = [http.client.HTTPConnection("127.0.0.1", service.port, timeout=10) for _ in range(IDLE)]
    try:
        for connection in connections:
            connection.request("GET", "/healthz")
            assert connection.getresponse().read()
        call = ProviderCall(provider, number, LIKERT)
        assert call.dial().gather is not None
        call.hang_up()
    finally:
        for connection in connections:
            connection.close()

"""A second real OpenID provider for the tests, of another make: oidc-provider-mock, on Authlib.

    python3 mock.py PORT

It takes any client with any secret and any redirect URI, and signs in whoever is named; `ann-at-mock` has more to her
than an e-mail. It says `ready ISSUER` when it listens. On the line `away` it stops listening, and says so; on `back` it
listens again and knows all that it knew. It ends with its input.
"""

import logging
import os
import re
import sys
import threading
import time
import warnings

from authlib.deprecate import AuthlibDeprecationWarning

# Authlib tells of its own next version; the mock and Werkzeug tell of each request.
warnings.simplefilter("ignore", AuthlibDeprecationWarning)
logging.disable(logging.WARNING)
# Without it Authlib insists on https.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from oidc_provider_mock import User, app
from werkzeug.serving import make_server

TRIES, PAUSE = 100, 0.05
ANN = User(
    sub="ann-at-mock",
    claims={
        "email": "ann@example.org",
        "email_verified": True,
        "name": "Ann Richmond",
        "locale": "de-AT",
        "zoneinfo": "Europe/Vienna",
        "groups": ["staff"],
    },
)


def main():
    port = int(sys.argv[1])
    provider = app(user_claims=[ANN])
    provider.after_request(at_home)
    server = listen(provider, port)
    for order in sys.stdin:
        if order.strip() == "away":
            server.shutdown()
            server.server_close()
            print("away", flush=True)
        else:
            server = listen(provider, port)


def listen(provider, port):
    server = taken(provider, port)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    print(f"ready http://127.0.0.1:{port}", flush=True)
    return server


def taken(provider, port):
    """While it is away its port is nobody's: whoever looks just then whether it is free holds it for a moment."""
    for _ in range(TRIES):
        try:
            return make_server("127.0.0.1", port, provider, threaded=True)
        except SystemExit:
            time.sleep(PAUSE)
    sys.exit(f"port {port} is not to be had")


def at_home(response):
    """Its pages ask another machine for their looks."""
    if response.mimetype == "text/html":
        response.set_data(re.sub(r"<link[^>]*>", "", response.get_data(as_text=True)))
    return response


main()

"""A real mail server for the tests: aiosmtpd, which keeps each letter it takes as a file of JSON: its headers and what it
says as text and as HTML, decoded by Python's own reader of mail.

    python3 server.py PORT FOLDER [CERTIFICATE KEY USER PASSWORD]

With a certificate it speaks TLS from the first byte and takes letters only from USER. What it is to do about a letter
stands in the local part of whom it is for: `refused` is refused for good, `later` for now, and at the first to `hangup` it
breaks off when it has taken it, before it says so.
"""

import asyncio
import email.policy
import json
import pathlib
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


# How often it tries to have its port, and how long it waits in between, in seconds.
TRIES, PAUSE = 100, 0.05


class Letters:
    def __init__(self, folder):
        self.folder = folder
        self.taken = len(list(folder.iterdir()))
        self.hung_up = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.partition("@")[0]
        if local == "refused":
            return f"550 5.1.1 <{address}> No such mailbox here"
        if local == "later":
            return f"451 4.7.1 <{address}> Not now, try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken += 1
        fresh = self.folder / f".{self.taken}"
        fresh.write_text(json.dumps(read(envelope.content)))
        fresh.rename(self.folder / f"{self.taken:04}.json")
        if not self.hung_up and any(address.startswith("hangup@") for address in envelope.rcpt_tos):
            self.hung_up = True
            server.transport.close()
            return "421 Gone"
        return "250 OK"


def read(content):
    letter = email.message_from_bytes(content, policy=email.policy.default)
    says = lambda kind: letter.get_body((kind,)).get_content(errors="strict").replace("\r\n", "\n")
    headers = {name: str(value) for name, value in letter.items()}
    return {"headers": headers, "text": says("plain"), "html": says("html")}


def server(letters, user, password):
    def known(server, session, envelope, mechanism, sent):
        right = isinstance(sent, LoginPassword) and (sent.login, sent.password) == (user.encode(), password.encode())
        # Not handled: aiosmtpd is to say itself that it was wrong.
        return AuthResult(success=right, handled=False)

    if user is None:
        return SMTP(letters, hostname="mail.test")
    return SMTP(letters, hostname="mail.test", authenticator=known, auth_required=True, auth_require_tls=False)


async def main(port, folder, certificate=None, key=None, user=None, password=None):
    folder = pathlib.Path(folder)
    folder.mkdir(exist_ok=True)
    letters, context = Letters(folder), None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, done.set)
    made = lambda: server(letters, user, password)
    await listening(lambda: loop.create_server(made, "127.0.0.1", int(port), ssl=context))
    print("ready", flush=True)
    await done.wait()


async def listening(listen):
    """While it is away its port is nobody's: whoever looks just then whether it is free holds it for a moment."""
    for _ in range(TRIES):
        try:
            return await listen()
        except OSError as why:
            refused = why
            await asyncio.sleep(PAUSE)
    raise refused


asyncio.run(main(*sys.argv[1:]))

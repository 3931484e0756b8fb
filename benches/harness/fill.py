"""What is in the tables before anything is measured. The same for every server: users with one password, and for each of
them several sessions of the last fifty days, of which three are live and the others over. They are written straight into
the tables; only the sessions that pages are asked for with are signed in to for real."""

import contextlib
import dataclasses
import multiprocessing
import os
import sqlite3
import time

DAY = 86400
ROUNDS = 10
LIVE = 3
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
)


@dataclasses.dataclass
class Amounts:
    """How much, and for how long."""

    sessions: int
    signed_in: int
    passes: int
    rounds: int
    seconds: int
    warm: int
    storm: int = 0
    hashing: int = 0
    connections: int = 32

    @property
    def users(self):
        return self.sessions // ROUNDS

    @classmethod
    def whole(cls):
        return cls(sessions=1_000_000, signed_in=1000, passes=3, rounds=2, seconds=4, warm=8, storm=20, hashing=3)

    @classmethod
    def quick(cls):
        return cls(sessions=10_000, signed_in=100, passes=1, rounds=2, seconds=2, warm=4, storm=5, hashing=2)


@dataclasses.dataclass
class Session:
    """One of those that are written straight into the tables."""

    number: int
    user: int
    created_at: int
    last_seen_at: int
    live: bool
    # The time its id is made of.
    id_at: float

    @property
    def ip(self):
        return f"203.0.113.{self.user % 250 + 1}"

    @property
    def agent(self):
        return AGENTS[self.number % len(AGENTS)]


def sessions(amounts, among=None):
    """From the oldest to the newest, users in no order, as they come in life. The ids of those that are live may be
    spread over a span of time, `among`, so that they stand in the table among those signed in to for real in it."""
    now = int(time.time())
    first, users = now - 50 * DAY, amounts.users
    for number in range(amounts.sessions):
        created = id_at = first + number * (50 * DAY - 3600) // amounts.sessions
        turn, user = number // users, number * 7919 % users
        live = turn >= ROUNDS - LIVE
        seen = max(created, now - (user % 72) * 3600) if live else created + 1800
        if live and among:
            begin, end = among
            id_at = begin + (end - begin) * (number - users * (ROUNDS - LIVE)) / (users * LIVE)
        yield Session(number, user, created, seen, live, id_at)


def outlived(amounts, count):
    """Sessions that were over long before Hallpass's history begins, by default 90 days ago."""
    now = int(time.time())
    for number in range(count):
        created = now - 200 * DAY + number * 100 * DAY // count
        yield Session(number, number * 7919 % amounts.users, created, created + 1800, False, created)


def email(user):
    return f"user{user}@example.org"


def name(user):
    return f"Person {user} O’Neill"


def uuid7(seconds):
    """The 16 bytes of a UUID of version 7 made at that time."""
    random = bytearray(os.urandom(10))
    random[0] = 0x70 | random[0] & 0x0F
    random[2] = 0x80 | random[2] & 0x3F
    return int(seconds * 1000).to_bytes(6, "big") + random


def elsewhere(make):
    """What the generator `make` gives, made by a process of its own, since one core alone takes long."""
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe(duplex=False)

    def give():
        reader.close()
        for each in make():
            writer.send(each)
        writer.send(None)

    process = context.Process(target=give, daemon=True)
    process.start()
    writer.close()
    try:
        while (each := reader.recv()) is not None:
            yield each
    finally:
        process.terminate()
        process.join()


def _without_journal(connection):
    """A server that has just ended may take a moment to let go of its file, and SQLite does not wait for that here."""
    for _ in range(100):
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            return
        except sqlite3.OperationalError:
            time.sleep(0.1)
    connection.execute("PRAGMA journal_mode = OFF")


@contextlib.contextmanager
def writing(database):
    """A connection for writing much at once; nothing is lost if this machine goes down that could not be made again."""
    connection = sqlite3.connect(database)
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    _without_journal(connection)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -2000000")
    try:
        yield connection
        connection.commit()
        connection.execute(f"PRAGMA journal_mode = {journal}")
    finally:
        connection.close()

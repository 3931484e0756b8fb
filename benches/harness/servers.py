"""The servers: how each is built, filled, started and stopped. Everything they need is put into target/bench."""

import atexit
import contextlib
import datetime
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time

from . import fill, machine

NAMES = ["hallpass", "axum", "express", "django"]
SECRET = "only for measuring: 8c1f0a7e5b9d4f26"


def make(name, root, work):
    kind = {"hallpass": Compared, "axum": Axum, "express": Express, "django": Django}[name]
    return kind(name, root, work)


def cargo(package, program, target, settings=None):
    """Builds a Rust program for release and gives back where it is. In its own folder, above which Cargo looks for
    settings; `settings` are put before those."""
    command = ["cargo", "build", "--release", "--quiet", "--bin", program, "--target-dir", target]
    subprocess.run(command, check=True, cwd=package, env=os.environ | (settings or {}))
    return target / "release" / program


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def locked(package, *names):
    """The versions of some dependencies of a Rust package."""
    lock = (package / "Cargo.lock").read_text()
    found = dict(re.findall(r'name = "([^"]+)"\nversion = "([^"]+)"', lock))
    return {name: found[name] for name in names}


class Server:
    """One of them, with a folder and a port of its own."""

    title = ""
    # The path of an answer that is always the same, if it has one.
    floor = None
    first_path = "/login"

    def __init__(self, name, root, work):
        self.name, self.root, self.work = name, root, work
        self.peer = root / "benches" / "peers" / name
        self.data = work / "data" / name
        self.database = self.data / "data.db"
        self.sessions = work / f"{name}.sessions"
        self.log = work / f"{name}.log"
        self.process = None
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"

    def say(self, what):
        print(f"{self.title}: {what}", flush=True)

    def build(self):
        """Makes what is to be run, as it would be run in production."""

    def command(self):
        raise NotImplementedError

    def environment(self):
        words = self.root / "benches" / "peers"
        return {
            "DATABASE": self.database,
            "PORT": self.port,
            "SCHEMA": words / "schema.sql",
            "SECRET": SECRET,
            "WORDS": words / "words.json",
        }

    def empty(self):
        """No data, and a folder for it."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)

    def fill_users(self, amounts, phc):
        with fill.writing(self.database) as db:
            users = ((user + 1, fill.email(user), fill.name(user), "user", phc) for user in range(amounts.users))
            db.executemany("INSERT INTO users (id, email, name, role, password_hash) VALUES (?, ?, ?, ?, ?)", users)

    def fill_sessions(self, amounts):
        raise NotImplementedError

    def check_alone(self):
        """The same data served with one page more, that is constant but for who is signed in."""
        return None

    @contextlib.contextmanager
    def running(self):
        """Started, and stopped in the end whatever happens. Gives the seconds until the first answer."""
        environment = os.environ | {name: str(value) for name, value in self.environment().items()}
        with open(self.log, "ab") as log:
            self.log_before = log.tell()
            began = time.monotonic()
            self.process = subprocess.Popen(
                [str(part) for part in self.command()],
                cwd=self.data,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        atexit.register(self.stop)
        try:
            self.wait()
            yield time.monotonic() - began
        finally:
            self.stop()
            atexit.unregister(self.stop)

    def wait(self):
        for _ in range(30_000):
            if self.process.poll() is not None:
                raise SystemExit(f"{self.title} did not start: see {self.log}")
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request("GET", self.first_path)
                connection.getresponse().read()
                return
            except (ConnectionRefusedError, ConnectionResetError, http.client.RemoteDisconnected):
                time.sleep(0.002)
            finally:
                connection.close()
        raise SystemExit(f"{self.title} does not answer: see {self.log}")

    def stop(self):
        """Politely, and after a while not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            pass
        # The whole group: workers may outlive who started them, and would still hold the database.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while machine.group(self.process.pid):
            time.sleep(0.01)
        self.process = None

    def logged(self):
        """What it has logged since its start."""
        return self.log.read_bytes()[self.log_before :].decode(errors="replace")

    def settle(self):
        """Waits until it has done what it does after a start."""
        for _ in range(900):
            before = self.cpu_seconds() + self.database_seconds()
            time.sleep(1)
            if self.cpu_seconds() + self.database_seconds() - before < 0.03:
                return

    def cpu_seconds(self):
        return machine.cpu_seconds(self.process.pid)

    def database_seconds(self):
        """CPU time of a database that is a process of its own."""
        return 0

    def stored_mib(self):
        return self.database.stat().st_size / 2**20

    def memory(self):
        return machine.memory(self.process.pid)

    def forget_peak(self):
        machine.forget_peak(self.process.pid)


class Hallpass(Server):
    title = "Hallpass"
    floor = "/healthz"
    first_path = "/healthz"
    packages = ["rocket", "libsqlite3-sys"]

    def build(self):
        # A copy: that one is built anew whenever somebody works on it.
        self.program = shutil.copy(cargo(self.root, "hallpass", self.root / "target"), self.work)

    def command(self):
        return [self.program]

    def environment(self):
        # All requests come from one address, and to many accounts: what would stop that in life is set too high to.
        many = 1_000_000
        return {
            "ROCKET_PORT": self.port,
            "ROCKET_HALLPASS_DATABASE_URL": f"sqlite://{self.database}",
            "ROCKET_HALLPASS_ACCOUNT_ATTEMPTS": many,
            "ROCKET_HALLPASS_ADDRESS_ATTEMPTS": many,
            # What was signed in to has to last until it is asked for with, however long the tables take to fill.
            "ROCKET_HALLPASS_IDLE_TIMEOUT": "12 h",
        }

    def fill_users(self, amounts, phc):
        at = int(time.time()) - 60 * fill.DAY
        self.ids = [bytes(fill.uuid7(at)) for _ in range(amounts.users)]
        users = (
            (user_id, fill.email(user), fill.email(user), fill.name(user), phc, "user", None, None, 0, at, None, at, None)
            for user, user_id in enumerate(self.ids)
        )
        with self.adding() as add:
            for rows in batches(users):
                add("users", self.written(rows))
        self.note_words()

    def note_words(self):
        """Notes that all users have the words they are found by: the server would else begin with writing them."""
        there = "SELECT 1 FROM runs WHERE name = 'words'"
        self.do(f"INSERT INTO runs (name, at, number) SELECT 'words', 0, 0 WHERE NOT EXISTS ({there})")

    def fill_sessions(self, amounts, among=None):
        self.add_sessions(fill.sessions(amounts, among), self.event)

    def fill_outlived(self, amounts, count):
        self.add_sessions(fill.outlived(amounts, count))

    def filling(self):
        """Called before rows are added to what has been measured already."""

    def filled(self):
        """Called when rows were added: what still waits to be written would be written while something is measured."""
        os.sync()

    def add_sessions(self, sessions, event=None):
        # Sealed under the same key as those that were signed in to for real.
        key = int(self.ask("SELECT key_id FROM sessions LIMIT 1"))

        def made():
            for rows in batches(sessions):
                ids = [bytes(fill.uuid7(each.id_at)) for each in rows]
                yield "sessions", self.written([self.session(each, i, key) for each, i in zip(rows, ids)])
                if event:
                    yield "events", self.written([event(each, i) for each, i in zip(rows, ids)])

        with self.adding() as add:
            for table, rows in fill.elsewhere(made):
                add(table, rows)

    def written(self, rows):
        """Rows, each with all of its columns, in the form in which they are added."""
        return rows

    @contextlib.contextmanager
    def adding(self):
        """Gives what adds rows to a table."""
        with fill.writing(self.database) as db:

            def add(table, rows):
                places = ", ".join("?" * len(rows[0]))
                db.executemany(f"INSERT INTO {table} VALUES ({places})", rows)

            yield add

    def ask(self, query):
        """The one value a query gives."""
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            return db.execute(query).fetchone()[0]

    def do(self, query):
        """Changes something."""
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            db.execute(query)
            db.commit()

    def swept(self):
        """Waits until the sweep that began with the start is over. Gives back how many sessions it deleted."""
        until = time.monotonic() + 1800
        while time.monotonic() < until and self.process.poll() is None:
            found = re.search(r"outlived their history.* swept=(\d+)", self.logged())
            if found:
                return int(found[1])
            time.sleep(0.02)
        raise SystemExit(f"{self.title}: the sweep did not end; see {self.log}")

    def session(self, each, session_id, key):
        at, idle, life = (each.created_at, 14, 30) if each.live else (each.created_at, 1 / 24, 0.5)
        ended = None if each.live or each.number % 2 else at + 3000
        return (
            session_id,
            self.ids[each.user],
            0,  # auth_epoch
            os.urandom(32),  # the hash of a secret that nobody has
            None,
            None,
            at,
            at,
            each.last_seen_at,
            int(idle * fill.DAY),
            at + int(life * fill.DAY),
            int(each.live),
            "pwd",
            each.ip,
            each.agent,
            None,
            None,
            os.urandom(16),  # browser_id
            key,
            ended,
            ended and "signed-out",
            ended and self.ids[each.user],
        )

    def event(self, each, session_id):
        at, user_id = each.created_at, self.ids[each.user]
        return bytes(fill.uuid7(at)), at, "sign-in", user_id, None, session_id, each.ip, each.agent, "pwd"

    def versions(self):
        version = re.search(r'^version = "(.+)"', (self.root / "Cargo.toml").read_text(), re.M)[1]
        rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, cwd=self.root).stdout.split()[1]
        return {"Hallpass": version, **locked(self.root, *self.packages), "Rust": rustc}


class Compared(Hallpass):
    """As it is put beside the others: with the session check alone too."""

    def build(self):
        super().build()
        self.check = Check(self.name, self.root, self.work)
        self.check.build()

    def check_alone(self):
        return self.check


class Check(Hallpass):
    """On the same data and key, which stands beside it."""

    title = "Hallpass, with a page of constant text"

    def build(self):
        # Into the same folder as Hallpass itself: its dependencies are the same and need not be built again.
        program = cargo(self.root / "benches" / "check", "hallpass-check", self.root / "target")
        self.program = shutil.copy(program, self.work)


class Axum(Server):
    title = "axum-login"

    def build(self):
        # SQLite as whoever takes these crates gets it, not as Hallpass builds it.
        self.program = cargo(self.peer, "peer-axum", self.work / "cargo", {"LIBSQLITE3_FLAGS": ""})

    def command(self):
        return [self.program]

    def fill_sessions(self, amounts):
        # Only its length is right: nobody has its cookie.
        data = os.urandom(230)
        with fill.writing(self.database) as db:
            for rows in batches(fill.sessions(amounts)):
                _sign_ins(db, rows)
                made = [(_sid(each), data, _rfc3339(_end(each))) for each in rows]
                db.executemany("INSERT INTO tower_sessions (id, data, expiry_date) VALUES (?, ?, ?)", made)

    def versions(self):
        return locked(self.peer, "axum", "axum-login", "tower-sessions", "tower-sessions-sqlx-store", "askama")


class Express(Server):
    title = "Express"

    def build(self):
        self.modules = self.work / "express"
        self.modules.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.peer / "package.json", self.modules)
        if not (self.modules / "node_modules" / "better-sqlite3" / "build").exists():
            quiet = ["--no-fund", "--no-audit", "--omit=dev", "--loglevel=error"]
            subprocess.run(["npm", "install", *quiet], cwd=self.modules, check=True)

    def command(self):
        return ["node", self.peer / "server.js"]

    def environment(self):
        return super().environment() | {"NODE_ENV": "production", "NODE_PATH": self.modules / "node_modules"}

    def fill_sessions(self, amounts):
        cookie = {"originalMaxAge": None, "expires": None, "httpOnly": True, "path": "/", "sameSite": "lax"}
        with fill.writing(self.database) as db:
            for rows in batches(fill.sessions(amounts)):
                _sign_ins(db, rows)
                made = [(_sid(each), json.dumps({"cookie": cookie, "user": each.user + 1}), _end(each)) for each in rows]
                db.executemany("INSERT INTO sessions (sid, data, expires_at) VALUES (?, ?, ?)", made)

    def versions(self):
        node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")

        def installed(name):
            return json.loads((self.modules / "node_modules" / name / "package.json").read_text())["version"]

        names = json.loads((self.peer / "package.json").read_text())["dependencies"]
        return {"Node": node, **{name: installed(name) for name in names}}


class Django(Server):
    title = "Django"
    packages = ["django==5.2.*", "gunicorn", "argon2-cffi"]

    def build(self):
        self.venv = self.work / "venv"
        if not (self.venv / "bin" / "gunicorn").exists():
            # The system's, where there is one: it is built with all optimisations, one built at home often is not.
            system = pathlib.Path("/usr/bin/python3")
            python = system if system.exists() else sys.executable
            subprocess.run([python, "-m", "venv", self.venv], check=True)
            subprocess.run([self.venv / "bin" / "pip", "install", "--quiet", *self.packages], check=True)

    def command(self):
        # Its default workers, one a core: with threads it used more CPU a request and answered fewer.
        where = ["--chdir", self.peer, "--bind", self.address, "--worker-tmp-dir", "/dev/shm"]
        workers = ["--workers", os.cpu_count()]
        return [self.venv / "bin" / "gunicorn", *workers, *where, "django.core.wsgi:get_wsgi_application()"]

    def environment(self):
        settings = {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPYCACHEPREFIX": self.work / "pycache"}
        return super().environment() | settings

    def empty(self):
        super().empty()
        environment = os.environ | {name: str(value) for name, value in self.environment().items()}
        migrate = [self.venv / "bin" / "django-admin", "migrate", "--run-syncdb", "--verbosity", "0"]
        subprocess.run([*migrate, "--pythonpath", self.peer], env=environment, cwd=self.data, check=True)

    def fill_users(self, amounts, phc):
        with fill.writing(self.database) as db:
            users = ((user + 1, fill.email(user), fill.name(user), "argon2" + phc) for user in range(amounts.users))
            db.executemany("INSERT INTO people_user (id, email, name, role, password) VALUES (?, ?, ?, 'user', ?)", users)

    def fill_sessions(self, amounts):
        # Only its length is right: nobody has its cookie.
        data = os.urandom(115).hex()
        with fill.writing(self.database) as db:
            for rows in batches(fill.sessions(amounts)):
                made = [(_sid(each, 32), data, _text(_end(each))) for each in rows]
                db.executemany("INSERT INTO django_session VALUES (?, ?, ?)", made)
                signed_in = [
                    (each.user + 1, _sid(each, 32), _text(each.created_at), _text(_end(each)), each.ip, each.agent)
                    for each in rows
                ]
                db.executemany(
                    "INSERT INTO people_signin (user_id, session_id, at, expires_at, ip, user_agent)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    signed_in,
                )

    def versions(self):
        listed = subprocess.run(
            [self.venv / "bin" / "pip", "list", "--format", "json"], capture_output=True, text=True, check=True
        )
        found = {each["name"].lower(): each["version"] for each in json.loads(listed.stdout)}
        wanted = ("django", "gunicorn", "argon2-cffi")
        python = subprocess.run([self.venv / "bin" / "python", "--version"], capture_output=True, text=True).stdout
        return {"Python": python.split()[1], **{name: found[name] for name in wanted}}


def batches(sessions, size=50_000):
    """Of whatever comes one by one, lists of so many."""
    rows = []
    for each in sessions:
        rows.append(each)
        if len(rows) == size:
            yield rows
            rows = []
    if rows:
        yield rows


def _sign_ins(db, rows):
    """The peers' own table: who signed in to which session."""
    db.executemany(
        "INSERT INTO sign_ins (user_id, session_id, at, expires_at, ip, user_agent) VALUES (?, ?, ?, ?, ?, ?)",
        [(each.user + 1, _sid(each), each.created_at, _end(each), each.ip, each.agent) for each in rows],
    )


def _sid(each, length=22):
    """A session's id as libraries make them, text in no order; the same for the same session."""
    return f"{each.number * 0x9E3779B97F4A7C15 % 2**64:016x}".rjust(length, "x")


def _end(each):
    return each.last_seen_at + (14 * fill.DAY if each.live else fill.DAY // 2)


def _text(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


def _rfc3339(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

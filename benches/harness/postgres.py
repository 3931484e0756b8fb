"""A PostgreSQL of our own, on loopback, and Hallpass on it. It is deleted in the end whatever happens, unless it is to be
kept."""

import base64
import contextlib
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import time

from . import machine, servers

# What a machine with a few GiB would be given: whoever is answered is on the disk, and nothing waits for a checkpoint.
IN_LIFE = {"shared_buffers": "1GB", "effective_cache_size": "4GB", "max_wal_size": "8GB", "checkpoint_timeout": "15min"}
# Nothing is filled that could not be made again.
FILLING = {
    **IN_LIFE,
    "shared_buffers": "3GB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "autovacuum": "off",
}
USER = "hallpass"


class Cluster:
    """One server with a database for each size."""

    def __init__(self, work, name="postgres"):
        self.programs, self.folder, self.log = _programs(), work / name, work / f"{name}.log"
        self.data = self.folder / "data"
        self.port = servers.free_port()
        self.process = self.settings = None
        # It refuses to run as root.
        self.somebody = _somebody() if os.geteuid() == 0 else {}

    @contextlib.contextmanager
    def made(self, keep=False):
        """With `keep` it is left in the end, and what was left is taken up again."""
        if keep and self.data.exists():
            try:
                yield self
            finally:
                self.stop(signal.SIGINT)
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if self.somebody:
            os.chown(self.folder, self.somebody["user"], self.somebody["group"])
        try:
            how = ["--auth=trust", f"--username={USER}", "--encoding=UTF8", "--no-locale"]
            self.run("initdb", f"--pgdata={self.data}", *how)
            yield self
        finally:
            self.stop(signal.SIGINT if keep else signal.SIGQUIT)
            if not keep:
                shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program, *arguments):
        command = [self.programs / program, *arguments]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, **self.somebody)
        if done.returncode != 0:
            raise SystemExit(f"{program} failed: {done.stderr.strip()}")
        return done.stdout

    def start(self, settings):
        """Anew, when these settings are others than until now."""
        if self.settings is settings:
            return
        self.stop(signal.SIGINT)
        where = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": ""}
        options = [part for name, value in {**where, **settings}.items() for part in ("-c", f"{name}={value}")]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *options],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.somebody,
            )
        for _ in range(6000):
            if self.process.poll() is not None:
                break
            if subprocess.run(self.psql("postgres", "-c", "SELECT 1"), capture_output=True).returncode == 0:
                self.settings = settings
                return
            time.sleep(0.05)
        raise SystemExit(f"PostgreSQL did not start: see {self.log}")

    def stop(self, how):
        if self.process:
            self.process.send_signal(how)
            self.process.wait()
        self.process = self.settings = None

    def psql(self, database, *options):
        where = ["--host=127.0.0.1", f"--port={self.port}", f"--username={USER}", f"--dbname={database}"]
        return [self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *where, *options]

    def ask(self, database, query):
        return subprocess.run(
            self.psql(database, "-c", query), stdout=subprocess.PIPE, text=True, check=True
        ).stdout.strip()

    @contextlib.contextmanager
    def copying(self, database):
        """Gives what adds rows, as the text that COPY reads, to a table; all of them in one transaction."""
        with subprocess.Popen(self.psql(database, "-1", "-f", "-"), stdin=subprocess.PIPE) as process:
            # Without looking up each row's user: all of them are there.
            process.stdin.write(b"SET session_replication_role = replica;\n")

            def add(table, text):
                process.stdin.write(f"COPY {table} FROM STDIN;\n{text}\\.\n".encode())

            yield add
        if process.returncode != 0:
            raise SystemExit(f"filling {database} failed: see {self.log}")

    def cpu_seconds(self):
        return machine.cpu_seconds(self.process.pid)

    def version(self):
        return re.search(r"\d+(\.\d+)*", self.run("postgres", "--version"))[0]


class OnPostgres(servers.Hallpass):
    """Hallpass with a database in such a cluster."""

    packages = ["rocket"]

    def __init__(self, name, root, work, cluster):
        super().__init__(name, root, work)
        self.cluster = cluster
        self.secret_key = base64.b64encode(os.urandom(32)).decode()

    def environment(self):
        return super().environment() | {
            "ROCKET_SECRET_KEY": self.secret_key,
            "ROCKET_HALLPASS_DATABASE_URL": f"postgres://{USER}@127.0.0.1:{self.cluster.port}/{self.name}",
        }

    def empty(self):
        super().empty()
        # One may be left that was not filled to its end.
        if self.cluster.ask("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{self.name}'"):
            self.cluster.ask("postgres", f'DROP DATABASE "{self.name}"')
        self.cluster.ask("postgres", f'CREATE DATABASE "{self.name}"')

    def filling(self):
        self.cluster.start(FILLING)

    def filled(self):
        """Tidied as it would be in time, and on the disk."""
        self.cluster.start(IN_LIFE)
        self.ask("VACUUM ANALYZE")
        self.ask("CHECKPOINT")
        super().filled()

    def written(self, rows):
        return "".join(["\t".join([_FIELD[type(value)](value) for value in row]) + "\n" for row in rows])

    def adding(self):
        return self.cluster.copying(self.name)

    def ask(self, query):
        return self.cluster.ask(self.name, query)

    def do(self, query):
        self.ask(query)

    def stored_mib(self):
        return int(self.ask("SELECT pg_database_size(current_database())")) / 2**20

    def versions(self):
        return super().versions() | {"PostgreSQL": self.cluster.version()}

    def database_seconds(self):
        return self.cluster.cpu_seconds()


# A value in the text that COPY reads. None of ours holds what would have to be escaped.
_FIELD = {bytes: lambda value: r"\\x" + value.hex(), int: str, str: str, type(None): lambda _: r"\N"}


def _somebody():
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        raise SystemExit("Make a user for PostgreSQL: useradd --system postgres") from None
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _programs():
    """The folder of the newest PostgreSQL server; Debian keeps them off PATH."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise SystemExit("There is no PostgreSQL server; on Debian: apt-get install postgresql")
    return found[-1].parent if found else pathlib.Path(on_path).resolve().parent

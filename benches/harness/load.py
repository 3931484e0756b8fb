"""The load generator: a program of its own, since Python could not keep up with the servers."""

import json
import os
import statistics
import subprocess
import time

from . import machine, servers

PASSWORD = "lantern orbit velvet quarry"
# Dashboards a second that leave the machine most of its time.
GENTLE = 500


class Load:
    """Runs it, and works out what each of its runs cost the server."""

    def __init__(self, root, work, amounts):
        self.amounts = amounts
        self.program = servers.cargo(root / "benches" / "load", "load", work / "cargo")

    def run(self, what, server=None, meanwhile=None, **options):
        """Its figures, and with a server how much CPU that used, and what share of the cores something else did. With
        `meanwhile` that is called, and what was begun may end when it gives back."""
        if server:
            options["server"] = server.address
        command = [self.program, what]
        for name, value in options.items():
            command += ["--" + name.replace("_", "-"), str(value)]
        began, before = time.monotonic(), self.used(server)
        # Before the servers where that is allowed: their time is measured, not how long this one waits for a core.
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=machine.go_first
        ) as process:
            try:
                if meanwhile:
                    meanwhile()
                told, _ = process.communicate(timeout=1800)
            except BaseException:
                process.kill()
                raise
        if process.returncode != 0:
            raise SystemExit(f"load {what} failed")
        figures = json.loads(told)
        if server:
            all_cores, ours, own, database = (after - then for after, then in zip(self.used(server), before))
            figures["cpu_seconds"], figures["database_seconds"] = own, database
            cores = (time.monotonic() - began) * os.cpu_count()
            figures["other_load"] = max(0, (all_cores - ours - own - database) / cores)
        return figures

    def used(self, server):
        """CPU seconds until now: of all cores, of this program and the generator, of the server, of its database."""
        times = os.times()
        ours = times.user + times.system + times.children_user + times.children_system
        servers_own = (server.cpu_seconds(), server.database_seconds()) if server else (0, 0)
        return machine.busy_seconds(), ours, *servers_own

    def hashes_per_second(self):
        """On all cores, in a loop: what is left of the machine just now."""
        return self.run("hash", threads=os.cpu_count(), seconds=self.amounts.hashing)["per_second"]

    def phc(self):
        return self.run("phc", password=PASSWORD)

    def sign_in(self, server):
        return self.run(
            "sign-in",
            server=server,
            users=f"0..{self.amounts.signed_in}",
            password=PASSWORD,
            connections=4,
            sessions=server.sessions,
        )

    def pages(self, server, path, seconds, **options):
        """One round: what came, and the CPU time of the server for each answer."""
        figures = self.run(
            "pages", server=server, path=path, connections=self.amounts.connections, seconds=seconds, **options
        )
        if figures["wrong"] or not figures["answers"]:
            raise SystemExit(f"{server.title}: {figures['wrong']} wrong answers at {path}; see {server.log}")
        figures["cpu_us"] = figures["cpu_seconds"] / figures["answers"] * 1e6
        figures["database_us"] = figures["database_seconds"] / figures["answers"] * 1e6
        return figures

    def rounds(self, kinds):
        """Several rounds of several kinds of pages in turn, so that a slow minute of the machine meets all alike. A
        kind is a server, a path and options. Gives back the median round of each figure."""
        for server, path, options in kinds.values():
            self.pages(server, path, self.amounts.warm, **options)
        rounds = {name: [] for name in kinds}
        for _ in range(self.amounts.rounds):
            for name, (server, path, options) in kinds.items():
                rounds[name].append(self.pages(server, path, self.amounts.seconds, **options))
        return {name: median(all_of) for name, all_of in rounds.items()}

    def steady(self, server, seconds, lead=1, **options):
        """Dashboards at a gentle rate, whether or not the earlier ones are answered."""
        where = {"path": "/dashboard", "sessions": server.sessions}
        return self.run("steady", server=server, rate=GENTLE, lead=lead, seconds=seconds, **where, **options)

    def storm(self, server):
        server.forget_peak()
        figures = self.run(
            "storm",
            server=server,
            path="/dashboard",
            sessions=server.sessions,
            users=f"{self.amounts.signed_in}..{self.amounts.users}",
            password=PASSWORD,
            connections=64,
            rate=1000,
            lead=3,
            seconds=self.amounts.storm,
        )
        figures["peak_mib"] = server.memory().peak
        return figures


def median(all_of):
    """The same figures, each the median of those given."""
    first = all_of[0]
    if isinstance(first, dict):
        names = {name for each in all_of for name in each}
        return {name: median([each[name] for each in all_of if name in each]) for name in sorted(names)}
    known = [each for each in all_of if each is not None]
    return statistics.median(known) if known else None

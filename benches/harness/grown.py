"""What was measured with ever more sessions, as tables in Markdown."""

import statistics

from .load import GENTLE
from .report import hashes, reached, table, took, where

TITLES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}

HEAD = f"""# Hallpass with ever more sessions

Written by `benches/growth`. The same dashboard is asked for with ever more sessions in the table, and while the hourly
sweep deletes old ones. Everything runs on one machine, the load's generator too: the server's CPU time a request hardly
depends on that, and how long answers take is more telling at {GENTLE} a second than at full speed."""


def markdown(found):
    found = {name: found[name] for name in TITLES if found.get(name, {}).get("sizes")}
    sizes = [_sizes(name, each) for name, each in found.items()]
    parts = [HEAD, *sizes, _sweep(found), reached(aims(found)), _made(found)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _sizes(name, found):
    rows = [
        ("server's CPU a request", lambda s: f"{s['dashboard']['cpu_us']:,.0f} µs"),
        ("the least and the most of several starts", lambda s: _spread(s["passes"])),
        ("PostgreSQL's CPU a request", lambda s: f"{s['dashboard']['database_us']:,.0f} µs"),
        ("of which the session check", lambda s: f"{_check(s):,.0f} µs" if "check" in s else ""),
        ("requests a second, at most", lambda s: f"{s['dashboard']['per_second']:,.0f}"),
        ("half / 99 % of those within", lambda s: _half_and_most(s["dashboard"])),
        (f"at {GENTLE} a second, half / 99 % within", lambda s: _half_and_most(s["steady"])),
        ("the slowest of those", lambda s: took(s["steady"]["worst_us"])),
        ("of those not answered, or not with the page", lambda s: f"{_failed(s['steady']):,.0f}"),
        ("start to first answer", lambda s: f"{s['start_ms']:,.0f} ms"),
        ("start to the end of the first sweep, with nothing to delete", lambda s: f"{s['settled_seconds']:,.0f} s"),
        ("memory, idle / serving", lambda s: f"{s['idle_mib']:,.0f} / {s['serving_mib']:,.0f} MiB"),
        ("database on the disk", lambda s: f"{s['database_mib']:,.0f} MiB"),
    ]
    if name == "sqlite":
        rows = [row for row in rows if "PostgreSQL" not in row[0]]
    columns = {int(size): each | {"passes": found["passes"][size]} for size, each in found["sizes"].items()}
    columns = dict(sorted(columns.items()))
    return f"## {TITLES[name]}\n\n" + table([f"{size:,} sessions" for size in columns], rows, columns.values())


def _spread(passes):
    all_of = [each["dashboard"]["cpu_us"] for each in passes]
    return f"{min(all_of):,.0f} to {max(all_of):,.0f} µs"


def _check(figures):
    """What a page of constant text for who is signed in takes more than one for everybody."""
    return figures["check"]["cpu_us"] - figures["floor"]["cpu_us"]


def _half_and_most(figures):
    return f"{took(figures['p50_us'])} / {took(figures['p99_us'])}"


def _sweep(found):
    swept = {name: each for name, each in found.items() if each.get("sweep")}
    rows = [
        ("old sessions deleted, of twice as many in the table", lambda f: f"{f['sweep']['sessions']:,}"),
        ("that took", lambda f: f"{f['sweep']['seconds']:,.1f} s"),
        ("pages meanwhile, half / 99 % within", lambda f: _half_and_most(f["sweep"]["pages"])),
        ("the slowest of those", lambda f: took(f["sweep"]["pages"]["worst_us"])),
        ("99 % within, in each of several sweeps", _sweeps),
        ("of those not answered, or not with the page", lambda f: f"{_failed(f['sweep']['pages']):,.0f}"),
        ("the same with nothing to sweep, half / 99 % within", _quiet),
        ("memory, at most", lambda f: f"{f['sweep']['peak_mib']:,.0f} MiB"),
    ]
    head = f"## While old sessions are swept, at {GENTLE} dashboards a second\n\n"
    return head + table([TITLES[name] for name in swept], rows, swept.values()) if swept else ""


def _sweeps(found):
    return ", ".join(took(each["pages"]["p99_us"]) for each in found["sweeps"][str(found["sweep"]["sessions"])])


def _quiet(found):
    same = found["sizes"].get(str(found["sweep"]["sessions"]))
    return _half_and_most(same["steady"]) if same else ""


def _failed(pages):
    return pages["asked"] - pages["answered"]


def aims(found):
    """What was asked for, what was measured, and whether that is enough."""
    for name, each in found.items():
        sizes = sorted(map(int, each["sizes"]))
        least, most = sizes[0], sizes[-1]
        what, aim = f"{TITLES[name]}, CPU a request at {most:,} sessions", f"1.3 times that at {least:,} at most"
        ratios = _ratios(each["passes"][str(least)], each["passes"][str(most)])
        ratio = statistics.median(ratios)
        yield what, aim, f"{ratio:.2f} times ({min(ratios):.2f} to {max(ratios):.2f})", ratio <= 1.3
    if "postgres" in found:
        for size, figures in found["postgres"]["sizes"].items():
            if "check" in figures:
                what, check = f"{TITLES['postgres']}, the session check at {int(size):,} sessions", _check(figures)
                yield what, "60 µs of the server's own CPU at most", f"{check:,.0f} µs", check <= 60
    for name, each in found.items():
        if each.get("sweep"):
            pages, swept = each["sweep"]["pages"], each["sweep"]["sessions"]
            what, p99 = f"{TITLES[name]}, pages while {swept:,} are swept", pages["p99_us"]
            yield what, "99 % within 10 ms", took(p99), p99 is not None and p99 < 10_000 and not _failed(pages)


def _ratios(least, most):
    """Each pass with itself: its sizes were asked in turn."""
    return [b["dashboard"]["cpu_us"] / a["dashboard"]["cpu_us"] for a, b in zip(least, most)]


def _made(found):
    lines = ["## How it was measured", ""]
    for name, each in found.items():
        passes = [one for all_of in each["passes"].values() for one in all_of]
        busy = f"Meanwhile something else used up to {max(_other_load(each)):.0%} of the cores, and they hashed"
        lines.append(f"- {TITLES[name]}: {where(each['machine'])} {busy} {hashes(passes)} times a second in a loop.")
    last = list(found.values())[-1]
    amounts, machine = last["amounts"], last["machine"]
    first = " at a higher priority than the servers" if machine["first"] else ""
    lines += [
        "- Each user has ten sessions, three of them live, and the events of their sign-ins. "
        f"{amounts['signed_in']:,} more are signed in to for real and stand among the live ones, spread over all of "
        "them; every request takes one of those, and every answer was searched for its person's e-mail.",
        f"- Full speed: {amounts['connections']} keep-alive connections asking as fast as they are answered, "
        f"{amounts['rounds']} rounds of {amounts['seconds']} seconds, after {amounts['warm']} that are not counted. "
        f"{GENTLE} a second: for {amounts['steady']} seconds, sent when they are due whether or not the earlier ones "
        "are answered, and timed from then.",
        f"- The tables of all sizes were made first. Then, {amounts['passes']} times, a server was started for each, "
        "and they were asked in turn, round by round. A figure is the median, a ratio between sizes the median of "
        "those within a pass. The files were in the system's cache.",
        "- The sweep: while the server was stopped, sessions that had been over for more than the 90 days of history "
        "were added to a table of as many; the sweeper begins with the start. The pages are counted from the start to "
        "its end.",
        "- SQLite as Hallpass sets it: WAL, synchronised with the disk at each commit. PostgreSQL on the same machine, "
        "over loopback, with 1 GB of shared buffers and 8 GB of WAL, fsync and synchronous commit on, after VACUUM "
        "ANALYZE.",
        f"- The generator has one thread{first}; nothing is bound to a core. CPU is user and system time of all "
        "threads and processes, memory the resident size of Hallpass alone.",
    ]
    for name, each in found.items():
        versions = ", ".join(f"{what} {version}" for what, version in each["versions"].items())
        lines.append(f"- {TITLES[name]}: {versions}.")
    return "\n".join(lines)


def _other_load(found):
    for passes in found["passes"].values():
        for each in passes:
            yield max(each["dashboard"]["other_load"], each["steady"]["other_load"])
    for sweeps in found["sweeps"].values():
        yield from (each["pages"]["other_load"] for each in sweeps)

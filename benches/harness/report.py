"""What was measured, as a table in Markdown and a chart in SVG."""

import html

ORDER = ["hallpass", "axum", "express", "django"]


def markdown(found):
    servers = [found["servers"][name] for name in ORDER if name in found["servers"]]
    parts = [HEAD, _table(servers), CHART, _alone(found), reached(aims(found["servers"])), _made(found, servers)]
    return "\n\n".join(part for part in parts if part) + "\n"


HEAD = """# Hallpass beside other frameworks

Written by `benches/compare`. Small apps that do the same job with other frameworks, an equal page, equal tables and equal
hashes, one after another on the same machine. The load comes from the same machine, so requests a second depend on what
the generator uses too; the server's CPU time a request hardly does."""

CHART = "![The same figures as bars](comparison.svg)"


def _table(servers):
    rows = [
        ("**The dashboard**", lambda s: ""),
        ("server's CPU a request", lambda s: f"{s['dashboard']['cpu_us']:,.0f} µs"),
        ("the least and the most of several starts", _spread),
        ("requests a second, at most", lambda s: f"{s['dashboard']['per_second']:,.0f}"),
        ("half / 99 % of those within", lambda s: f"{took(s['dashboard']['p50_us'])} / {took(s['dashboard']['p99_us'])}"),
        ("bytes of HTML", lambda s: f"{s['dashboard']['bytes']:,.0f}"),
        ("start to first answer", lambda s: f"{s['start_ms']:,.0f} ms"),
        ("memory, idle / serving", lambda s: f"{s['idle_mib']:,.0f} / {s['serving_mib']:,.0f} MiB"),
        ("**The storm**", lambda s: ""),
        ("dashboards a second, of 1,000", lambda s: f"{s['storm']['pages']['per_second']:,.0f}"),
        ("half answered within", lambda s: took(s["storm"]["pages"]["p50_us"])),
        ("99 % answered within", lambda s: took(s["storm"]["pages"]["p99_us"])),
        ("the slowest", lambda s: took(s["storm"]["pages"]["worst_us"])),
        ("sign-ins a second", lambda s: f"{s['storm']['sign_ins']['per_second']:,.1f}"),
        ("of what the cores hash in a loop", lambda s: f"{_share(s):.0%}"),
        ("a sign-in, half / 99 % within", _sign_in_times),
        ("memory, at most", lambda s: f"{s['storm']['peak_mib']:,.0f} MiB"),
    ]
    return table([server["title"] for server in servers], rows, servers)


def table(head, rows, columns):
    """Each row is what it shows, and what gives that for a column."""
    lines = ["| | " + " | ".join(head) + " |", "|---" * (len(head) + 1) + "|"]
    for what, figure in rows:
        lines.append(f"| {what} | " + " | ".join(figure(column) for column in columns) + " |")
    return "\n".join(lines)


def _spread(server):
    all_of = [each["dashboard"]["cpu_us"] for each in server["passes"]]
    return f"{min(all_of):,.0f} to {max(all_of):,.0f} µs"


def _sign_in_times(server):
    times = server["storm"]["sign_ins"]
    return f"{took(times['p50_us'])} / {took(times['p99_us'])}" if times["answered"] else "none"


def _alone(found):
    ours = found["servers"].get("hallpass")
    if not ours or "check" not in ours:
        return ""
    floor, check, page = ours["check_floor"], ours["check"], ours["dashboard"]
    lines = ["## What Hallpass's requests cost", "", "| | server's CPU a request | requests a second | 99 % within |"]
    lines.append("|---|---|---|---|")
    for what, each in (
        ("a constant answer", floor),
        ("the same for who is signed in: the session check", check),
        ("the dashboard", page),
    ):
        row = f"| {what} | {each['cpu_us']:.1f} µs | {each['per_second']:,.0f} | {took(each['p99_us'])} |"
        lines.append(row)
    return "\n".join(lines)


def reached(aims):
    lines = ["## What is to be reached", "", "| | to reach | measured | |", "|---|---|---|---|"]
    for what, aim, measured, is_reached in aims:
        lines.append(f"| {what} | {aim} | {measured} | {'yes' if is_reached else '**no**'} |")
    return "\n".join(lines) if len(lines) > 4 else ""


def aims(servers):
    """What was asked for, what was measured, and whether that is enough."""
    ours = servers.get("hallpass")
    if not ours:
        return
    page, storm = ours["dashboard"], ours["storm"]
    for name, share, said in (
        ("axum", 2, "half of axum-login's"),
        ("express", 10, "a tenth of Express's"),
        ("django", 25, "a twenty-fifth of Django's"),
    ):
        if name in servers:
            ratio = servers[name]["dashboard"]["cpu_us"] / page["cpu_us"]
            yield "dashboard, CPU a request", f"{said} at most", f"1 / {ratio:.1f}", ratio >= share
    ratio = page["cpu_us"] / ours["floor"]["cpu_us"]
    yield "dashboard, CPU a request", "3 times a constant answer's at most", f"{ratio:.2f} times", ratio <= 3
    for name, times in (("axum", 2), ("express", 10)):
        if name in servers:
            ratio = page["per_second"] / servers[name]["dashboard"]["per_second"]
            said = f"{times} times {servers[name]['title']}'s"
            yield "dashboard, requests a second", said, f"{ratio:.1f} times", ratio >= times
    if "check" in ours:
        ratio = ours["check"]["cpu_us"] / ours["check_floor"]["cpu_us"]
        yield "session check alone, CPU", "1.25 times a constant answer's at most", f"{ratio:.2f} times", ratio <= 1.25
    pages = storm["pages"]
    yield (
        "storm, dashboards",
        "all 1,000 a second",
        f"{pages['per_second']:,.0f}, {pages['asked'] - pages['answered']:,.0f} not answered",
        pages["answered"] == pages["asked"],
    )
    yield "storm, dashboards", "99 % within 5 ms", took(pages["p99_us"]), pages["p99_us"] < 5000
    yield "storm, sign-ins", "70 % of what the cores hash", f"{_share(ours):.0%}", _share(ours) >= 0.7
    yield "storm, memory", "under 110 MiB", f"{storm['peak_mib']:.0f} MiB", storm["peak_mib"] < 110
    yield "start to first answer", "under 150 ms", f"{ours['start_ms']:.0f} ms", ours["start_ms"] < 150
    yield "memory, idle", "under 25 MiB", f"{ours['idle_mib']:.0f} MiB", ours["idle_mib"] < 25
    yield "memory, serving", "under 60 MiB", f"{ours['serving_mib']:.0f} MiB", ours["serving_mib"] < 60


def _made(found, servers):
    machine, amounts = found["machine"], found["amounts"]
    users, passes = amounts["sessions"] // 10, [each for server in servers for each in server["passes"]]
    most = max(map(_other_load, passes))
    first = " at a higher priority than the servers" if machine["first"] else ""
    lines = [
        "## How it was measured",
        "",
        f"- {where(machine)} Meanwhile something else used up to {most:.0%} of the cores, and "
        f"they hashed {hashes(passes)} times a second in a loop.",
        f"- {amounts['sessions']:,} stored sessions of {users:,} users, ten each, three of them live; SQLite in WAL. "
        f"{amounts['signed_in']:,} sessions are signed in to for real, and every request takes one of those. No peer swept "
        "its expired sessions meanwhile.",
        f"- The dashboard: {amounts['connections']} keep-alive connections asking as fast as they are answered, "
        f"{amounts['rounds']} rounds of {amounts['seconds']} seconds. Every answer was searched for the e-mail of the person "
        "whose session was sent.",
        f"- The storm: {amounts['storm']} seconds of 1,000 dashboards a second, sent when they are due whether or not the "
        "earlier ones are answered, and timed from then, while 64 connections sign in, each time as another user with a new "
        "browser: the login page, its form, the cookies. Those never answered count with how long they had waited.",
        f"- Each server was started and measured {amounts['passes']} times, in turn with the others; a figure is the median.",
        "- argon2id with 19,456 KiB, two passes, one lane everywhere. Hallpass counts attempts, caps sessions and keeps a "
        "history in two durable transactions a sign-in; the peers write a session and a line of sign-ins, not synchronised "
        "with the disk at each commit.",
        f"- The generator has one thread{first}; nothing is bound to a core. CPU is user and system time of all of a "
        "server's threads and processes. Memory is their resident sizes added up, pages that workers share counted for each.",
    ]
    for server in servers:
        versions = ", ".join(f"{name} {version}" for name, version in server.get("versions", {}).items())
        lines.append(f"- {server['title']}: {versions}.")
    return "\n".join(lines)


def where(machine):
    cores = f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}"
    return f"{machine['date']}, at {machine['commit']}: {cores}."


def _other_load(figures):
    return max(figures["dashboard"].get("other_load", 0), figures["storm"].get("other_load", 0))


def hashes(passes):
    """The same work at several times: how steady the machine was."""
    all_of = [each["hashes_per_second"] for each in passes]
    return f"{min(all_of):.0f} to {max(all_of):.0f}"


def _share(server):
    """Of what the cores hash in a loop, how much came of the storm as sign-ins."""
    return server["storm"]["sign_ins"]["per_second"] / server["hashes_per_second"]


def took(microseconds):
    if microseconds is None:
        return "none"
    milliseconds = microseconds / 1000
    digits = 2 if milliseconds < 10 else 1 if milliseconds < 100 else 0
    return f"{milliseconds:,.{digits}f} ms"


STYLE = """
text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; fill: #14201b }
.panel { font-weight: 600 } .hint { font-size: 12px; fill: #53625b }
.ground { fill: #ffffff } .bar { fill: #b9c6be } .ours { fill: #0e7561 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6eeea } .hint { fill: #9fb0a8 } .ground { fill: #141b18 } .bar { fill: #4a5952 } .ours { fill: #43b598 }
}
"""


def svg(found):
    servers = [(name, found["servers"][name]) for name in ORDER if name in found["servers"]]
    less, more = "less is better", "more is better"
    panels = [
        ("A dashboard: server’s CPU", less, lambda s: s["dashboard"]["cpu_us"], lambda v: f"{v:,.0f} µs"),
        ("Dashboards a second, at most", more, lambda s: s["dashboard"]["per_second"], lambda v: f"{v:,.0f}"),
        (
            "Storm: dashboards answered, of 1,000 a second",
            more,
            lambda s: s["storm"]["pages"]["per_second"],
            lambda v: f"{v:,.0f}",
        ),
        ("Storm: 99 % of dashboards within", less, lambda s: s["storm"]["pages"]["p99_us"], took),
        ("Storm: sign-ins a second", more, lambda s: s["storm"]["sign_ins"]["per_second"], lambda v: f"{v:,.0f}"),
        ("Storm: memory at most", less, lambda s: s["storm"]["peak_mib"], lambda v: f"{v:,.0f} MiB"),
    ]
    bar, gap, width, columns = 22, 8, 440, 2
    high = 46 + len(servers) * (bar + gap) + 22
    height = high * (len(panels) // columns) + 16
    title = "Hallpass beside " + ", ".join(server["title"] for name, server in servers if name != "hallpass")
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width * columns} {height}" role="img" '
        'aria-labelledby="title">',
        f'<title id="title">{html.escape(title)}</title>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{width * columns}" height="{height}" rx="12"/>',
    ]
    for at, (what, better, value, said) in enumerate(panels):
        x, y = at % columns * width + 24, at // columns * high + 36
        drawn.append(f'<text class="panel" x="{x}" y="{y}">{html.escape(what)}</text>')
        drawn.append(f'<text class="hint" x="{x}" y="{y + 18}">{better}</text>')
        longest = max(value(server) for _, server in servers) or 1
        for row, (name, server) in enumerate(servers):
            top, kind = y + 30 + row * (bar + gap), "ours" if name == "hallpass" else "bar"
            long = max(2, value(server) / longest * 210)
            drawn.append(f'<text x="{x}" y="{top + 16}">{html.escape(server["title"])}</text>')
            drawn.append(f'<rect class="{kind}" x="{x + 88}" y="{top}" width="{long:.1f}" height="{bar}" rx="4"/>')
            drawn.append(f'<text x="{x + 96 + long:.1f}" y="{top + 16}">{html.escape(said(value(server)))}</text>')
    return "\n".join([*drawn, "</svg>", ""])

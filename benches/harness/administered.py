"""How fast the pages of the administration were, as tables in Markdown."""

from .grown import TITLES
from .report import reached, table, where

# What every page is to be under, in milliseconds.
AIM = 100

HEAD = """# How fast the administration is

Written by `benches/admin`. The administration's pages are asked for with {users} users, {sessions} sessions and {events}
events in the tables. Each page reads along an index, nothing is counted for it, and a search looks at two thousand words at
most before it shows what it has found, with the way to the rest."""


def markdown(found):
    found = {name: found[name] for name in TITLES if name in found}
    amounts = list(found.values())[-1]["amounts"]
    events = sum(amounts[name] for name in ("sessions", "failures", "endings", "over", "live", "attacked"))
    sizes = {"users": f"{amounts['sessions'] // 10:,}", "sessions": f"{amounts['sessions']:,}", "events": f"{events:,}"}
    parts = [HEAD.format(**sizes), _pages(found), _beside(found), reached(_aims(found)), _made(found, amounts)]
    return "\n\n".join(parts) + "\n"


def _pages(found):
    titles = {title: None for each in found.values() for title in each["pages"]}
    head = ["rows"] + [f"{TITLES[name]}, {what}" for name in found for what in ("half within", "the slowest")]
    lines = ["## Pages", "", "| | " + " | ".join(head) + " |", "|---" * (len(head) + 1) + "|"]
    for title in titles:
        pages = [each["pages"].get(title) for each in found.values()]
        shown = max(page["rows"] for page in pages if page)
        cells = [took(page[what]) if page else "" for page in pages for what in ("half", "worst")]
        lines.append(f"| {title} | {shown or ''} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _beside(found):
    rows = [
        ("start to first answer", lambda f: f"{f['start_ms']:,.0f} ms"),
        ("from then until sign-ins and failures of seven days are counted", lambda f: f"{f['counts']['sign-ins']:,.1f} s"),
        ("until live sessions are counted too", lambda f: f"{f['counts']['live']:,.1f} s"),
        ("until nothing more is done", lambda f: f"{f['settled_seconds']:,.0f} s"),
        ("memory, before / after the pages", lambda f: f"{f['idle_mib']:,.0f} / {f['after_mib']:,.0f} MiB"),
        ("memory, at most meanwhile", lambda f: f"{f['peak_mib']:,.0f} MiB"),
        ("database on the disk", lambda f: f"{f['stored_mib']:,.0f} MiB"),
    ]
    return "## Beside the pages\n\n" + table([TITLES[name] for name in found], rows, found.values())


def _aims(found):
    for name, each in found.items():
        for what, which in (("half", "half of its answers within"), ("worst", "its slowest answer within")):
            title, page = max(each["pages"].items(), key=lambda item: item[1][what])
            measured = f"{took(page[what])}: {title}"
            yield f"{TITLES[name]}, the slowest page, {which}", f"{AIM} ms", measured, page[what] < AIM


def _made(found, amounts):
    lines = ["## How it was measured", ""]
    for name, each in found.items():
        busy = f"Meanwhile something else used {each['other_load']:.0%} of the cores."
        lines.append(f"- {TITLES[name]}: {where(each['machine'])} {busy}")
    lines += [
        "- Users have names made of syllables, three thousand first ones and nine thousand last ones, a few of them common, "
        "most rare, and an e-mail at one of five domains. Their words are those that Hallpass makes: it was made to write "
        "those of a thousand of them itself, and they were compared.",
        f"- Each has ten sessions of the last fifty days, three of them live, and the events of their sign-ins; then "
        f"{amounts['failures']:,} failures and {amounts['endings']:,} endings of everybody. One has {amounts['live']:,} live "
        f"sessions more, {amounts['over']:,} that are over and {amounts['attacked']:,} failures. {amounts['mails']:,} letters, "
        f"of which {amounts['not_sent']:,} were not sent; the hours of 35 days.",
        f"- One administrator signs in and asks for all pages in turn, {amounts['first']} times that are not counted and "
        f"{amounts['turns']} that are, one request after another on one connection, each until the whole page is there. The "
        "files were in the system's cache.",
        "- The counting is the server's own, which begins with the start; beside it the sweep looks at all sessions for the "
        "first time. Hours of the last seven days had not been counted.",
        "- SQLite as Hallpass sets it. PostgreSQL on the same machine, over loopback, with 1 GB of shared buffers, after "
        "VACUUM ANALYZE. Memory is the resident size of Hallpass alone.",
    ]
    for name, each in found.items():
        versions = ", ".join(f"{what} {version}" for what, version in each["versions"].items())
        lines.append(f"- {TITLES[name]}: {versions}.")
    return "\n".join(lines)


def took(milliseconds):
    digits = 1 if milliseconds < 100 else 0
    return f"{milliseconds:,.{digits}f} ms"

"""What Linux tells of this machine and of the processes on it."""

import dataclasses
import datetime
import os
import pathlib
import platform
import subprocess

TICKS = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass
class Memory:
    """Of a tree of processes, in MiB: now, and the sum of each one's peak."""

    now: float
    peak: float


def tree(root):
    """The process `root` and all it started."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            stat = _stat(int(entry))
            if stat:
                children.setdefault(int(stat[1]), []).append(int(entry))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def group(leader):
    """Those of a process group that are still there and not dead already."""
    stats = {int(entry): _stat(int(entry)) for entry in os.listdir("/proc") if entry.isdigit()}
    return [pid for pid, stat in stats.items() if stat and int(stat[2]) == leader and stat[0] not in "ZX"]


def cpu_seconds(root):
    """CPU time of all threads of the tree, user and system."""
    stats = filter(None, map(_stat, tree(root)))
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS


def memory(root):
    now = peak = 0
    for pid in tree(root):
        try:
            lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith("Vm")}
        now += sizes.get("VmRSS", 0)
        peak += sizes.get("VmHWM", 0)
    return Memory(now / 1024, peak / 1024)


def forget_peak(root):
    """From now on the peak is counted anew."""
    for pid in tree(root):
        try:
            pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
        except OSError:
            pass


def busy_seconds():
    """CPU time that all cores together have been at work, or kept from it by the host of a virtual machine."""
    fields = [int(field) for field in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def go_first():
    """For the load generator: ahead of the servers, where that is allowed."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, -10)
    except PermissionError:
        pass


def describe(root):
    info = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())
    memory_kib = int(pathlib.Path("/proc/meminfo").read_text().split()[1])
    git = ["git", "-C", str(root), "describe", "--always", "--dirty"]
    commit = subprocess.run(git, capture_output=True, text=True).stdout.strip()
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_gib": round(memory_kib / 2**20),
        "system": f"Linux {platform.release()}",
        "date": datetime.date.today().isoformat(),
        "commit": commit,
        "first": os.geteuid() == 0,
    }


def _stat(pid):
    """The fields of /proc/PID/stat behind the name, which may hold anything."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None

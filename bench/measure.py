"""Runs commands in turn and tells their cost: wall and CPU seconds, peak resident memory."""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PODSONDE = os.path.join(ROOT, "podsonde")
TCPDUMP = os.environ.get("TCPDUMP", "tcpdump")


class Cost:
    """What one run took: seconds of wall clock, seconds of CPU, MiB resident at most."""

    def __init__(self, wall, cpu, resident):
        self.wall, self.cpu, self.resident = wall, cpu, resident


def wait(process, start):
    """Waits for a started process and returns its Cost; a failure ends the benchmark."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"exit status {process.returncode}: {' '.join(map(str, process.args))}")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def run(command, **options):
    """Runs a command to its end with its output thrown away."""
    start = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
    return wait(subprocess.Popen(command, env=dict(os.environ, TZ="UTC"), **quiet), start)


def in_turn(commands, runs):
    """Runs each named command `runs` times, one after the other, and returns name -> [Cost]."""
    for command in commands.values():  # files into the page cache, caches made
        run(command)
    costs = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            costs[name].append(run(command))
    return costs


def median(costs, field):
    return statistics.median(getattr(cost, field) for cost in costs)


def table(costs, packets=None):
    for name, runs in costs.items():
        line = f"{name:<28} wall {median(runs, 'wall'):7.3f} s   cpu {median(runs, 'cpu'):7.3f} s"
        line += f"   resident {max(cost.resident for cost in runs):6.1f} MiB"
        if packets:
            line += f"   {packets / median(runs, 'wall') / 1e6:6.2f} M packets/s"
        print(line)


def java(program, *arguments, prefix=()):
    """The command line of a single-file Java program of this folder, on the JDK that podsonde uses."""
    home = subprocess.run([PODSONDE, "--java-home"], capture_output=True, text=True, check=True).stdout.strip()
    path = os.path.join(ROOT, "bench", program)
    return [*prefix, os.path.join(home, "bin", "java"), "--enable-native-access=ALL-UNNAMED", path, *map(str, arguments)]


def dns_capture(packets):
    """A capture of generated DNS traffic, made once and kept in the temporary folder."""
    path = os.path.join(tempfile.gettempdir(), f"podsonde-bench-dns-{packets}.pcap")
    if not os.path.exists(path):
        subprocess.run(java("DnsTraffic.java", packets, path + ".part"), check=True)
        os.rename(path + ".part", path)
    return path


def version(program):
    out = subprocess.run([program, "--version"], capture_output=True, text=True)
    return (out.stdout + out.stderr).splitlines()[0]

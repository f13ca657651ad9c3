"""A command that is watched while it runs: its rounds, and what it and all its children take, as Linux counts it."""

import json
import os
import re
import signal
import subprocess
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.5
LONGEST_SECONDS = 3600


def fields(pid):
    """What stands in /proc/PID/stat behind the name."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(") ", 1)[1].split()


def tree(root):
    """The fields of a process and of all its descendants, by id."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            found[int(pid)] = fields(pid)
        except (FileNotFoundError, ProcessLookupError):
            pass
    members = {root} & found.keys()
    while True:
        children = {pid for pid, stat in found.items() if int(stat[1]) in members} - members
        if not children:
            return {pid: found[pid] for pid in members}
        members |= children


def processor_seconds(root):
    """Seconds in user and system mode, those of children that have ended included."""
    return sum(sum(map(int, stat[11:15])) for stat in tree(root).values()) / TICKS


def memory_bytes(root):
    """Bytes in memory, those that several processes share counted once."""
    total = 0
    for pid in tree(root):
        try:
            with open(f"/proc/{pid}/smaps_rollup") as file:
                total += int(re.search(r"^Pss: +(\d+)", file.read(), re.MULTILINE)[1]) * 1024
        except (OSError, TypeError):
            pass
    return total


def end(root):
    """Ends a process and all its descendants."""
    for pid in tree(root):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Watched:
    """A command that ran to its end: its lines, its result, its seconds, its peak of memory and the marks of its rounds."""

    def __init__(self, command):
        self.lines, self.marks, self.peak = [], [], 0
        start = time.monotonic()
        self.process = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        threads = [threading.Thread(target=step, daemon=True) for step in (self.read, self.sample)]
        for thread in threads:
            thread.start()
        try:
            status = self.process.wait(LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            end(self.process.pid)
            raise RuntimeError(f"it was ended after {LONGEST_SECONDS} s") from None
        self.seconds = time.monotonic() - start
        threads[0].join(timeout=5)
        results = [line for line in self.lines if line.startswith("{")]
        if status != 0 or not results:
            raise RuntimeError(f"exit status {status}, {self.lines[-1].strip() if self.lines else 'nothing said'}")
        self.result = json.loads(results[-1])

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            told = re.match(r"round +(\d+)/(\d+)", line)
            if told:
                share = int(told[1]) / int(told[2])
                self.marks.append((share, int(told[1]), time.monotonic(), processor_seconds(self.process.pid)))

    def sample(self):
        while self.process.poll() is None:
            self.peak = max(self.peak, memory_bytes(self.process.pid))
            time.sleep(SAMPLE_SECONDS)

    def between(self, first, last):
        """Rounds, seconds and processor seconds between two shares of the run."""
        inside = [mark for mark in self.marks if first <= mark[0] <= last]
        if len(inside) < 2:
            raise RuntimeError("it tells too little of its rounds")
        return tuple(end - begin for begin, end in zip(inside[0][1:], inside[-1][1:]))

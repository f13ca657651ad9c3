"""Runs the same jobs on Psephos and its peers in alternating order and prints one table."""

import argparse
import json
import os
import platform
import re
import statistics
import sys
import tempfile

import partition
from processes import Watched

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(os.path.dirname(HERE))
CORES = os.cpu_count()
# One process of pfl-research takes least of the processors, one a core least time: both are shown.
NAMES = {"psephos": "Psephos", "pfl": "pfl-research", "pfl-cores": f"pfl-research, {CORES} processes", "flower": "Flower"}
SCRIPTS = {"pfl": ["pfl_job.py"], "flower": ["flower_job.py"]}
SCRIPTS["pfl-cores"] = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", str(CORES), *SCRIPTS["pfl"]]
# Rounds of a longer run, for those that are over with the job's own before they are warm or in too few seconds to be counted.
WARM_ROUNDS = {"lr": {"psephos": 20000, "pfl": 1000, "pfl-cores": 1000}, "mlp": {"psephos": 600}}
# The shares of a run between which it is counted: behind the warm-up, before the evaluation.
COUNTED = (0.5, 0.95)
MEASURES = ("updatesPerSecond", "processorMillisPerUpdate", "peakMegabytes", "commandSeconds", "accuracy")


class Job:
    """A job file of this folder with what the peers need of it."""

    def __init__(self, name, data, examples):
        with open(os.path.join(HERE, name + ".yaml")) as file:
            self.text = file.read()
        self.name = name
        self.data = data
        self.rounds, self.cohort, self.clients = map(self.number, ("rounds", "cohort", "clients"))
        self.shares = partition.iid(examples, self.clients, self.number("seed", "simulation"))

    def number(self, key, after=""):
        found = re.search(after + rf".*?\b{key}: ([\d.]+)", self.text, re.DOTALL)[1]
        return float(found) if "." in found else int(found)

    def of(self, rounds):
        """The job file with other rounds, evaluated after the last."""
        return re.sub(r"(rounds|every): \d+", rf"\1: {rounds}", self.text)

    def settings(self, rounds, shares):
        """What the peers' scripts read; shares is the file of the partition."""
        keys = ("cohort", "clients", "epochs", "batch", "learningRate")
        layers = json.loads(re.search(r"layers: (\[.*?\])", self.text)[1])
        common = {"layers": layers, "rounds": rounds, "seed": self.number("seed"), "data": self.data, "partition": shares}
        return {**common, **{key: self.number(key) for key in keys}}


class Bench:
    """All runs: who takes part, where their files lie, and what came out."""

    def __init__(self, arguments, scratch):
        self.scratch = scratch
        self.python = arguments.python
        self.data = os.environ["PSEPHOS_DATA"]
        self.labels = partition.labels(self.data)
        self.jobs = [Job(name, self.data, len(self.labels)) for name in arguments.jobs.split(",")]
        installed = {"psephos", *arguments.peers.split(",")}
        self.contestants = [name for name in NAMES if name.split("-")[0] in installed and (CORES > 1 or name != "pfl-cores")]
        self.results = {job.name: {name: [] for name in self.contestants} for job in self.jobs}
        absent = [name for name in NAMES if name.split("-")[0] not in installed]
        self.left_out = [(name, job.name) for name in absent for job in self.jobs]

    def file(self, name, text):
        path = os.path.join(self.scratch, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def command(self, contestant, job, rounds):
        if contestant == "psephos":
            path = self.file(f"{job.name}-{rounds}.yaml", job.of(rounds))
            return [os.path.join(HOME, "psephos"), "simulate", path, "--data", self.data, "--verbose", "--json"]
        settings = job.settings(rounds, self.file("partition.json", json.dumps(job.shares)))
        return [self.python, *SCRIPTS[contestant], self.file("job.json", json.dumps(settings))]

    def measure(self, contestant, job):
        """A run of the rounds that all have in common and, where that is too short to be counted, a longer one."""
        run = Watched(self.command(contestant, job, job.rounds))
        longer = WARM_ROUNDS[job.name].get(contestant)
        warm = Watched(self.command(contestant, job, longer)) if longer else run
        rounds, seconds, processor = warm.between(*COUNTED)
        if contestant == "psephos" and not partition.is_told(run.lines, job.shares, self.labels):
            raise RuntimeError("its partition is not the one that the peers read")
        return {
            "updatesPerSecond": rounds * job.cohort / seconds,
            "processorMillisPerUpdate": processor / (rounds * job.cohort) * 1000,
            "peakMegabytes": warm.peak / 1e6,
            "commandSeconds": run.seconds,
            "accuracy": run.result["accuracy"],
        }

    def run(self, times):
        for time_of in range(times):
            for job in self.jobs:
                for contestant in self.contestants[:: 1 if time_of % 2 == 0 else -1]:
                    self.one(contestant, job, time_of)

    def one(self, contestant, job, time_of):
        if (contestant, job.name) in self.left_out:
            return
        try:
            measured = self.measure(contestant, job)
        except RuntimeError as e:
            self.left_out.append((contestant, job.name))
            del self.results[job.name][contestant]
            print(f"peers: {NAMES[contestant]} does not run {job.name} and is left out: {e}", file=sys.stderr)
            return
        self.results[job.name][contestant].append(measured)
        print(
            f"peers: run {time_of + 1}, {job.name}, {NAMES[contestant]}: {measured['updatesPerSecond']:,.0f} updates/s, "
            f"{measured['processorMillisPerUpdate']:.3f} ms an update, whole command {measured['commandSeconds']:.1f} s",
            file=sys.stderr,
        )

    def figures(self):
        """Median, least and most of each measure, by job and contestant, and the ratio of the medians to Psephos's."""
        figures = {}
        for job, results in self.results.items():
            figures[job] = {name: spread(runs) for name, runs in results.items() if runs}
            for measured in figures[job].values():
                measured["ratioToPsephos"] = ratios(measured, figures[job].get("psephos"))
        return figures


def spread(runs):
    picks = {"median": statistics.median, "least": min, "most": max}
    return {measure: {name: pick([run[measure] for run in runs]) for name, pick in picks.items()} for measure in MEASURES}


def ratios(measured, psephos):
    """How many times better Psephos is: its updates/s through theirs, their time and memory through its own."""
    if not psephos:
        return {}
    own = {measure: psephos[measure]["median"] / measured[measure]["median"] for measure in MEASURES[:-1]}
    return {measure: ratio if measure == "updatesPerSecond" else 1 / ratio for measure, ratio in own.items()}


def cell(measured, measure, form):
    told = measured[measure]
    text = format(told["median"], form)
    return text if told["least"] == told["most"] else f"{text} ({told['least']:{form}}–{told['most']:{form}})"


def table(figures):
    """The figures in Markdown: medians, least and most in brackets, and Psephos's advantage in the two that matter most."""
    yield (
        "| job | framework | updates/s | Psephos does so many times as many | processor time an update, ms | times Psephos's "
        "| peak memory, MB | whole command, s | accuracy |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for job, results in figures.items():
        for name, measured in results.items():
            cells = [cell(measured, measure, form) for measure, form in zip(MEASURES, (",.0f", ".3f", ",.0f", ".1f", ".4f"))]
            times = [measured["ratioToPsephos"].get(measure) for measure in MEASURES[:2]]
            faster, cheaper = ("" if ratio is None else f"{ratio:.1f}" for ratio in times)
            yield f"| {job} | {NAMES[name]} | {cells[0]} | {faster} | {cells[1]} | {cheaper} | " + " | ".join(cells[2:]) + " |"


def machine():
    with open("/proc/cpuinfo") as file:
        models = re.findall(r"model name\s*: (.*)", file.read())
    return {"processors": CORES, "model": models[0] if models else platform.machine(), "load": os.getloadavg()[0]}


def main():
    parser = argparse.ArgumentParser(prog="bench/peers/run", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line of standard output")
    parser.add_argument("--times", type=int, default=5, metavar="N", help="runs of each, 5 by default")
    parser.add_argument("--jobs", default="lr,mlp", help="lr, mlp or both, which is the default")
    parser.add_argument("--python", help=argparse.SUPPRESS)
    parser.add_argument("--peers", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    unknown = set(arguments.jobs.split(",")) - WARM_ROUNDS.keys()
    if unknown or arguments.times < 1:
        parser.error(f"no job {', '.join(sorted(unknown))}" if unknown else f"--times must be 1 or more, was {arguments.times}")
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(arguments, scratch)
        before = machine()
        bench.run(arguments.times)
    figures = bench.figures()
    print("\n".join(table(figures)))
    if arguments.json:
        left_out = [{"framework": NAMES[name], "job": job} for name, job in bench.left_out]
        print(json.dumps({"machine": before, "times": arguments.times, "jobs": figures, "leftOut": left_out}))


if __name__ == "__main__":
    main()

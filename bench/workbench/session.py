"""One session: the tools take turns at a workload, so that a machine that slows down slows all of them."""

from dataclasses import dataclass, field
from statistics import median

from .measure import run_once
from .outputs import Output
from .paths import WORK


@dataclass
class Result:
    """What one tool needed for one workload."""

    tool: str
    counts_all_processes: bool
    runs: list = field(default_factory=list)
    starts: list = field(default_factory=list)  # of the program that the tool runs in, one for each run
    output: Output | None = None

    def wall(self):
        return median(run.wall for run in self.runs)

    def spread(self):
        return min(run.wall for run in self.runs), max(run.wall for run in self.runs)

    def cpu(self):
        return median(run.cpu for run in self.runs)

    def memory(self):
        return max(run.memory for run in self.runs)


@dataclass
class Comparison:
    work: object
    results: list

    def of(self, tool):
        return next((result for result in self.results if result.tool == tool), None)

    def faults(self):
        for result in self.results:
            if result.output.fault:
                yield f"{self.work.name}, {result.tool}: {result.output.fault}"
            if result.output.digest != self.results[0].output.digest:
                yield f"{self.work.name}, {result.tool}: not what {self.results[0].tool} makes of it"

    def ratio(self, tool):
        """Wall time of gongwen over that of the tool: the median over rounds in which both ran."""
        return self._median_of_pairs(tool, lambda run: run.wall)

    def cpu_ratio(self, tool):
        """The same of processor time, which other work on the machine disturbs less."""
        return self._median_of_pairs(tool, lambda run: run.cpu)

    def net_ratio(self, tool):
        """Wall time of gongwen over that of the tool without the start of the program that the tool runs in."""
        other = self.of(tool)
        rounds = zip(self.of("gongwen").runs, other.runs, other.starts)
        return median(own.wall / max(run.wall - start.wall, 1e-6) for own, run, start in rounds)

    def memory_ratio(self, tool):
        return self.of("gongwen").memory() / self.of(tool).memory()

    def _median_of_pairs(self, tool, figure):
        pairs = zip(self.of("gongwen").runs, self.of(tool).runs)
        return median(figure(own) / figure(other) for own, other in pairs)


@dataclass
class Part:
    """One tool at one workload."""

    tool: object
    command: list
    path: object
    result: Result
    work: object

    def run(self):
        return self.tool.run(self.command, self.work, self.path)

    def measure(self):
        start = self.tool.start_command()
        if start is not None:
            self.result.starts.append(run_once(start, with_memory=False))
        self.result.runs.append(self.run())


def compare(work, tools, rounds, warm_up=True):
    """Every tool that has a part in the workload, in turn."""
    return compare_all([work], tools, rounds, warm_up)[0]


def compare_all(works, tools, rounds, warm_up=True):
    """The same for several workloads, which take turns too: for ratios between them."""
    parts = [_parts_of(work, tools) for work in works]
    everything = [part for of_work in parts for part in of_work]
    if warm_up:
        for part in everything:
            if part.tool.runs != 1:
                part.run()
    for turn in range(rounds):
        for part in everything:
            if part.tool.runs is None or turn < part.tool.runs:
                part.measure()
    for work, of_work in zip(works, parts):
        for part in of_work:
            part.result.output = work.inspect(part.path)
    return [Comparison(work, [part.result for part in of_work]) for work, of_work in zip(works, parts)]


def _parts_of(work, tools):
    parts = []
    for tool in tools:
        path = WORK / f"{work.name}-{tool.name.lower()}.{work.ending}"
        command = tool.command(work, path)
        if command is not None:
            counts = tool.counts_all_processes and not getattr(work, "warm", 0)
            parts.append(Part(tool, command, path, Result(tool.name, counts), work))
    return parts

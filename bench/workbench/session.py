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

    def ratio(self, tool):
        """Wall time of gongwen over that of the tool: the median over rounds in which both ran."""
        return self._median_of_pairs(tool, lambda run: run.wall)

    def cpu_ratio(self, tool):
        """The same of processor time, which other work on the machine disturbs less."""
        return self._median_of_pairs(tool, lambda run: run.cpu)

    def _median_of_pairs(self, tool, figure):
        pairs = zip(self.of("gongwen").runs, self.of(tool).runs)
        return median(figure(own) / figure(other) for own, other in pairs)


def compare(work, tools, rounds, warm_up=True):
    """Every tool that has a part in the workload, in turn."""
    commands = []
    for tool in tools:
        output = WORK / f"{work.name}-{tool.name.lower()}.{work.ending}"
        command = tool.command(work, output)
        if command is not None:
            commands.append((tool, command, output, Result(tool.name, tool.counts_all_processes)))
    if warm_up:
        for tool, command, _, _ in commands:
            if tool.runs != 1:
                run_once(command)
    for turn in range(rounds):
        for tool, command, _, result in commands:
            if tool.runs is None or turn < tool.runs:
                result.runs.append(run_once(command))
    for _, _, output, result in commands:
        result.output = work.inspect(output)
    return Comparison(work, [result for _, _, _, result in commands])

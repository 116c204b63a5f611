"""The service under loads that wrk does not make: checks, a rate, many connections, more than can be done, its memory."""

import asyncio
import json
import time

from . import limits, service_load, wrk
from .batches import forms_of_kind
from .limits import Limit
from .measure import CommandFailed
from .paths import PROJECT, TEMPLATES

KIND = "commitment-letter"
HEAVY_KIND = "expert-application"
WARM = 2000  # documents before those that are timed
RECOVERY_DEADLINE = 60  # seconds


def letters(count):
    return [json.loads(text) for text in forms_of_kind(KIND, count).read_text("utf-8").splitlines()]


def render(record):
    return service_load.post(f"/api/v1/kinds/{KIND}/render", record)


def samples():
    """One of each kind: the usual one, or the first where they have other names."""
    # An edition in another language has the samples of another kind.
    for folder in sorted(folder for folder in (PROJECT / "samples").iterdir() if (TEMPLATES / folder.name).is_dir()):
        usual = folder / "typical.json"
        sample = usual if usual.is_file() else next(iter(sorted(folder.glob("*.json"))), None)
        if sample is None:
            raise CommandFailed(f"{folder}: no sample")
        yield folder.name, json.loads(sample.read_text("utf-8"))


def every_kind():
    return [service_load.post(f"/api/v1/kinds/{kind}/render?format=pdf", data) for kind, data in samples()]


def max_rate(service, requests):
    """Documents a second, as fast as they are answered."""
    answers, seconds = asyncio.run(service_load.ask(service, requests, 2 * WARM, 8))
    answers.all_done("documents")
    return 2 * WARM / seconds


def measure_rates(service, requests, records, seconds):
    """Documents a second, and the limits of checks."""
    asyncio.run(service_load.at_once(service, requests, WARM, 16)).all_done("documents before those that are timed")
    documents = max_rate(service, requests)
    checks = wrk.ask(service.address, wrk.post_script("check", records, f"/api/v1/kinds/{KIND}/check?depth=values"), seconds)
    print(f"documents {documents:.0f}/s; checks of values {checks.rate:.0f}/s, 99 % within {checks.slow:.2f} ms")
    ratio = Limit("documents a second over checks a second", documents / checks.rate, 1 / limits.MIN_CHECK_RATE)
    return [ratio, *measure_calm_checks(service, records, checks.rate, seconds)]


def measure_calm_checks(service, records, checks, seconds):
    """At half of their rate."""
    requests = [service_load.post(f"/api/v1/kinds/{KIND}/check?depth=values", record) for record in records]
    rate = checks / 2
    calm = asyncio.run(service_load.at_rate(service, requests, rate, seconds, 32)).all_done("checks at a rate")
    noise = asyncio.run(service_load.at_rate(service, [service_load.HEALTH], rate, seconds, 32)).percentile(0.99)
    print(f"checks at {rate:.0f}/s: half of them within {calm.percentile(0.5):.2f} ms, 99 % within {calm.percentile(0.99):.2f} ms; "
          f"requests that need nothing {noise:.2f} ms")
    if noise < limits.MAX_CHECK_TIME / 2:
        return [Limit("ms in which 99 % of the checks are answered", calm.percentile(0.99), limits.MAX_CHECK_TIME)]
    print("other work on this machine disturbs times of checks: their limit is left out")
    return []


def measure_calm_documents(service, requests, seconds, rounds=21):
    """At 70 % of the max rate of just then, since machines differ from one minute to the next. A round in which the
    machine is slower for a moment says nothing, and such rounds come in a row: the median of three and a half minutes."""
    found = []
    for _ in range(rounds):
        rate = 0.7 * max_rate(service, requests)
        calm = asyncio.run(service_load.at_rate(service, requests, rate, seconds, 32)).all_done("documents at a rate")
        found.append((calm.percentile(0.5), calm.percentile(0.99)))
    found.sort(key=lambda times: times[1] / times[0])
    median_time, slow = found[rounds // 2]
    print("99th percentile over median of the rounds: " + ", ".join(f"{slow / usual:.1f}" for usual, slow in found))
    # What takes no time itself says how long a process of this machine waits for the processor.
    noise = asyncio.run(service_load.at_rate(service, [service_load.HEALTH], rate, seconds, 32))
    noise = noise.all_done("requests that need no document").percentile(0.99)
    print(f"at {rate:.0f}/s: half of the requests within {median_time:.2f} ms, 99 % within {slow:.2f} ms; of those that need no "
          f"document 99 % within {noise:.2f} ms")
    if noise < median_time:
        return [Limit("the 99th percentile over the median at 70 % load", slow / median_time, limits.MAX_SLOW_REQUEST)]
    print("other work on this machine disturbs times of requests: their limit is left out")
    return []


def measure_memory(service, requests, count):
    # What documents have in common is learnt from the first of them.
    asyncio.run(service_load.at_once(service, requests, 3 * WARM, 8)).all_done("documents before memory")
    front, worker = service.memory()
    asyncio.run(service_load.at_once(service, requests, count, 8)).all_done("documents for memory")
    later_front, later_worker = service.memory()
    print(f"memory after {6 * WARM} requests: front {front:.1f} MB, worker {worker:.1f} MB; {count} later: {later_front:.1f} and {later_worker:.1f} MB")
    return [Limit("growth of the front's memory", later_front / front, limits.MAX_SERVICE_GROWTH),
            Limit("growth of a worker's memory", later_worker / worker, limits.MAX_SERVICE_GROWTH)]


def measure_connections(service, request, count=1000):
    before, held = asyncio.run(service_load.idle_connections(service, request, count))
    print(f"front with {count} connections that wait: {held:.1f} MB, {before:.1f} MB before")
    return Limit(f"MB of the front with {count} connections", held, limits.MAX_FRONT_MEMORY)


def measure_overload(service, heavy, light):
    """Ten times as many at once as may wait."""
    answers = asyncio.run(service_load.at_once(service, [heavy], 1400, 700))
    begin = time.monotonic()
    while not asyncio.run(service_load.at_once(service, [light], 1, 1)).only(200):
        if time.monotonic() - begin > RECOVERY_DEADLINE:
            raise CommandFailed(f"overload: still refused after {RECOVERY_DEADLINE} s")
        time.sleep(0.01)
    recovery = time.monotonic() - begin
    counts = ", ".join(f"{count} × {status}" for status, count in sorted(answers.statuses.items()))
    print(f"700 at once: {counts}; the slowest answer after {max(answers.seconds):.2f} s, well again after {recovery:.2f} s")
    if not answers.only(200, 503):
        raise CommandFailed(f"overload: {answers.statuses}")
    return [Limit("seconds of the slowest answer when overloaded", max(answers.seconds), limits.MAX_OVERLOADED_ANSWER),
            Limit("seconds until it is well again", recovery, limits.MAX_RECOVERY)]


def measure_kinds(program, workers):
    kinds = every_kind()
    with service_load.Service(program, workers) as service:
        asyncio.run(service_load.at_once(service, kinds, workers * len(kinds), 1)).all_done("kinds")
        worker = service.memory()[1]
    print(f"worker after one document of each of {len(kinds)} kinds: {worker:.1f} MB")
    return Limit("MB of a worker with all kinds", worker, limits.MAX_WORKER_MEMORY)


def measure(program, workers, records, seconds, count):
    """Prints what it finds, and gives the limits. `count`: of documents over which memory must not grow."""
    requests = [render(record) for record in records]
    heavy = service_load.post(f"/api/v1/kinds/{HEAVY_KIND}/check", json.loads((PROJECT / f"samples/{HEAVY_KIND}/stress.json").read_text("utf-8")))
    with service_load.Service(program, workers) as service:
        found = [*measure_rates(service, requests, records, seconds), *measure_calm_documents(service, requests, seconds),
                 *measure_memory(service, requests, count), measure_connections(service, requests[0]), *measure_overload(service, heavy, requests[0])]
    return [*found, measure_kinds(program, workers)]

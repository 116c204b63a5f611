#!/usr/bin/python3
"""Jinja2's part: expands a request as `gongwen eval` does.

Usage: expand_jinja.py < REQUEST > EXPANSION      as a whole process
       expand_jinja.py REQUEST EXPANSION ROUNDS   compiled once, expanded again and again; prints the seconds of each
"""

import json
import sys

from jinja2 import Environment, StrictUndefined


def compile_request(request):
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(request["template"])


def expand_warm(request_path, output_path, rounds):
    from pathlib import Path
    from time import perf_counter

    request = json.loads(Path(request_path).read_text("utf-8"))
    template = compile_request(request)
    seconds = []
    for _ in range(rounds):
        begin = perf_counter()
        expansion = template.render(request["context"])
        seconds.append(perf_counter() - begin)
    Path(output_path).write_text(expansion, "utf-8")
    print(json.dumps(seconds))


if len(sys.argv) > 1:
    expand_warm(sys.argv[1], sys.argv[2], int(sys.argv[3]))
else:
    request = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(compile_request(request).render(request["context"]).encode("utf-8"))

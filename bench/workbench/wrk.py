"""wrk: one that asks a service over connections that are kept, each again as soon as it is answered."""

import json
import re
import subprocess
from dataclasses import dataclass

from .measure import CommandFailed
from .paths import WORK

CONNECTIONS = 16


@dataclass
class Asked:
    rate: float  # requests a second
    slow: float  # milliseconds in which 99 % were answered


def post_script(name, records, address):
    """The records one after the other, as wrk reads them."""
    path = WORK / f"service-{name}.lua"
    bodies = ",\n".join("[==[" + json.dumps(record, ensure_ascii=False) + "]==]" for record in records)
    path.write_text(
        "local bodies = {\n" + bodies + "\n}\nlocal n = 0\n"
        "request = function()\n  n = n % #bodies + 1\n"
        f'  return wrk.format("POST", "{address}", {{["Content-Type"] = "application/json"}}, bodies[n])\nend\n',
        "utf-8",
    )
    return path


def ask(address, script, seconds):
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency", f"-d{seconds}s", "-s", str(script), f"http://{address}"]
    try:
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()
    except (FileNotFoundError, subprocess.CalledProcessError) as failure:
        raise CommandFailed(f"wrk (Debian package wrk): {failure}") from failure
    if "Non-2xx" in said or "Socket errors" in said:
        raise CommandFailed(f"service: {said}")
    slow, unit = re.search(r"99%\s+([\d.]+)(ms|s|us)", said).groups()
    return Asked(float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)), float(slow) * {"us": 0.001, "ms": 1, "s": 1000}[unit])

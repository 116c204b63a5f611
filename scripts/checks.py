"""What the checks of the tree share: reading files, lists of exceptions, the report."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def read(path):
    """The text of a file, by its path from the root."""
    return (ROOT / path).read_text(encoding='utf-8')


def blank(match):
    """Blanks of the same extent, so that lines keep their numbers."""
    return re.sub(r'[^\n]', ' ', match[0])


def beyond(exceptions, found):
    """The findings that no exception covers, and the exceptions that cover nothing. `found`: path, thing and what to print.
    `exceptions` is a file with lines of regular expressions for the path, for the thing (any, without one), and a reason,
    with tabs between them."""
    rows = [line.split('\t')[:-1] for line in read(exceptions).splitlines() if line and line[0] != '#']
    excepted = [(re.compile(path), re.compile(thing[0] if thing else '.*')) for path, *thing in rows]
    used = set()
    lines = []
    for name, thing, line in found:
        matching = [index for index, (where, what) in enumerate(excepted) if where.fullmatch(name) and what.fullmatch(thing)]
        used.update(matching)
        if not matching:
            lines.append(line)
    return lines + [f'{exceptions}: {" ".join(row)} excepts nothing' for index, row in enumerate(rows) if index not in used]


def report(faults, sound):
    """Prints the faults, or `sound` if there are none. Returns the exit status."""
    print('\n'.join(faults) or sound)
    return 1 if faults else 0

"""Runs the examples of the documentation and holds what they print against what the documentation shows.

Usage: run_doc_examples.py PROGRAM DOCUMENT…

A fenced block ```console is a session of a shell: lines that begin with `$ ` are commands, what follows is all that they
print. `…` stands for anything, also for whole lines. A block whose info string ends in `file=NAME` is a file that later
commands of the document may read. Commands run in an empty folder with links to samples/, templates/ and docs/.
Exit status: 0 all is well, 1 an example shows something else.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r'^```([^\n]*)\n(.*?)^```$', re.DOTALL | re.MULTILINE)


def sessions(block):
    """Commands, each with what is expected of it."""
    for part in re.split(r'^\$ ', block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        count = 1
        while lines[count - 1].endswith('\\'):
            count += 1
        yield '\n'.join(lines[:count]), '\n'.join(lines[count:])


def matches(expected, output):
    pattern = '.*'.join(re.escape(piece) for piece in expected.strip().split('…'))
    return re.fullmatch(pattern, output.strip(), re.DOTALL) is not None


def run(command, folder, program):
    environment = dict(os.environ, LC_ALL='C.UTF-8', PATH=f'{pathlib.Path(program).resolve().parent}:{os.environ["PATH"]}')
    for name in ('GONGWEN_SHARE', 'SOURCE_DATE_EPOCH'):
        environment.pop(name, None)
    # One pipe would mix what is told and what is printed as they come; here errors come first, as a terminal shows them.
    done = subprocess.run(['sh', '-c', command], cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    return (done.stderr + done.stdout).decode('utf-8')


def check_document(document, program):
    faults = 0
    count = 0
    text = document.read_text(encoding='utf-8')
    with tempfile.TemporaryDirectory(prefix='gongwen-docs-') as folder:
        for name in ('samples', 'templates', 'docs'):
            os.symlink(ROOT / name, pathlib.Path(folder) / name)
        for match in FENCE.finditer(text):
            info, block = match.groups()
            named = re.search(r'file=(\S+)$', info)
            if named:
                path = pathlib.Path(folder) / named[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block, encoding='utf-8')
            for command, expected in sessions(block) if info == 'console' else ():
                count += 1
                output = run(command, folder, program)
                if not matches(expected, output):
                    line = text.count('\n', 0, match.start()) + 1
                    print(f'{document}:{line}: `{command}` prints\n{output}')
                    faults += 1
    print(f'{document}: {count} examples, {faults} that differ')
    return faults


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    return 1 if sum(check_document(pathlib.Path(name), sys.argv[1]) for name in sys.argv[2:]) else 0


if __name__ == '__main__':
    sys.exit(main())

"""Runs the examples of the documentation and compares what they print with what the documentation shows.

Usage: run_doc_examples.py PROGRAM DOCUMENT…

A fenced block ```console is a session of a shell: lines that start with `$ ` are commands, what follows is all that they
print. `…` stands for anything, also for whole lines. A block whose info string ends in `file=NAME` is a file that later
commands of the document may read. Commands run in an empty folder with links to samples/, templates/ and docs/.

A document X.md is run together with X.zh.md, if there is one: the same commands in the same order, once where both show the
same; otherwise also with Chinese as the language of the system, in a copy of the folder as it is at that moment.
Exit status: 0 all examples agree, 1 an example shows something else.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'scripts'))

from doc_pairs import FENCE, chinese_of, same_command, sessions  # noqa: E402


def matches(expected, output):
    pattern = '.*'.join(re.escape(piece) for piece in expected.strip().split('…'))
    return re.fullmatch(pattern, output.strip(), re.DOTALL) is not None


def run(command, folder, program, chinese):
    environment = {name: value for name, value in os.environ.items() if not name.startswith('LC_') and name != 'LANG'}
    environment |= {'LC_CTYPE': 'C.UTF-8', 'LC_MESSAGES': 'zh_CN.UTF-8' if chinese else 'C.UTF-8'}
    environment['PATH'] = f'{pathlib.Path(program).resolve().parent}:{os.environ["PATH"]}'
    for name in ('GONGWEN_SHARE', 'SOURCE_DATE_EPOCH'):
        environment.pop(name, None)
    # One pipe would mix messages and results as they come; here messages come first, as a terminal shows them.
    done = subprocess.run(['sh', '-c', command], cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    return (done.stderr + done.stdout).decode('utf-8')


def steps(document):
    """Files to write and commands to run, in order: (line, file name or None, text or command, what is expected)."""
    text = document.read_text(encoding='utf-8')
    for match in FENCE.finditer(text):
        info, block = match.groups()
        line = text.count('\n', 0, match.start()) + 1
        named = re.search(r'file=(\S+)$', info)
        if named:
            yield line, named[1], block, ''
        elif info == 'console':
            for command, expected in sessions(block):
                yield line, None, command, expected


def run_in_copy(command, folder, program):
    """Runs a command as a Chinese reader does; what it changes is lost with the copy."""
    with tempfile.TemporaryDirectory(prefix='gongwen-docs-') as parent:
        copy = pathlib.Path(parent) / 'copy'
        shutil.copytree(folder, copy, symlinks=True)
        return run(command, copy, program, True)


def differs(document, line, command, expected, output):
    if matches(expected, output):
        return 0
    print(f'{document}:{line}: `{command}` prints\n{output}')
    return 1


def check_document(document, program):
    partner = chinese_of(document)
    ours = list(steps(document))
    theirs = list(steps(partner)) if partner.exists() else [None] * len(ours)
    if len(ours) != len(theirs):
        print(f'{document}: {len(ours)} files and commands, but {len(theirs)} in {partner}')
        return 1
    errors, count, again = 0, 0, 0
    with tempfile.TemporaryDirectory(prefix='gongwen-docs-') as folder:
        for name in ('samples', 'templates', 'docs'):
            os.symlink(ROOT / name, pathlib.Path(folder) / name)
        for (line, name, text, expected), chinese in zip(ours, theirs):
            if name:
                path = pathlib.Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding='utf-8')
                continue
            count += 1
            if chinese and (chinese[1] or same_command(chinese[2]) != same_command(text)):
                print(f'{partner}:{chinese[0]}: `{chinese[2]}` is not the command of {document}:{line}: `{text}`')
                errors += 1
            elif chinese and chinese[2:] != (text, expected):
                again += 1
                errors += differs(partner, chinese[0], chinese[2], chinese[3], run_in_copy(chinese[2], folder, program))
            errors += differs(document, line, text, expected, run(text, folder, program, False))
    print(f'{document}: {count} examples, {again} again in Chinese, {errors} that differ')
    return errors


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    return 1 if sum(check_document(pathlib.Path(name), sys.argv[1]) for name in sys.argv[2:]) else 0


if __name__ == '__main__':
    sys.exit(main())

"""Killing runs: before their Nth change of the file system (tests/support/kill_at.cpp), and finding what they left."""
import os
import pathlib
import signal
import subprocess

from harness import PROGRAM

KILL_AT = os.environ.get('GONGWEN_KILL_AT', str(pathlib.Path(PROGRAM).resolve().parent / 'libkill_at.so'))


def has_kill_at():
    return pathlib.Path(KILL_AT).exists()


def _run(words, cwd, **changed):
    environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'LD_PRELOAD': KILL_AT, 'ASAN_OPTIONS': 'verify_asan_link_order=0',
                   **changed}
    return subprocess.run([PROGRAM, *map(str, words)], cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)


def count_changes(words, cwd, note):
    """How many changes the run makes; it comes to its end. `note` is a file that is written meanwhile."""
    done = _run(words, cwd, KILL_AT_COUNT=str(note))
    if done.returncode not in (0, 1):
        raise AssertionError(f'status {done.returncode}: {done.stderr.decode()}')
    return int(pathlib.Path(note).read_text(encoding='ascii'))


def killed_at(number, words, cwd, **changed):
    """Whether the run was killed before its `number`th change; otherwise it has come to its end. `changed`: variables of
    its environment."""
    return _run(words, cwd, KILL_AT=str(number), **changed).returncode == -signal.SIGKILL


def state_of(folder, journal=None):
    """What is in a folder, for the message of a failed test: names, sizes, and how the journal ends."""
    lines = []
    for path in sorted(pathlib.Path(folder).rglob('*')):
        kind = f'-> {os.readlink(path)}' if path.is_symlink() else 'folder' if path.is_dir() else f'{path.stat().st_size} bytes'
        lines.append(f'  {path.relative_to(folder)}  {kind}')
    if journal is not None:
        tail = pathlib.Path(journal).read_bytes()[-1500:] if pathlib.Path(journal).exists() else b'(none)'
        lines.append(f'{journal} ends:\n{tail.decode("utf-8", "replace")}')
    return '\n'.join(lines)

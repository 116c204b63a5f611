"""Packages of the JavaScript world that tests use: fetched once by npm, from the lock file beside the test."""
import fcntl
import pathlib
import shutil
import subprocess

import needs
import surroundings
from harness import PROGRAM, ROOT


def build_folder():
    """Of the program; one that is installed has none, and the default is taken."""
    folder = pathlib.Path(PROGRAM).resolve().parents[1]
    return folder if (folder / 'CMakeCache.txt').is_file() else ROOT / 'build'


def node_packages(source, name, oldest=0):
    """The folder `name` of the build tree with what source/package-lock.json names and the scripts of `source`; skips where
    it cannot be had."""
    needs.check('npm')
    version = subprocess.run(['node', '--version'], capture_output=True, text=True).stdout.strip().lstrip('v')
    if int(version.partition('.')[0] or 0) < oldest:
        needs.lacking('Node.js of this age', f'{oldest} or later is needed; this is {version or "none"}')
    folder = build_folder() / name
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / '.lock', 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (source / 'package-lock.json').read_bytes()
        done = folder / 'node_modules/installed.json'
        if not done.is_file() or done.read_bytes() != wanted:
            shutil.copytree(source, folder, dirs_exist_ok=True)
            made = subprocess.run(['npm', 'ci', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'], cwd=folder,
                                  capture_output=True, text=True, env=surroundings.OF_THE_PERSON)
            if made.returncode != 0:
                needs.lacking('packages from npm', f'for {source.parent.name}: {made.stderr[-300:]}')
            done.write_bytes(wanted)
        for script in source.glob('*.mjs'):
            if not (folder / script.name).is_file() or (folder / script.name).read_bytes() != script.read_bytes():
                shutil.copyfile(script, folder / script.name)
    return folder

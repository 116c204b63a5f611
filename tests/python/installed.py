"""What the tests of an installed tree share: where it is, compilers that see nothing else, running what they make."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import surroundings  # noqa: F401

ROOT = pathlib.Path(__file__).resolve().parents[2]
PREFIX = pathlib.Path(os.environ.get('GONGWEN_PREFIX', ROOT / 'build/release/installed'))
LIBRARY = PREFIX / 'lib/libgongwen.so.0'


def environment(**variables):
    """Nothing of the build folder, and nothing that leads the program to its files."""
    kept = {name: os.environ[name] for name in ('PATH', 'HOME', 'FONTCONFIG_FILE', 'XDG_CACHE_HOME') if name in os.environ}
    return {**kept, 'LC_ALL': 'C.UTF-8', 'PKG_CONFIG_PATH': str(PREFIX / 'lib/pkgconfig'), **variables}


def run(*words, check=True, **options):
    options = {'env': environment(), 'timeout': 300, **options}
    result = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            encoding='utf-8', errors='replace', check=False, **options)
    if check and result.returncode != 0:
        raise AssertionError(f'{words}: status {result.returncode}\n{result.stdout}{result.stderr}')
    return result


def pkg_config(*options):
    return run('pkg-config', *options, 'gongwen').stdout.split()


class InstalledTest(unittest.TestCase):
    """Each test has a separate empty folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='gongwen-test-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

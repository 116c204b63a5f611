"""The unit tests of the inbox again, on a PostgreSQL server."""
import os
import pathlib
import subprocess
import sys
import unittest

import needs
from harness import PROGRAM, ROOT
from postgres_server import Server

TESTS = pathlib.Path(PROGRAM).with_name('test_service')


@needs.only_with('postgresql')
class PostgresTest(unittest.TestCase):
    def test_all(self):
        with Server() as server:
            environment = {**os.environ, 'GONGWEN_TEST_POSTGRES': server.make('inbox')}
            done = subprocess.run([TESTS], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
            self.assertEqual(done.returncode, 0, done.stdout.decode('utf-8', 'replace')[-5000:])


if __name__ == '__main__':
    sys.exit(unittest.main())

"""Tests of a unit of systemd: steps under its restrictions (service_sandbox.py), where this machine allows them."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
from ctypes.util import find_library

import service_sandbox
from harness import PROGRAM, ROOT, CommandTest

# What services do not see.
HIDDEN = ('/home/', '/root/', '/tmp/', '/var/', '/srv/', '/mnt/')


class SandboxTest(CommandTest):
    unit = None  # the file
    confined = False  # steps that do not say

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.skipTest('namespaces are made by root')
        if any(str(path.resolve()).startswith(HIDDEN) for path in (pathlib.Path(PROGRAM), ROOT, ROOT / 'fonts/faces')):
            self.skipTest('the program lies where a service cannot see it')
        if shutil.which('systemd-analyze') is None or find_library('seccomp') is None:
            self.skipTest('systemd-analyze names the sets of calls, libseccomp filters them')
        if b'__asan_init' in pathlib.Path(PROGRAM).read_bytes():
            self.skipTest('sanitizers need what the service forbids')

    def run_steps(self, steps):
        done = subprocess.run([sys.executable, service_sandbox.__file__, str(self.unit)], input=json.dumps(steps).encode(),
                              capture_output=True, check=False)
        if done.returncode != 0 and b'Operation not permitted' in done.stderr:
            self.skipTest('this machine lets nobody make namespaces')
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return json.loads(done.stdout)

    def step(self, *command, confined=None):
        return {'command': [str(word) for word in command], 'confined': self.confined if confined is None else confined,
                'environment': {'GONGWEN_SHARE': str(ROOT)}}

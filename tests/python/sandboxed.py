"""Tests of a unit of systemd: steps under its restrictions (service_sandbox.py), where this machine allows them."""
import json
import pathlib
import subprocess
import sys

import needs
import service_sandbox
from harness import PROGRAM, ROOT, CommandTest

# Each tries something that units of services forbid, and prints what comes of it.
PROBES = {
    'a file outside': 'open("/usr/lib/x", "w")',
    'a file in /etc': 'open("/etc/x", "w")',
    'the network': 'import socket; socket.socket()',
    'the network, new': 'import socket; socket.socket(socket.AF_INET6)',
    'a local socket': 'import socket; socket.socket(socket.AF_UNIX)',
    'memory to write and run': 'import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)',
    'a namespace': 'import ctypes, os; c = ctypes.CDLL(None, use_errno=True); c.unshare(0x10000000) and bad(c)',
    'a mount': 'import ctypes, os; c = ctypes.CDLL(None, use_errno=True); c.mount(b"x", b"/tmp", b"tmpfs", 0, None) and bad(c)',
    'a file with set-user-ID': 'import os; open("/tmp/x", "w"); os.chmod("/tmp/x", 0o4755)',
    'the processors': 'open("/proc/cpuinfo")',
    'other processes': 'import os; os.stat("/proc/1")',
    'the homes': 'import os; os.listdir("/root")',
    'the memory of the kernel': 'open("/dev/kmsg")',
}
# Of these it is the filter of calls that refuses them; without it they are allowed.
FILTERED = ('the network', 'the network, new', 'a local socket', 'memory to write and run', 'a file with set-user-ID')
PROBE = '''
def bad(_): raise OSError("refused")
try:
    {}
    print("allowed")
except OSError as error:
    print("refused", error)
'''

# What services do not see.
HIDDEN = ('/home/', '/root/', '/tmp/', '/var/', '/srv/', '/mnt/')


class SandboxTest(CommandTest):
    unit = None  # the file
    confined = False  # steps that do not say

    def setUp(self):
        super().setUp()
        needs.check('root')
        if any(str(path.resolve()).startswith(HIDDEN) for path in (pathlib.Path(PROGRAM), ROOT, ROOT / 'fonts/faces')):
            needs.lacking('a folder that services see')
        needs.check('systemd-analyze', 'libseccomp', 'a program without sanitizers')

    def run_steps(self, steps):
        done = subprocess.run([sys.executable, service_sandbox.__file__, str(self.unit)], input=json.dumps(steps).encode(),
                              capture_output=True, check=False)
        if done.returncode != 0 and b'Operation not permitted' in done.stderr:
            needs.lacking('namespaces')
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return json.loads(done.stdout)

    def assert_restricts(self, refused, allowed=()):
        """What the unit refuses, and what it allows. What its filter of calls refuses is allowed without it."""
        def probe(name, confined):
            return self.step('/usr/bin/python3', '-c', PROBE.format(PROBES[name]), confined=confined)

        tried = [*((name, True, 'refused') for name in refused), *((name, True, 'allowed') for name in allowed),
                 *((name, False, 'allowed') for name in refused if name in FILTERED)]
        results = self.run_steps([probe(name, confined) for name, confined, _ in tried])
        for (name, confined, expected), result in zip(tried, results):
            self.assertEqual(result['out'].split()[:1], [expected], (name, confined, result))

    def step(self, *command, confined=None):
        return {'command': [str(word) for word in command], 'confined': self.confined if confined is None else confined,
                'environment': {'GONGWEN_SHARE': str(ROOT)}}

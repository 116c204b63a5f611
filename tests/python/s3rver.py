"""s3rver, object storage from npm that others wrote, on loopback; skips where it cannot be had."""
import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

from node_packages import node_packages
from serving import free_port

START_SECONDS = 30
BUCKET = 'documents'


class Server:
    """Ended by `close`."""

    def __init__(self):
        packages = node_packages(pathlib.Path(__file__).resolve().parents[1] / 'queue/node', 'queue_node')
        self.folder = tempfile.mkdtemp(prefix='gongwen-s3rver-')
        self.port = free_port()
        self.process = subprocess.Popen(
            ['node', packages / 'node_modules/s3rver/bin/s3rver.js', '--silent', '--directory', self.folder, '--address', '127.0.0.1',
             '--port', str(self.port), '--configure-bucket', BUCKET], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.close()
                raise RuntimeError('s3rver does not start')
            time.sleep(0.05)

    def answers(self):
        with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', self.port), 1):
            return True
        return False

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    # It names objects in its own way, and leaves halves of those whose transfer was cut off.
    @property
    def objects(self):
        """Files of objects, whatever they are called."""
        return [name for _, _, names in os.walk(os.path.join(self.folder, BUCKET)) for name in names if name.endswith('_object')]

    def environment(self, **changes):
        return {'AWS_ENDPOINT_URL': f'http://127.0.0.1:{self.port}', 'AWS_REGION': 'us-east-1', 'AWS_ACCESS_KEY_ID': 'S3RVER',
                'AWS_SECRET_ACCESS_KEY': 'S3RVER', 'AWS_SESSION_TOKEN': '', 'AWS_CA_BUNDLE': '', 'AWS_ENDPOINT_URL_S3': '',
                'no_proxy': '127.0.0.1', **changes}

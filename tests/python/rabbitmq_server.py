"""A RabbitMQ broker that a test starts for itself and takes away afterwards."""
import atexit
import contextlib
import glob
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time

import needs
from serving import free_port

START_SECONDS = 240
USER = 'nobody'
COOKIE = 'GONGWENTESTS'


def program():
    found = sorted(glob.glob('/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server'))
    return pathlib.Path(found[-1]) if found else None


shared = []


def server():
    """The one of this process; skips the test where there is no broker."""
    needs.check('rabbitmq')
    if not shared:
        shared.append(Server())
        atexit.register(shared[0].close)
    return shared[0]


class Server:
    """One broker in a separate folder, without rights: Debian's own script insists on root.

    Use it in a `with` statement, or end it by `close`. `first`: another one, whose cluster it joins. `machine`: the name
    and the address of a network namespace that it runs in; otherwise it runs on loopback.
    """

    def __init__(self, first=None, machine=None):
        self.namespace, self.host = machine or (None, '127.0.0.1')
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-rabbitmq-'))
        self.port, self.dist_port = free_port(), free_port()
        self.names_port = first.names_port if first else free_port()
        self.node = f'gongwen{self.port}@{self.host if machine else "localhost"}'
        (self.folder / 'rabbitmq.conf').write_text(
            f'listeners.tcp.local = {self.host}:{self.port}\nloopback_users.guest = {str(not machine).lower()}\nlog.file.level = warning\n'
            # A node that sees few others stops, so that there are never two clusters.
            'cluster_partition_handling = pause_minority\n'
            'disk_free_limit.absolute = 100MB\ncollect_statistics_interval = 60000\n'
            'cluster_formation.peer_discovery_backend = classic_config\n'
            f'cluster_formation.classic_config.nodes.1 = {first.node if first else self.node}\n'
            f'cluster_formation.classic_config.nodes.2 = {self.node}\n', 'utf-8')
        (self.folder / 'plugins').write_text('[].\n', 'utf-8')
        # Nodes of a cluster have the same one.
        (self.folder / '.erlang.cookie').write_text(COOKIE, 'ascii')
        (self.folder / '.erlang.cookie').chmod(0o400)
        if os.getuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, USER)
            self.folder.chmod(0o755)
        self.process = None
        try:
            self.start()
        except Exception:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def environment(self):
        ticks = '-kernel net_ticktime 8 ' if self.namespace else ''
        return {'HOME': str(self.folder), 'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8',
                'RABBITMQ_NODENAME': self.node, 'RABBITMQ_MNESIA_BASE': f'{self.folder}/mnesia',
                'RABBITMQ_LOG_BASE': f'{self.folder}/log', 'RABBITMQ_CONFIG_FILE': f'{self.folder}/rabbitmq',
                'RABBITMQ_DIST_PORT': str(self.dist_port), 'RABBITMQ_ENABLED_PLUGINS_FILE': f'{self.folder}/plugins',
                'RABBITMQ_CONF_ENV_FILE': f'{self.folder}/none', 'ERL_EPMD_PORT': str(self.names_port),
                'RABBITMQ_USE_LONGNAME': str(self.namespace is not None).lower(), 'ERL_EPMD_ADDRESS': self.host,
                'RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS':
                f'{ticks}-kernel inet_dist_use_interface {{{self.host.replace(".", ",")}}}'}

    def start(self):
        rights, words = {}, [program()]
        if self.namespace:
            words = ['ip', 'netns', 'exec', self.namespace, 'setpriv', f'--reuid={USER}', '--regid=nogroup', '--clear-groups', *words]
        elif os.getuid() == 0:
            user = pwd.getpwnam(USER)
            rights = {'user': user.pw_uid, 'group': user.pw_gid, 'extra_groups': []}
        log = (self.folder / 'out').open('ab')
        self.process = subprocess.Popen(words, env=self.environment(), cwd=self.folder, stdout=log, stderr=log,
                                        start_new_session=True, **rights)
        log.close()
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self.folder / 'out').read_text('utf-8', 'replace')[-3000:])
            time.sleep(0.2)

    def answers(self):
        """Whether it speaks AMQP: the port is open before the broker is ready."""
        with contextlib.suppress(OSError), socket.create_connection((self.host, self.port), 2) as probe:
            probe.settimeout(10)
            probe.sendall(b'AMQP\x00\x00\x09\x01')
            return probe.recv(1) == b'\x01'
        return False

    def evaluate(self, expression):
        """Of the node itself, in Erlang: in milliseconds, where rabbitmqctl takes a second. Returns: what it printed, `{ok, 2}`."""
        words = ['/usr/lib/erlang/bin/erl_call', '-c', COOKIE, '-n', self.node, '-e']
        done = subprocess.run(words, env=self.environment(), cwd=self.folder, input=f'{expression}\n'.encode('ascii'), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60, check=False)
        return done.stdout.decode('utf-8', 'replace')

    def waiting(self, queue):
        """Messages of a queue that nobody has; 0 where the queue does not exist."""
        found = re.fullmatch(r'\{ok, (\d+)\}', self.evaluate(
            f'{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"{queue}">>)), '
            '[{messages_ready, N}] = rabbit_amqqueue:info(Q, [messages_ready]), N.'))
        return int(found[1]) if found else 0

    def stop(self):
        """As for an upgrade."""
        os.killpg(self.process.pid, 15)
        self.process.wait(60)

    def kill(self):
        """As when the machine loses its power."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait()

    def close(self):
        if self.process is not None:
            self.kill()
        # The daemon that knows the names of nodes outlives them.
        for entry in pathlib.Path('/proc').glob('[0-9]*'):
            with contextlib.suppress(OSError):
                if f'ERL_EPMD_PORT={self.names_port}'.encode() in (entry / 'environ').read_bytes().split(b'\0'):
                    os.kill(int(entry.name), 9)
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self):
        return f'amqp://guest:guest@{self.host}:{self.port}/%2f'


class Cluster:
    """Several of them, which have the same queues. Use it in a `with` statement. `machines`: of each node."""

    def __init__(self, count, machines=()):
        self.nodes = []
        try:
            for i in range(count):
                self.nodes.append(Server(self.nodes[0] if self.nodes else None, machines[i] if machines else None))
        except Exception:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for node in reversed(self.nodes):
            node.close()

    def address(self):
        return f"amqp://guest:guest@{','.join(f'{node.host}:{node.port}' for node in self.nodes)}/%2f"

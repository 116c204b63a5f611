"""A PostgreSQL server that a test starts for itself and takes away afterwards."""
import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile


def tools():
    found = sorted(glob.glob('/usr/lib/postgresql/*/bin/initdb'))
    return pathlib.Path(found[-1]).parent if found else None


class Server:
    """A cluster in a separate folder, reached by a socket in it. PostgreSQL does not run as root.

    Use it in a `with` statement, or end it by `close`.
    """

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-postgres-'))
        self.data = self.folder / 'data'
        self.user = None
        if os.getuid() == 0:
            self.user = pwd.getpwnam('postgres').pw_name
            shutil.chown(self.folder, self.user)
            self.folder.chmod(0o755)
        try:
            self.run('initdb', '-D', self.data, '-A', 'trust', '-U', 'tester', '-E', 'UTF8', '--locale=C', '-N')
            self.start()
        except subprocess.CalledProcessError as failure:
            shutil.rmtree(self.folder)
            raise RuntimeError(failure.stdout.decode('utf-8', 'replace')) from failure

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Stops it, if it runs, and removes its folder."""
        try:
            if (self.data / 'postmaster.pid').exists():
                self.stop('immediate')
        finally:
            shutil.rmtree(self.folder)

    def run(self, tool, *arguments):
        words = [str(tools() / tool), *map(str, arguments)]
        if self.user:
            words = ['setpriv', f'--reuid={self.user}', f'--regid={self.user}', '--init-groups', *words]
        return subprocess.run(words, check=True, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def start(self):
        self.run('pg_ctl', '-D', self.data, '-w', '-l', self.folder / 'log', '-o',
                 f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off", 'start')

    def stop(self, mode='fast'):
        self.run('pg_ctl', '-D', self.data, '-m', mode, '-w', 'stop')

    def address(self, name):
        return f'postgresql://tester:secret@/{name}?host={self.folder}'

    def make(self, name, template='template1'):
        """A database, with what another one has."""
        self.run('createdb', '-h', self.folder, '-U', 'tester', '-T', template, name)
        return self.address(name)

    def query(self, address, statement):
        """The rows as lines, whose values are separated by |."""
        return self.run('psql', '-qAt', '-v', 'ON_ERROR_STOP=1', '-d', address, '-c', statement).stdout.decode('utf-8')

"""The one way for a test to skip itself: what it needs is on the list below, and is not on this machine.

    @needs.only_with('qpdf')       a test, or a class of tests
    needs.check('chromium')        in a test, or where tests get what they need
    needs.lacking('mounts')        after something failed: the test fails, too, where the machine has it
    needs.leave('nginx')           a script that ctest runs by itself: it ends with 77
    needs.share(cases)             every fourth of them in scripts/test, all in scripts/test --all
    @needs.time                    a test, or a class of tests, that scripts/test --all runs, and scripts/test does not

GONGWEN_SETUP names the purposes of scripts/packages.txt that were installed here (scripts/test sets it): what belongs to
them is never missing by chance, and a test fails without it. project.skips finds tests that skip themselves otherwise."""
import ctypes.util
import importlib.util
import os
import pathlib
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77  # for ctest: SKIP_RETURN_CODE
PROGRAM = pathlib.Path(os.environ.get('GONGWEN', pathlib.Path(__file__).resolve().parents[2] / 'build/release/bin/gongwen')).resolve()
BUILD = PROGRAM.parent

JAVA = pathlib.Path('/usr/share/java')
SFTP_SERVER = pathlib.Path('/usr/lib/openssh/sftp-server')
SOFTHSM = pathlib.Path('/usr/lib/softhsm/libsofthsm2.so')
SHELL_COMPLETION = pathlib.Path('/usr/share/bash-completion/bash_completion')
# Chromium without windows, where it is installed, takes two thirds of the time of the other; programs that tests start ask
# the environment, too.
_browser = shutil.which('chromium-headless-shell') or shutil.which('chromium')
if _browser:
    os.environ.setdefault('CHROMIUM', _browser)


def is_root():
    return os.geteuid() == 0


def runs(*words):
    try:
        return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def can_mount():
    with tempfile.TemporaryDirectory() as folder:
        return runs('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder) and runs('umount', folder)


def can_make_networks():
    name = f'gw{os.getpid()}'
    return is_root() and runs('ip', 'link', 'add', name, 'type', 'bridge') and runs('ip', 'link', 'del', name)


def writes_core_files():
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(['sh', '-c', 'ulimit -c unlimited && kill -ABRT $$'], cwd=folder, stderr=subprocess.DEVNULL)
        status = os.waitpid(process.pid, 0)[1]
        process.returncode = -signal.SIGABRT
        return os.WCOREDUMP(status)


def has_other_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(('192.0.2.1', 9))
        except OSError:
            return False
        return True


def runs_for_others():
    others = ['setpriv', '--reuid', '65534', '--clear-groups'] if is_root() else []
    return runs(*others, str(PROGRAM), '--version')


def has_postgresql():
    import postgres_server
    return bool(postgres_server.tools())


def has_rabbitmq():
    import rabbitmq_server
    return rabbitmq_server.program() is not None


def built(name, variable):
    """The environment may name another file."""
    return pathlib.Path(os.environ.get(variable, BUILD / name)).is_file()


def has_sanitizers():
    return b'__asan_init' in PROGRAM.read_bytes()


def has_clang_format():
    """Of the version that the sources are formatted with."""
    program = find_program('clang-format-14') or find_program('clang-format')
    told = program and subprocess.run([program, '--version'], stdout=subprocess.PIPE, text=True, check=False).stdout
    return bool(told) and ' version 14.' in told


# By package: the purpose in scripts/packages.txt that installs it, and how it is found; None: as a program of this name.
PACKAGES = {
    'apache2': ('test', None),
    'bash-completion': ('test', SHELL_COMPLETION.exists),
    'chromium': ('test', None),
    'clang++': ('lint', None),
    'cmake': ('build', None),
    'fc-list': ('test', None),
    'fish': ('installed', None),
    'groff': ('installed', None),
    'java': ('java', None),
    'javac': ('java', None),
    'jinja2': ('test', lambda: importlib.util.find_spec('jinja2') is not None),
    'json-schema-test-suite': ('test', pathlib.Path('/usr/share/json-schema-test-suite/tests').is_dir),
    'libitext5-java': ('java', (JAVA / 'itext5.jar').is_file),
    'libpdfbox2-java': ('java', (JAVA / 'pdfbox2.jar').is_file),
    'libseccomp': ('test', lambda: ctypes.util.find_library('seccomp') is not None),
    'lintian': ('test', None),
    'mypy': ('test', None),
    'nginx': ('test', None),
    'npm': ('node', None),
    'pdfsig': ('test', None),
    'pdftk': ('java', None),
    'pdftocairo': ('test', None),
    'pdfunite': ('test', None),
    'postgresql': ('test', has_postgresql),
    'python3-markdown-it': ('test', lambda: runs('/usr/bin/python3', '-c', 'import markdown_it')),
    'qpdf': ('test', None),
    'rabbitmq': ('queue', has_rabbitmq),
    'sftp': ('test', lambda: SFTP_SERVER.exists() and shutil.which('sftp') is not None),
    'softhsm2': ('test', SOFTHSM.exists),
    'strace': ('test', None),
    'systemd-analyze': ('test', None),
    'tidy': ('test', None),
    'zsh': ('installed', None),
}

# What no package brings: in words, and whether it is here. None: that cannot be asked.
CONDITIONS = {
    'root': ('only root may do this', is_root),
    'another user than root': ('nothing is closed to root', lambda: not is_root()),
    'mounts': ('no file system can be mounted here', can_mount),
    'user namespaces': ('this machine lets nobody mount in a namespace',
                        lambda: runs('unshare', '--user', '--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt')),
    'namespaces': ('this machine lets nobody make namespaces', lambda: is_root() and runs('unshare', '--mount', '--pid', '--fork', 'true')),
    'networks': ('this machine lets nobody make networks', can_make_networks),
    'core files': ('this machine writes no core files', writes_core_files),
    'another address': ('this machine has no other address', has_other_address),
    'a program for others': ('the program is in a folder that others cannot enter', runs_for_others),
    'a program without sanitizers': ('sanitizers need what the service forbids', lambda: not has_sanitizers()),
    'a folder that services see': ('the program lies where a service cannot see it', None),
    'clang-format 14': ('this release has another version of clang-format', has_clang_format),
    'the release of the container': ('this is another release of Debian', None),
    'x86-64': ('a program for x86-64 cannot run here', lambda: platform.machine() == 'x86_64'),
    'pip': ('Python has no pip', lambda: importlib.util.find_spec('pip') is not None),
    'Node.js of this age': ('Node.js is too old', None),
    'packages from npm': ('npm cannot fetch packages', None),
    'the library that kills': ('it is not built', lambda: built('libkill_at.so', 'GONGWEN_KILL_AT')),
    'the module with errors': ('it is not built', lambda: built('libfaulty_token.so', 'GONGWEN_FAULTY_TOKEN')),
    'the server of tests/http': ('it is not built', lambda: built('http_echo', '')),
    'the tests of the queue': ('they are not built', lambda: built('', 'GONGWEN_TEST_QUEUE_PROGRAM')),
}


def find_program(name):
    """Also those for administrators; the environment may name another one: NGINX."""
    return os.environ.get(name.upper()) or shutil.which(name, path=os.environ.get('PATH', '') + ':/usr/sbin')


def is_there(name):
    found = PACKAGES[name][1] if name in PACKAGES else CONDITIONS[name][1]
    if found is None:
        return name in PACKAGES and find_program(name) is not None
    return bool(found())


def reason(name):
    """Why a test is skipped. Fails where the package was installed."""
    if name in CONDITIONS:
        return CONDITIONS[name][0]
    purpose = PACKAGES[name][0]
    if purpose in os.environ.get('GONGWEN_SETUP', '').split():
        raise AssertionError(f'{name} is missing, which scripts/setup {purpose} installs')
    return f'{name} is not installed (scripts/setup {purpose})'


def missing(names):
    return next((name for name in names if not is_there(name)), None)


def check(*names):
    """Skips the test unless all are here."""
    if (name := missing(names)) is not None:
        raise unittest.SkipTest(reason(name))


def lacking(name, why=''):
    """Skips the test, which has found that something is not here."""
    if is_there(name):
        raise AssertionError(f'{name}: it is here, and could not be used. {why}')
    raise unittest.SkipTest(reason(name) + (f': {why}' if why else ''))


def leave(*names):
    """Ends the script as skipped unless all are here."""
    if (name := missing(names)) is not None:
        print('skipped:', reason(name))
        sys.exit(SKIPPED)


def only_with(*names):
    name = missing(names)
    return (lambda thing: thing) if name is None else unittest.skip(reason(name))


def skipped(name):
    """In place of tests that are not even made: one that says so."""
    why = reason(name)

    class Skipped(unittest.TestCase):
        def runTest(self):
            self.skipTest(why)
    return Skipped()


def time(thing):
    """Tests that cost more than each run has time for, beside cheaper ones of the same subject. ctest alone runs them;
    scripts/test sets GONGWEN_QUICK, scripts/test --all does not."""
    return unittest.skipIf(os.environ.get('GONGWEN_QUICK') == '1', 'takes longer: scripts/test --all')(thing)


def share(items, of=4):
    """Every fourth of many cases in a quick run, all of them otherwise."""
    items = list(items)
    return items[::of] if os.environ.get('GONGWEN_QUICK') == '1' else items


def long(is_asked_for):
    """Tests that take minutes run where they are asked for: scripts/test_all.py says how."""
    return unittest.skipUnless(is_asked_for, 'takes minutes: scripts/test --all')

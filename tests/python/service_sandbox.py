"""Runs commands under the restrictions of a systemd service, without systemd: those of its unit file, read from there.

Usage: service_sandbox.py UNIT < steps.json > results.json
`steps` is a list of {"command": […], "confined": true, "environment": {…}}; `results` has {"status", "out", "err"} for
each. All of them see the same private folders; those that are not confined prepare what the others find. Needs root, and
libseccomp. What cannot be done like this (a control group's limits) is named in LEFT_TO_SYSTEMD; an entry of the unit that
is known neither here nor there is an error, so that nothing is left out unseen.
"""
import configparser
import ctypes
import errno
import json
import os
import resource
import shlex
import subprocess
import sys

NOBODY = 65534
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWNET = 0x00020000, 0x04000000, 0x40000000
NAMESPACES = 0x7E020080  # all CLONE_NEW…
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 38, 24
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NOT_EQUAL, EQUAL, MASKED_EQUAL = 1, 4, 7
WRITE, EXEC, O_CREAT, SUID_SGID, SHM_EXEC = 2, 4, 0o100, 0o6000, 0o100000

# What a control group does, what another entry does here too, and what says only who runs what.
LEFT_TO_SYSTEMD = {'Type', 'User', 'Group', 'TimeoutStartSec', 'MemoryMax', 'RemoveIPC', 'AmbientCapabilities', 'IPAddressDeny',
                   'SystemCallArchitectures', 'Environment', 'ExecStart', 'ExecReload', 'KillMode', 'LimitNOFILE', 'NotifyAccess',
                   'Restart', 'RestartSec', 'TimeoutStopSec', 'WatchdogSec'}
APPLIED = {'UMask', 'ReadWritePaths', 'ProtectSystem', 'ProtectHome', 'PrivateTmp', 'PrivateDevices', 'ProtectKernelTunables',
           'ProtectKernelModules', 'ProtectKernelLogs', 'ProtectControlGroups', 'ProtectClock', 'ProtectHostname', 'ProtectProc',
           'ProcSubset', 'NoNewPrivileges', 'LockPersonality', 'MemoryDenyWriteExecute', 'RestrictNamespaces',
           'RestrictRealtime', 'RestrictSUIDSGID', 'CapabilityBoundingSet', 'SystemCallFilter', 'SystemCallErrorNumber',
           'TasksMax', 'PrivateNetwork', 'RestrictAddressFamilies'}
# The only values that are understood; the others are lists or numbers.
EXPECTED = {'ProtectSystem': 'strict', 'ProtectProc': 'invisible', 'ProcSubset': 'pid', 'CapabilityBoundingSet': '',
            'SystemCallErrorNumber': 'EPERM'}
VALUES = {'UMask', 'ReadWritePaths', 'SystemCallFilter', 'TasksMax', 'RestrictAddressFamilies'}
AF_UNIX = 1

libc = ctypes.CDLL(None, use_errno=True)


def call(function, *arguments):
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f'{function.__name__}{arguments}: {os.strerror(number)}')


def read_unit(path):
    """The entries of [Service]; those that may be there more than once are lists."""
    class Lists(dict):
        def __setitem__(self, name, value):
            if name in self and isinstance(value, list) and name == 'SystemCallFilter':
                self[name].extend(value)
            else:
                super().__setitem__(name, value)

    parser = configparser.RawConfigParser(strict=False, dict_type=Lists, comment_prefixes=('#', ';'), delimiters=('=',))
    parser.optionxform = str
    with open(path, encoding='utf-8') as file:
        parser.read_file(file)
    unit = dict(parser['Service'])
    unknown = set(unit) - APPLIED - LEFT_TO_SYSTEMD
    if unknown:
        raise ValueError(f'this sandbox does not know {sorted(unknown)}')
    missing = APPLIED - set(unit)
    if missing:
        raise ValueError(f'{path} has no {sorted(missing)}')
    for name in APPLIED - VALUES:
        if unit[name] != EXPECTED.get(name, 'yes'):
            raise ValueError(f'this sandbox does not know {name}={unit[name]}')
    if unit['RestrictAddressFamilies'] not in ('none', 'AF_UNIX'):
        raise ValueError(f'this sandbox does not know RestrictAddressFamilies={unit["RestrictAddressFamilies"]}')
    return unit


def command_of(unit):
    return shlex.split(unit['ExecStart'].replace('\\\n', ' '))


def mount(source, target, kind=None, flags=0, options=None):
    call(libc.mount, *(None if word is None else word.encode() for word in (source, target, kind)), ctypes.c_ulong(flags),
         None if options is None else options.encode())


def mount_points():
    with open('/proc/self/mountinfo', encoding='utf-8') as file:
        return [line.split()[4].encode().decode('unicode_escape') for line in file]


def private_devices():
    mount('tmpfs', '/mnt', 'tmpfs', MS_NOSUID, 'mode=755')
    for name in ('null', 'zero', 'full', 'random', 'urandom', 'tty'):
        open(f'/mnt/{name}', 'w', encoding='ascii').close()
        mount(f'/dev/{name}', f'/mnt/{name}', None, MS_BIND)
    os.mkdir('/mnt/shm', 0o1777)
    mount('tmpfs', '/mnt/shm', 'tmpfs', MS_NOSUID | MS_NODEV, 'mode=1777')
    for name, target in (('fd', '/proc/self/fd'), ('stdin', '/proc/self/fd/0'), ('stdout', '/proc/self/fd/1'),
                         ('stderr', '/proc/self/fd/2')):
        os.symlink(target, f'/mnt/{name}')
    mount('/mnt', '/dev', None, MS_BIND | MS_REC)


def make_private_folders(writable):
    """The paths of the unit, which this machine need not have: each in a separate file system, above the real ones."""
    for top in sorted({'/' + '/'.join(path.split('/')[1:-1]) for path in writable}):
        mount('tmpfs', top, 'tmpfs', MS_NOSUID, 'mode=755')
    for path in writable:
        os.mkdir(path)
        os.chown(path, NOBODY, NOBODY)
        mount(path, path, None, MS_BIND)
    for path in ('/tmp', '/var/tmp'):
        mount('tmpfs', path, 'tmpfs', MS_NOSUID | MS_NODEV, 'mode=1777')


def confine_files(writable):
    for path in ('/home', '/root', '/run/user'):
        if os.path.isdir(path):
            mount('tmpfs', path, 'tmpfs', MS_RDONLY | MS_NOSUID, 'mode=000')
    private_devices()
    mount('proc', '/proc', 'proc', MS_NOSUID | MS_NODEV | MS_NOEXEC, 'hidepid=invisible,subset=pid')
    kept = (*writable, '/tmp', '/var/tmp', '/dev', '/proc')
    # In /proc everything but the processes is away; the mounts are those from before.
    for path in mount_points_before:
        if not any(path == keep or path.startswith(keep + '/') for keep in kept):
            try:
                mount(None, path, None, MS_REMOUNT | MS_BIND | MS_RDONLY)
            except OSError as error:
                if error.errno not in (errno.ENOENT, errno.EINVAL, errno.EACCES):
                    raise


mount_points_before = []


def prepare(unit):
    call(libc.unshare, CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS)
    mount('none', '/', None, MS_REC | MS_PRIVATE)
    writable = unit['ReadWritePaths'].split()
    make_private_folders(writable)
    mount_points_before.extend(mount_points())
    confine_files(writable)


def system_calls(words):
    """The names of the sets and calls, as systemd itself knows them."""
    text = subprocess.run(['systemd-analyze', 'syscall-filter', '--no-pager'], capture_output=True, check=True).stdout.decode()
    sets, current = {}, None
    for line in text.splitlines():
        if line.startswith('@'):
            current = sets.setdefault(line.strip(), [])
        elif line.startswith(' ') and current is not None and not line.strip().startswith('#'):
            current.append(line.strip())
        elif line.strip() and not line.startswith(' '):
            current = None

    def names(word):
        return {name for inner in sets[word] for name in names(inner)} if word.startswith('@') else {word}

    allowed = names('@default')
    for word in words:
        allowed = allowed - names(word[1:]) if word.startswith('~') else allowed | names(word)
    return allowed


class Comparison(ctypes.Structure):
    _fields_ = [('argument', ctypes.c_uint), ('operator', ctypes.c_int), ('a', ctypes.c_uint64), ('b', ctypes.c_uint64)]


def no_bits(argument, mask):
    return Comparison(argument, MASKED_EQUAL, mask, 0)


def equal(argument, value):
    return Comparison(argument, EQUAL, value, 0)


# Calls that are allowed for some arguments only: any of these. As systemd's own filters have it (seccomp-util.c).
CONDITIONS = {
    'clone': [no_bits(0, NAMESPACES)], 'unshare': [no_bits(0, NAMESPACES)],
    'mmap': [no_bits(2, WRITE), no_bits(2, EXEC)], 'mprotect': [no_bits(2, EXEC)], 'pkey_mprotect': [no_bits(2, EXEC)],
    'shmat': [no_bits(2, SHM_EXEC)], 'sched_setscheduler': [equal(1, 0), equal(1, 3), equal(1, 5)],
    'chmod': [no_bits(1, SUID_SGID)], 'fchmod': [no_bits(1, SUID_SGID)], 'fchmodat': [no_bits(2, SUID_SGID)],
    'mkdir': [no_bits(1, SUID_SGID)], 'mkdirat': [no_bits(2, SUID_SGID)], 'mknod': [no_bits(1, SUID_SGID)],
    'open': [no_bits(1, O_CREAT), no_bits(2, SUID_SGID)], 'openat': [no_bits(2, O_CREAT), no_bits(3, SUID_SGID)],
    'creat': [no_bits(1, SUID_SGID)], 'personality': [equal(0, 0), equal(0, 0xFFFFFFFF)],
}
REFUSALS = {'socket': errno.EAFNOSUPPORT, 'clone3': errno.ENOSYS, 'openat2': errno.ENOSYS, 'setns': errno.EPERM}


def load_filter(words, local_sockets):
    library = ctypes.CDLL('libseccomp.so.2', use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(ERRNO | errno.EPERM)))

    def add(action, name, *conditions):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return  # of another machine
        code = library.seccomp_rule_add_array(context, ctypes.c_uint32(action), number, len(conditions),
                                              (Comparison * len(conditions))(*conditions))
        if code != 0:
            raise OSError(-code, f'seccomp rule for {name}')

    for name in system_calls(words):
        if name in REFUSALS:
            continue
        for condition in CONDITIONS.get(name, [None]):
            add(ALLOW, name, *([condition] if condition is not None else []))
    for name, number in REFUSALS.items():
        if name == 'socket' and local_sockets:
            add(ALLOW, name, equal(0, AF_UNIX))
            add(ERRNO | number, name, Comparison(0, NOT_EQUAL, AF_UNIX, 0))
        elif number != errno.EPERM:
            add(ERRNO | number, name)
    return lambda: call(library.seccomp_load, context)


def confine_process(unit, load):
    for capability in range(64):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    os.umask(int(unit['UMask'], 8))
    tasks = int(unit['TasksMax'])
    resource.setrlimit(resource.RLIMIT_NPROC, (tasks, tasks))
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    call(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    load()


def as_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def main():
    unit = read_unit(sys.argv[1])
    load = load_filter(unit['SystemCallFilter'].replace('\n', ' ').split(), unit['RestrictAddressFamilies'] == 'AF_UNIX')
    prepare(unit)
    results = []
    for step in json.load(sys.stdin):
        environment = {'PATH': '/usr/bin:/bin', 'LANG': 'C.UTF-8', **step.get('environment', {})}
        before = (lambda: confine_process(unit, load)) if step['confined'] else as_nobody
        done = subprocess.run(step['command'], env=environment, cwd='/', stdin=subprocess.DEVNULL, capture_output=True,
                              preexec_fn=before, timeout=120, check=False)
        results.append({'status': done.returncode, 'out': done.stdout.decode('utf-8', 'replace'),
                        'err': done.stderr.decode('utf-8', 'replace')})
    json.dump(results, sys.stdout)


if __name__ == '__main__':
    main()

"""Systems of other releases and architectures below a folder, put up with debootstrap and entered with chroot: for
scripts/make_release, which builds on them, and scripts/try_systems, which runs there what was built. Needs root; arm64
also qemu-user-static and a kernel with binfmt_misc, so that programs of arm64 start each other."""
import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]
DEBIAN, UBUNTU = 'debian', 'ubuntu'
# The place of the project's sources in a system that builds.
SOURCES = '/usr/src/gongwen'
BINFMT = pathlib.Path('/proc/sys/fs/binfmt_misc')
# ELF programs of arm64, as qemu-user-binfmt registers them; F opens the emulator once, so a chroot need not have it.
AARCH64_PROGRAMS = (r':qemu-aarch64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
                    r':\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-aarch64-static:F')
MOUNT = 'mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && '
# $1 is the root of the system. $2, a folder, has the same path inside, and so has /tmp.
AS_USER = MOUNT + 'mkdir -p "$1$2" && mount --rbind "$2" "$1$2" && mount --rbind /tmp "$1/tmp" && root=$1 && shift 2 && ' \
    'exec chroot --userspec=65534:65534 "$root" "$@"'
AS_ROOT = MOUNT + 'exec chroot "$1" /usr/bin/env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive ' \
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -c "$2"'


class SystemsError(Exception):
    """A system could not be put up, or a command failed there."""


class System:
    """One release of a distribution for one architecture, in the words of Debian: bookworm, amd64. `builds`: whether the
    project is compiled there."""

    def __init__(self, suite, origin, architecture='amd64', builds=False):
        self.suite, self.origin, self.architecture, self.builds = suite, origin, architecture, builds

    def root(self, folder):
        return folder / (self.suite if self.architecture == 'amd64' else f'{self.suite}-{self.architecture}')

    def make(self, folder, mirror=None):
        """Puts the system up below `folder`, unless it is there already. Returns its root."""
        root = self.root(folder)
        if (root / 'etc').is_dir() and (root / 'usr/bin').is_dir() and not (root / 'debootstrap').exists():
            return root
        # Ubuntu's keys are not in Debian.
        words = ['debootstrap', '--variant=minbase', '--include=ca-certificates,git', f'--arch={self.architecture}']
        if self.origin == UBUNTU:
            words += ['--no-check-gpg', '--components=main,universe']
        if self.architecture == 'arm64':
            register_aarch64()
        words += [self.suite, root, mirror or debian_mirror()]
        # Releases newer than this debootstrap are put up by the steps of the others.
        if not pathlib.Path('/usr/share/debootstrap/scripts', self.suite).exists():
            words.append('/usr/share/debootstrap/scripts/' + ('gutsy' if self.origin == UBUNTU else 'sid'))
        folder.mkdir(parents=True, exist_ok=True)
        run(root.with_name(root.name + '.log'), *words)
        return root


SYSTEMS = {
    'debian-11': System('bullseye', DEBIAN),
    'debian-12': System('bookworm', DEBIAN, builds=True),
    'debian-13': System('trixie', DEBIAN, builds=True),
    'debian-12-arm64': System('bookworm', DEBIAN, 'arm64'),
    'ubuntu-18.04': System('bionic', UBUNTU),
    'ubuntu-22.04': System('jammy', UBUNTU),
    'ubuntu-24.04': System('noble', UBUNTU),
}


def debian_mirror():
    """The mirror of this machine."""
    found = subprocess.run(['apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Origin: Debian', 'Label: Debian'], stdout=subprocess.PIPE,
                           text=True, check=True).stdout.split()
    if not found:
        raise SystemsError('apt on this machine has no mirror of Debian')
    return found[0]


def apt_settings():
    """The files that say how this machine reaches its mirror."""
    folder = pathlib.Path('/etc/apt/apt.conf.d')
    return [path for path in sorted(folder.iterdir())
            if re.search('proxy|check-valid|check-date', path.read_text(encoding='utf-8', errors='replace'), re.IGNORECASE)]


def register_aarch64():
    """Lets the kernel start programs of arm64 with qemu, also inside of a chroot and from other programs."""
    if not (BINFMT / 'register').exists():
        subprocess.run(['mount', '-t', 'binfmt_misc', 'none', BINFMT], check=False)
    if (BINFMT / 'qemu-aarch64').exists():
        return
    try:
        (BINFMT / 'register').write_text(AARCH64_PROGRAMS, encoding='ascii')
    except OSError as error:
        raise SystemsError(f'programs of arm64 cannot be started here ({error}); qemu-user-static and binfmt_misc are needed') from error


def run(log, *words, **options):
    if not shutil.which(str(words[0])):
        raise SystemsError(f'{words[0]} is needed: apt-get install {words[0]}')
    with log.open('wb') as file:
        status = subprocess.run([str(word) for word in words], stdout=file, stderr=subprocess.STDOUT, check=False, **options).returncode
    if status != 0:
        raise SystemsError(f'{words[0]} failed with status {status}; see {log}')


def put_sources(root):
    """Clones the last commit into the system. Prepared fonts are the same on every system, so those of this tree are
    linked or copied if there are any."""
    sources = root / SOURCES[1:]
    shutil.rmtree(sources, ignore_errors=True)
    subprocess.run(['git', 'clone', '--quiet', ROOT, sources], check=True)
    for name in ('faces', 'source'):
        if (ROOT / 'fonts' / name).is_dir():
            subprocess.run(['cp', '-r', '--reflink=auto', ROOT / 'fonts' / name, sources / 'fonts'], check=True)
    shutil.copy('/etc/resolv.conf', root / 'etc')
    for path in apt_settings():
        shutil.copy(path, root / 'etc/apt/apt.conf.d')
    return sources


def run_as_root(root, log, command):
    """Runs a shell command in the sources that put_sources() has put there. Packages that an interrupted run has left half
    installed are configured first."""
    run(log, 'unshare', '--mount', 'sh', '-c', AS_ROOT, 'sh', root, f'dpkg --configure -a && cd {SOURCES} && {command}')

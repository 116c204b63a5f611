"""Takes the source fonts out of Debian packages, without installing these.

texlive-lang-chinese would draw in all of TeX for one 7 MB font, so a package is
downloaded into a temporary folder, and only the files that the manifest names
are read out of its archive.
"""

import os
import re
import subprocess
import tarfile
import tempfile
import urllib.parse
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
        if new_pins:
            package["archive"], package["archive_sha256"] = _offered_archive(package["package"])
        archive = _download(package, folder)
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


def _download(package, folder):
    """Downloads the pinned archive into `folder`; returns its path.

    Another release of Debian offers another version of a font, of which other
    faces would be made, but the same archives hold the pinned one.
    """
    target = Path(folder) / Path(package["archive"]).name
    problems = []
    for mirror in _mirrors():
        command = [
            "/usr/lib/apt/apt-helper",
            # apt's own unprivileged user could not write into the folder.
            *(["--option", "APT::Sandbox::User=root"] if os.geteuid() == 0 else []),
            "download-file",
            mirror + "/" + package["archive"],
            str(target),
            "SHA256:" + package["archive_sha256"],
        ]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode == 0 and target.exists():
            return target
        problems.append(result.stderr.strip())
    raise ManifestError(
        f"cannot download package {package['package']} {package['version']}"
        " from the archives that apt is set up with\n" + "\n".join(problems)
    )


def _mirrors():
    """The archives of Debian that apt is set up with, then that of the project."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian"]
    result = subprocess.run(command, capture_output=True, text=True)
    found = [uri.rstrip("/") for uri in result.stdout.split() if "security" not in uri]
    return list(dict.fromkeys([*found, "http://deb.debian.org/debian"]))


def _offered_archive(name):
    """Returns path and hash of the archive that apt offers: `pool/main/f/…`."""
    command = ["apt-get", "download", "--print-uris", name]
    result = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"/(pool/\S+)' \S+ \d+ SHA256:([0-9a-f]{64})", result.stdout)
    if result.returncode != 0 or not found:
        raise ManifestError(
            f"cannot find package {name}; has 'apt-get update' been run?\n" + result.stderr.strip()
        )
    return urllib.parse.unquote(found[1]), found[2]


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

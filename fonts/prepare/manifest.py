"""The manifest: read, looked up, written back by a maintainer's run.

fonts/manifest.json is the one list of sources, faces and families; the engine
reads the same file.  It is written in one fixed layout, so that a change of a
pin is a change of one line.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path

FONTS = Path(__file__).resolve().parents[1]
MANIFEST_FILE = FONTS / "manifest.json"
SOURCE_FOLDER = FONTS / "source"
FACE_FOLDER = FONTS / "faces"


class ManifestError(Exception):
    """A package, a file or a pin is not what the manifest says."""


class Manifest:
    """The parsed manifest; `data` is the JSON value, changed in place by pins."""

    def __init__(self, path=MANIFEST_FILE):
        self.path = path
        self.data = json.loads(path.read_text("utf-8"))

    @property
    def packages(self):
        """Debian packages with the files taken out of them."""
        return self.data["packages"]

    @property
    def faces(self):
        """Prepared faces, each with its recipe and pin."""
        return self.data["faces"]

    @property
    def field_fonts(self):
        """Fonts that a fillable PDF holds whole, each with its pins."""
        return self.data["field_fonts"]

    def face(self, face_id):
        """Returns the entry of a face; KeyError if there is none."""
        return {face["id"]: face for face in self.faces}[face_id]

    def package(self, name):
        """Returns the entry of a package; KeyError if there is none."""
        return {entry["package"]: entry for entry in self.packages}[name]

    def save(self):
        """Writes the manifest in its fixed layout."""
        write_atomically(self.path, (layout(self.data) + "\n").encode())


def local_source(package_name, path):
    """Returns where a file of a package is kept after fetching."""
    return SOURCE_FOLDER / package_name / Path(path).name


def sha256_of(path):
    """Returns the hex digest of a file, None if the file does not exist."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def write_atomically(path, data):
    """Writes bytes beside the target and renames: no reader sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes files that only their owner may read.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def layout(value, indent=""):
    """Formats JSON: what fits on a line of 100 columns is written on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or len(indent) + len(flat) <= 96 and indent:
        return flat
    inner = indent + "  "
    if isinstance(value, dict):
        pairs = ((json.dumps(k, ensure_ascii=False), v) for k, v in value.items())
        lines = [f"{inner}{key}: {layout(item, inner)}" for key, item in pairs]
    else:
        lines = [inner + layout(item, inner) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(lines) + f"\n{indent}{closing}"

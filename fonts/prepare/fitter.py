"""The program that fits outlines: compiled when its sources changed, spoken to over pipes.

Fitting looks at every curve of 140,000 glyphs from many sides, which takes Python
minutes.  The program's sources are in fitter/; main.cpp says what goes over the
pipes.  It is compiled into build/fitter/, under the hash of its sources, of the
compiler's command and of the flags.

Faces must come out the same on every machine, so the compiler may not contract a
product and a sum into one rounding (-ffp-contract=off), and of what is not exact
the program uses the square root alone, which IEEE 754 defines.
"""

import hashlib
import os
import shlex
import shutil
import struct
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .manifest import FONTS, ManifestError

SOURCES = Path(__file__).resolve().parent / "fitter"
PROGRAMS = FONTS.parent / "build" / "fitter"
_FLAGS = ("-std=c++20", "-O2", "-ffp-contract=off")


class FitterError(ManifestError):
    """The program could not be made, or refused what it was given."""


def program():
    """Returns the path of the program, compiled if there is none of these sources by this compiler."""
    sources = sorted(SOURCES.iterdir())
    compiler = shlex.split(os.environ.get("CXX", "")) or ["c++"]
    text = "\0".join([*compiler, *_FLAGS, ""]).encode()
    text += b"".join(source.name.encode() + b"\0" + source.read_bytes() for source in sources)
    target = PROGRAMS / f"fitter-{hashlib.sha256(text).hexdigest()[:16]}"
    if not target.exists():
        PROGRAMS.mkdir(parents=True, exist_ok=True)
        _compile(compiler, [source for source in sources if source.suffix == ".cpp"], target)
    return target


def _compile(compiler, sources, target):
    """Writes the program, in one move, so that nobody starts half of it."""
    if not shutil.which(compiler[0]):
        raise FitterError(f"there is no C++ compiler {compiler[0]!r}; scripts/setup fonts installs one")
    with tempfile.TemporaryDirectory(dir=PROGRAMS) as folder:
        objects = [Path(folder) / f"{source.stem}.o" for source in sources]
        commands = [
            [*compiler, *_FLAGS, "-c", "-o", output, source]
            for source, output in zip(sources, objects)
        ]
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            list(pool.map(_run, commands))
        whole = Path(folder) / "fitter"
        _run([*compiler, "-o", whole, *objects])
        whole.replace(target)


def _run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise FitterError(f"the fitter does not compile:\n{result.stderr}")


class Fitter:
    """One face being fitted by the program.  Use it in a `with` statement."""

    def __init__(self, head, *tables):
        """`head`: the first line that main.cpp describes; `tables`: what follows it."""
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [program()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
        )
        self._send(head.encode() + b"\n", *tables)

    @classmethod
    def of_font(cls, font, fit):
        """Starts it for an opened TTFont. `fit`: what main.cpp calls FIT."""
        numbers = " ".join(str(int(number)) for number in fit)
        if "CFF " in font:
            cff = font.reader["CFF "]
            return cls(f"cff {numbers} {len(cff)}", cff)
        glyf, loca = font.reader["glyf"], font.reader["loca"]
        offsets = font["head"].indexToLocFormat
        return cls(f"glyf {numbers} {len(glyf)} {len(loca)} {offsets}", glyf, loca)

    def records(self, numbers):
        """Returns the fitted glyphs of these numbers as they are in a table `glyf`."""
        self._send(struct.pack(f">I{len(numbers)}H", len(numbers), *numbers))
        return [self._receive(struct.unpack(">I", self._receive(4))[0]) for _ in numbers]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the program; may be called more than once."""
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                pipe.close()
            except BrokenPipeError:
                pass
        self._process.wait()
        self._errors.close()

    def _send(self, *parts):
        try:
            for part in parts:
                self._process.stdin.write(part)
            self._process.stdin.flush()
        except BrokenPipeError:
            self._fail()

    def _receive(self, count):
        data = self._process.stdout.read(count)
        if len(data) < count:
            self._fail()
        return data

    def _fail(self):
        self._process.wait()
        self._errors.seek(0)
        raise FitterError(self._errors.read().decode().strip() or "the fitter ended without a message")

"""What the tests of the command share: running it, making folders, changing samples."""
import copy
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

import surroundings  # noqa: F401  (what the programs see that tests start)

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get('GONGWEN', str(ROOT / 'build/release/bin/gongwen'))
KIND = 'monthly-bulletin'
SAMPLE = ROOT / 'samples/monthly-bulletin/2024-02.json'

DONE, BAD_INPUT, BAD_USAGE, BAD_ENVIRONMENT = 0, 1, 2, 3


class Result:
    def __init__(self, process):
        self.status = process.returncode
        self.out = process.stdout.decode('utf-8')
        self.err = process.stderr.decode('utf-8')

    def diagnostics(self):
        """The output of --error-format json."""
        return json.loads(self.err)['diagnostics']

    def errors(self):
        return [d for d in self.diagnostics() if d['severity'] == 'error']


def gongwen(*arguments, stdin=b'', cwd=None, environment=None, **options):
    """Runs the program, in English by default. Each PDF that it writes is read strictly."""
    env = {**os.environ, 'LC_ALL': 'C.UTF-8', **(environment or {})}
    words = [PROGRAM] + [str(a) for a in arguments]
    start = time.time()
    process = subprocess.run(words, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd, env=env,
                             timeout=120, **options)
    result = Result(process)
    check_pages(written_pdfs(words[1:], cwd, start), 'layout/' in result.err or '--quiet' in words or '-q' in words)
    return result


# Whether pages are what they say (tests/support/strict_pdf.h). Beside the program where that is built, not installed.
STRICT_PDF = pathlib.Path(PROGRAM).resolve().parent / 'strict_pdf'
# Their files hold what others wrote.
COMMANDS_OF_OTHERS = ('sign', 'timestamp', '--verify')


def written_pdfs(words, cwd, start):
    """The PDFs that a call with these words wrote after `start`, a time."""
    if not STRICT_PDF.exists() or any(word in COMMANDS_OF_OTHERS for word in words):
        return []
    folders = [pathlib.Path(tempfile.gettempdir()).resolve(), pathlib.Path(cwd or '.').resolve()]
    found = []
    for option, value in zip(words, words[1:]):
        place = pathlib.Path(cwd or '.') / value
        if option not in ('-o', '--output') or '\0' in value:
            continue
        # Not all of a disk, where a test asks for `/`.
        if not any(folder in place.resolve().parents or folder == place.resolve() for folder in folders):
            continue
        if place.is_dir():
            found += sorted(path for path in place.rglob('*.pdf') if path.is_file())
        elif place.is_file():
            found.append(place)
    # The clock of files may be a tick late. Files that are passed on start as their writers had them.
    return [path for path in found if path.stat().st_mtime > start - 0.1 and path.read_bytes()[:10] == b'%PDF-1.7\n%']


def check_pages(pdfs, may_stick_out=False):
    """Content streams are well-formed, and no glyph is off its page, unless that was said."""
    if not pdfs:
        return
    done = subprocess.run([STRICT_PDF, *pdfs], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
    lines = (done.stdout + done.stderr).decode('utf-8', 'replace').splitlines()
    faults = [line for line in lines if not (may_stick_out and ': off the page: ' in line)]
    if faults or done.returncode not in (0, 1):
        raise AssertionError(f'{done.returncode}: ' + '\n'.join(faults[:20]))


SEEN_ANSWERS = set()


def is_own_pdf(body):
    """What others wrote is left alone, as are forms that somebody filled in."""
    return body[:10] == b'%PDF-1.7\n%' and b'<pdf:Producer>gongwen</pdf:Producer>' in body and body.count(b'startxref') == 1


def check_answer(body, may_stick_out=False):
    """The same of a document that the service answered with, once for equal ones. OFD files fit their schemas."""
    is_ofd = body[:4] == b'PK\x03\x04' and body[30:37] == b'OFD.xml'  # its first entry; an archive of documents has others
    if not is_ofd and not (is_own_pdf(body) and STRICT_PDF.exists()):
        return
    digest = hashlib.sha256(body).digest()
    if digest in SEEN_ANSWERS:
        return
    SEEN_ANSWERS.add(digest)
    with tempfile.NamedTemporaryFile(prefix='gongwen-answer-', suffix='.ofd' if is_ofd else '.pdf') as file:
        file.write(body)
        file.flush()
        if not is_ofd:
            return check_pages([file.name], may_stick_out)
        done = subprocess.run([PROGRAM, 'ofd-check', file.name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
        if done.returncode != DONE:
            raise AssertionError((done.stdout + done.stderr).decode('utf-8', 'replace'))


def sample(path=SAMPLE):
    return json.loads(pathlib.Path(path).read_text(encoding='utf-8'))


def without_blanks(value):
    """What a form cannot show the difference of: blank texts, null, empty objects and lists are left out."""
    if isinstance(value, dict):
        members = {k: without_blanks(v) for k, v in value.items()}
        return {k: v for k, v in members.items() if v not in ('', None, {}, [], False)}
    if isinstance(value, list):
        return [w for w in map(without_blanks, value) if w not in ('', None, {}, [])]
    return value


def changed(change, path=SAMPLE):
    """The sample after `change` was done to a copy of it."""
    data = copy.deepcopy(sample(path))
    change(data)
    return data


class CommandTest(unittest.TestCase):
    """Each test has a separate empty folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='gongwen-test-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def begin_with(self, prepare):
        """Fills the folder as `prepare` does, which runs for the first test of the class only: the others get a copy at the
        same place."""
        own = type(self)
        if '_begun' not in own.__dict__:
            place = tempfile.TemporaryDirectory(prefix='gongwen-test-')
            own.addClassCleanup(place.cleanup)
            self.folder = pathlib.Path(place.name) / 'folder'
            self.folder.mkdir()
            prepare()
            shutil.copytree(self.folder, pathlib.Path(place.name) / 'kept', symlinks=True)
            own._begun = pathlib.Path(place.name)
            return
        self.folder = own._begun / 'folder'
        shutil.rmtree(self.folder)
        shutil.copytree(own._begun / 'kept', self.folder, symlinks=True)

    def write(self, name, content):
        """Writes text, bytes, or anything else as JSON; answers the path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding='utf-8')
        else:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding='utf-8')
        return path

    def files(self):
        return sorted(str(p.relative_to(self.folder)) for p in self.folder.rglob('*') if p.is_file())

    def wait_until(self, condition, seconds=40, what='it did not happen'):
        """`what`: said when the condition is not met in time."""
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.02)

    def assert_fails(self, result, status, *ids):
        """The status is right, the errors are these, and nothing crashed. The sample itself has a warning."""
        self.assertEqual(result.status, status, result.err)
        self.assertEqual(sorted({d['id'] for d in result.errors()}), sorted(set(ids)))

"""What the tests of `gongwen batch` share: records, runs, and how their results are compared."""
import hashlib
import json
import os
import subprocess

from harness import PROGRAM, CommandTest, gongwen

KIND = 'commitment-letter'


def letter(number, **changes):
    """The data of one letter; each has another name."""
    return {'org': f'示例单位{number}', 'title': {'zh': f'示例提案{number}', 'en': f'Example proposal {number}'},
            'wg': number % 5 + 1, 'leader': '某某', **changes}


def lines(records):
    return ''.join(json.dumps(record, ensure_ascii=False) + '\n' for record in records)


def batch(*arguments, cwd, **options):
    return gongwen('batch', KIND, *arguments, cwd=cwd, **options)


def manifest(folder):
    return [json.loads(line) for line in (folder / 'manifest.jsonl').read_text(encoding='utf-8').splitlines()]


def contents(folder):
    """The hash of each file but the manifest, whose times differ from run to run; hidden files too."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())
            if p.name != 'manifest.jsonl'}


def entries(folder):
    """The manifest without the times."""
    return [{name: value for name, value in entry.items() if name != 'milliseconds'} for entry in manifest(folder)]


class BatchTest(CommandTest):
    """Runs into the folder `out`."""

    def setUp(self):
        super().setUp()
        self.out = self.folder / 'out'
        self.out.mkdir()

    def batch(self, *arguments, **options):
        return batch(*arguments, '-o', 'out', cwd=self.folder, **options)

    def made(self):
        return sorted(p.name for p in self.out.iterdir() if p.name != 'manifest.jsonl')

    def start(self, *arguments, folder='out', **options):
        environment = {**os.environ, 'LC_ALL': 'C.UTF-8'}
        return subprocess.Popen([PROGRAM, 'batch', KIND, *map(str, arguments), '-o', folder], cwd=self.folder,
                                env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)

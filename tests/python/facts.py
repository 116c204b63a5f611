"""What the tests of stores and of publishing share: facts, stores, sites."""
import importlib.util
import json
import os
import pathlib

from harness import ROOT, CommandTest, gongwen

TWO_YEARS = ROOT / 'samples/store/make_two_years.py'
NOW = '2030-01-15T02:00:00Z'
# The clock of the program: later than all times that the tests give.
os.environ.setdefault('SOURCE_DATE_EPOCH', '2051222400')  # 2035-01-01

EVENT = {'id': 'meeting-0710', 'type': 'mt_meeting', 'dates': ['2026-07-10'], 'name': '示例工作组会议', 'participants': 12}
PROJECT = {'plan_number': '20269001-T-469', 'title': '网络安全技术　示例邮筒安全要求', 'scope': '该标准规定了示例邮筒的安全要求。'}
REVIEW = {'id': 'review-0712', 'type': 'ns_draft_review', 'dates': ['2026-07-12'], 'count': 1,
          'standards': [{'plan_number': '20269001-T-469', 'passed': True}]}


def two_years(months=24, seed=1, events=0):
    """The made-up facts of the generator under samples/."""
    spec = importlib.util.spec_from_file_location('make_two_years', TWO_YEARS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make('2027-01', months, seed, events)


class FactsTest(CommandTest):
    """Stores and sites in the folder of the test."""

    def store(self, *arguments, status=0, **options):
        result = gongwen('store', *arguments, **options)
        self.assertEqual(result.status, status, result.err + result.out)
        return result

    def publish(self, store, site, *arguments, status=0, now=NOW, **options):
        words = ['publish', 'monthly-bulletin', '--store', store, '-o', site, '--now', now, *arguments]
        result = gongwen(*words, **options)
        self.assertEqual(result.status, status, result.err + result.out)
        return result

    def filled(self, facts, name='facts.db'):
        """A new store with these facts."""
        location = self.folder / name
        self.store('init', location)
        self.store('import', location, self.write('facts.json', facts))
        return location

    def small_store(self, name='facts.db'):
        return self.filled({'events': [EVENT, REVIEW], 'projects': [PROJECT]}, name)


def index_of(site):
    return json.loads((pathlib.Path(site) / 'index.json').read_text(encoding='utf-8'))


def tree_of(folder, leave_out=('lock', 'hand-on.lock')):
    """All files and links of a site with what they hold, without what says only who was here last."""
    folder = pathlib.Path(folder)
    found = {}
    for root, folders, files in os.walk(folder):
        for name in folders + files:
            path = pathlib.Path(root) / name
            key = str(path.relative_to(folder))
            if path.is_symlink():
                found[key] = ('link', os.readlink(path))
            elif path.is_file() and name not in leave_out:
                found[key] = ('file', path.read_bytes())
    return found

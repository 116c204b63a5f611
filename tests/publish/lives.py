"""A life: the office enters the facts of each month, and on the tenth of the next one a timer publishes what is due."""
import datetime
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess

from harness import DONE, PROGRAM, Result
from kills import killed_at

FIRST = (2027, 1)
DUE_DAY = 10


def epoch(year, month, day, hour=2):
    """In seconds since 1970, as the clock of the program takes it."""
    return int(datetime.datetime(year, month, day, hour, tzinfo=datetime.timezone.utc).timestamp())


def month_at(number):
    """The month so many months after the first: (2027, 3)."""
    months = FIRST[0] * 12 + FIRST[1] - 1 + number
    return months // 12, months % 12 + 1


def name_of(number):
    return '{}-{:02}'.format(*month_at(number))


class Folder:
    """The three kinds of stores: where they are, how they are copied, lost and damaged."""
    not_there = 'store/not-found'

    def __init__(self, folder, _):
        self.location = folder / 'facts'
        self.aside = folder / 'facts-aside'

    def copy(self, name):
        copy = self.location.with_name(name)
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.location, copy)
        return copy

    def restore(self, copy):
        shutil.rmtree(self.location)
        shutil.copytree(copy, self.location)

    def hide(self):
        self.location.rename(self.aside)

    def show(self):
        self.aside.rename(self.location)

    def damage(self):
        """Cuts a record; answers what undoes it."""
        path = next(self.location.rglob('events/*/*.json'))
        whole = path.read_bytes()
        path.write_bytes(whole[:len(whole) // 2])
        return lambda: path.write_bytes(whole)


class Sqlite(Folder):
    def __init__(self, folder, _):
        super().__init__(folder, _)
        self.location = folder / 'facts.db'
        self.aside = folder / 'aside.db'

    def copy(self, name):
        return shutil.copyfile(self.location, self.location.with_name(name + '.db'))

    def restore(self, copy):
        shutil.copyfile(copy, self.location)

    def query(self, statement):
        database = sqlite3.connect(self.location)
        found = database.execute(statement).fetchall()
        database.commit()
        database.close()
        return found[0][0] if found else None

    def damage(self):
        record = "(SELECT MIN(id) FROM gongwen_record WHERE sort = 'event')"
        set_to = "UPDATE gongwen_record SET json = '{}' WHERE sort = 'event' AND id = " + record
        whole = self.query(f'SELECT json FROM gongwen_record WHERE id = {record}')
        self.query(set_to.format(whole + ' '))
        return lambda: self.query(set_to.format(whole))


class Postgres(Sqlite):
    not_there = 'store/unusable'

    def __init__(self, folder, server):
        super().__init__(folder, server)
        self.server, self.name = server, 'life'
        self.location = server.make(self.name)

    def copy(self, name):
        name = name.replace('-', '_')
        self.server.run('dropdb', '-h', self.server.folder, '-U', 'tester', '--if-exists', name)
        self.server.run('createdb', '-h', self.server.folder, '-U', 'tester', '-T', self.name, name)
        return name

    def restore(self, copy):
        self.server.run('dropdb', '-h', self.server.folder, '-U', 'tester', self.name)
        self.server.run('createdb', '-h', self.server.folder, '-U', 'tester', '-T', copy, self.name)

    def hide(self):
        self.server.stop()

    def show(self):
        self.server.start()

    def query(self, statement):
        return self.server.query(self.location, statement).rstrip('\n')


class Run(Result):
    def __init__(self, process, words):
        super().__init__(process)
        self.words = ' '.join(map(str, words))
        self.told = set(re.findall(r'^(?:error|warning|note)\[([\w/-]+)\]', self.err, re.MULTILINE))
        self.errors = set(re.findall(r'^error\[([\w/-]+)\]', self.err, re.MULTILINE))

    def __str__(self):
        return f'gongwen {self.words}\nstatus {self.status}\n{self.out}{self.err}'


class Life:
    """A store, a site and a clock. `log` is the diary, for the message of a failed test."""

    def __init__(self, folder, place, facts, seed):
        self.folder, self.place, self.seed = folder, place, seed
        self.site = folder / 'site'
        self.log = []
        self.number = 0
        self.clock = epoch(*month_at(0), 1)
        self.environment = {}
        self.by_month = {}
        for event in facts['events']:
            self.by_month.setdefault(event.get('period') or max(event['dates'])[:7], []).append(event)
        self.done(self.store('init', place.location))
        self.enter({name: records for name, records in facts.items() if name != 'events'})

    def chance(self, what):
        """Chances that depend on the month and not on what has happened before."""
        return random.Random(f'{self.seed} {self.number} {what}')

    def run(self, *words, clock=None, environment=None, **options):
        surroundings = {**os.environ, **self.environment, **(environment or {}),
                        'SOURCE_DATE_EPOCH': str(clock or self.clock)}
        process = subprocess.run([PROGRAM, *map(str, words)], env=surroundings, cwd=self.folder, stdin=subprocess.DEVNULL,
                                 capture_output=True, timeout=300, check=False, **options)
        run = Run(process, words)
        self.log.append(str(run))
        return run

    def done(self, run):
        """The run must have succeeded."""
        if run.status != DONE:
            raise AssertionError(f'{run}')
        return run

    def store(self, *words, **options):
        return self.run('store', *words, **options)

    def publish(self, *words, site=None, store=None, **options):
        return self.run('publish', 'monthly-bulletin', '--store', store or self.place.location, '-o', site or self.site, *words, **options)

    def catch_up(self, *words, **options):
        return self.publish('--catch-up', '--due-day', DUE_DAY, *words, **options)

    def killed_catch_up(self, change):
        words = ['publish', 'monthly-bulletin', '--store', self.place.location, '-o', self.site, '--catch-up', '--due-day', DUE_DAY]
        self.log.append(f'killed before change {change}')
        return killed_at(change, words, self.folder, SOURCE_DATE_EPOCH=str(self.clock), **self.environment)

    def verify(self):
        return self.run('publish', '-o', self.site, '--verify')

    def check(self):
        return self.store('check', self.place.location)

    def write(self, name, content):
        path = self.folder / name
        path.write_text(json.dumps(content, ensure_ascii=False), encoding='utf-8')
        return path

    def enter(self, facts):
        return self.done(self.store('import', self.place.location, self.write('facts.json', facts)))

    def add(self, type, record, **options):
        return self.store('add', self.place.location, type, self.write('record.json', record), **options)

    def edit(self, type, key, *values):
        words = [word for value in values for word in ('--set', value)]
        return self.done(self.store('edit', self.place.location, type, key, *words, '--reason', '例会纪要'))

    def remove(self, type, key):
        return self.done(self.store('remove', self.place.location, type, key, '--reason', '误录'))

    def published(self):
        """The periods of the site, in order."""
        index = json.loads((self.site / 'index.json').read_text(encoding='utf-8'))
        return [issue['period'] for issue in index['issues']]

    # A month.

    def begin(self, number):
        """The facts of a month are entered at its end; then it is the tenth of the next one, in the morning."""
        self.number = number
        self.period = name_of(number)
        self.clock = epoch(*month_at(number), 28)
        self.log.append(f'== {self.period}')
        self.enter({'events': self.by_month[self.period]})
        self.clock = epoch(*month_at(number + 1), DUE_DAY)

    def publish_due(self):
        """The run of the timer. Nothing may be wrong, and nothing open."""
        run = self.done(self.catch_up())
        unexpected = run.told - {'rules/doubtful', 'publish/changed-facts'}
        if unexpected or '!' in run.out or self.published()[-1] != self.period:
            raise AssertionError(f'{unexpected}\n{run}')


def visible_files(site):
    """What readers get, and the editions; not the names of releases, which tell how often something was published."""
    found = {}
    for root, folders, files in os.walk(site, followlinks=True):
        folders[:] = sorted(name for name in folders if name != 'releases' and not (name == 'current' and root.endswith('.gongwen')))
        for name in files:
            path = os.path.join(root, name)
            relative = os.path.relpath(path, site)
            if relative not in ('.gongwen/lock', '.gongwen/hand-on.lock'):
                with open(path, 'rb') as file:
                    found[relative] = file.read()
    return found

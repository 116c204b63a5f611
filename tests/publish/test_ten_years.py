"""Ten years in ten minutes: a bulletin that lives through a calendar of trouble (troubles.py) is the one of an undisturbed
life, byte for byte; and each trouble is told when it happens.

GONGWEN_LIFE_MONTHS=120 GONGWEN_LIFE_STORES=folder,sqlite,postgres is what `scripts/test --all long` runs; without them sixteen months on SQLite.
GONGWEN_SEED makes another calendar; GONGWEN_TROUBLES names some troubles, to look at them alone."""
import concurrent.futures
import os
import random
import sys
import unittest

import needs
from facts import FactsTest, two_years
from kills import has_kill_at
from lives import Folder, Life, Postgres, Sqlite, epoch, month_at, visible_files
from postgres_server import Server
from troubles import ACTS, TROUBLES

MONTHS = int(os.environ.get('GONGWEN_LIFE_MONTHS', '16'))
STORES = os.environ.get('GONGWEN_LIFE_STORES', 'sqlite').split(',')
SEED = int(os.environ.get('GONGWEN_SEED', '20261127'))
CHOSEN = os.environ.get('GONGWEN_TROUBLES', '').split()
KINDS = {'folder': Folder, 'sqlite': Sqlite, 'postgres': Postgres}
ACTS_EACH = 12  # months: how often offices do what they do
TROUBLES_EACH = 60
BY_NAME = {trouble.name: trouble for trouble in TROUBLES}


class Calendar:
    """What happens in which month. The acts of offices are the same in all lives."""

    def __init__(self, months, seed, kind=None):
        chance = random.Random(seed)
        self.acts = {number: [] for number in range(months)}
        self.troubles = {number: [] for number in range(months)}
        for act in ACTS:
            for _ in range(max(1, months // ACTS_EACH // len(ACTS) * 2)):
                self.acts[chance.randrange(2, months - 1)].append(act)
        self.off = {number for number, acts in self.acts.items() if any(act.__name__.startswith('the_machine_is_off') for act in acts)}
        # Two months in turn would be one trouble more.
        self.off = {number for number in self.off if number - 1 not in self.off}
        if kind is not None:
            self.add_troubles(months, random.Random(f'{seed} {kind.__name__}'), kind)

    def add_troubles(self, months, chance, kind):
        """One trouble that leaves the month published, at most, in each, after the others."""
        taken = set(self.off)
        for trouble in TROUBLES:
            if kind not in trouble.stores or (CHOSEN and trouble.name not in CHOSEN):
                continue
            for _ in range(max(1, months // TROUBLES_EACH)):
                busy = taken if trouble.publishes else self.off
                free = [number for number in range(months) if trouble.may_happen(number) and number not in busy
                        and number - 1 not in self.off and trouble not in self.troubles[number]]
                if not free:
                    continue
                number = chance.choice(free)
                self.troubles[number].append(trouble)
                if trouble.publishes:
                    taken.add(number)
        for troubles in self.troubles.values():
            chance.shuffle(troubles)
            troubles.sort(key=lambda trouble: trouble.publishes)


def live(life, calendar, months):
    """All months, with what the calendar has for them."""
    for number in range(months):
        if BY_NAME['the_store_is_an_older_copy'] in calendar.troubles.get(number + 1, []):
            life.last_copy = life.place.copy('older')
        life.begin(number)
        for trouble in calendar.troubles[number]:
            life.log.append(f'-- {trouble.name}')
            trouble.happen(life)
        if number in calendar.off:
            continue
        life.publish_due()
        life.clock = epoch(*month_at(number + 1), 15)
        for act in calendar.acts[number]:
            life.log.append(f'-- {act.__name__}')
            act(life)


class TenYears(FactsTest):
    maxDiff = 2_000

    def life(self, name, kind, server=None):
        folder = self.folder / name
        folder.mkdir()
        return Life(folder, kind(folder, server), two_years(MONTHS), SEED)

    def lived(self, name, kind, calendar, server=None):
        life = self.life(name, kind, server)
        try:
            live(life, calendar, MONTHS)
        except Exception as failure:
            diary = '\n'.join(life.log[-40:])
            raise AssertionError(f'GONGWEN_SEED={SEED}, {name}: {failure}\n\n{diary}') from failure
        return life

    def test_a_disturbed_life_is_an_undisturbed_one(self):
        if not has_kill_at():
            needs.lacking('the library that kills')
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            server = None
            if 'postgres' in STORES:
                needs.check('postgresql')
                server = Server()
                self.addCleanup(server.close)
            lives = {'undisturbed': pool.submit(self.lived, 'undisturbed', Sqlite, Calendar(MONTHS, SEED))}
            for store in STORES:
                kind = KINDS[store]
                lives[store] = pool.submit(self.lived, store, kind, Calendar(MONTHS, SEED, kind), server)
            lives = {name: life.result() for name, life in lives.items()}
        expected = visible_files(lives['undisturbed'].site)
        records = self.exported(lives['undisturbed'])
        for store in STORES:
            with self.subTest(store):
                self.check_equal(lives[store], expected, records)

    def exported(self, life):
        return life.done(life.store('export', life.place.location)).out

    def check_equal(self, life, expected, records):
        """Same files with the same bytes, same records; the site is as published, and can be made again from the store."""
        self.assertEqual(self.difference(visible_files(life.site), expected), [])
        self.assertEqual(self.exported(life), records)
        life.done(life.verify())
        again = life.folder / 'again'
        life.site.rename(life.folder / 'away')
        life.done(life.publish('--rebuild', site=again))
        self.assertEqual(self.difference(visible_files(again), expected), [])

    @staticmethod
    def difference(found, expected):
        return sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))


if __name__ == '__main__':
    sys.exit(unittest.main())

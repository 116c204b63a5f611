"""The calendar of trouble. Each is a function with one `yield`: before it the trouble is made, it gives the run that has
to tell, and after it comes the remedy, which is one that docs/PUBLISHING.md or the message names, and nothing else.

    @trouble('publish/issues-missing', BAD_ENVIRONMENT)
    def the_share_is_not_mounted(life): …

Messages that the run must have, and its status; `first`, `last` and `in_december`: the months in which it may happen;
`stores`: the kinds of stores that can have it. A trouble that publishes the month does so at the time of the timer."""
import fcntl
import json
import resource
import shutil
import threading

from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, ROOT
from lives import Folder, Postgres, Sqlite, epoch, month_at

TROUBLES = []
ACTS = []
DAY = 86_400


class Trouble:
    def __init__(self, make, told, status, stores, first, last, in_december):
        self.make, self.told, self.status, self.stores = make, told, status, stores
        self.first, self.last, self.in_december = first, last, in_december
        self.name = make.__name__
        # Whether the month may be published afterwards.
        self.publishes = status == DONE or make.__name__ in ('the_mail_is_not_sent', 'the_site_is_an_older_copy')

    def may_happen(self, number):
        return self.first <= number < self.last and (self.in_december or month_at(number)[1] < 12)

    def happen(self, life):
        steps = self.make(life)
        run = next(steps)
        ids = {life.place.not_there if id == 'STORE' else id for id in self.told}
        if run.status != self.status or not ids <= run.told or (not self.told and run.told - {'rules/doubtful', 'publish/changed-facts'}):
            raise AssertionError(f'{self.name} in {life.period}: status {self.status} and {ids or "no message"} expected\n{run}')
        for _ in steps:
            raise AssertionError(self.name)


def trouble(*told_and_status, stores=(Folder, Sqlite, Postgres), first=1, last=1000, in_december=True):
    def add(make):
        TROUBLES.append(Trouble(make, told_and_status[:-1], told_and_status[-1], stores, first, last, in_december))
        return make
    return add


# The site.

@trouble('publish/issues-missing', BAD_ENVIRONMENT)
def the_share_of_the_site_is_not_mounted(life):
    aside = life.site.rename(life.folder / 'aside')
    life.site.mkdir()
    yield life.catch_up()
    life.site.rmdir()
    aside.rename(life.site)


@trouble('publish/issues-missing', BAD_ENVIRONMENT, first=2, last=12)
def the_site_is_lost(life):
    shutil.rmtree(life.site)
    yield life.catch_up()
    life.done(life.publish('--rebuild'))


@trouble('publish/issues-missing', BAD_ENVIRONMENT, first=3)
def the_site_is_an_older_copy(life):
    # What is on the site now is the copy: the timer publishes once more, and the copy comes back.
    copy = life.folder / 'older'
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(life.site, copy, symlinks=True)
    life.publish_due()
    shutil.rmtree(life.site)
    copy.rename(life.site)
    yield life.catch_up()
    life.done(life.publish('--rebuild'))


@trouble('publish/issues-missing', BAD_ENVIRONMENT, last=12)
def the_state_of_the_site_is_lost(life):
    shutil.rmtree(life.site / '.gongwen')
    yield life.catch_up()
    life.done(life.publish('--rebuild'))


@trouble('publish/incomplete-copy', BAD_ENVIRONMENT, last=12)
def the_site_is_the_copy_of_a_web_server(life):
    shutil.copytree(life.site, life.folder / 'copy', ignore=shutil.ignore_patterns('.gongwen'))  # rsync -aL --exclude .gongwen
    shutil.rmtree(life.site)
    (life.folder / 'copy').rename(life.site)
    yield life.catch_up()
    shutil.rmtree(life.site)
    life.done(life.publish('--rebuild'))


@trouble('publish/site-elsewhere', BAD_ENVIRONMENT)
def another_folder_is_named_while_the_site_is_away(life):
    aside = life.site.rename(life.folder / 'aside')
    yield life.catch_up(site=life.folder / 'elsewhere')
    aside.rename(life.site)


@trouble(DONE)
def the_site_moves(life):
    moved = life.site.rename(life.folder / 'moved')
    life.site = moved
    yield life.catch_up()
    life.site = moved.rename(life.folder / 'site')


@trouble('publish/damaged-site', BAD_ENVIRONMENT)
def the_index_is_cut(life):
    index = (life.site / 'index.json').resolve()
    whole = index.read_bytes()
    index.write_bytes(life.chance('cut').choice([b'', b'{}', whole[:len(whole) // 2], whole.replace(b'"edition": 1', b'"edition": "one"')]))
    yield life.catch_up()
    life.done(life.publish('--rebuild'))


@trouble('publish/damaged-site', BAD_ENVIRONMENT)
def the_index_is_lost(life):
    (life.site / 'index.json').resolve().unlink()
    yield life.catch_up()
    life.done(life.publish('--rebuild'))


@trouble('publish/damaged-site', BAD_ENVIRONMENT)
def the_current_release_is_lost(life):
    current = life.site / '.gongwen/current'
    if life.chance('release').random() < 0.5:
        shutil.rmtree(current.resolve())
    else:
        current.unlink()
    yield life.catch_up()
    life.done(life.publish('--rebuild'))


@trouble('publish/file-changed', BAD_INPUT)
def a_page_is_defaced(life):
    chance = life.chance('page')
    period = chance.choice(life.published()).replace('-', '/')
    page = (life.site / chance.choice([f'{period}/index.html', f'{period}/1/index.html', 'feed.xml', 'index.html'])).resolve()
    page.write_bytes(page.read_bytes().replace('示例'.encode(), '篡改'.encode(), 1) + b'\n')
    yield life.verify()
    life.done(life.publish('--rebuild'))


@trouble('publish/file-changed', BAD_INPUT)
def a_file_of_an_edition_is_changed(life):
    chance = life.chance('edition')
    path = next((life.site / '.gongwen/editions' / (chance.choice(life.published()) + '-1')).glob(chance.choice(['*.pdf', '*.xlsx', 'data.json', '*.png'])))
    path.write_bytes(path.read_bytes()[:-100] + bytes(100))
    yield life.verify()
    life.done(life.publish('--rebuild'))


@trouble('publish/file-missing', BAD_INPUT)
def an_edition_is_lost(life):
    shutil.rmtree(life.site / '.gongwen/editions' / (life.chance('edition').choice(life.published()) + '-1'))
    yield life.verify()
    life.done(life.publish('--rebuild'))


@trouble(DONE)
def the_site_is_a_copy_whose_links_are_files(life):
    copy = life.folder / 'copy'
    shutil.copytree(life.site, copy)  # as rsync -aL does
    shutil.rmtree(life.site)
    copy.rename(life.site)
    yield life.catch_up()


@trouble('publish/link-replaced', BAD_ENVIRONMENT)
def somebody_edits_a_page_in_place(life):
    page = life.site / 'index.html'
    text = page.read_bytes()
    page.unlink()
    page.write_bytes(text.replace(b'<body', b'<body class="new"'))
    yield life.catch_up()
    page.unlink()


@trouble('publish/unwritable', BAD_ENVIRONMENT)
def the_disk_is_full(life):
    yield life.catch_up(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)))


@trouble('publish/locked', BAD_ENVIRONMENT)
def another_run_does_not_end(life):
    with open(life.site / '.gongwen/lock', 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield life.catch_up()


# The store.

@trouble('STORE', BAD_ENVIRONMENT)
def the_store_is_not_there(life):
    life.place.hide()
    run = life.catch_up()
    life.place.show()
    yield run


@trouble('publish/empty-store', BAD_ENVIRONMENT)
def the_store_was_made_again(life):
    empty = life.folder / 'empty.db'
    empty.unlink(missing_ok=True)
    life.done(life.store('init', empty))
    yield life.catch_up(store=empty)


@trouble('publish/records-missing', DONE, first=2)
def the_store_is_an_older_copy(life):
    now = life.place.copy('newest')
    life.place.restore(life.last_copy)
    yield life.catch_up()
    life.place.restore(now)


@trouble('store/damaged', BAD_ENVIRONMENT)
def the_store_is_damaged(life):
    undo = life.place.damage()
    yield life.catch_up()
    undo()


@trouble('store/not-a-store', BAD_ENVIRONMENT, stores=(Folder, Sqlite))
def the_store_is_blank(life):
    path = life.place.location if life.place.location.is_file() else life.place.location / 'store.json'
    whole = path.read_bytes()
    path.write_bytes(b'')
    yield life.catch_up()
    path.write_bytes(whole)


@trouble('store/record-lost', BAD_ENVIRONMENT, stores=(Folder,))
def the_file_of_a_record_is_lost(life):
    path = life.chance('record').choice(sorted(life.place.location.rglob('events/*/*.json')))
    whole = path.read_bytes()
    path.unlink()
    run = life.check()
    if 'store/record-lost' not in run.told:
        raise AssertionError(f'{run}')
    yield life.catch_up()
    path.write_bytes(whole)


@trouble('store/damaged', BAD_ENVIRONMENT, stores=(Folder,))
def the_history_is_lost(life):
    path = life.place.location / 'history.jsonl'
    whole = path.read_bytes()
    path.unlink()
    yield life.catch_up()
    path.write_bytes(whole)


@trouble(DONE, stores=(Folder,))
def the_record_of_publications_is_lost(life):
    (life.place.location / 'publications.jsonl').unlink()
    yield life.catch_up()


# The clock.

@trouble('publish/clock-ahead', BAD_ENVIRONMENT)
def the_clock_is_a_century_ahead(life):
    yield life.catch_up(clock=life.clock + 36_525 * DAY)


@trouble('cli/future-time', BAD_USAGE)
def somebody_types_a_wrong_year(life):
    yield life.catch_up('--now', f'{month_at(life.number)[0] + 100}-02-10')


@trouble('publish/clock-behind', BAD_ENVIRONMENT)
def the_clock_is_behind(life):
    yield life.catch_up(clock=epoch(*month_at(0), 2))


@trouble('publish/clock-behind', BAD_ENVIRONMENT)
def an_issue_gets_the_date_of_a_clock_that_is_ahead(life):
    life.done(life.catch_up(clock=life.clock + 40 * DAY))
    yield life.catch_up()
    life.done(life.publish('--take-back'))


# The machine.

@trouble(DONE)
def runs_are_killed(life):
    chance = life.chance('kill')
    for _ in range(2):
        life.killed_catch_up(chance.randint(1, 160))
    yield life.catch_up()


@trouble(DONE)
def two_runs_start_at_once(life):
    other = threading.Thread(target=life.catch_up)
    other.start()
    run = life.catch_up()
    other.join()
    # On a slow machine the one may not have waited long enough for the other.
    if run.status != DONE and run.told != {'publish/locked'}:
        raise AssertionError(f'{run}')
    yield life.catch_up()


@trouble('text/missing-face', BAD_ENVIRONMENT)
def a_font_is_cut(life):
    share = life.folder / 'share'
    shutil.rmtree(share, ignore_errors=True)
    (share / 'fonts/faces').mkdir(parents=True)
    (share / 'templates').symlink_to(ROOT / 'templates')
    shutil.copy(ROOT / 'fonts/manifest.json', share / 'fonts')
    for face in (ROOT / 'fonts/faces').iterdir():
        (share / 'fonts/faces' / face.name).symlink_to(face)
    face = share / 'fonts/faces/fang-regular.ttf'
    whole = face.read_bytes()
    face.unlink()
    face.write_bytes(whole[:life.chance('font').choice([1_000, 500_000])])
    yield life.catch_up(environment={'GONGWEN_SHARE': str(share)})


@trouble('cli/no-folder', BAD_ENVIRONMENT)
def the_templates_are_not_mounted(life):
    yield life.catch_up('--templates', life.folder / 'not-mounted')


@trouble('publish/after-failed', BAD_ENVIRONMENT)
def the_mail_is_not_sent(life):
    yield life.catch_up('--run-after', 'exit 3')


# What people enter.

@trouble('rules/violated', BAD_INPUT)
def a_rule_is_violated(life):
    life.done(life.add('event', {'id': 'late', 'type': 'mt_meeting', 'dates': [f'{life.period}-20', f'{life.period}-02'], 'name': '示例会议', 'place': '示例市'}))
    run = life.check()
    if 'rules/violated' not in run.told or run.status != BAD_INPUT:
        raise AssertionError(f'{run}')
    yield life.catch_up()
    life.remove('event', f'{life.period}/late')


@trouble('publish/unknown-listed', BAD_INPUT)
def an_order_has_an_unknown_id(life):
    life.done(life.add('issue', {'period': life.period, 'events': ['no-such-event']}))
    run = life.check()
    if 'publish/unknown-listed' not in run.told or run.status != BAD_INPUT:
        raise AssertionError(f'{run}')
    yield life.catch_up()
    life.remove('issue', life.period)


@trouble('resources/not-found', BAD_ENVIRONMENT)
def a_picture_is_not_beside_the_data(life):
    yield life.add('event', {'id': 'picture', 'type': 'free', 'dates': [f'{life.period}-20'], 'section': 'other', 'heading': '示例图片',
                             'text': ['{dates}，示例。'], 'body': [{'figure': {'file': 'lost.png', 'alt': '示例'}}]})


@trouble('publish/earlier-missing', BAD_INPUT, in_december=False)  # numbers begin again each year
def a_month_is_published_out_of_order(life):
    later = '{}-{:02}'.format(*month_at(life.number + 1))
    life.done(life.add('event', {'id': 'early', 'type': 'mt_meeting', 'dates': [f'{later}-02'], 'name': '示例会议', 'place': '示例市'}))
    yield life.publish('--period', later, clock=epoch(*month_at(life.number + 2), 3))
    life.remove('event', f'{later}/early')


def is_open(life, run, *names):
    """What is in no issue is said in each run, and counted; the month is published all the same."""
    metrics = (life.folder / 'metrics').read_text(encoding='utf-8')
    if not all(name in run.out for name in ('!', *names)) or 'open_records 0' in metrics:
        raise AssertionError(f'{run}\n{metrics}')
    return run


@trouble(DONE)
def an_event_has_no_date(life):
    life.done(life.add('event', {'id': 'undated-one', 'type': 'mt_meeting', 'date_text': '近日', 'name': '示例会议', 'place': '示例市'}))
    yield is_open(life, life.catch_up('--metrics', 'metrics'), 'undated-one')
    life.remove('event', 'undated/undated-one')


@trouble(DONE)
def a_ballot_is_in_a_month_without_events(life):
    life.done(life.add('ballot', {'period': '2026-11', 'reference': 'ISO/IEC DIS 99999', 'title_en': 'Sample', 'title_zh': '样例',
                                  'content': '文件规定样例。', 'stage': 'DIS'}))
    yield is_open(life, life.catch_up('--metrics', 'metrics'), 'ISO/IEC DIS 99999')
    life.remove('ballot', '2026-11/ISO/IEC DIS 99999')


@trouble(DONE)
def a_project_has_no_number(life):
    life.done(life.add('project', {'id': 'no-number', 'title': '示例标准', 'scope': '示例。', 'stages': [{'date': '2026-11-11', 'stage': 'started'}]}))
    yield is_open(life, life.catch_up('--metrics', 'metrics'), 'no-number')
    life.remove('project', 'no-number')


# What offices do: in the undisturbed life, too. On the fifteenth; the life goes on with what they have done.

def act(do):
    ACTS.append(do)
    return do


def told_as_changed(life, period):
    run = life.done(life.catch_up())
    if 'publish/changed-facts' not in run.told or period not in run.err:
        raise AssertionError(f'{run}')
    run = life.done(life.publish('--period', period))
    if 'corrected' not in run.out:
        raise AssertionError(f'{run}')


@act
def a_fact_is_corrected(life):
    period = life.chance('act').choice(life.published())
    life.edit('event', f'{period}/meeting-{period}', f'/participants={life.chance("many").randint(91, 999)}')
    told_as_changed(life, period)


@act
def a_fact_comes_late(life):
    period = life.chance('act').choice(life.published())
    life.done(life.add('event', {'id': f'late-{life.period}', 'type': 'mt_meeting', 'dates': [f'{period}-21'], 'name': f'示例补录会议（{life.period}）', 'place': '示例市'}))
    told_as_changed(life, period)


@act
def a_fact_is_withdrawn(life):
    period = life.chance('act').choice(life.published())
    listed = life.done(life.store('list', life.place.location, '--period', period)).out
    events = [line.split()[1] for line in listed.splitlines() if line.startswith('event ') and '/meeting-' not in line]
    if events:
        life.remove('event', life.chance('event').choice(events))
        told_as_changed(life, period)


@act
def a_project_is_renamed(life):
    projects = json.loads(life.done(life.store('export', life.place.location, 'project')).out)['projects']
    project = life.chance('act').choice(projects)
    life.edit('project', project['plan_number'], f'/title={project["title"]}（{life.period}更名）')
    life.done(life.catch_up())


@act
def the_machine_is_off_for_a_month(_):
    """The calendar of the life sees to it: there is no run."""

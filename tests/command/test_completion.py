"""Completion: what `gongwen __complete` answers, and what bash, zsh and fish make of it."""
import os
import pathlib
import pty
import random
import re
import select
import subprocess
import time
import unittest

import needs
from harness import BAD_USAGE, DONE, KIND, PROGRAM, SAMPLE, CommandTest, gongwen

FOLDER = pathlib.Path(PROGRAM).resolve().parent
BASH_COMPLETION = pathlib.Path('/usr/share/bash-completion/bash_completion')


def answer(*words, **options):
    """The candidates with their notes, and what is said of paths."""
    result = gongwen('__complete', *words, **options)
    assert (result.status, result.err) == (DONE, ''), result.err
    lines = [line.partition('\t') for line in result.out.splitlines()]
    paths = [(word, note) for word, _, note in lines if word.startswith(':')]
    return {word: note for word, _, note in lines if not word.startswith(':')}, paths[0] if paths else None


def candidates(*words, **options):
    return list(answer(*words, **options)[0])


class Answers(CommandTest):
    def test_commands_and_options(self):
        self.assertEqual(candidates('re'), ['render'])
        self.assertNotIn('__complete', candidates(''))
        self.assertIn('--watch', candidates('batch', '--'))
        self.assertNotIn('--strict', candidates('list', '--'), 'has no effect there')
        self.assertIn('--version', candidates('--'))
        self.assertNotIn('--watch', candidates('batch', '--watch', 'in', '--w'))
        self.assertIn('--output', candidates('render', '-o', 'a.pdf', '--o'), 'may be repeated')
        self.assertEqual(candidates('help', 'rend'), ['render'])

    def test_options_are_those_of_the_help(self):
        for command in candidates(''):
            own, _, common = gongwen(command, '--help').out.partition('Common options')
            rows = re.findall(r'^ +(?:-\w,)?(--[a-z0-9-]+)', own, re.MULTILINE)
            offered = candidates(command, '--')
            self.assertEqual([option for option in rows if option not in offered], [], command)
            self.assertEqual([option for option in offered if option not in own + common], [], command)

    def test_kinds(self):
        found, paths = answer('render', 'monthly')
        self.assertEqual((list(found), paths), ([KIND], None))
        self.assertIn('网络安全标准化工作月报', answer('--lang', 'zh', 'render', 'monthly')[0][KIND])
        self.assertEqual(candidates('render', '网络安全标准化工作月'), ['网络安全标准化工作月报'])
        self.assertEqual(answer('render', './no-kind'), ({}, (':files', '')))
        self.assertEqual(candidates('extract', '--kind=monthly'), [f'--kind={KIND}'])

    def test_own_kinds(self):
        gongwen('new-kind', 'book-list', '-o', self.folder)
        self.assertEqual(candidates('--templates', self.folder, 'render', 'book'), ['book-list'])
        self.assertEqual(candidates('render', 'book'), [])
        home = {'HOME': str(self.folder.parent)}
        self.assertEqual(candidates('render', '--templates', f'~/{self.folder.name}', 'book', environment=home), ['book-list'])

    def test_values(self):
        self.assertEqual(candidates('--lang', ''), ['zh', 'en'])
        self.assertEqual(candidates('new', KIND, '--format', 'j'), ['json'])
        self.assertEqual(candidates('batch', '--format', 'pdf,x'), ['pdf,xlsx'])
        self.assertIn('steps=', candidates('render', '--limit', ''))
        self.assertEqual(answer('render', KIND, SAMPLE, '-o', 'a'), ({}, (':files', '')))
        self.assertEqual(answer('batch', KIND, '--output=b'), ({}, (':folders', '--output=')))
        self.assertEqual(answer('render', '--field-font', 'w'), ({'wide': ''}, (':files', '')))

    def test_profiles_are_those_that_there_are(self):
        profiles = candidates('check', '--profile', '')
        self.assertGreater(len(profiles), 1)
        for profile in profiles:
            self.assertEqual(gongwen('check', KIND, SAMPLE, '--profile', profile).status, DONE, profile)
        refused = gongwen('check', KIND, SAMPLE, '--profile', 'none').err
        for profile in profiles:
            self.assertIn(profile, refused)

    def test_pointers(self):
        found, _ = answer('new', KIND, '--set', '/is')
        self.assertEqual(found['/issue='], 'issue')
        self.assertIn('/events/0/', candidates('new', KIND, '--set', '/'))
        self.assertIn('/events/7/dates/0=', candidates('new', KIND, '--set', '/events/7/'))
        self.assertEqual(candidates('new', KIND, '--set=/yea'), ['--set=/year='])
        self.assertIn('/projects=', candidates('render', KIND, 'a.json', '--table', '/p'))
        self.assertEqual(answer('render', KIND, 'a.json', '--table', '/projects=x'), ({}, (':files', '/projects=')))
        self.assertEqual(answer('check', '--table=/projects=x'), ({}, (':files', '--table=/projects=')))
        self.assertEqual(candidates('new', 'no-kind', '--set', '/'), [])

    def test_records(self):
        store = self.folder / 'facts.db'
        gongwen('store', 'init', store)
        gongwen('store', 'import', store, SAMPLE)
        before = self.files()
        self.assertEqual(candidates('store', 'rem'), ['remove'])
        self.assertEqual(candidates('store', 'show', store, 'ev'), ['event'])
        keys = candidates('store', 'show', store, 'event', '2024-02/')
        listed = [line.split('  ')[0] for line in gongwen('store', 'list', store, 'event').out.splitlines()]
        self.assertEqual([f'event {key}' for key in keys], listed)
        self.assertGreater(len(keys), 5)
        self.assertIn('/type=', candidates('store', 'edit', store, 'event', keys[0], '--set', '/t'))
        self.assertIn('/dates/0', candidates('store', 'edit', store, 'event', keys[0], '--unset', '/d'))
        self.assertIn('event', candidates('store', 'describe', ''))
        self.assertEqual(answer('store', 'import', store, ''), ({}, (':files', '')))
        self.assertEqual(candidates('store', 'show', 'postgresql://nowhere.example/db', 'event', ''), [])
        self.assertEqual(candidates('store', 'show', self.folder / 'no.db', 'event', ''), [])
        self.assertEqual(self.files(), before)

    def test_nonsense_is_no_error(self):
        self.assertEqual(candidates('no-command', ''), [])
        self.assertEqual(candidates('list', 'too', 'many', 'words', 'x'), [])
        self.assertEqual(candidates(), [])
        chance = random.Random(20260714)
        words = ['render', 'store', 'new', '--set', '--set=', '-o', '-', '--', '=', '/', 'KIND', '\xff', '--lang', 'show', KIND,
                 '--limit', '~/', '--templates', '/nowhere', '', '/events/', '/events//', '/-/', '--table=/a=b=c', ':', '\t']
        for _ in range(150):
            answer(*(chance.choice(words) for _ in range(chance.randrange(1, 6))), cwd=self.folder)
        self.assertEqual(self.files(), [])

    def test_scripts(self):
        for shell in ('bash', 'zsh', 'fish'):
            self.assertIn('gongwen', gongwen('completion', shell).out)
        self.assertEqual(gongwen('completion', 'csh').status, BAD_USAGE)


class Shell(CommandTest):
    def setUp(self):
        super().setUp()
        (self.folder / 'data.json').write_text('{}')
        (self.folder / 'other folder').mkdir()
        self.environment = {**os.environ, 'PATH': f'{FOLDER}:{os.environ["PATH"]}', 'LC_ALL': 'C.UTF-8', 'HOME': str(self.folder)}


class Bash(Shell):
    def complete(self, line, library):
        """COMPREPLY for a line, split into words as readline does."""
        words = [word for word in re.findall(r"""(?:[^\s=:"']|"[^"]*"|'[^']*')+|[=:]+""", line)]
        if line.endswith(' '):
            words.append('')
        quoted = ' '.join("'" + word.replace("'", "'\\''") + "'" for word in words)
        source = f'source {BASH_COMPLETION}; ' if library else ''
        line_quoted = "'" + line.replace("'", "'\\''") + "'"
        script = (f'{source}source <(gongwen completion bash); COMP_LINE={line_quoted} COMP_POINT=${{#COMP_LINE}} '
                  f'COMP_WORDS=({quoted}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)) COMP_TYPE=9 COMP_KEY=9; '
                  '_gongwen; printf "%s\\n" "${COMPREPLY[@]}"')
        process = subprocess.run(['bash', '--norc', '-c', script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 cwd=self.folder, env=self.environment, timeout=30, check=False)
        self.assertEqual(process.stderr, b'')
        return process.stdout.decode().split('\n')[:-1]

    def test_bash(self):
        libraries = [False] + [True] * BASH_COMPLETION.exists()
        for library in libraries:
            self.assertEqual(self.complete('gongwen rend', library), ['render'])
            self.assertEqual(self.complete('gongwen render monthly-b', library), [KIND])
            self.assertEqual(self.complete(f'gongwen render {KIND} da', library), ['data.json'])
            self.assertEqual(self.complete(f'gongwen batch {KIND} -o o', library), ['other folder'])
            self.assertEqual(self.complete(f'gongwen new {KIND} --set /issue_', library), ['/issue_date='])
            self.assertEqual(self.complete("gongwen new 'monthly-bulletin' --set /issue_", library), ['/issue_date='])

    @needs.only_with('bash-completion')
    def test_values_behind_an_equals_sign(self):
        self.assertEqual(self.complete('gongwen extract --kind=monthly', True), [KIND])
        self.assertEqual(self.complete(f'gongwen render {KIND} x.json --table /projects=da', True), ['data.json'])
        self.assertEqual(self.complete(f'gongwen new {KIND} --set=/issue_', True), ['/issue_date='])


@needs.only_with('fish')
class Fish(Shell):
    def complete(self, line):
        script = f"gongwen completion fish | source; complete -C '{line}'"
        process = subprocess.run(['fish', '--no-config', '-c', script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 cwd=self.folder, env=self.environment, timeout=30, check=False)
        self.assertEqual(process.stderr, b'')
        return dict((part + [''])[:2] for part in (one.split('\t') for one in process.stdout.decode().splitlines()))

    def test_fish(self):
        self.assertEqual(list(self.complete('gongwen rend')), ['render'])
        self.assertEqual(self.complete('gongwen render monthly-b')[KIND], 'monthly bulletin on cybersecurity standardisation')
        self.assertEqual(list(self.complete(f'gongwen render {KIND} da')), ['data.json'])
        self.assertEqual(list(self.complete(f'gongwen new {KIND} --set /issue_')), ['/issue_date='])
        self.assertEqual(list(self.complete(f'gongwen render {KIND} x.json --table /projects=da')), ['/projects=data.json'])
        self.assertEqual(list(self.complete(f'gongwen batch {KIND} -o o')), ['other folder/'])


@needs.only_with('zsh')
class Zsh(Shell):
    def read_until(self, terminal, mark, seconds=20):
        """What the terminal shows up to the mark."""
        shown, end = b'', time.monotonic() + seconds
        while not re.search(mark, shown):
            left = end - time.monotonic()
            if left <= 0 or not select.select([terminal], [], [], left)[0]:
                self.fail(f'no {mark} in {shown!r}')
            shown += os.read(terminal, 4096)
        return re.search(mark, shown)

    def complete(self, line):
        """The line after the tabulator key, in a terminal."""
        (self.folder / '.zshrc').write_text(
            'PS1="> "; unsetopt zle_bracketed_paste 2>/dev/null; autoload -Uz compinit; compinit -u -D\n'
            'source <(gongwen completion zsh)\n'
            'show() { print -r -- "<$BUFFER>" }; zle -N show; bindkey "^T" show; print ready\n')
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe('zsh', ['zsh', '-d', '-i'], {**self.environment, 'ZDOTDIR': str(self.folder), 'TERM': 'dumb'})
        try:
            self.read_until(terminal, rb'ready\r?\n')
            os.write(terminal, line.encode() + b'\t\x14')
            return self.read_until(terminal, rb'<([^\r\n]*)>')[1].decode()
        finally:
            os.kill(child, 9)
            os.waitpid(child, 0)
            os.close(terminal)

    def test_zsh(self):
        self.assertEqual(self.complete('gongwen rend'), 'gongwen render ')
        self.assertEqual(self.complete('gongwen render monthly-b'), f'gongwen render {KIND} ')
        self.assertEqual(self.complete(f'gongwen render {KIND} da'), f'gongwen render {KIND} data.json ')
        self.assertEqual(self.complete(f'gongwen new {KIND} --set /issue_'), f'gongwen new {KIND} --set /issue_date=')
        self.assertEqual(self.complete(f'gongwen render {KIND} x.json --table /projects=da'),
                         f'gongwen render {KIND} x.json --table /projects=data.json ')


if __name__ == '__main__':
    unittest.main()

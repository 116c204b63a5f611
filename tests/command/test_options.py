"""No option is ignored: what would change nothing is refused, and files and folders that are named must exist."""
import re
import unittest

from harness import BAD_ENVIRONMENT, BAD_USAGE, DONE, KIND, ROOT, SAMPLE, CommandTest, gongwen

COMMON = {'--templates': 'DIR', '--fonts': 'DIR', '--texts': 'FILE', '--limit': 'steps=1M', '--strict': None, '--verbose': None}
ALL = set(COMMON)
# Which of the common options each command makes use of; a command that is new must be written in here.
USES = {
    'list': {'--templates'}, 'describe': {'--templates'}, 'texts': {'--templates'}, 'new': {'--templates'}, 'new-kind': {'--templates'}, 'import': {'--templates'},
    'check': ALL, 'render': ALL, 'watch': ALL, 'batch': ALL, 'collect': ALL, 'publish': ALL,
    'bind': ALL,
    'typeset': {'--fonts', '--limit', '--strict'},
    'extract': {'--templates', '--texts', '--limit', '--strict', '--verbose'},
    'store': {'--templates'}, 'form': {'--templates'}, 'fonts': {'--fonts'}, 'dump': {'--templates', '--texts', '--fonts', '--limit', '--verbose'},
    'eval': {'--limit'}, 'serve': {'--templates', '--fonts'}, 'key': set(), 'sign': {'--strict'}, 'account': set(), 'mail': set(),
    'worker': {'--templates', '--fonts'}, 'inbox': {'--templates'}, 'preview': {'--templates', '--fonts', '--texts', '--strict'}, 'schema-check': set(), 'explain': set(), 'convert': {'--fonts', '--strict'}, 'fill': {'--fonts', '--strict'}, 'ofd-check': {'--strict'}, 'verify': set(), 'completion': set(), 'help': None,
}
# Words with which each command gets as far as looking at its options; they may fail later.
WORDS = {
    'list': [], 'describe': ['no-kind'], 'texts': ['no-kind'], 'new': ['no-kind'], 'new-kind': ['No'], 'import': ['x.docx', 'No'],
    'check': ['no-kind', 'x'], 'render': ['no-kind', '-o', 'x.pdf'], 'watch': ['no-kind', '-o', 'x.pdf'], 'batch': ['no-kind', 'x', '-o', 'x'],
    'collect': ['no-kind', 'x', '-o', 'x.xlsx'], 'publish': [KIND, '--store', 'x', '-o', 'x', '--period', '2024-02'],
    'bind': ['x', '-o', 'x.pdf'], 'typeset': ['x', '-o', 'x.pdf'], 'extract': ['x'], 'store': ['list', 'x'], 'fonts': ['--missing', 'a'],
    'dump': ['no-kind', '--stage=ast'], 'eval': [], 'serve': ['--show-config'], 'key': ['list'], 'sign': ['no.pdf', '-o', 'a.pdf', '--key', 'no.key'], 'account': ['list'], 'mail': ['list'],
    'worker': ['--queue', 'amqp://127.0.0.1:1/x', '--objects', '.'], 'inbox': ['list'], 'preview': ['no-kind'], 'schema-check': [], 'explain': ['cli'], 'convert': ['x', '-o', 'x.pdf'], 'fill': ['x', 'y.json', '-o', 'x.pdf'], 'ofd-check': ['x'], 'verify': ['x'], 'completion': ['bash'],
}


def commands():
    """All of them, by the help."""
    text = gongwen('--help').out.split('Commands:', 1)[1]
    return re.findall(r'^  ([a-z-]+) ', text, re.MULTILINE)


class CommonOptions(CommandTest):
    def test_the_table_has_all_commands(self):
        self.assertEqual(sorted(commands()), sorted(USES))

    def test_each_option_with_each_command(self):
        (self.folder / 'DIR').mkdir()
        for command, words in WORDS.items():
            for option, value in COMMON.items():
                given = [option] + ([value] if value else [])
                result = gongwen('--error-format', 'json', command, *words, *given, cwd=self.folder)
                ids = [d['id'] for d in result.diagnostics()] if result.err.startswith('{"diag') else []
                with self.subTest(command, option=option):
                    self.assertEqual('cli/no-effect' in ids, option not in USES[command], result.err)

    def test_words_after_two_dashes_are_arguments(self):
        for words, id in ((('explain', 'cli', '--', '--lang'), 'cli/unknown-message'), (('--', '-x'), 'cli/unknown-command'),
                          (('list', '-x', '--', '-y'), 'cli/unknown-option')):
            self.assert_fails(gongwen('--error-format', 'json', *words, cwd=self.folder), BAD_USAGE, id)

    def test_folders_that_are_not_there(self):
        for option in ('--templates', '--fonts'):
            for bad in ('nowhere', SAMPLE):
                result = gongwen('--error-format', 'json', option, bad, 'render', KIND, SAMPLE, '-o', 'a.pdf',
                                 cwd=self.folder)
                self.assert_fails(result, BAD_ENVIRONMENT, 'cli/no-folder')
        self.assertEqual(self.files(), [])
        self.assertIn('`nowhere`', gongwen('--templates', 'nowhere', 'list').err)

    def test_the_bundle_itself_as_folder_of_templates(self):
        result = gongwen('--templates', ROOT / 'templates/opinions', 'list')
        self.assertEqual(result.status, BAD_USAGE)
        self.assertIn(f'hint: write --templates {ROOT}/templates\n', result.err)
        self.assertIn('error[cli/bundle-itself]', result.err)
        self.assertIn('请写 --templates ..', gongwen('--lang', 'zh', '--templates', '.', 'list',
                                                    cwd=ROOT / 'templates/opinions').err)


class OptionsOfCommands(CommandTest):
    def refuse(self, identifier, *words, status=BAD_USAGE):
        result = gongwen('--error-format', 'json', *words, cwd=self.folder)
        self.assert_fails(result, status, identifier)
        self.assertEqual(self.files(), [])

    def test_files_that_are_not_there(self):
        for words in (['check', KIND, SAMPLE, '--table', '/projects=no.csv'],
                      ['render', KIND, SAMPLE, '--table', '/projects=no.jsonl', '-o', 'a.xlsx'],
                      ['render', KIND, 'no.json', '-o', 'a.pdf'],
                      ['new', KIND, '--from', 'no.json', '-o', 'a.xlsx'],
                      ['typeset', 'no.html', '-o', 'a.pdf'],
                      ['fonts', '--missing', '@no.txt'],
                      ['batch', 'opinions', '--watch', 'no', '-o', '.'],
                      ['check', '--document-set', 'no'], ['extract', 'no.pdf']):
            with self.subTest(words):
                result = gongwen('--error-format', 'json', *words, cwd=self.folder)
                self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
                self.assertEqual(self.files(), [])

    def test_what_has_no_effect(self):
        form = ['render', 'proposal-information']
        for words in ([*form, '-o', 'a.pdf', '--field-font', 'common'],
                      [*form, '-o', 'a.xlsx', '--fillable', '--field-font', 'common'],
                      [*form, '-o', 'a.pdf', '--no-signature-fields'],
                      [*form, '-o', 'a.xlsx', '--fillable', '--no-signature-fields'],
                      [*form, '-o', 'a.pdf', '--attach-data'],
                      ['render', KIND, SAMPLE, '-o', 'a.xlsx', '--attach-data'],
                      ['new', KIND, '--titles', 'en'], ['new', KIND, '-o', 'a.xlsx', '--all'], ['new', KIND, '--force'],
                      ['new', KIND, '-o', 'a.xlsx', '--from', SAMPLE, '--set', '/year=2024'],
                      ['dump', KIND, SAMPLE, '--stage=ast'], ['dump', KIND, '--stage=program', '--output=pdf'],
                      ['dump', KIND, SAMPLE, '--stage=boxes', '--output=xlsx'],
                      ['dump', KIND, SAMPLE, '--stage=workbook', '--output=pdf']):
            with self.subTest(words):
                self.refuse('cli/no-effect', *words)

    def test_decisions_about_issues(self):
        publish = ['publish', 'monthly-bulletin', '--store', 'x', '-o', 'x', '--period', '2024-02']
        for option in (['--until', '2024-03-10'], ['--reason', 'x'], ['--by', 'x'], ['--preview-folder', 'x']):
            self.refuse('cli/needs-option', *publish, *option)
        self.refuse('cli/too-many', *publish, '--approve', '--hold')
        self.refuse('cli/too-many', *publish, '--approve', '--preview')
        self.refuse('cli/missing', *publish, '--send-back')
        self.refuse('cli/bad-moment', *publish, '--hold', '--until', 'tomorrow')
        self.refuse('cli/too-many', *publish[:-2], '--catch-up', '--release')

    def test_a_name_and_a_format_at_odds(self):
        self.refuse('cli/other-format', 'render', KIND, SAMPLE, '-o', 'a.pdf', '--format', 'xlsx')
        self.refuse('cli/other-format', 'render', KIND, SAMPLE, '-o', 'a.csv', '--format', 'xlsx')
        self.refuse('cli/other-format', 'new', KIND, '-o', 'a.xlsx', '--format', 'json')
        self.refuse('engine/not-pages', 'typeset', self.html(), '-o', 'a.xlsx')
        self.refuse('engine/unknown-format', 'collect', 'opinions', ROOT / 'samples', '-o', 'a.odt')
        self.refuse('cli/bad-data-file', 'new', KIND, '-o', 'a.csv')

    def test_former_names(self):
        for present, words in (('--document-set', ['check', '--set', 'papers']),
                               ('--values-only', ['check', KIND, SAMPLE, '--values']),
                               ('--set', ['new', KIND, '--with=/year=2024']),
                               ('--run-after', ['publish', KIND, '--store', 'a', '-o', 'b', '--after', 'true']),
                               ('--type', ['store', 'import', 'a', 'b.csv', '--sort', 'event']),
                               ('loop-iterations', ['--limit', 'loop-turns=5', 'check', KIND, SAMPLE])):
            with self.subTest(words):
                self.refuse('cli/renamed', *words)
                self.assertIn(f'has been renamed to `{present}`', gongwen(*words, cwd=self.folder).err)
                self.assertIn(f'已改名为 `{present}`', gongwen('--lang', 'zh', *words, cwd=self.folder).err)

    def html(self):
        return ROOT / 'tests/documents/cases/block_step.html'

    def test_arguments_may_follow_any_option(self):
        """Each option takes one word, also one that may be repeated: what follows is an argument."""
        texts = self.write('t.json', {})
        (self.folder / 'own').mkdir()
        for option in (['-o', 'x.pdf'], ['--texts', texts], ['--limit', 'loop-iterations=900000'], ['--templates', 'own'],
                       ['--fonts', 'own'], ['--table', '/projects=p.jsonl']):
            self.write('p.jsonl', '')
            for words in ([*option, 'opinions', ROOT / 'samples/opinions/typical.json'], ['opinions', *option, ROOT / 'samples/opinions/typical.json']):
                result = gongwen('--error-format', 'json', 'render', *words, *([] if option[0] == '-o' else ['-o', 'y.pdf']), cwd=self.folder)
                with self.subTest(words):
                    self.assertNotIn('engine/unknown-format', result.err)
                    self.assertNotIn('cli/missing', result.err)
                    if option[0] != '--table':
                        self.assertEqual(result.status, DONE, result.err)
        repeated = gongwen('render', '-o', 'a.pdf', '-o', 'a.xlsx', 'opinions', ROOT / 'samples/opinions/typical.json', cwd=self.folder)
        self.assertEqual(repeated.status, DONE, repeated.err)
        self.assertTrue((self.folder / 'a.xlsx').exists())

    def test_words_after_two_dashes_are_arguments(self):
        text = (ROOT / 'samples/opinions/typical.json').read_text(encoding='utf-8')
        (self.folder / '-r.json').write_text(text, encoding='utf-8')
        for words in (['check', 'opinions', '--', '-r.json'], ['check', '--strict', '--', 'opinions', '-r.json']):
            result = gongwen(*words, cwd=self.folder)
            self.assertEqual(result.status, DONE, result.err)
        self.assertIn('cli/unknown-option', gongwen('--error-format', 'json', 'check', 'opinions', '-r.json', cwd=self.folder).err)

    def test_names_in_capitals(self):
        result = gongwen('new', KIND, '-o', 'A.XLSX', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.assertTrue((self.folder / 'A.XLSX').read_bytes().startswith(b'PK'))


if __name__ == '__main__':
    unittest.main()

"""`gongwen help --open`: the pages of the manual, opened by the desktop's browser or named."""
import os
import unittest

from harness import BAD_ENVIRONMENT, BAD_USAGE, DONE, CommandTest, gongwen

TOPICS = '''css/\tmessages/css.html\tMessages: style sheets\t提示信息：样式表
data/wrong-type\tmessages/data/wrong-type.html\tdata/wrong-type\tdata/wrong-type
render\tcli-render.html\trender\trender
'''


class OpenManual(CommandTest):
    def setUp(self):
        super().setUp()
        # A desktop program that notes what it is asked for.
        self.write('bin/xdg-open', '#!/bin/sh\necho "$*" >> "$OPENED"\nexit ${OPEN_STATUS:-0}\n').chmod(0o755)
        self.write('a b/share/gongwen/here', '')
        self.html = self.write('a b/share/doc/gongwen/html/topics.tsv', TOPICS).parent
        self.opened = self.folder / 'opened'
        self.environment = {'DISPLAY': '', 'WAYLAND_DISPLAY': '', 'WSL_DISTRO_NAME': '', 'PATH': f'{self.folder}/bin:{os.environ["PATH"]}', 'OPENED': str(self.opened),
                            'GONGWEN_SHARE': str(self.folder / 'a b/share/gongwen')}

    def open(self, *words, **variables):
        result = gongwen(*words[:-1], 'help', '--open', *words[-1:], environment={**self.environment, **variables})
        shown = self.opened.read_text().splitlines() if self.opened.exists() else []
        self.opened.unlink(missing_ok=True)
        return result, shown

    def address(self, page):
        return (self.html / page).as_uri()

    def test_a_page_is_opened(self):
        result, shown = self.open('--lang', 'en', 'render', DISPLAY=':0')
        self.assertEqual((result.status, result.err), (DONE, ''))
        self.assertEqual(shown, [self.address('en/cli-render.html')])
        self.assertEqual(result.out, f'opened in the browser: {shown[0]}\n')
        result, shown = self.open('--lang', 'zh', 'data/wrong-type', WAYLAND_DISPLAY='wayland-0')
        self.assertEqual(shown, [self.address('zh/messages/data/wrong-type.html')])
        self.assertIn('已在浏览器中打开', result.out)
        self.assertEqual(self.open('--lang', 'en', 'css', DISPLAY=':0')[1], [self.address('en/messages/css.html')])

    def test_without_a_topic_it_is_the_first_page(self):
        result = gongwen('--lang', 'en', 'help', '--open', environment={**self.environment, 'DISPLAY': ':0'})
        self.assertEqual(result.status, DONE)
        self.assertEqual(self.opened.read_text().strip(), self.address('en/index.html'))

    def test_without_a_desktop_the_address_is_printed(self):
        result, shown = self.open('--lang', 'en', 'render')
        self.assertEqual((result.status, shown), (DONE, []))
        self.assertEqual(result.out, f'the manual is here, for any browser: {self.address("en/cli-render.html")}\n')

    def test_a_browser_that_fails_is_not_said_to_be_open(self):
        result, shown = self.open('--lang', 'en', 'render', DISPLAY=':0', OPEN_STATUS='3')
        self.assertEqual((result.status, len(shown)), (DONE, 1))
        self.assertIn('for any browser', result.out)

    def test_unknown_topics_have_a_near_one(self):
        result = gongwen('--error-format', 'json', 'help', '--open', 'rendr', environment=self.environment)
        self.assert_fails(result, BAD_USAGE, 'cli/unknown-topic')
        self.assertIn('`render`', result.errors()[0]['hint'])

    def test_without_the_pages_it_says_how_to_get_them(self):
        (self.html / 'topics.tsv').unlink()
        result = gongwen('--error-format', 'json', 'help', '--open', environment=self.environment)
        self.assert_fails(result, BAD_ENVIRONMENT, 'cli/no-manual')
        self.assertIn('gongwen-doc', result.errors()[0]['hint'])


if __name__ == '__main__':
    unittest.main()

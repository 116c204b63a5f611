"""Ways through the service from one page to the next, as people go them in a browser: in both languages, on a telephone and on a
desk. In scripts/test each is gone once."""
import functools
import itertools
import os

from chromium_pages import Chromium
from form_browser import PASSWORD
from visitor import Visitor

COMBINATIONS = list(itertools.product(('zh', 'en'), (390, 1280)))
IS_WHOLE = os.environ.get('FLOWS') == 'all'
SENT = itertools.count(1)


def each_way(test):
    """Of a flow: with somebody who has never been there, in all languages and widths, or in another one for each flow."""
    @functools.wraps(test)
    def run(self):
        number = next(SENT)
        ways = COMBINATIONS if IS_WHOLE else [COMBINATIONS[number % len(COMBINATIONS)]]
        for language, width in ways:
            with self.subTest(language=language, width=width), Chromium() as tab:
                test(self, Visitor(self, tab, f'http://localhost:{self.service.port}', language, width))
    return run


class Flows:
    """What flows of all services share; of a test of a service."""
    people = itertools.count()

    def people_of(self, count):
        """Names that nobody had before."""
        return [f'丁{next(Flows.people)}' for _ in range(count)]

    def log_in(self, visitor, name='wang'):
        visitor.go('/office/')
        visitor.type('name', name)
        visitor.type('password', PASSWORD)
        visitor.press_key('[name="password"]')
        self.assertEqual(visitor.path, '/office/')

    def begin_form(self, visitor, kind):
        """From the page of the form to its draft, all steps on one page."""
        visitor.go(f'/forms/{kind}?lang={visitor.language}')
        visitor.press('_start')
        draft = visitor.path
        visitor.go(draft + '?step=0')
        return draft

    def become(self, visitor, browser):
        """The visitor has the cookies of somebody who was there without a browser."""
        for name, value in browser.cookies.items():
            visitor.tab.ask('Network.setCookie', name=name, value=value, url=visitor.top, path='/', secure=True)

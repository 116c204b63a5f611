"""Somebody at Debian's Chromium: presses what is on the page with the pointer or the keys, types, chooses, and looks at each
page: no barrier that axe-core finds, nothing wider than the window, an empty console."""
import time

from chromium_pages import SECONDS, quoted

# A page that says what is wrong has a status of its own, which browsers put into the console.
EXPECTED = ('status of 422', 'status of 409', 'status of 403', 'status of 401', 'status of 404')
PLACE = '(item => { item.scrollIntoView({block: "center"}); const box = item.getBoundingClientRect(); ' \
        'return [box.x + box.width / 2, box.y + box.height / 2]; })'
# What is where the pointer is: the element itself, or what is in or around it.
HIT = '((item, x, y) => { const hit = document.elementFromPoint(x, y); return item.contains(hit) || (hit !== null && hit.contains(item)); })'


class Visitor:
    """One at a time in a tab; `top` is the address of the service."""

    def __init__(self, test, tab, top, language='zh', width=1280):
        self.test, self.tab, self.top, self.language, self.width = test, tab, top, language, width
        self.has_script = True

    # Pages.

    def go(self, path):
        self.tab.open(self.top + path, width=self.width, language=self.language)
        self.look()

    @property
    def path(self):
        return self.tab.run('location.pathname')

    def look(self):
        if not self.has_script:
            self.tab.ask('Emulation.setScriptExecutionDisabled', value=False)
        found = self.tab.barriers() + [one for one in self.tab.complaints if not any(words in one for words in EXPECTED)]
        if self.tab.overflow() > 0:
            found.append(f'wider than the window by {self.tab.overflow()} px')
        self.test.assertEqual(found, [], (self.path, self.language, self.width))
        self.tab.complaints.clear()
        if not self.has_script:
            self.tab.ask('Emulation.setScriptExecutionDisabled', value=True)

    def text(self):
        return self.tab.run('document.body.innerText')

    def says(self, words):
        """English labels begin with capitals on the page."""
        self.test.assertIn(words.lower(), self.text().lower())

    def says_not(self, words):
        self.test.assertNotIn(words.lower(), self.text().lower())

    def has(self, selector):
        return self.tab.run(f'document.querySelector({quoted(selector)}) !== null')

    def count(self, selector):
        return self.tab.run(f'document.querySelectorAll({quoted(selector)}).length')

    def value(self, name):
        return self.tab.run(f'document.querySelector({quoted(f"[name={quoted(name)}]")}).value')

    def wait(self, expression):
        """Until it is true, on whatever page there is."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                if self.tab.run(expression):
                    return
            except AssertionError:
                pass  # the page is leaving
            time.sleep(0.05)
        self.test.fail(f'never: {expression}')

    # What a person does.

    def click(self, selector, leaves=True):
        """With the pointer, at its middle: what lies over it would be hit instead."""
        item = f'document.querySelector({quoted(selector)})'
        self.test.assertTrue(self.has(selector), f'{selector} is not on {self.path}: {self.text()[:600]}')
        x, y = self.tab.run(f'{PLACE}({item})')
        self.test.assertTrue(self.tab.run(f'{HIT}({item}, {x}, {y})'), f'{selector} is covered on {self.path}')
        self.leave(leaves, lambda: [self.send('Input.dispatchMouseEvent', type=kind, x=x, y=y, button='left', clickCount=1)
                                    for kind in ('mousePressed', 'mouseReleased')])

    def press(self, name, value=None):
        """A button that can be seen."""
        self.click(f'button[name={quoted(name)}]:not(.unseen)' + (f'[value={quoted(value)}]' if value is not None else ''))

    def follow(self, address):
        self.click(f'a[href*={quoted(address)}]')

    def press_key(self, selector, key='Enter'):
        """By the keyboard alone."""
        self.tab.run(f'document.querySelector({quoted(selector)}).focus()')
        self.press_key_here(key)

    def leave(self, leaves, act):
        """Does something that leads to another page, which is looked at."""
        if not leaves:
            act()
            return
        act()
        # A command during the change from one page to the next may never be answered.
        while not self.is_new_page(self.tab.take()):
            pass
        self.wait('document.readyState === "complete"')
        self.look()

    @staticmethod
    def is_new_page(message):
        return message.get('method') == 'Page.frameNavigated' and 'parentId' not in message['params']['frame']

    def back(self):
        history = self.tab.ask('Page.getNavigationHistory')
        before = history['entries'][history['currentIndex'] - 1]['id']
        self.leave(True, lambda: self.send('Page.navigateToHistoryEntry', entryId=before))

    def send(self, method, **given):
        """Not asked: the page may be another one before the answer comes."""
        self.tab.browser.send({'method': method, 'params': given, 'sessionId': self.tab.session})

    def type(self, name, text, within=''):
        """In place of what is there; of several fields of this name in the one that `within` selects."""
        selector = f'{within}[name={quoted(name)}]'
        self.tab.run(f'(item => {{ item.scrollIntoView({{block: "center"}}); item.focus(); item.select(); }})(document.querySelector({quoted(selector)}))')
        self.tab.ask('Input.insertText', text=text)
        self.test.assertEqual(self.tab.run(f'document.querySelector({quoted(selector)}).value').replace('\r\n', '\n'), text)

    def choose(self, name, value, within=''):
        """From a list, by the value of its entry; of several lists of this name the one that `within` selects."""
        item = f'document.querySelector({quoted(f"{within}select[name={quoted(name)}]")})'
        self.tab.run(f'{item}.value = {quoted(value)}; {item}.dispatchEvent(new Event("change", {{bubbles: true}})); 1')
        self.test.assertEqual(self.tab.run(f'{item}.value'), value)

    def tick(self, selector):
        self.click(selector, leaves=False)
        self.wait(f'document.querySelector({quoted(selector)}).checked')

    def attach(self, selector, *paths):
        node = self.tab.ask('DOM.getDocument')['root']['nodeId']
        found = self.tab.ask('DOM.querySelector', nodeId=node, selector=selector)['nodeId']
        self.tab.ask('DOM.setFileInputFiles', nodeId=found, files=[str(path) for path in paths])

    def walk_to(self, selector):
        """By the Tab key alone, as somebody who has no pointer."""
        here = f'document.activeElement !== null && document.activeElement.matches({quoted(selector)})'
        for _ in range(500):
            self.tab.press('Tab')
            if self.tab.run(here):
                return
        self.test.fail(f'the keyboard does not come to {selector} on {self.path}')

    def write(self, selector, text):
        """Comes there by the keyboard, and types in place of what is there; in a list, as much of an entry as names it."""
        self.walk_to(selector)
        if self.tab.run('document.activeElement.tagName') == 'SELECT':
            for letter in text:
                self.tab.ask('Input.dispatchKeyEvent', type='char', text=letter, unmodifiedText=letter)
        else:
            self.tab.ask('Input.dispatchKeyEvent', type='keyDown', commands=['selectAll'])
            self.tab.ask('Input.insertText', text=text)

    def enter_key(self, selector):
        """Comes there by the keyboard, and presses Enter."""
        self.walk_to(selector)
        self.press_key_here()

    def press_key_here(self, key='Enter'):
        code = {'Enter': 13, 'Tab': 9}[key]
        self.leave(True, lambda: [self.send('Input.dispatchKeyEvent', type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                                            **({'text': '\r'} if key == 'Enter' and kind == 'keyDown' else {})) for kind in ('keyDown', 'keyUp')])

    def forgo_script(self):
        """From the next page on; only what looks at a page that is there runs."""
        self.has_script = False
        self.tab.ask('Emulation.setScriptExecutionDisabled', value=True)

"""Fields that are shown only where another one has a value: the server hides them at each step, their values stay in the
draft, and are no part of what is handed in."""
import json
import unittest

from form_browser import Browser, InboxTest
from serving import Service


def pair(text):
    return {'zh': text, 'en': f'the {text}'}


FORM = {
    'form': 1, 'kind': 'visit', 'title': pair('来访登记'), 'version': '1.0', 'source': pair('自拟'),
    'fields': {
        '/name': {'title': pair('姓名'), 'must': True, 'max': 20},
        '/lodging': {'title': pair('住宿'), 'type': 'yes-no', 'must': True},
        '/arrival': {'title': pair('到达日期'), 'type': 'date', 'must': True, 'show_if': {'/lodging': True}, 'note': '（住宿的填写）'},
        '/guests': {'title': pair('同行人'), 'rows': [0, 4]},
        '/guests/*/name': {'title': pair('姓名'), 'must': True, 'max': 20},
        '/guests/*/kind': {'title': pair('身份'), 'must': True, 'options': ['专家', '其他']},
        '/guests/*/other': {'title': pair('何种身份'), 'must': True, 'max': 20, 'show_if': {'/guests/*/kind': '其他'}}},
    'paper': [{'sheet': '登记', 'columns': [30, 50, 30, None], 'height': 30, 'rows': [
        {'cells': ['/name']}, {'cells': ['/lodging', '/arrival']},
        {'list': '/guests', 'columns': [{'of': 'name', 'span': 1}, {'of': 'kind', 'span': 1}, {'of': 'other', 'span': 2}]}]}],
    'web': {'receipt': 'LF', 'list': {'name': '/name'}, 'steps': [
        {'title': pair('本人'), 'fields': ['/name', '/lodging']}, {'title': pair('其余'), 'fields': ['/arrival', '/guests']}]}}


class ShownFields(InboxTest):
    def setUp(self):
        super().setUp()
        self.write('own/visit/form.json', json.dumps(FORM, ensure_ascii=False))
        self.service = Service('--forms', '--templates', self.folder / 'own', *self.place()).__enter__()
        self.addCleanup(self.service.__exit__)

    def begin(self):
        browser = Browser(self.service)
        browser.ask('GET', '/forms/visit')
        browser.press('_start', [])
        self.draft = browser.path
        return browser

    @staticmethod
    def is_shown(browser, pointer):
        [control] = browser.page.xpath(f'//main//*[@name="{pointer}"][not(@type="hidden")][not(@type="radio") or position() = 1]')[:1]
        return not control.xpath('ancestor-or-self::*[@hidden]')

    def test_a_step_hides_what_the_step_before_excludes(self):
        browser = self.begin()
        browser.press('_next', [('/name', '张示例'), ('/lodging', 'false')])
        self.assertFalse(self.is_shown(browser, '/arrival'))
        browser.press('_back')
        browser.press('_next', [('/name', '张示例'), ('/lodging', 'true')])
        self.assertTrue(self.is_shown(browser, '/arrival'))

    def test_values_stay_in_the_draft_and_are_left_out(self):
        browser = self.begin()
        browser.ask('GET', self.draft + '?step=0')
        rows = [('/guests/0/name', '李示例'), ('/guests/0/kind', '专家'), ('/guests/0/other', '留着')]
        browser.press('_save', [('/name', '张示例'), ('/lodging', 'false'), ('/arrival', '2030-05-01'), *rows])
        browser.ask('GET', self.draft + '?step=0')
        self.assertIn(('/arrival', '2030-05-01'), browser.typed())
        self.assertIn(('/guests/0/other', '留着'), browser.typed())
        self.assertFalse(self.is_shown(browser, '/arrival'))
        self.assertFalse(self.is_shown(browser, '/guests/0/other'))
        browser.press('_submit')
        self.assertTrue(browser.path.startswith('/r/'), browser.text()[:600])
        [(stored,)] = self.rows('SELECT json FROM gw_version')
        self.assertNotIn('2030-05-01', stored)
        self.assertNotIn('留着', stored)

    def test_must_holds_where_it_is_shown(self):
        browser = self.begin()
        browser.ask('GET', self.draft + '?step=0')
        browser.press('_submit', [('/name', '张示例'), ('/lodging', 'true'), ('/guests/0/name', '李示例'), ('/guests/0/kind', '其他')])
        self.assertFalse(browser.path.startswith('/r/'))
        targets = browser.page.xpath('//*[@id="summary"]//a/@href')
        self.assertEqual(targets, ['#f.arrival', '#f.guests.0.other'])
        self.assertIn('“住宿”为“是”的，应填写“到达日期”', browser.text())


if __name__ == '__main__':
    unittest.main()

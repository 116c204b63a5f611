"""Seals and stamps: room for them, a mark of their place, their pictures, or none, as the data say."""
import re
import subprocess
import unittest

import made_pictures
from forms import sample_path
from harness import BAD_INPUT, DONE, CommandTest, changed, gongwen

BODIES = 3


def told(*command):
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


class Seals(CommandTest):
    def setUp(self):
        super().setUp()
        (self.folder / '章.png').write_bytes(made_pictures.seal(100, 100))
        (self.folder / '签名.png').write_bytes(made_pictures.seal(120, 40))

    def render(self, kind='opinions', **members):
        data = self.write('data.json', changed(lambda d: d.update(members), sample_path(kind, 'typical')))
        result = gongwen('--strict', 'render', kind, data, '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx')
        self.assertEqual((result.status, result.err), (DONE, ''))
        return self.folder / 'a.pdf'

    def places(self, pdf):
        """Where each word of the document is."""
        return re.findall(r'<word .*?</word>', told('pdftotext', '-bbox', pdf, '-'))

    def pictures(self, pdf):
        rows = [line.split() for line in told('pdfimages', '-list', pdf).splitlines()[2:]]
        return [row for row in rows if row[2] == 'image']

    def test_room_is_the_default_and_that_of_the_mark(self):
        for kind in ('opinions', 'needs-notice', 'result-notice'):
            with self.subTest(kind):
                plain = self.places(self.render(kind))
                self.assertNotIn('印章位置', ''.join(plain))
                marked = self.places(self.render(kind, seal='placeholder'))
                self.assertIn('印章位置', ''.join(marked))
                self.assertEqual([word for word in marked if '印章位置' not in word], plain)

    def test_none_is_what_older_data_call_not_sealed(self):
        for kind in ('opinions', 'needs-notice'):
            with self.subTest(kind):
                none = self.places(self.render(kind, seal='none'))
                self.assertEqual(none, self.places(self.render(kind, sealed=False)))
                self.assertNotEqual(none, self.places(self.render(kind, sealed=True)))

    def test_one_picture_for_each_body(self):
        plain = self.places(self.render())
        pdf = self.render(seal='image', seal_images=['章.png'] * BODIES)
        self.assertEqual(self.places(pdf), plain)
        self.assertEqual(len(self.pictures(pdf)), BODIES)
        for row in self.pictures(pdf):
            self.assertAlmostEqual(int(row[3]) / int(row[12]) * 25.4, 42, delta=.5)
        self.assertEqual(len(self.pictures(self.render('needs-notice', seal='image', seal_images=['章.png']))), 1)

    def test_diameter(self):
        [row] = self.pictures(self.render('needs-notice', seal='image', seal_images=['章.png'], seal_diameter=38))
        self.assertAlmostEqual(int(row[3]) / int(row[12]) * 25.4, 38, delta=.5)

    def test_stamps_one_below_the_other(self):
        stamps = [{'position': '示例委员会主任', 'image': '签名.png'}, {'position': '示例局局长'}, {'position': '虚构委主任'}]
        pdf = self.render(stamps=stamps)
        self.assertEqual(len(self.pictures(pdf)), 1)
        text = re.sub(r'\s', '', told('pdftotext', '-raw', pdf, '-'))
        order = [text.index(word) for word in ('示例委员会主任', '示例局局长', '虚构委主任', '2016年8月12日')]
        self.assertEqual(order, sorted(order))
        self.assertNotIn('签名章位置', text)
        self.assertEqual(told('pdftotext', self.render(stamps=[{'position': '主任'}] * BODIES, seal='placeholder'), '-')
                         .count('签名章位置'), BODIES)

    def test_work_points_with_a_seal(self):
        signed = {'date': '2024-02-01', 'issuer': '示例标委会秘书处'}
        self.assertEqual(len(self.pictures(self.render('work-points', **signed))), 0)
        pdf = self.render('work-points', **signed, seal='image', seal_images=['章.png'])
        self.assertEqual(len(self.pictures(pdf)), 1)

    def test_more_seals_than_a_page_holds(self):
        """They continue over pages without pulling the text before them, and none is cut."""
        names = [f'虚构示例省网络安全和信息化标准工作委员会第{i}办公室' for i in range(8)]
        data = self.write('data.json', changed(lambda d: d.update(issuers=names, signed_as=names, seal='placeholder'),
                                               sample_path('opinions', 'typical')))
        result = gongwen('render', 'opinions', data, '-o', self.folder / 'a.pdf')
        self.assertEqual(result.status, DONE, result.err)
        pages = told('pdftotext', '-raw', self.folder / 'a.pdf', '-').split('\f')
        marks = [page.count('印章位置') for page in pages]
        self.assertEqual(sum(marks), len(names))
        first = next(i for i, count in enumerate(marks) if count)
        self.assertGreater(len(pages[first]), 150)
        self.assertGreaterEqual(marks[first + 1], 4)

    def test_long_names_stay_within_the_lines(self):
        """With any seal a name of more than a line takes several, over its date, as one without seal does."""
        name = '虚构省人工智能与数据安全标准化技术委员会及其联合工作组协调秘书处办公室综合业务处和示例数据管理处'
        for length in (20, 26, 27, 30, 40, len(name)):
            for seal in ('none', 'space', 'placeholder'):
                data = {'year': 2026, 'opening': ['现印发要点。'], 'parts': [{'heading': '加强管理', 'items': [{'text': '做好日常工作。'}]}],
                        'issuer': name[:length], 'date': '2026-01-15', 'seal': seal}
                result = gongwen('render', 'work-points', self.write('data.json', data), '-o', self.folder / 'a.pdf')
                with self.subTest(length, seal=seal):
                    self.assertEqual((result.status, result.err), (DONE, ''))
                    words = [(float(word.split('"')[1]), float(word.split('"')[5])) for word in self.places(self.folder / 'a.pdf')]
                    self.assertGreaterEqual(min(left for left, _ in words), 31.6 / 25.4 * 72 - 1)
                    self.assertLessEqual(max(right for _, right in words), (210 - 31.6) / 25.4 * 72 + 1)
                    self.assertIn(name[:length], re.sub(r'\s', '', told('pdftotext', '-raw', self.folder / 'a.pdf', '-')))

    def test_a_picture_that_is_not_there(self):
        data = self.write('data.json', changed(lambda d: d.update(seal='image', seal_images=['无.png']),
                                               sample_path('needs-notice', 'typical')))
        result = gongwen('render', 'needs-notice', data, '-o', self.folder / 'b.pdf')
        self.assertNotEqual(result.status, DONE)
        self.assertFalse((self.folder / 'b.pdf').exists())
        self.assertNotEqual(result.status, BAD_INPUT)


if __name__ == '__main__':
    unittest.main()

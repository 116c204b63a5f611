#!/usr/bin/env python3
"""test_charts.py PROGRAM: what draw_chart draws, read back. Coordinates give the values again, no text touches another
or leaves the drawing, series differ without colour, and bad data lead to messages. PROGRAM is templating_eval."""
import collections
import json
import math
import random
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith('-') else 'templating_eval'
SVG = '{http://www.w3.org/2000/svg}'
# Widths of Liberation Serif that differ from half an em, in thousandths; wider than the font for other letters.
WIDTHS = {' ': 250, '.': 250, ',': 250, '−': 564, '-': 333, '%': 833, '·': 250, '…': 1000, 'W': 944, 'G': 722}
WORDS = ['国家标准', '全国网络安全标准化技术委员会秘书处', 'WG1', '大数据', '1月', 'ISO 27001', '安全评估、测试和规范工作组', '（其他）', '']


class Program:
    def __init__(self):
        self.process = subprocess.Popen([PROGRAM, '--serve'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding='utf-8')

    def ask(self, chart, template='{{ draw_chart(c).svg }}'):
        self.process.stdin.write(json.dumps({'template': template, 'context': {'c': chart}}) + '\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def width_of(text):
    return sum(13 if c >= '\u2e80' else WIDTHS.get(c, 500 if c.isdigit() else 556 if c < '\u2000' else 1000) * 13 / 1000 for c in text)


def boxes_of(drawing):
    """Of each text: role, text, left, top, right, bottom."""
    for text in drawing.iter(SVG + 'text'):
        x, y, width = float(text.get('x')), float(text.get('y')), width_of(text.text)
        left = x - {'start': 0, 'middle': width / 2, 'end': width}[text.get('text-anchor', 'start')]
        yield text.get('class'), text.text, left, y - 11, left + width, y + 2


def number(text):
    return float(text.replace('−', '-'))


def scale_of(drawing, across):
    """The function from a coordinate to a value, by the ticks."""
    ticks = [(float(t.get('x')) if across else float(t.get('y')) - 4, number(t.text))
             for t in drawing.iter(SVG + 'text') if t.get('class') == 'tick']
    (first, low), (last, high) = ticks[0], ticks[-1]
    return lambda place: low + (place - first) * (high - low) / (last - first), abs((high - low) / (last - first))


def random_chart(chance, kind):
    count = chance.choice([1, 2, 3, 5, 8, 12, 24])
    series = 1 if kind in ('pie', 'ring') else chance.choice([1, 1, 2, 3, 4])
    if kind == 'bar' and series > 1:
        count = min(count, 12)
    decimals, size = chance.choice([0, 0, 1, 2]), chance.choice([3, 40, 900, 5e4, 3e8])
    low = 0 if kind in ('pie', 'ring') or chance.random() < 0.6 else -size
    lists = [[None if chance.random() < 0.1 else round(chance.uniform(low, size), decimals) for _ in range(count)] for _ in range(series)]
    return {'kind': kind, 'unit': chance.choice(['', '项']), 'unit_line': chance.choice(['', '单位：项']),
            'labels': [chance.choice(WORDS) + str(i) for i in range(count)],
            'series': [{'name': chance.choice(WORDS) + str(i), 'values': values} for i, values in enumerate(lists)]}


class Charts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program()

    @classmethod
    def tearDownClass(cls):
        cls.program.close()

    def draw(self, chart):
        answer = self.program.ask(chart)
        self.assertIn('ok', answer, chart)
        return answer['ok'], ElementTree.fromstring(answer['ok'])

    def random_charts(self, kinds, count=60):
        chance = random.Random(7)
        for _ in range(count):
            for kind in kinds:
                chart = random_chart(chance, kind)
                yield chart, *self.draw(chart)

    def test_texts_stand_apart(self):
        kinds = ['line', 'column', 'bar', 'stacked-column', 'stacked-bar', 'pie', 'ring']
        for chart, source, drawing in self.random_charts(kinds):
            self.assertNotRegex(re.sub('#[0-9a-f]{3,6}', '', source), r'\d\.\d{3}|\de[-+]?\d|nan|inf')
            _, _, right, bottom = map(float, drawing.get('viewBox').split())
            boxes = list(boxes_of(drawing))
            for i, (role, text, x0, y0, x1, y1) in enumerate(boxes):
                self.assertTrue(x0 >= -0.5 and y0 >= -0.5 and x1 <= right + 0.5 and y1 <= bottom + 0.5, (role, text, x0, y0, x1, y1, chart))
                for other in boxes[:i]:
                    apart = x1 <= other[2] + 0.5 or other[4] <= x0 + 0.5 or y1 <= other[3] or other[5] <= y0
                    self.assertTrue(apart, ((role, text), other[:2], chart))

    def test_points_tell_their_values(self):
        for chart, _, drawing in self.random_charts(['line']):
            value_at, per_px = scale_of(drawing, False)
            points = [p for p in drawing.iter(SVG + 'path') if p.get('class') == 'point' and p.get('d').startswith('M')]
            legend = len(chart['series']) if len(chart['series']) > 1 else 0
            read = [value_at(float(re.match(r'M\S+ ([-\d.]+?)m', p.get('d'))[1])) for p in points[legend:]]
            wanted = [v for s in chart['series'] for v in s['values'] if v is not None]
            self.assertEqual(len(read), len(wanted))
            for a, b in zip(read, wanted):
                self.assertAlmostEqual(a, b, delta=0.011 * per_px + 1e-9)

    def test_bars_tell_their_values(self):
        for chart, _, drawing in self.random_charts(['column', 'bar', 'stacked-column', 'stacked-bar']):
            across = chart['kind'].endswith('bar')
            _, per_px = scale_of(drawing, across)
            bars = [b for b in drawing.iter(SVG + 'rect') if b.get('class') == 'bar']
            lists = [s['values'] for s in chart['series']]
            bars = bars[len(lists) if len(lists) > 1 else 0:]
            wanted = [v for row in zip(*lists) for v in row if v is not None and (v or not chart['kind'].startswith('stacked'))]
            self.assertEqual(len(bars), len(wanted))
            for bar, value in zip(bars, wanted):
                self.assertAlmostEqual(float(bar.get('width' if across else 'height')) * per_px, abs(value), delta=0.021 * per_px + 1e-9)

    def test_stacks_tell_their_sums(self):
        for chart, _, drawing in self.random_charts(['stacked-column', 'stacked-bar']):
            across = chart['kind'].endswith('bar')
            value_at, per_px = scale_of(drawing, across)
            lists = [s['values'] for s in chart['series']]
            bars = [b for b in drawing.iter(SVG + 'rect') if b.get('class') == 'bar'][len(lists) if len(lists) > 1 else 0:]
            ends = collections.defaultdict(list)
            for bar in bars:
                begin, length = (float(bar.get(name)) for name in (('x', 'width') if across else ('y', 'height')))
                ends[float(bar.get('y' if across else 'x'))] += [value_at(begin), value_at(begin + length)]
            rows = [row for row in ([v for v in row if v] for row in zip(*lists)) if row]
            self.assertEqual(len(ends), len(rows))
            for row, (_, found) in zip(rows, sorted(ends.items())):
                delta = 0.02 * per_px + 1e-9
                self.assertAlmostEqual(max(found), sum(v for v in row if v > 0), delta=delta)
                self.assertAlmostEqual(min(found), sum(v for v in row if v < 0), delta=delta)

    def test_slices_tell_their_shares(self):
        for chart, _, drawing in self.random_charts(['pie', 'ring']):
            values = [v for v in chart['series'][0]['values'] if v]
            if len(values) < 2:
                continue
            height = float(drawing.get('viewBox').split()[3])
            slices = [p.get('d') for p in drawing.iter(SVG + 'path') if p.get('class') == 'slice']
            self.assertEqual(len(slices), len(values))
            for data, value in zip(slices, values):
                ends = re.match(r'M([\d.-]+) ([\d.-]+)A104 104 0 . 1 ([\d.-]+) ([\d.-]+)L', data).groups()
                x0, y0, x1, y1 = map(float, ends)
                begin, end = (math.atan2(x - 320, height / 2 - y) for x, y in ((x0, y0), (x1, y1)))
                self.assertAlmostEqual((end - begin) / (2 * math.pi) % 1, value / sum(values), delta=1e-4)

    def test_slices_beside_each_other_differ_although_some_are_not_seen(self):
        for gap in range(11):
            values = [3] + [0] * gap + [4] + [0] * gap + [5]
            _, drawing = self.draw({'kind': 'pie', 'labels': [str(i) for i in range(len(values))], 'series': [{'values': values}]})
            looks = [tuple(sorted((k, v) for k, v in p.attrib.items() if k != 'd')) for p in drawing.iter(SVG + 'path') if p.get('class') == 'slice']
            self.assertEqual(len(set(looks)), 3, gap)

    def test_values_are_rounded_once(self):
        for value, wanted in ((0.4499999999999999, '0.45'), (1.4999995, '1.5'), (2.00000049999, '2'), (12345678.1234565, '12345678.12346')):
            answer = self.program.ask({'kind': 'pie', 'labels': ['a'], 'series': [{'values': [value]}]}, '{% set d = draw_chart(c) %}{{ d.total }}')
            self.assertEqual(answer['ok'], wanted)

    def test_gaps_interrupt_lines(self):
        _, drawing = self.draw({'kind': 'line', 'labels': list('abcde'), 'series': [{'values': [1, 2, None, '', '4.5']}]})
        line = [p for p in drawing.iter(SVG + 'path') if p.get('class') == 'line']
        self.assertEqual(re.sub(r'[\d. ]', '', line[0].get('d')), 'MLM')

    def test_ticks_are_round(self):
        for values, wanted in (([7], '0 2 4 6 8'), ([0.3, 0.75], '0.0 0.2 0.4 0.6 0.8'), ([0], '0 1'), ([-3, 12], '−5 0 5 10 15'),
                               ([0.1 + 0.2], '0.0 0.1 0.2 0.3'), ([123456], '0 50000 100000 150000'), ([-1], '−1 0')):
            _, drawing = self.draw({'kind': 'column', 'labels': [str(i) for i in range(len(values))], 'series': [{'values': values}]})
            self.assertEqual(' '.join(t.text for t in drawing.iter(SVG + 'text') if t.get('class') == 'tick'), wanted)
        _, drawing = self.draw({'kind': 'line', 'from_zero': False, 'labels': ['a', 'b'], 'series': [{'values': [97.1, 99.2]}]})
        self.assertEqual(' '.join(t.text for t in drawing.iter(SVG + 'text') if t.get('class') == 'tick'), '97.0 97.5 98.0 98.5 99.0 99.5')

    def test_series_differ_without_colour(self):
        """WCAG 2.2, 1.4.1: fills of bars, and lines with their markers."""
        lists = [{'name': str(i), 'values': [1, 2]} for i in range(8)]
        _, drawing = self.draw({'kind': 'column', 'labels': ['a', 'b'], 'series': lists})
        tiles = {p.get('id'): p.find(SVG + 'path').get('d') for p in drawing.iter(SVG + 'pattern')}
        fills = [b.get('fill') for b in drawing.iter(SVG + 'rect') if b.get('class') == 'bar'][:8]
        self.assertEqual(len({tiles.get(f[5:-1], f) for f in fills}), 8)
        _, drawing = self.draw({'kind': 'line', 'labels': ['a', 'b'], 'series': lists})
        lines = [p.get('stroke-dasharray') for p in drawing.iter(SVG + 'path') if p.get('class') == 'line'][:8]
        self.assertEqual(len(set(lines)), 8)

    def test_few_values_are_readable(self):
        for kind in ('line', 'column', 'bar', 'stacked-column', 'stacked-bar', 'pie', 'ring'):
            for labels, lists in (([], []), (['a'], [[None]]), (['a'], [[5]]), (['a', 'b'], [[0, 0]]), ([], [[]])):
                with self.subTest(kind=kind, labels=labels, lists=lists):
                    source, drawing = self.draw({'kind': kind, 'labels': labels, 'series': [{'values': v} for v in lists], 'no_data': '没有数据'})
                    has_any = any(v is not None for values in lists for v in values)
                    self.assertEqual('没有数据' in source, not has_any)
        self.draw({'kind': 'column', 'labels': [f'第{i}项' for i in range(200)], 'series': [{'values': list(range(200))}]})

    def test_bad_data(self):
        good = {'kind': 'line', 'labels': ['a', 'b'], 'series': [{'name': 's', 'values': [1, 2]}]}
        one = [{'name': 's', 'values': [1, 'NaN']}]
        for change, wanted in (({'kind': 'radar'}, 'bad-option'), ({'kind': None}, 'chart-part'), ({'labels': 'ab'}, 'chart-part'),
                               ({'series': [3]}, 'chart-part'), ({'series': one}, 'chart-number'),
                               ({'series': [{'values': [1, True]}]}, 'chart-number'), ({'series': [{'values': [1, 1e15]}]}, 'chart-number'),
                               ({'series': [{'values': [1, '1,5']}]}, 'chart-number'), ({'series': [{'values': [1, '']}]}, None),
                               ({'series': [{'values': [0.25, 100000000 / 3]}]}, None),
                               ({'series': [{'values': [1]}]}, 'chart-length'), ({'series': good['series'] * 9}, 'chart-series'),
                               ({'kind': 'pie', 'series': [{'values': [1, -1]}]}, 'chart-negative-share'),
                               ({'kind': 'ring', 'series': good['series'] * 2}, 'chart-one-series'),
                               ({'kind': 'pie', 'labels': ['x'] * 200, 'series': [{'values': [1] * 200}]}, 'chart-labels'),
                               ({'kind': 'bar', 'labels': ['x'] * 200, 'series': [{'values': [1] * 200}]}, 'chart-labels')):
            with self.subTest(change=str(change)[:60]):
                answer = self.program.ask({**good, **change})
                self.assertEqual(answer.get('error', {}).get('id'), wanted and 'templating/' + wanted)

    def test_what_texts_say(self):
        chart = {'kind': 'ring', 'labels': ['甲', '乙', '丙'], 'series': [{'values': [0.1, 0.2, None]}]}
        answer = self.program.ask(chart, '{% set d = draw_chart(c) %}{{ d.total }} {{ d.count }} {{ d.highest.label }} {{ d.lowest.value }} {{ d.shares | join(" ") }}')
        self.assertEqual(answer['ok'], '0.3 2 乙 0.1 33.3% 66.7% 0.0%')


if __name__ == '__main__':
    unittest.main()

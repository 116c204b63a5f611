#!/usr/bin/env python3
"""Prints how unevenly pages are filled, a row per kind: for the samples, and for data generated from the schemas.

  scripts/measure_pages.py [--sets N] [--seed N] [--worst N] [--keep FOLDER] [KIND…]

Columns: documents, documents that could not be made valid, pages, smallest fill of a page before the last of its part
(a part ends at a forced break), how many of them are less than a third full although the next page has room for their
content, largest blank within a page, lines, lines more than 2 em short, stretched lines, labels with a line of one
character, and messages about content outside of its place. GONGWEN is the program to measure."""
import argparse
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tests/python'))
from page_measures import Summary, measured, measured_sets
from samples import SAMPLES, name_of


def table(rows):
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield '  '.join(str(cell).ljust(width) if i == 0 else str(cell).rjust(width)
                        for i, (cell, width) in enumerate(zip(row, widths)))


def measure_samples(kind):
    summary = Summary(kind)
    with tempfile.TemporaryDirectory(prefix='gongwen-samples-') as folder:
        for sample in SAMPLES:
            if sample.parent.name == kind:
                data = json.loads(sample.read_text(encoding='utf-8'))
                summary.add(name_of(sample), measured(kind, data, pathlib.Path(folder)))
    return summary


def measure_made(kind, options):
    summary = Summary(kind)
    for seed, data, measures in measured_sets(kind, options.sets, options.seed):
        summary.add(seed, measures)
        if options.keep and data is not None:
            path = pathlib.Path(options.keep) / f'{seed.replace(" ", "-")}.json'
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding='utf-8')
    return summary


def show(title, summaries, worst):
    print(title)
    print('\n'.join(table([Summary.HEADS, *(summary.row() for summary in summaries)])))
    for summary in summaries:
        for name, faults in summary.worst.most_common(worst):
            pages = ', '.join(map(str, summary.low.get(name, ())))
            print(f'  {name}: {faults}' + (f', less than a third full: page {pages}' if pages else ''))
        for name, reason in summary.refused[:worst]:
            print(f'  {name}: not rendered: {reason[:300]}')
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('kinds', nargs='*', metavar='KIND')
    parser.add_argument('--sets', type=int, default=10, help='data sets a kind (default: 10)')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--worst', type=int, default=0, metavar='N', help='also name the worst documents of each kind')
    parser.add_argument('--keep', metavar='FOLDER', help='write the made data there')
    options = parser.parse_args()
    kinds = options.kinds or sorted({sample.parent.name for sample in SAMPLES if sample.parent.name != 'store'})
    show('samples', [measure_samples(kind) for kind in kinds], options.worst)
    show(f'made data, {options.sets} sets a kind, seed {options.seed}', [measure_made(kind, options) for kind in kinds],
         options.worst)


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""Renders a document for each record of a file, and shows how far it has come. Ctrl-C ends the run; the same call
continues it.

    letters.py commitment-letter letters.jsonl out
"""
import pathlib
import sys

import gongwen

WIDTH = 30


def show(progress):
    filled = round(progress.share * WIDTH)
    print(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {progress.made} made, {progress.skipped} up to date, "
          f'{progress.failed} failed', end='', file=sys.stderr, flush=True)


def tell(record):
    for message in record.errors:
        print(f'\r{record.place}: {message.message.zh}', file=sys.stderr)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    kind, data, folder = sys.argv[1:]
    pathlib.Path(folder).mkdir(exist_ok=True)
    with gongwen.Engine() as engine:
        try:
            result = engine.batch(kind, data, folder, format='pdf', resume=True, lang='zh', progress=show, finished=tell)
        except gongwen.GongwenError as error:
            print(error.report.zh, file=sys.stderr)
            return error.status
        except KeyboardInterrupt:
            print('\nstopped', file=sys.stderr)
            return 130
    print(f'\n{result.made} made, {result.skipped} up to date, {result.failed} failed in {result.seconds:.1f} s',
          file=sys.stderr)
    return result.report.status


if __name__ == '__main__':
    sys.exit(main())

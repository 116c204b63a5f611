#!/usr/bin/env python3
"""Makes the bulletin of one month from a database: reads facts with SQL, renders PDF and workbook, and says which row of
the database each message is about.

    bulletin.py facts.db 2026-11 11 2026-12-15 out      the month, the number of the issue, its date
"""
import pathlib
import sqlite3
import sys

import gongwen


def read_issue(database, month, number, date):
    """The data of the issue, and the row that each event comes from."""
    rows, events = [], []
    for meeting in database.execute('select * from meeting where substr(day, 1, 7) = ? order by day, id', (month,)):
        agenda = database.execute('select topic from agenda where meeting = ? order by position', (meeting['id'],))
        rows.append(f"meeting {meeting['id']}")
        events.append({'id': meeting['id'], 'type': 'mt_meeting', 'dates': [meeting['day']], 'name': meeting['name'],
                       'participants': meeting['participants'], 'agenda': [topic['topic'] for topic in agenda]})
    for notice in database.execute('select * from notice where substr(day, 1, 7) = ? order by day, id', (month,)):
        rows.append(f"notice {notice['id']}")
        events.append({'id': notice['id'], 'type': 'ot_notice', 'dates': [notice['day']], 'title': notice['title'],
                       'summary': [notice['summary']]})
    data = {'year': int(month[:4]), 'issue': number, 'period': month, 'issue_date': date, 'events': events}
    return data, rows


def place_of(message, rows):
    """`meeting m-1`, or the pointer for what no row says."""
    pointer = message.data.pointer if message.data and message.data.pointer else ''
    parts = pointer.split('/')
    if len(parts) > 2 and parts[1] == 'events':
        return rows[int(parts[2])]
    return pointer or message.id


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    path, month, number, date, folder = sys.argv[1:]
    with sqlite3.connect(f'{pathlib.Path(path).resolve().as_uri()}?mode=ro', uri=True) as database:
        database.row_factory = sqlite3.Row
        data, rows = read_issue(database, month, int(number), date)
    with gongwen.Engine() as engine:
        try:
            issue = engine.render_all('monthly-bulletin', data, ['pdf', 'xlsx'], name=f'{month}.json')
        except gongwen.GongwenError as error:
            for message in error.diagnostics:
                print(f'{place_of(message, rows)}: {message.message.zh} [{message.id}]', file=sys.stderr)
            return error.status
    for message in issue.warnings:
        print(f'{place_of(message, rows)}: {message.message.zh} [{message.id}]', file=sys.stderr)
    for document in issue:
        output = pathlib.Path(folder) / f'{month}.{document.format}'
        output.write_bytes(document)
        print(f'{output}  {document.pages}')
    return 0


if __name__ == '__main__':
    sys.exit(main())

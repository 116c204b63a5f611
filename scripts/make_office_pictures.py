#!/usr/bin/python3
"""Draws the pictures of docs/OFFICE.md: pages of the office with the made-up data of scripts/serve_demo.

Usage: scripts/make_office_pictures.py PROGRAM

PROGRAM is the gongwen command. Writes docs/pictures/office. Needs what the tests of pages need: Chromium.
"""
import base64
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / 'docs/pictures/office'
sys.path.insert(0, str(ROOT / 'tests/python'))
WIDTH, SCALE = 1280, 0.6
# The address, what is done there before, from which element on, and the height that is shown.
PAGES = {
    'list': ('/office/', None, None, 1050),
    'submission': ('/office/?text=%E5%BC%A0%E7%A4%BA%E4%BE%8B', 'document.querySelector("tbody a").click()', 'h1', 1250),
    'calls': ('/office/calls', None, None, 960),
    'rules': ('/office/forms/expert-application/rules', None, 'h1', 960),
    'facts': ('/office/facts', None, None, 960),
}


def read_demo(process):
    """The address of the office, the account and its password."""
    text = ''
    for line in process.stdout:
        text += line
        found = re.search(r'(http://\S+)/office/ +account (\S+), password (\S+)', text)
        if found:
            return found.groups()
    sys.exit(f'serve_demo says:\n{text}')


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.environ['GONGWEN'] = os.path.abspath(sys.argv[1])
    from chromium_pages import Chromium, quoted
    PICTURES.mkdir(exist_ok=True)
    demo = subprocess.Popen([ROOT / 'scripts/serve_demo', os.environ['GONGWEN']], stdout=subprocess.PIPE, text=True)
    try:
        top, account, password = read_demo(demo)
        with Chromium() as tab:
            tab.open(top + '/office/login', width=WIDTH)
            tab.events.clear()
            tab.run(f'document.querySelector("[name=name]").value = {quoted(account)}; document.querySelector("[name=password]").value = '
                    f'{quoted(password)}; document.querySelector("main form").submit(); 1')
            tab.wait_for('Page.loadEventFired')
            for name, (path, act, element, height) in PAGES.items():
                tab.open(top + path, width=WIDTH)
                if act:
                    tab.events.clear()
                    tab.run(act + '; 1')
                    tab.wait_for('Page.loadEventFired')
                time.sleep(1)
                above = tab.run(f'document.querySelector({quoted(element)}).getBoundingClientRect().top') if element else 0
                shot = tab.ask('Page.captureScreenshot', captureBeyondViewport=True,
                               clip={'x': 0, 'y': above, 'width': WIDTH, 'height': height, 'scale': SCALE})
                (PICTURES / f'{name}.png').write_bytes(base64.b64decode(shot['data']))
    finally:
        demo.terminate()
        demo.wait()


if __name__ == '__main__':
    main()

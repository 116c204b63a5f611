#!/usr/bin/env python3
"""Decodes the JBIG2 files of a folder, which show one picture in all codings of the standard, and compares them with it:
tests/public_suites/jbig2_files.py FOLDER PICTURE [GONGWEN]"""
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

PAGE = ('<!DOCTYPE html><html lang="en"><title>t</title><style>@page {{ size: {0}px {1}px; margin: 0 }} body, img {{ margin: 0; display: block }}'
        '</style><img src="a.jb2" alt="" width="{0}" height="{1}"></html>')


def main(folder, picture, program='gongwen'):
    wanted = Image.open(picture).convert('L')
    program = str(Path(program).resolve()) if '/' in program else program
    same, others = 0, []
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        (work / 'a.html').write_text(PAGE.format(*wanted.size), encoding='utf-8')
        for file in sorted(Path(folder).glob('*.jbig2')):
            (work / 'a.jb2').write_bytes(file.read_bytes())
            made = subprocess.run([program, 'typeset', 'a.html', '-o', 'a.png', '--dpi', '96', '--force'], cwd=work, capture_output=True, text=True)
            if made.returncode or made.stderr:
                others.append(f'{file.name}: {made.stderr.splitlines()[0] if made.stderr else made.returncode}')
                continue
            apart = ImageChops.difference(Image.open(work / 'a.png').convert('L'), wanted)
            same += apart.getbbox() is None
            if apart.getbbox():
                others.append(f'{file.name}: other pixels')
    print(f'{same} of {same + len(others)} have the pixels of {Path(picture).name}')
    print(*others, sep='\n')
    return 1 if others else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
"""Lists or updates golden files, and shows what changed.

Usage: scripts/goldens.py update [PRESET]   runs the tests in update mode, then shows the difference
       scripts/goldens.py diff              shows the differences from the last commit
"""
import os
import subprocess
import sys


def main():
    command = sys.argv[1] if len(sys.argv) > 1 else ''
    if command == 'update':
        preset = sys.argv[2] if len(sys.argv) > 2 else 'release'
        environment = dict(os.environ, GONGWEN_UPDATE_GOLDENS='1')
        subprocess.run(['ctest', '--preset', preset, '-R', 'documents|goldens'], env=environment, check=False)
    elif command != 'diff':
        sys.exit(__doc__)
    subprocess.run(['git', '--no-pager', 'diff', '--stat', '--', '*.txt'], check=False)


if __name__ == '__main__':
    main()

#!/usr/bin/python3
"""Checks every #include of src/ and include/ against the map of modules.

Usage: scripts/check_includes.py MODULE_GRAPH   (build/<preset>/module_graph.txt, written by CMake)

A module may include its own headers, those of the modules that it names in its CMakeLists.txt, and third-party headers
whose home it is (cmake/third_party.txt). In a module of several rooms, a room may include headers of the rooms that are
named before it. A header that no other module includes is below a detail/ folder, and other modules may not include it.
Some standard headers, and the clocks and time zones of <chrono>, would let the environment into the outputs, so they
also have homes; the same applies to calls that ask the system for variables, the user and the time of day. Exit status:
0 no errors, 1 errors.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# Files, threads and locales: who may ask for them.
STANDARD_HOMES = {
    'filesystem': {'resources'}, 'fstream': {'resources'},
    'ctime': set(), 'random': set(), 'locale': set(), 'clocale': set(),
    'iostream': set(), 'sstream': {'data'}, 'iomanip': set(), 'regex': set(), 'csignal': {'cli'},
    'future': {'engine'}, 'thread': {'base', 'cli', 'engine', 'layout', 'queue', 'service'},
}

# <chrono> is the calendar of base/date.h; its clocks are the environment's.
CLOCKS = re.compile(r'\b(?:(?:system|steady|high_resolution|utc|tai|gps|file)_clock|current_zone|zoned_time|locate_zone)\b')
CLOCK_HOMES = {'resources', 'engine'}
DEADLINES = {'src/base/stop_check.h', 'src/cli/session.cpp', 'src/service/operations.cpp', 'src/service/preview/preview.cpp', 'include/gongwen/engine.h'}

# What an engine takes from outside is in its options: variables and the user are read by the command, the time of day and
# the place of the program where those defaults are filled in.
OUTSIDE = {
    re.compile(r'\b(?:secure_)?getenv\b|\bgetpw\w+|\bgetlogin\w*'): {'src/cli/environment.cpp'},
    # Also whose a file is that is to be for one user alone.
    re.compile(r'\bget[er]?uid\b'): {'src/cli/environment.cpp', 'src/resources/file_tree.cpp'},
    re.compile(r'\bsystem_clock\b|\bgettimeofday\b|\bCLOCK_REALTIME\b|\btime\(nullptr\)'): {'src/resources/environment.cpp'},
    re.compile(r'\bsystem_clock_seconds\b|\binstalled_folder\b'): {
        'src/resources/environment.h', 'src/resources/environment.cpp', 'src/engine/kinds/detail/kind_library.cpp',
        'src/cli/environment.cpp'},
}

# The C interface lies over the public headers, so that it can do no more than a program in C++. What it shares with the
# command are reports, and results as JSON.
PUBLIC_ONLY = {'engine', 'store'}
SHARED_WITH_CAPI = ('engine/core/', 'engine/api/result_json.h')

# A program has no other users, so its headers need no detail/. The precompiled header is named by the build alone.
PROGRAMS = {'cli', 'reader', 'verify'}
NAMED_BY_THE_BUILD = {'base/standard_headers.h'}


def line_of(text, position):
    return text.count('\n', 0, position) + 1


def read_graph(path):
    graph = {}
    for line in path.read_text().splitlines():
        name, _, edges = line.partition(':')
        graph[name] = edges.split()
    return graph


def read_third_party():
    homes = []
    for line in (ROOT / 'cmake/third_party.txt').read_text().splitlines():
        if line and not line.startswith('#'):
            _, module, pattern = line.split()
            homes.append((re.compile(pattern), module))
    return homes


def is_there(header):
    """Whether the header is in the tree, or written by CMake: the names of a module's messages (src/diagnostics)."""
    generated = re.sub(r'^(diagnostics/catalogue/(?:texts/)?[a-z_]+)\.h$', r'\1.def', header)
    return (ROOT / 'src' / header).is_file() or (ROOT / 'src' / generated).is_file()


def room_of(header, rooms):
    """The room in which a header or source lies, by its path below src/: `.` for what is in no folder of a room."""
    room = header.split('/')[1]
    return '.' if '.' in (rooms or ()) and room not in rooms else room


def judge_room(module, room, header, rooms):
    """The error of an include between the rooms of a module, or None."""
    other = room_of(header, rooms)
    if not rooms or other == room:
        return None
    if room not in rooms or other not in rooms:
        return f'{module} does not name the room {room if room not in rooms else other} in its CMakeLists.txt'
    return None if rooms.index(other) < rooms.index(room) else f'the room {other} comes after {room}'


def judge_own(module, room, header, allowed):
    """What is wrong with including a header of the project; nothing when it may be included."""
    owner, _, _ = header.partition('/')
    if owner == 'gongwen':
        if (header, module) in (('gongwen/message.h', 'diagnostics'), ('gongwen/form.h', 'webform')):
            return None
        return None if module in ('engine', 'store', 'service', 'capi', 'cli', 'public') else 'the public API is for programs'
    if module == 'capi' and owner in PUBLIC_ONLY and not header.startswith(SHARED_WITH_CAPI):
        return f'the C interface uses the public headers of {owner}'
    if not (ROOT / 'src' / owner).is_dir():
        return None if '/' not in header else f'there is no module {owner}'
    if not is_there(header):
        return f'there is no {header}'
    if owner == module:
        return judge_room(module, room, header, allowed.get(module + '/'))
    if owner not in allowed.get(module, ()):
        return f'{module} does not name {owner} in its CMakeLists.txt'
    return f'{header} is private to {owner}' if '/detail/' in header else None


def judge_foreign(module, header, third_party):
    if header in STANDARD_HOMES:
        return None if module in STANDARD_HOMES[header] else f'<{header}> has no place in {module}'
    owners = {home for pattern, home in third_party if pattern.search(header)}
    if owners and module not in owners:
        return f'the home of <{header}> is {", ".join(sorted(owners))}'
    known = owners or re.fullmatch(r'[a-z_0-9]+|((arpa|linux|netinet|sys)/)?[a-z_0-9]+\.h', header)
    return None if known else f'<{header}> is not in cmake/third_party.txt'


def find_clocks(name, module, text):
    """Positions at which a module without business with them names a clock."""
    if module in CLOCK_HOMES:
        return []
    return [match.start() for match in CLOCKS.finditer(text) if match[0] != 'steady_clock' or name not in DEADLINES]


def find_outside(name, text):
    """Positions at which a file asks the system for what is to come from the options."""
    for pattern, homes in OUTSIDE.items():
        if name not in homes:
            yield from (match.start() for match in pattern.finditer(text))


def user_of(name, graph):
    """The module of a header or source, with its room where the module names `.` as one."""
    module = name.partition('/')[0]
    rooms = graph.get(module + '/', ())
    return f'{module}/{room_of(name, rooms)}' if '.' in rooms else module


def find_unshared_headers(includes, graph):
    """Headers outside of detail/ that no other module includes, and no other room. `includes`: module or room → headers
    that it includes."""
    for path in sorted((ROOT / 'src').rglob('*.h')):
        header = path.relative_to(ROOT / 'src').as_posix()
        module = header.partition('/')[0]
        if '/detail/' in header or module in PROGRAMS or header in NAMED_BY_THE_BUILD:
            continue
        if not any(header in headers for user, headers in includes.items() if user != user_of(header, graph)):
            yield f'src/{header}:1: no other module includes it, so it belongs below detail/'


def main():
    if len(sys.argv) != 2 or sys.argv[1] == '--help':
        print(__doc__)
        return 2
    graph = read_graph(pathlib.Path(sys.argv[1]))
    third_party = read_third_party()
    faults = 0
    files = [(p, p.relative_to(ROOT / 'src').parts[0]) for p in (ROOT / 'src').rglob('*') if p.suffix in ('.h', '.cpp')]
    files += [(p, 'public') for p in (ROOT / 'include').rglob('*.h')]
    includes = {}
    for path, module in sorted(files):
        text = path.read_text(encoding='utf-8')
        for match in INCLUDE.finditer(text):
            quote, header = match.groups()
            includes.setdefault(user_of('/'.join(path.relative_to(ROOT).parts[1:]), graph), set()).add(header)
            room = room_of('/'.join(path.relative_to(ROOT).parts[1:]), graph.get(module + '/'))
            fault = (judge_own(module, room, header, graph) if quote == '"' else judge_foreign(module, header, third_party))
            if fault:
                print(f'{path.relative_to(ROOT)}:{line_of(text, match.start())}: {fault}')
                faults += 1
        name = path.relative_to(ROOT).as_posix()
        for position in find_clocks(name, module, text):
            print(f'{path.relative_to(ROOT)}:{line_of(text, position)}: clocks and time zones have no place in {module}')
            faults += 1
        for position in find_outside(name, text):
            print(f'{name}:{line_of(text, position)}: comes from EngineOptions, which src/cli/environment.cpp fills')
            faults += 1
    for fault in find_unshared_headers(includes, graph):
        print(fault)
        faults += 1
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())

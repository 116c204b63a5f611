"""Comments of sources: C++, C and JavaScript (`//`, `/* */`), Python (`#` and docstrings), shell and CMake (`#`)."""
import io
import re
import tokenize

# What is after `//`, unless that is in a string.
SLASHES = re.compile(r'''(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)'|(?!//)[^"])*?//[/!]?(.*)$''')
HASH = re.compile(r'(?:.*?\s)??#(?!!)(.*)$')
SLASH_ENDINGS = ('.c', '.cpp', '.def', '.h', '.inc', '.js', '.mjs')
HASH_ENDINGS = ('.cmake', '.in', '.sh')
BEFORE_DOCSTRING = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)


# All of these: (number, comment, whether the line has nothing else) of each line with a comment.

def slash_lines(text):
    """Of both kinds. A block starts at the start of its line, as those of this project do."""
    in_block = False
    for number, line in enumerate(text.splitlines(), 1):
        begins = not in_block and line.lstrip().startswith('/*')
        if in_block or begins:
            in_block = '*/' not in line
            yield number, re.sub(r'^\s*(?:/\*+|\*(?!/))?|\*/.*$', '', line).strip(), True
            continue
        match = SLASHES.match(line) if '//' in line else None
        if match:
            yield number, match[1].strip(), line.lstrip().startswith('//')


def hash_lines(text):
    for number, line in enumerate(text.splitlines(), 1):
        match = HASH.match(line) if '#' in line else None
        if match:
            yield number, match[1].strip(), line.lstrip().startswith('#')


def python_lines(text):
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        number, column = token.start
        if token.type == tokenize.COMMENT:
            yield number, token.string[1:].strip(), not token.line[:column].strip()
        elif token.type == tokenize.STRING and before in BEFORE_DOCSTRING:
            yield from ((number, line.strip(), True) for number, line in enumerate(token.string.splitlines(), number))
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            before = token.type


def lines_reader(path):
    """The reader of a file's comments, by its name or first line; None if it has none."""
    if path.suffix in SLASH_ENDINGS:
        return slash_lines
    if path.suffix in HASH_ENDINGS or path.name == 'CMakeLists.txt':
        return hash_lines
    if path.suffix == '.py':
        return python_lines
    if path.suffix or not path.is_file():
        return None
    with open(path, 'rb') as file:
        first = file.readline(60)
    return (python_lines if b'python' in first else hash_lines) if first.startswith(b'#!/') else None


def comments(path):
    """All comments as one text, each line at its place in the file; `·` is between comments that are not one."""
    lines = []
    for number, comment, is_alone in lines_reader(path)(path.read_text(encoding='utf-8')):
        if not is_alone or len(lines) != number - 1:
            lines.extend([''] * (number - 1 - len(lines)))
            lines.append('· ' + comment)
        else:
            lines.append(comment)
    return '\n'.join(lines)

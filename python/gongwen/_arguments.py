"""Arguments of the calls: files and data as gw_file, options as JSON."""
from __future__ import annotations

import ctypes
import json
import os
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from . import _library

Path = Union[str, 'os.PathLike[str]']
Paths = Union[None, Path, Sequence[Path]]
Data = Union[None, Path, bytes, bytearray, memoryview, Mapping[str, Any], Sequence[Any]]
"""Data of a document: a mapping (written as JSON), bytes of a data file, or the path of one; None is the blank form."""
FinishedFile = Union[Path, bytes, Tuple[str, bytes]]
"""A finished file: its path, its bytes, or a name and the bytes."""


def plain_of(value: Any) -> Any:
    """The JSON types of the value of an option."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {str(name): plain_of(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain_of(item) for item in value]
    return value


# Arguments of the methods below that are no options of the library.
ARGUMENTS = frozenset(('self', 'kind', 'data', 'name', 'files', 'call', 'html', 'plan', 'folder', 'progress',
                        'finished', 'forms', 'form', 'map', 'other'))


def given_of(arguments: Mapping[str, Any]) -> Dict[str, Any]:
    """The options among the arguments of a method, by its `locals()`. Names that it does not know come in `other`: type
    checkers refuse them, and the library says which one was meant."""
    options = {name: value for name, value in arguments.items() if name not in ARGUMENTS and value is not False}
    return {**options, **arguments.get('other', {})}


def options_of(options: Mapping[str, Any]) -> Tuple[bytes, int]:
    """Members are named like the long options of the command: `field_font` becomes `field-font`, `from_` becomes `from`."""
    members = {name.rstrip('_').replace('_', '-'): plain_of(value) for name, value in options.items() if value is not None}
    text = json.dumps(members, ensure_ascii=False, allow_nan=False).encode('utf-8', 'surrogateescape')
    return text, len(text)


def path_bytes(path: Path) -> bytes:
    encoded = os.fsencode(path)
    if b'\0' in encoded:
        raise ValueError('a path must not contain a zero byte')
    return encoded


def content_of(data: Any) -> Optional[bytes]:
    """The bytes of data in memory; None for a path."""
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    if isinstance(data, (str, os.PathLike)):
        return None
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2).encode('utf-8', 'surrogatepass')


class Files:
    """An array of gw_file, with what it points at."""

    def __init__(self) -> None:
        self.parts: List[Tuple[bytes, Optional[bytes]]] = []

    def add(self, path: Path, content: Optional[bytes]) -> 'Files':
        self.parts.append((path_bytes(path), content))
        return self

    def add_all(self, files: Optional[Mapping[str, bytes]]) -> 'Files':
        for path, content in (files or {}).items():
            self.add(path, bytes(content))
        return self

    def arguments(self) -> Tuple[Any, int]:
        if not self.parts:
            return None, 0
        array = (_library.File * len(self.parts))()
        for item, (path, content) in zip(array, self.parts):
            item.path = path
            if content is not None:
                item.bytes = ctypes.cast(ctypes.c_char_p(content), ctypes.c_void_p)
                item.size = len(content)
        setattr(array, 'kept', self.parts)  # while a call has the array
        return array, len(self.parts)


def data_files(data: Data, name: Optional[str], files: Optional[Mapping[str, bytes]]) -> Files:
    made = Files()
    if data is None:
        return made
    content = content_of(data)
    if content is None:
        made.add(data, None)  # type: ignore[arg-type]
    else:
        made.add(name or 'data.json', content)
    return made.add_all(files)


def kind_of(kind: Optional[str]) -> Optional[bytes]:
    if kind is None:
        return None
    if '\0' in kind:
        raise ValueError('a kind must not contain a zero byte')
    return kind.encode('utf-8', 'surrogatepass')


def finished_files(files: Iterable[FinishedFile], name: str) -> Files:
    """Paths, bytes, or pairs of a name and bytes; bytes without a name are called `name`."""
    made = Files()
    for file in files:
        if isinstance(file, tuple):
            made.add(file[0], bytes(file[1]))
        elif isinstance(file, (str, os.PathLike)):
            made.add(file, None)
        else:
            made.add(name, bytes(file))
    return made


def with_former(options: Mapping[str, Any], made: Files) -> Dict[str, Any]:
    """`changes_from` as a path: former data in memory becomes one of the files."""
    options = dict(options)
    former = options.get('changes_from')
    content = content_of(former) if former is not None else None
    if content is not None:
        made.add('former-data.json', content)
        options['changes_from'] = 'former-data.json'
    return options

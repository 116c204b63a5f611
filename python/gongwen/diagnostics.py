"""Messages of the engine as objects, and the error that has them."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple


@dataclass(frozen=True)
class Text:
    """The same text in Chinese and English."""
    zh: str = ''
    en: str = ''

    def in_language(self, language: str) -> str:
        """`zh` or `en`."""
        return self.zh if language == 'zh' else self.en

    def __str__(self) -> str:
        return self.en

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


@dataclass(frozen=True)
class Range:
    """Lines and columns start at 1, columns count characters; the end is after the last character."""
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class SourcePlace:
    """A place in a template, a style sheet or another file of a bundle."""
    file: str
    range: Optional[Range] = None


@dataclass(frozen=True)
class DataPlace:
    """A value of the data. What is not known is None."""
    pointer: Optional[str] = None
    file: Optional[str] = None
    range: Optional[Range] = None
    cell: Optional[str] = None
    record: Optional[str] = None

    @property
    def line(self) -> Optional[int]:
        return self.range.line if self.range else None


@dataclass(frozen=True)
class Note:
    """What adds to a message, such as the other of two equal values."""
    message: Text
    source: Optional[SourcePlace] = None
    data: Optional[DataPlace] = None


@dataclass(frozen=True)
class Diagnostic:
    """One message. `id` is stable, such as `data/missing`; `severity` is `error`, `warning` or `note`."""
    id: str
    severity: str
    message: Text
    hint: Text = field(default_factory=Text)
    arguments: Tuple[str, ...] = ()
    source: Optional[SourcePlace] = None
    data: Optional[DataPlace] = None
    notes: Tuple[Note, ...] = ()

    def text(self, language: str = 'en') -> str:
        """One line: `letter.json:3: error[data/missing-name]: …`."""
        place = ''
        if self.data is not None and self.data.file:
            place = f'{self.data.file}:{self.data.line}: ' if self.data.line else f'{self.data.file}: '
        elif self.source is not None:
            place = f'{self.source.file}:{self.source.range.line}: ' if self.source.range else f'{self.source.file}: '
        return f'{place}{self.severity}[{self.id}]: {self.message.in_language(language)}'

    def full_text(self, language: str = 'en') -> str:
        """The same with the pointer of the value, and the hint in a line for itself."""
        pointer = self.data.pointer if self.data is not None else None
        text = self.text(language) + (f' (at {pointer})' if pointer else '')
        hint = self.hint.in_language(language)
        return text + (f'\n  hint: {hint}' if hint else '')

    def __str__(self) -> str:
        return self.text()


class GongwenError(Exception):
    """There is no output. `diagnostics` has all messages, `status` is the exit status that the command would have:
    1 the data, 2 the call, 3 the environment. `report` is the report as text, with the lines of the data."""

    def __init__(self, status: int, diagnostics: Sequence[Diagnostic], report: Text) -> None:
        self.status = status
        self.diagnostics = list(diagnostics)
        self.report = report
        errors = [message for message in self.diagnostics if message.severity == 'error']
        first = errors[0].full_text() if errors else f'status {status}'
        more = f'\n(and {len(errors) - 1} more)' if len(errors) > 1 else ''
        super().__init__(first + more)

    @property
    def errors(self) -> 'list[Diagnostic]':
        return [message for message in self.diagnostics if message.severity == 'error']


def _text(value: Optional[Mapping[str, str]]) -> Text:
    return Text(value['zh'], value['en']) if value else Text()


def _range(value: Mapping[str, Any]) -> Optional[Range]:
    if 'line' not in value:
        return None
    return Range(value['line'], value['column'], value['end_line'], value['end_column'])


def _places(value: Mapping[str, Any]) -> Dict[str, Any]:
    places: Dict[str, Any] = {}
    if 'template' in value:
        places['source'] = SourcePlace(value['template'], _range(value))
    if 'data' in value:
        data = value['data']
        places['data'] = DataPlace(data.get('pointer'), data.get('file'), _range(data), data.get('cell'),
                                   data.get('record'))
    return places


# Of the functions of the library, those that have another name in Python.
_METHODS = {'gw_engine_new': 'Engine', 'gw_new_data': 'new_file', 'gw_list': 'kinds', 'gw_ofd_check': 'check_ofd'}


def _in_python(text: Text) -> Text:
    """A message that speaks of a function of the library, by the name of the method that called it."""
    def named(match: 're.Match[str]') -> str:
        return _METHODS.get(match[0], match[0][3:])
    return Text(*(re.sub(r'\bgw_[a-z_]+', named, words) for words in (text.zh, text.en)))


def diagnostic_from(value: Mapping[str, Any]) -> Diagnostic:
    """From the JSON of gw_report with both languages."""
    notes = tuple(Note(_text(note['message']), **_places(note)) for note in value.get('notes', ()))
    return Diagnostic(value['id'], value['severity'], _in_python(_text(value['message'])), _text(value.get('hint')),
                      tuple(value.get('arguments', ())), notes=notes, **_places(value))

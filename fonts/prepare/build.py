"""Builds faces by the recipes of the manifest.

A face is made in three moves: the source's glyphs of a character set become a
draft, the recipe's steps change the draft, the draft becomes a font.  Latin
faces are only stripped and renamed; the symbol face is drawn.
"""

import gc
import io
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from . import charsets, half_width, kerning, outlines, repairs, symbols, zh_hans
from .assemble import assemble
from .draft import draft_from_source
from .latin import latin_face
from .manifest import ManifestError, local_source
from .naming import legal_strings
from .source_font import SourceFont

# Steps of a recipe; those in the second table also look at the source.
DRAFT_STEPS = {
    "yuan-sign": repairs.yuan_sign,
    "han-advance": repairs.han_advance,
    "full-width-marks": repairs.full_width_marks,
    "dash-ligature": repairs.dash_ligature,
    "interpunct-height": repairs.interpunct_height,
    "blanks": repairs.blanks,
    "half-width-twins": half_width.add_twins,
}
SOURCE_STEPS = {
    "zh-hans-forms": zh_hans.bake_forms,
    "kerning": kerning.carry_kerning,
}


@dataclass
class BuiltFace:
    """A finished font file and what there is to say about it."""

    face_id: str
    data: bytes
    notes: list


def build_face(face, licence):
    """Builds one face. `licence` is that of the source's package."""
    gc.disable()  # A draft is hundreds of thousands of objects, and no cycles.
    try:
        font, notes = _font_of(face, licence)
        return BuiltFace(face["id"], _compiled(font), notes)
    finally:
        gc.enable()


def in_processes(jobs, workers):
    """Yields what the calls return, in their order; a job is (function, *arguments)."""
    if workers == 1 or len(jobs) < 2:
        yield from (function(*arguments) for function, *arguments in jobs)
        return
    with ProcessPoolExecutor(max_workers=workers) as pool:
        futures = [pool.submit(*job) for job in jobs]
        for future in futures:
            yield future.result()


def _font_of(face, licence):
    if face["kind"] == "drawn":
        return _drawn_font(face, licence)
    place = face["source"]
    source = SourceFont(local_source(place["package"], place["path"]), place["index"], _fit_of(face))
    try:
        return _font_of_source(source, face, licence)
    finally:
        source.close()


def _font_of_source(source, face, licence):
    legal = legal_strings(source.tables, licence)
    if face["kind"] == "latin":
        return latin_face(source, face, legal)
    draft = draft_from_source(source, charsets.select(face["characters"], source.cmap))
    for step in face["steps"]:
        if step in SOURCE_STEPS:
            SOURCE_STEPS[step](draft, source)
        else:
            DRAFT_STEPS[step](draft)
    return assemble(draft, source.tables, face, legal), draft.notes


def _fit_of(face):
    """How its outlines are fitted; None for those that stay as they are."""
    if "outlines" not in face:
        return None
    if face["outlines"] not in outlines.FITS:
        raise ManifestError(f"{face['id']}: unknown outlines {face['outlines']!r}")
    return outlines.FITS[face["outlines"]]


def _drawn_font(face, licence):
    draft = symbols.symbol_draft()
    return assemble(draft, None, face, {"licenseDescription": licence}), draft.notes


def _compiled(font):
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()

"""One face of a source file: what it maps, how wide, how drawn."""

from fontTools.ttLib import TTFont

from . import outlines


class SourceFont:
    """A face opened lazily; of a 26 MB collection only the used parts are read."""

    def __init__(self, path, index):
        self._path = path
        self._index = index
        self.tables = self.open_again()
        self.units_per_em = self.tables["head"].unitsPerEm
        self.cmap = self.tables.getBestCmap()
        self._charstrings = None
        if "CFF " in self.tables:
            self._charstrings = self.tables["CFF "].cff.topDictIndex[0].CharStrings

    def open_again(self):
        """Returns the tables anew, for a step that changes what it reads."""
        return TTFont(
            self._path, fontNumber=self._index, lazy=True, recalcTimestamp=False
        )

    @property
    def is_cubic(self):
        """Whether outlines are PostScript curves and must be converted."""
        return self._charstrings is not None

    def advance(self, name):
        """Returns the advance width of a glyph in font units."""
        return self.tables["hmtx"][name][0]

    def outline(self, name):
        """Returns a glyph as a TrueType outline."""
        if self.is_cubic:
            return outlines.from_cubic(self._charstrings[name], self.units_per_em)
        return outlines.from_glyf(self.tables["glyf"], name)

"""One face of a source file: what it maps, how wide, how drawn."""

from fontTools.ttLib import TTFont

from . import outlines
from .fitter import Fitter


class SourceFont:
    """A face opened lazily; of a 26 MB collection only the used parts are read."""

    def __init__(self, path, index, fit=None):
        """`fit`: how outlines are fitted, if any are asked for."""
        self._fit = fit
        self._path = path
        self._index = index
        self.tables = self.open_again()
        self.units_per_em = self.tables["head"].unitsPerEm
        self.cmap = self.tables.getBestCmap()
        self._fitter = None

    def open_again(self):
        """Returns the tables again, for a step that changes what it reads."""
        return TTFont(
            self._path, fontNumber=self._index, lazy=True, recalcTimestamp=False
        )

    def advance(self, name):
        """Returns the advance width of a glyph in font units."""
        return self.tables["hmtx"][name][0]

    def outlines(self, names):
        """Returns TrueType outlines of few points, in the order of the names."""
        if self._fitter is None:
            self._fitter = Fitter.of_font(self.tables, self._fit)
        records = self._fitter.records([self.tables.getGlyphID(name) for name in names])
        return [outlines.PackedGlyph(record) for record in records]

    def close(self):
        """Ends the fitter, if there is one."""
        if self._fitter is not None:
            self._fitter.close()

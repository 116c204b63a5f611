// Tiles: an image that is repeated over an area. Readers of OFD draw no patterns: each copy is an object, and of very
// many copies one object is made.
#pragma once

#include "ofd/detail/media.h"
#include "paint/display_list.h"

namespace gongwen::ofd {

/// Draws the copies, cut off at the area. Where there are too many, a raster image becomes one picture of all copies,
/// and a drawing one object for each of its shapes.
/// Returns: false when nothing was drawn, because the shapes of a drawing are cut or blended in each copy, or are too
/// many all the same.
bool draw_tiles(const paint::TileImage& item, Media& media, Canvas& canvas);

}  // namespace gongwen::ofd

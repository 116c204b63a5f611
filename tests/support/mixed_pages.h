// Mixed pages: everything at once, as nobody would write it: floats, positioned and flexible boxes, tables with spans
// and collapsed borders, lists, images, notes, page floats, breaks and named pages, on pages from A4 to 40 × 40 mm.
#pragma once

#include "support/awkward_pages.h"

namespace gongwen::tests {

/// A random tree with random styles: the same number gives the same page on every machine.
AwkwardPage mixed_page(std::uint32_t number);
/// The like, with breaks forced in cells, floats, items and all other boxes.
AwkwardPage page_of_forced_breaks(std::uint32_t number);
/// The like, with columns everywhere, boxes over all of them, and breaks between them.
AwkwardPage page_of_columns(std::uint32_t number);
/// The like, with lines that run downwards: on whole pages, in blocks, cells, items and boxes in lines.
AwkwardPage page_of_writing_modes(std::uint32_t number);
/// All of these, on pages of changing widths and heights, most of them small, with containers of fixed heights.
AwkwardPage page_of_everything(std::uint32_t number);

}  // namespace gongwen::tests

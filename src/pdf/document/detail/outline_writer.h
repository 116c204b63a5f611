// The document outline (ISO 32000-1 section 12.3.3).
#pragma once

#include "paint/display_list.h"
#include "pdf/syntax/detail/file_writer.h"

#include <vector>

namespace gongwen::pdf {

/// `[9 0 R/XYZ 0 670 null]`
std::string destination_array(const paint::Destination& destination, const std::vector<ObjectNumber>& pages,
                              const std::vector<paint::PageDisplay>& displays);

/// Writes all items; answers with the outline's root, or none when there are no items.
ObjectNumber write_outline(const paint::PaintedDocument& document, const std::vector<ObjectNumber>& pages,
                           FileWriter& file);

}  // namespace gongwen::pdf

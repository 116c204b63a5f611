// The structure of a document as custom tags (GB/T 33190-2016, chapter on custom tags): its elements in reading order,
// each with the objects that show it. Page furniture is in none.
#pragma once

#include "ofd/detail/page_player.h"

#include <string>
#include <vector>

namespace gongwen::ofd {

/// Tag_Structure.xml. `objects` are by page.
std::string structure_tags(const paint::StructureTree& tree, const std::vector<ContentObjects>& objects,
                           const std::vector<Identifier>& pages);

}  // namespace gongwen::ofd

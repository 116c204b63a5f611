// What PDF/UA asks of a structure tree (ISO 14289-1 sections 7.1 to 7.9, ISO 32000-1 section 14.8.4), as a check of a
// finished tree.
#pragma once

#include "paint/detail/structure.h"

#include <optional>
#include <string>

namespace gongwen::paint {

/// The first rule that a tree does not keep, in plain words, such as `H1 in TOC`; none if it keeps them all.
std::optional<std::string> find_structure_problem(const StructureTree& tree);

}  // namespace gongwen::paint

// Where the statements of a paragraph stand in its XML: an element that begins between two of them must end there, too.
#pragma once

#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/part_edits.h"

#include <cstdint>
#include <vector>

namespace gongwen::adopt {

/// For each tag the element directly in which it stands; `elements` has those of the texts in which they begin. Tags
/// that repeat or leave out nothing stay in their text. Those of one block stand in the innermost element that they
/// share; those whose block begins or ends in another paragraph stand outside of runs, links and controls.
std::vector<std::uint32_t> statement_levels(const PartEdits& part, const std::vector<Tag>& tags,
                                            const std::vector<std::uint32_t>& elements);

/// End tags of the elements from a text up to that level, without the level itself.
std::string closing_tags(const PartEdits& part, std::uint32_t text, std::uint32_t level);
/// Their start tags, with what a run, a link or a control begins with.
TemplateText opening_tags(const PartEdits& part, std::uint32_t text, std::uint32_t level);

}  // namespace gongwen::adopt

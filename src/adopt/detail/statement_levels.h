// Places the statements of a paragraph in its XML: an element that begins between two of them must also end there.
#pragma once

#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/part_edits.h"

#include <cstdint>
#include <vector>

namespace gongwen::adopt {

/// Returns, for each tag, the element that directly contains it; `elements` has the elements of the texts in which tags
/// begin. Tags that neither repeat nor leave out anything stay in their text. Tags of one block are put into the
/// innermost element that they share; tags whose block begins or ends in another paragraph are put outside runs, links
/// and controls.
std::vector<std::uint32_t> statement_levels(const PartEdits& part, const std::vector<Tag>& tags,
                                            const std::vector<std::uint32_t>& elements);

/// End tags of the elements from a text up to that level, without the level itself.
std::string closing_tags(const PartEdits& part, std::uint32_t text, std::uint32_t level);
/// Start tags of these elements, with the properties at the start of a run, a link or a control.
TemplateText opening_tags(const PartEdits& part, std::uint32_t text, std::uint32_t level);

}  // namespace gongwen::adopt

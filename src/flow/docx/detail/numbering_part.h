// The part with the lists of a document: the numbering of their levels, and the places where lists start again.
#pragma once

#include "flow/document.h"

#include <cstddef>
#include <string>

namespace gongwen::docx {

/// `word/numbering.xml`: one definition for lists that look alike, one number for each list.
std::string numbering_part(const flow::Document& document);

/// `w:numPr` of an item; number 0 means no list.
std::string number_properties(const flow::Document& document, std::size_t list);

}  // namespace gongwen::docx

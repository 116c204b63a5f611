// A file with several forms in it, as one file each.
#pragma once

#include "intake/returned_file.h"

#include <vector>

namespace gongwen::intake {

/// The index of the part that a place is in; 0 where the file has one form, and for what no part has.
std::size_t part_of(const ReturnedFile& file, const FieldPlace& place);

/// The forms of a file, each with its fields and what was told of them; what was told of the whole file goes with the
/// first. A file that holds one form comes back as it is.
std::vector<ReturnedFile> separate_forms(ReturnedFile file);

}  // namespace gongwen::intake

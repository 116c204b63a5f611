// The box tree as text, one box a line, for tests and `gongwen dump --stage=boxes`. What is anonymous, out of flow or
// cut is marked.
//   block html
//     block body
//       block p
//         text "目录"
#pragma once

#include "boxes/box.h"

#include <string>

namespace gongwen::boxes {

/// Kind, element with its id, and part of a box: `block p#first::before`, `block (anonymous)`.
std::string describe_box(const Box& box, const dom::Tree& tree);

std::string dump_boxes(const BoxTree& boxes, const dom::Tree& tree);

}  // namespace gongwen::boxes

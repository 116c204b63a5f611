// The tree as text, one node a line, for tests and `gongwen dump --stage=dom`.
//   html
//     body
//       p class="note"
//         "2月19日，"  data=/events/0/date
#pragma once

#include "dom/tree.h"

#include <functional>
#include <string>

namespace gongwen::dom {

/// Adds what a caller wants to see beside a node, such as its data pointer; may be empty.
using Annotate = std::function<std::string(const Node&)>;

std::string dump_dom(const Tree& tree, const Annotate& annotate = {});

}  // namespace gongwen::dom

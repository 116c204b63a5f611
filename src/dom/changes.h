// Changes between two documents of one template, marked in the tree of the current one.
#pragma once

#include "dom/tree.h"

#include <functional>
#include <string>
#include <vector>

namespace gongwen::dom {

struct ChangePiece {
  enum class Kind : std::uint8_t { Kept, Removed, Added };
  Kind kind = Kind::Kept;
  std::string text;
};

/// A text that is not the same in both documents: a paragraph or a cell of which parts were changed, or a block that
/// was removed or added as a whole, with line feeds between its parts.
struct Change {
  std::vector<ChangePiece> pieces;
  diagnostics::OriginId former;   // of what was removed, of a value of the data if possible; none if nothing was
  diagnostics::OriginId current;  // the same of what was added
  std::string heading;            // the heading or caption above it in the current document
  bool in_contents = false;       // within `nav`, which repeats what is elsewhere
  bool in_first_cell = false;     // of a row, where its number is
};

/// A tree, and what its controls show: the text, and where that comes from.
struct ComparedTree {
  const Tree& tree;
  std::function<std::string(NodeId)> control_text;
  std::function<diagnostics::OriginId(NodeId)> control_origin;
};

/// Words before what was added or removed, for those who do not see how it looks; no attribute `data-change` if empty.
struct ChangeWords {
  std::string added;
  std::string removed;
};

struct MarkedTree {
  Tree tree;
  std::vector<Change> changes;
};

/// The current tree with its changes: `ins` around what was added, `del` around what was removed, in its former place;
/// both have the class `gw-change`, blocks that were removed as a whole the class `gw-removed`. Without `del` the texts
/// are those of `current`, without `ins` those of `former`, apart from white space. Designations, numbers and dates are
/// compared as a whole, other texts by the character; stretches that have little in common are replaced.
MarkedTree mark_changes(const ComparedTree& former, const ComparedTree& current,
                        const diagnostics::OriginTable& origins, const ChangeWords& words = {});

}  // namespace gongwen::dom

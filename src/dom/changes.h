// Finds the changes between two documents of one template, and marks them in the tree of the current one.
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

/// A changed text: a paragraph or a cell with changed parts, or a block that was removed or added as a whole, with line
/// feeds between its parts.
struct Change {
  std::vector<ChangePiece> pieces;
  diagnostics::OriginId former;  // of the removed text, of a value of the data if possible; none if nothing was removed
  diagnostics::OriginId current;  // of the added text, in the same way
  std::string heading;            // the heading or caption above it in the current document
  bool in_contents = false;       // within `nav`, which repeats other content
  bool in_first_cell = false;     // of a row, which contains its number
};

/// A tree, and the texts that its controls show, with their origins.
struct ComparedTree {
  const Tree& tree;
  std::function<std::string(NodeId)> control_text;
  std::function<diagnostics::OriginId(NodeId)> control_origin;
};

/// Words before added or removed text, for readers who cannot see how it is marked; if empty, the attribute
/// `data-change` is left out.
struct ChangeWords {
  std::string added;
  std::string removed;
};

struct MarkedTree {
  Tree tree;
  std::vector<Change> changes;
};

/// The current tree with its changes: `ins` around added text, `del` around removed text in its former place; both have
/// the class `gw-change`, blocks that were removed as a whole `gw-removed`. Without `del` the texts are those of
/// `current`, without `ins` those of `former`, apart from white space. Designations, numbers and dates are compared as
/// a whole, other texts by characters; runs that have little in common are replaced as a whole.
MarkedTree mark_changes(const ComparedTree& former, const ComparedTree& current,
                        const diagnostics::OriginTable& origins, const ChangeWords& words = {});

}  // namespace gongwen::dom

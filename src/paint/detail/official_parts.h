// OfficialParts: which elements of a page are parts of an official document, by their attribute `data-tag`. An empty
// one takes an element, such as a label, out of the part around it.
#pragma once

#include "boxes/box.h"
#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "paint/detail/official_part.h"

#include <unordered_map>
#include <vector>

namespace gongwen::paint {

class OfficialParts {
 public:
  /// Reads all of the tree, of which nodes may be gone later.
  explicit OfficialParts(const dom::Tree& tree);

  /// The number of the part that a box belongs to, counted from 1; 0: none.
  std::uint16_t number_of(const boxes::BoxTree& boxes, boxes::BoxId box) const;
  /// In the order of the page; their numbers are their places.
  const std::vector<OfficialText>& texts() const { return texts_; }
  /// What the document says of itself: `<meta>` with the name of a part, else what its elements say; one for each part.
  std::vector<OfficialText> facts() const;
  /// Reports: paint/unknown-tag.
  void report(diagnostics::DiagnosticSink& sink) const;

 private:
  void read_attribute(const dom::Tree& tree, dom::NodeId node);
  void read_meta(const dom::Tree& tree, dom::NodeId node);
  std::string text_of(const dom::Tree& tree, dom::NodeId element) const;

  struct Unknown {
    std::string name;
    diagnostics::OriginId origin;
  };
  std::unordered_map<std::uint32_t, std::uint16_t> numbers_;  // by element
  std::vector<OfficialText> texts_;
  std::vector<OfficialText> stated_;  // by meta elements
  std::vector<Unknown> unknown_;
};

}  // namespace gongwen::paint

// SourceOrder: where boxes are in the document. Content is painted layer by layer, and what floats before the line that
// it is in; readers hear it in the order of the source.
#pragma once

#include "layout/core/context.h"

#include <cstdint>
#include <vector>

namespace gongwen::paint {

class SourceOrder {
 public:
  /// `has_controls`: the controls of forms are areas to fill in, which are placed apart from the text around them.
  SourceOrder(const layout::LayoutContext& context, bool has_controls);

  /// The place of a box among all boxes: that of its first piece comes before those of what is in it.
  std::uint32_t place(boxes::BoxId box) const { return is_plain_ ? box.value : places_[box.index()]; }
  /// Whether text of both places is painted in one stretch: between them is nothing that is painted apart.
  bool is_one_stretch(std::uint32_t first, std::uint32_t second) const {
    return first <= second && (is_plain_ || apart_[first] == apart_[second]);
  }

 private:
  template <typename Visit>
  void visit_all(const Visit& visit) const;
  bool is_apart(const boxes::Box& box) const;

  const layout::LayoutContext& context_;
  bool has_controls_ = false;
  /// Boxes have the numbers of their places, and nothing is painted apart, as in most long tables.
  bool is_plain_ = true;
  std::vector<std::uint32_t> places_;  // by box
  std::vector<std::uint32_t> apart_;   // by place: how many boxes up to there are painted apart
};

}  // namespace gongwen::paint

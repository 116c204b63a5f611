// ElementShapes: elements that no selector can tell apart unless it looks at their neighbours: of the same name, with
// the same attributes and direction, in elements of which the same holds. Their styles are computed once.
#pragma once

#include "dom/tree.h"
#include "style/style_tree.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace gongwen::style {

class ElementShapes {
 public:
  explicit ElementShapes(const dom::Tree& tree) : tree_(tree) {}

  /// The styles of an element that comes after its parent; null when they are to be worked out and put there.
  const ElementStyles* find(dom::NodeId element);
  /// For the element that was asked for last.
  void put(const ElementStyles& styles);
  /// Forgets the elements from number `size` on, not their styles.
  void shorten(std::size_t size) { shapes_.resize(size); }

 private:
  struct Shape {
    std::uint32_t number = 0;
    ElementStyles styles;
    bool is_known = false;
  };
  void describe(dom::NodeId element);

  /// Values of the data in attributes could make any number of shapes.
  static constexpr std::size_t kMaxShapes = 4096;

  const dom::Tree& tree_;
  std::vector<std::uint32_t> shapes_;  // of each node
  std::unordered_map<std::string, Shape> known_;
  Shape* last_ = nullptr;
  std::uint32_t count_ = 0;
  std::string key_;
};

}  // namespace gongwen::style

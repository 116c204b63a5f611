#include "boxes/box.h"

namespace gongwen::boxes {

using dom::NodeId;

const std::vector<BoxTree::Assignment>* BoxTree::string_assignments(NodeId node) const {
  const auto found = strings_.find(node.value);
  return found == strings_.end() ? nullptr : &found->second;
}

const std::string* BoxTree::bookmark_label(NodeId node) const {
  const auto found = bookmarks_.find(node.value);
  return found == bookmarks_.end() ? nullptr : &found->second;
}

const BoxTree::Target* BoxTree::find_target(std::string_view id) const {
  const auto found = targets_.find(id);
  return found == targets_.end() ? nullptr : &found->second;
}

const BoxTree::PageCounting* BoxTree::page_counting(NodeId node) const {
  const auto found = page_countings_.find(node.value);
  return found == page_countings_.end() ? nullptr : &found->second;
}

}  // namespace gongwen::boxes

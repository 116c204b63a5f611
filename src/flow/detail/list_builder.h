// ListBuilder: lists whose numbers word processors can count themselves. Numbers of official documents, which counters
// of the style sheet make, stay text: they are part of the content, and are quoted.
#pragma once

#include "flow/detail/flow_state.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::flow {

class ListBuilder : FlowPart {
 public:
  explicit ListBuilder(FlowState& state) : FlowPart(state) {}

  /// The number, in Document::lists, of the list to which an item's marker belongs; none if the marker must be written
  /// as text, because its list is not `ol` or `ul`, or a word processor would show something else for any of its items.
  std::optional<std::size_t> list_of(boxes::BoxId marker);

 private:
  std::optional<std::size_t> add_list(dom::NodeId list);
  boxes::BoxId marker_of(dom::NodeId item) const;
  /// The text of a marker without blanks at its end; none if it has other content.
  std::optional<std::string> marker_text(boxes::BoxId marker) const;
  Twips hang_of(boxes::BoxId marker, std::string_view text) const;

  std::map<dom::NodeId, std::optional<std::size_t>> lists_;
};

}  // namespace gongwen::flow

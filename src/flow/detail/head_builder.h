// HeadBuilder: turns boxes in the margins of the page into heads and feet of a section.
#pragma once

#include "flow/detail/flow_state.h"
#include "flow/detail/inline_builder.h"
#include "flow/detail/paragraph_builder.h"

#include <optional>
#include <string>

namespace gongwen::flow {

class HeadBuilder : FlowPart {
 public:
  HeadBuilder(FlowState& state, ParagraphBuilder& paragraphs, InlineBuilder& inlines)
      : FlowPart(state), paragraphs_(paragraphs), inlines_(inlines) {}

  /// Adds heads and feet of a section whose pages have a name and whose first page is `first`.
  void add_heads(Section& section, const std::string& name, const style::PageContext& first);

 private:
  void add_side_boxes(const style::PageStyle& style, const style::PageContext& context,
                      std::optional<RunningHead>& head);
  std::optional<RunningHead> running_head(const style::PageStyle& style, const style::PageContext& context,
                                          bool is_footer, const PageSetup& page);

  ParagraphBuilder& paragraphs_;
  InlineBuilder& inlines_;
};

/// A page of one side for the rules of style sheets, neither first nor blank.
style::PageContext usual_page(const std::string& name, style::PageSide side);

}  // namespace gongwen::flow

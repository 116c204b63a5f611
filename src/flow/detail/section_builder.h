// SectionBuilder: starts a section wherever the page changes its name, paper or numbers.
#pragma once

#include "flow/detail/flow_state.h"
#include "flow/detail/head_builder.h"
#include "flow/detail/inline_builder.h"
#include "flow/detail/paragraph_builder.h"

#include <cstddef>
#include <string>

namespace gongwen::flow {

class SectionBuilder : FlowPart {
 public:
  SectionBuilder(FlowState& state, ParagraphBuilder& paragraphs, InlineBuilder& inlines)
      : FlowPart(state), paragraphs_(paragraphs), heads_(state, paragraphs, inlines) {}

  /// Starts a section if the block needs another page style, or another page number, than the current one.
  void start_section_for(boxes::BoxId id, Scope& scope);
  /// Takes the named strings that boxes have set, at the end of a cell of a table. Reports flow/not-in-word for those
  /// that would change a head within its section.
  void settle_strings();
  /// Adds the parts that are known only at the end of a section: margins, heads, the paragraph that holds its
  /// properties.
  void finish_section(Section& section);
  bool has_section() const { return has_section_; }

 private:
  std::string page_name(boxes::BoxId id) const;
  boxes::BoxId head_changer() const;
  PageSetup page_setup(const style::PageContext& context);

  ParagraphBuilder& paragraphs_;
  HeadBuilder heads_;
  std::string section_name_;
  std::size_t section_page_ = 0;
  bool has_section_ = false;
};

}  // namespace gongwen::flow

// PageJoiner: the pages of all parts of a bound set in one document, with one structure, outline, and list of
// destinations and labels.
#pragma once

#include "engine/bind/detail/bound_front.h"
#include "engine/bind/detail/bound_part.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::engine {

/// The id of an annex: `annex-2` for 附件2 and Annex 2, `annex-1` for the only annex, which has no number; empty for
/// other labels.
std::string annex_id(std::string_view label);

/// The facts about a part that the joiner needs besides its pages.
struct JoinedPart {
  const ContentsEntry& entry;
  const layout::DocumentLayout& layout;
  const PartPlace& place;
  std::int32_t unnumbered_pages;
  diagnostics::Origin origin;  // of the part in the plan
  const diagnostics::OriginTable& origins;
};

class PageJoiner {
 public:
  /// `origins` are those of the set.
  PageJoiner(const BindingPlan& plan, diagnostics::OriginTable& origins);

  /// Adds cover sheet and contents, once and first. `left_follows`: the page that follows them is a left-hand one.
  void add_front(paint::PaintedDocument front, bool left_follows);
  void add_part(paint::PaintedDocument part, const JoinedPart& joined);
  std::size_t page_count() const { return set_.pages.size(); }
  paint::PaintedDocument finish() && { return std::move(set_); }

 private:
  void add_blank_page(base::Size size);
  void label_page(std::size_t page, std::int32_t number);
  void label_front_page(std::size_t page);
  void note_annexes(const paint::PaintedDocument& part);
  void lead_to_annex(std::string_view label, std::size_t page);
  void add_outline(paint::PaintedDocument& part, const ContentsEntry& entry) const;

  const BindingPlan& plan_;
  diagnostics::OriginTable& origins_;
  paint::PaintedDocument set_;
  std::set<std::string> listed_annexes_;  // destinations
};

}  // namespace gongwen::engine

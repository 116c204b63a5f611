// The pages of the parts in one document: one structure, one outline, one list of destinations and labels.
#pragma once

#include "engine/bind/detail/binding_plan.h"
#include "engine/bind/detail/bound_front.h"
#include "engine/bind/detail/bound_part.h"
#include "paint/display_list.h"

#include <set>
#include <string>
#include <string_view>

namespace gongwen::engine {

/// The destination of a part, which its line in the contents leads to.
std::string part_id(std::size_t index);

/// What is known of a part beside its pages.
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

  /// Cover sheet and contents, once and first. What follows comes on a left-hand page or a right-hand one.
  void add_front(paint::PaintedDocument front, bool left_follows);
  void add_part(paint::PaintedDocument part, const JoinedPart& joined);
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

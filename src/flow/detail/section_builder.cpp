#include "flow/detail/section_builder.h"

#include "flow/detail/head_builder.h"

#include <algorithm>
#include <utility>

// Sections: where the page changes its name, paper or numbers.
namespace gongwen::flow {

using base::LayoutUnit;
using boxes::BoxId;
using style::ComputedStyle;

namespace {

LayoutUnit margin_length(const style::Margin& margin, LayoutUnit base) {
  return margin.is_auto ? LayoutUnit() : margin.value.resolve(base);
}

bool starts_right_page(style::BreakBetween value) {
  return value == style::BreakBetween::Right || value == style::BreakBetween::Recto;
}

bool starts_left_page(style::BreakBetween value) {
  return value == style::BreakBetween::Left || value == style::BreakBetween::Verso;
}

}  // namespace

/// The page that a box requires: the nearest name around it (css-page-3 §7.1).
std::string SectionBuilder::page_name(BoxId id) const {
  for (BoxId at = id; at; at = box(at).parent) {
    if (const std::string& name = style_of(at).page; !name.empty()) return name;
  }
  return {};
}

void SectionBuilder::start_section_for(BoxId id, Scope& scope) {
  const BoxPlace* const place = facts_.place_of(id);
  const std::size_t page = place != nullptr ? place->page : section_page_;
  std::string name = page_name(id);
  // Breaks and numbers that enclosing boxes require, if this is their first text.
  style::BreakBetween forced = style::BreakBetween::Auto;
  std::optional<std::int32_t> number;
  const bool runs_on = state_.input.volume != nullptr && state_.input.volume->number_runs_on;
  for (BoxId at = id; at; at = box(at).parent) {
    const ComputedStyle& style = style_of(at);
    if (starts_right_page(style.break_before) || starts_left_page(style.break_before)) forced = style.break_before;
    const auto* const counting =
        box(at).part == boxes::BoxPart::Element && box(at).node ? context_.boxes.page_counting(box(at).node) : nullptr;
    if (counting != nullptr && counting->value && !runs_on) number = *counting->value + counting->increment;
    if (!box(at).parent || box(box(at).parent).first_child != at) break;
  }
  if (has_section_) {
    const bool is_new_page = scope.breaks_page || forced != style::BreakBetween::Auto;
    const bool is_other = name != section_name_;
    const bool has_other_head = !scope.is_empty && head_changer();
    if (scope.is_empty ||
        (!is_other && !(is_new_page && (number || has_other_head || forced != style::BreakBetween::Auto)))) {
      // An empty section adopts the first strings.
      if (scope.is_empty)
        state_.strings.settle();
      else
        settle_strings();
      return;
    }
    finish_section(document_.sections.back());
  }
  Section& section = document_.sections.emplace_back();
  if (starts_right_page(forced)) section.start = SectionStart::OddPage;
  if (starts_left_page(forced)) section.start = SectionStart::EvenPage;
  section.first_number = number;
  section.is_vertical = context_.boxes.principal_mode() != style::WritingMode::HorizontalTb;
  has_section_ = true;
  section_name_ = std::move(name);
  section_page_ = page;
  state_.strings.begin_section();
  state_.strings.settle();
  scope.out = &section.content;
  scope.is_empty = true;
  scope.breaks_page = false;
  if (page < facts_.pages().size()) {
    const PagePlace& first = facts_.pages()[page];
    section.page = page_setup(first.context);
    scope.left = {};
    scope.right = first.area.size.width;
    scope.bottom = LayoutUnit();
    scope.page = page;
    scope.debt = {};
    if (first.head_distance) section.page.header = std::max(to_twips(*first.head_distance), 0);
    if (first.foot_distance) section.page.footer = std::max(to_twips(*first.foot_distance), 0);
  }
}

/// The box that changes the value of a string shown in the section's heads; none if no box does.
BoxId SectionBuilder::head_changer() const {
  const auto is_in_heads = [this](std::string_view name) {
    for (const style::PageSide side : {style::PageSide::Right, style::PageSide::Left}) {
      for (const auto& box_style : state_.input.page_style(usual_page(section_name_, side)).margin_boxes) {
        if (box_style == nullptr || box_style->content.kind != style::Content::Kind::List) continue;
        for (const style::ContentItem& item : box_style->content.items) {
          if (item.kind == style::ContentItem::Kind::NamedString && item.name == name) return true;
        }
      }
    }
    return false;
  };
  for (const HeadStrings::Waiting& one : state_.strings.waiting) {
    const std::string* const shown = state_.strings.shown(one.name);
    if (shown != nullptr && *shown != one.value && is_in_heads(one.name)) return one.box;
  }
  return {};
}

/// A head has the same text throughout a section.
void SectionBuilder::settle_strings() {
  if (const BoxId changer = head_changer()) state_.effects.report_property(box(changer), "string-set");
  state_.strings.settle();
}

PageSetup SectionBuilder::page_setup(const style::PageContext& context) {
  const auto style_of_side = [&](style::PageSide side) -> const ComputedStyle& {
    return state_.input.page_style(usual_page(context.name, side)).page;
  };
  const ComputedStyle& right = style_of_side(style::PageSide::Right);
  const ComputedStyle& left = style_of_side(style::PageSide::Left);
  const LayoutUnit width = right.page_size.width;
  const LayoutUnit height = right.page_size.height;
  PageSetup page;
  page.width = to_twips(width);
  page.height = to_twips(height);
  page.is_landscape = width > height;
  page.top = to_twips(margin_length(right.margin_top, height));
  page.bottom = to_twips(margin_length(right.margin_bottom, height));
  page.left = to_twips(margin_length(right.margin_left, width));
  page.right = to_twips(margin_length(right.margin_right, width));
  const Twips left_of_left = to_twips(margin_length(left.margin_left, width));
  const Twips right_of_left = to_twips(margin_length(left.margin_right, width));
  if (left_of_left == page.right && right_of_left == page.left && page.left != page.right) {
    document_.mirrors_margins = true;
  }
  return page;
}

void SectionBuilder::finish_section(Section& section) {
  if (section_page_ >= facts_.pages().size()) return;
  // A first page may have different margins; word processors only know those of a section.
  const PagePlace& first = facts_.pages()[section_page_];
  if (state_.body->page == section_page_) {
    section.page.top = to_twips(first.area.top());
    section.page.bottom = to_twips(first.size.height - first.area.bottom());
    const bool is_left = document_.mirrors_margins && first.context.side == style::PageSide::Left;
    section.page.left = to_twips(is_left ? first.size.width - first.area.right() : first.area.left());
    section.page.right = to_twips(is_left ? first.area.left() : first.size.width - first.area.right());
  }
  heads_.add_heads(section, section_name_, facts_.pages()[section_page_].context);
  const Style& standard = document_.styles.front();
  if (standard.paragraph.line_rule == LineRule::Exact) section.line_pitch = standard.paragraph.line;
  if (section.content.empty() && document_.sections.size() > 1 && &section == &document_.sections.back() &&
      section.start == SectionStart::Continuous) {
    // Nothing follows the columns: they are the last section.
    document_.sections.pop_back();
    return;
  }
  if (section.content.empty()) {
    Paragraph paragraph;
    paragraph.role = "p";
    paragraph.run = standard.run;
    paragraph.look = standard.paragraph;
    section.content.emplace_back(std::move(paragraph));
  }
  // The last paragraph of a section contains its properties.
  if (std::holds_alternative<Table>(section.content.back())) {
    Scope scope;
    scope.out = &section.content;
    paragraphs_.append_small(scope, kTwipsPerPoint);
  }
}

}  // namespace gongwen::flow

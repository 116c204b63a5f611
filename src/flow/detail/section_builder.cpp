#include "flow/detail/flow_builder.h"

#include <algorithm>
#include <utility>

// Sections: where the page changes its name, paper or numbers, and what stands at the top and bottom of its pages.
namespace gongwen::flow {

using base::LayoutUnit;
using boxes::BoxId;
using css::MarginBox;
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

/// A page as the rules for one side see it, neither first nor blank.
style::PageContext usual_page(const std::string& name, style::PageSide side) {
  constexpr int kEvenNumber = 4;
  const int number = side == style::PageSide::Left ? kEvenNumber : kEvenNumber + 1;
  return {name, number, side, false, number};
}

}  // namespace

/// The page that a box asks for: the nearest name around it (css-page-3 §7.1).
std::string FlowBuilder::page_name(BoxId id) const {
  for (BoxId at = id; at; at = box(at).parent) {
    if (const std::string& name = style_of(at).page; !name.empty()) return name;
  }
  return {};
}

/// Starts a section if the block needs another page, or another number, than the current one.
void FlowBuilder::start_section_for(BoxId id, Scope& scope) {
  const BoxPlace* const place = facts_.place_of(id);
  const std::size_t page = place != nullptr ? place->page : section_page_;
  std::string name = page_name(id);
  // Breaks and numbers that boxes around it ask for, whose first text it is.
  style::BreakBetween forced = style::BreakBetween::Auto;
  std::optional<std::int32_t> number;
  for (BoxId at = id; at; at = box(at).parent) {
    const ComputedStyle& style = style_of(at);
    if (starts_right_page(style.break_before) || starts_left_page(style.break_before)) forced = style.break_before;
    const auto* const counting =
        box(at).part == boxes::BoxPart::Element && box(at).node ? context_.boxes.page_counting(box(at).node) : nullptr;
    if (counting != nullptr && counting->value) number = *counting->value + counting->increment;
    if (!box(at).parent || box(box(at).parent).first_child != at) break;
  }
  if (has_section_) {
    const bool is_new_page = scope.breaks_page || forced != style::BreakBetween::Auto;
    const bool is_other = name != section_name_;
    if (!is_other && !(is_new_page && (number || forced != style::BreakBetween::Auto))) return;
    if (scope.is_empty) return;
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
  section_strings_.clear();
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

bool FlowBuilder::is_vertical(BoxId id) const {
  const ComputedStyle& style = context_.styles.style(context_.boxes.physical_style(box(id).style));
  return style.writing_mode != style::WritingMode::HorizontalTb;
}

bool FlowBuilder::has_columns(BoxId id) const {
  const ComputedStyle& style = style_of(id);
  return style.column_count.value_or(1) > 1 || style.column_width.has_value();
}

/// Columns are those of a section on the same page.
void FlowBuilder::add_columns(BoxId id, Scope& scope) {
  start_section_for(id, scope);
  const ComputedStyle& style = style_of(id);
  const BoxPlace* const place = facts_.place_of(id);
  const LayoutUnit left = place != nullptr ? place->content_left() : scope.left;
  const LayoutUnit right = place != nullptr ? place->content_right() : scope.right;
  const LayoutUnit width = right - left;
  const LayoutUnit gap = style.column_gap ? style.column_gap->resolve(width) : style.font_size.to_length();
  int count = style.column_count.value_or(0);
  if (style.column_width && *style.column_width > LayoutUnit()) {
    const int fitting = std::max((width + gap).raw() / std::max((*style.column_width + gap).raw(), 1), 1);
    count = count == 0 ? fitting : std::min(count, fitting);
  }
  constexpr int kMostColumns = 45;  // that word processors accept
  count = std::clamp(count, 1, kMostColumns);
  const auto continue_section = [&](int columns) {
    Section next = document_.sections.back();
    finish_section(document_.sections.back());
    next.content.clear();
    next.start = SectionStart::Continuous;
    next.first_number.reset();
    next.columns = columns;
    next.column_gap = to_twips(gap);
    next.has_column_rule = columns > 1 && style.column_rule_style != style::BorderStyle::None;
    document_.sections.push_back(std::move(next));
    scope.out = &document_.sections.back().content;
  };
  const Scope before = scope;
  if (scope.out->empty()) {
    document_.sections.back().columns = count;
    document_.sections.back().column_gap = to_twips(gap);
    document_.sections.back().has_column_rule = count > 1 && style.column_rule_style != style::BorderStyle::None;
  } else {
    continue_section(count);
  }
  scope.left = left;
  scope.right = left + (width - gap * (count - 1)) / count;
  is_in_columns_ = true;
  add_children(id, scope);
  is_in_columns_ = false;
  continue_section(1);
  scope.left = before.left;
  scope.right = before.right;
  leave_at(place, place != nullptr ? place->last_bottom : LayoutUnit(), scope);
}

PageSetup FlowBuilder::page_setup(const style::PageContext& context) {
  const auto style_of_side = [&](style::PageSide side) -> const ComputedStyle& {
    return input_.page_style(usual_page(context.name, side)).page;
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

void FlowBuilder::finish_section(Section& section) {
  if (section_page_ >= facts_.pages().size()) return;
  // A first page may have margins of its own; word processors know those of a section only.
  const PagePlace& first = facts_.pages()[section_page_];
  if (body_->page == section_page_) {
    section.page.top = to_twips(first.area.top());
    section.page.bottom = to_twips(first.size.height - first.area.bottom());
    const bool is_left = document_.mirrors_margins && first.context.side == style::PageSide::Left;
    section.page.left = to_twips(is_left ? first.size.width - first.area.right() : first.area.left());
    section.page.right = to_twips(is_left ? first.area.left() : first.size.width - first.area.right());
  }
  add_heads(section, facts_.pages()[section_page_].context);
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
  // The properties of a section stand in its last paragraph.
  if (std::holds_alternative<Table>(section.content.back())) {
    Scope scope;
    scope.out = &section.content;
    append_small(scope, kTwipsPerPoint);
  }
}

namespace {

constexpr std::array kTopBoxes{MarginBox::TopLeftCorner, MarginBox::TopLeft, MarginBox::TopCenter, MarginBox::TopRight,
                               MarginBox::TopRightCorner};
constexpr std::array kBottomBoxes{MarginBox::BottomLeftCorner, MarginBox::BottomLeft, MarginBox::BottomCenter,
                                  MarginBox::BottomRight, MarginBox::BottomRightCorner};

Alignment margin_box_alignment(const ComputedStyle& style) {
  switch (style.text_align.keyword) {
    case style::TextAlign::Center: return Alignment::Center;
    case style::TextAlign::Right:
    case style::TextAlign::End: return Alignment::Right;
    case style::TextAlign::Start:
    case style::TextAlign::Left:
    case style::TextAlign::Justify:
    case style::TextAlign::JustifyAll: break;
  }
  return Alignment::Left;
}

}  // namespace

/// The boxes of one edge as a paragraph: one box by its alignment, several apart by tab stops.
std::optional<RunningHead> FlowBuilder::running_head(const style::PageStyle& style, const style::PageContext& context,
                                                     bool is_footer, const PageSetup& page) {
  struct Part {
    const ComputedStyle* style;
    Alignment alignment;
    std::vector<Inline> content;
  };
  std::vector<Part> parts;
  for (const MarginBox name : is_footer ? kBottomBoxes : kTopBoxes) {
    const auto& box_style = style.margin_boxes[static_cast<std::size_t>(name)];
    if (!box_style) continue;
    std::vector<Inline> content = head_content(*box_style, context);
    if (content.empty()) continue;
    parts.push_back({box_style.get(), margin_box_alignment(*box_style), std::move(content)});
  }
  if (parts.empty()) return std::nullopt;
  RunningHead head;
  head.is_footer = is_footer;
  const Twips width = page.width - page.left - page.right;
  Paragraph paragraph;
  paragraph.role = is_footer ? "footer" : "header";
  const ComputedStyle& first = *parts.front().style;
  paragraph.run = looks_.look_of(first);
  paragraph.look = paragraph_look(first);
  paragraph.look.first_line = paragraph.look.first_line_characters = 0;
  paragraph.look.keeps_lines = false;
  paragraph.look.alignment = parts.front().alignment;
  // All boxes of an edge have the rule of the first that has one.
  for (const Part& part : parts) {
    const ComputedStyle& style_of_part = *part.style;
    const auto line = [&](LayoutUnit line_width, style::BorderStyle kind, const style::ColorValue& color,
                          LayoutUnit space) {
      return border_line(line_width, kind, color.resolve(style_of_part.color), space);
    };
    if (paragraph.look.borders.top.kind == LineKind::None) {
      paragraph.look.borders.top = line(style_of_part.border_top_width, style_of_part.border_top_style,
                                        style_of_part.border_top_color, style_of_part.padding_top.length);
    }
    if (paragraph.look.borders.bottom.kind == LineKind::None) {
      paragraph.look.borders.bottom = line(style_of_part.border_bottom_width, style_of_part.border_bottom_style,
                                           style_of_part.border_bottom_color, style_of_part.padding_bottom.length);
    }
  }
  if (parts.size() == 1) {
    paragraph.look.left = to_twips(first.padding_left.length);
    paragraph.look.right = to_twips(first.padding_right.length);
    paragraph.content = std::move(parts.front().content);
  } else {
    paragraph.look.alignment = Alignment::Left;
    const auto add_tab = [&](Twips position, TabAlignment alignment) {
      paragraph.look.tabs.push_back({position, alignment, TabLeader::None});
    };
    add_tab(width / 2, TabAlignment::Center);
    add_tab(width, TabAlignment::Right);
    int at = 0;  // tab stops that have been passed
    for (Part& part : parts) {
      const int wanted = part.alignment == Alignment::Left ? at : part.alignment == Alignment::Center ? 1 : 2;
      for (; at < wanted; ++at) paragraph.content.push_back({paragraph.run, Change::None, {}, Tab{}});
      for (Inline& made : part.content) paragraph.content.push_back(std::move(made));
    }
  }
  head.content.emplace_back(std::move(paragraph));
  return head;
}

/// Boxes at the sides of the sheet stand in frames, which belong to the head. Their text is upright there.
void FlowBuilder::add_side_boxes(const style::PageStyle& style, const style::PageContext& context,
                                 std::optional<RunningHead>& head) {
  const auto page = std::find_if(facts_.pages().begin(), facts_.pages().end(), [&](const PagePlace& place) {
    return place.context.name == context.name && place.context.side == context.side && !place.context.blank;
  });
  if (page == facts_.pages().end()) return;
  for (const SideBox& side : page->side_boxes) {
    const auto& box_style = style.margin_boxes[static_cast<std::size_t>(side.box)];
    if (!box_style) continue;
    Paragraph paragraph;
    paragraph.role = "side";
    paragraph.content = head_content(*box_style, context);
    if (paragraph.content.empty()) continue;
    paragraph.run = looks_.look_of(*box_style);
    paragraph.look = paragraph_look(*box_style);
    paragraph.look.alignment = Alignment::Center;
    paragraph.look.first_line = paragraph.look.first_line_characters = 0;
    paragraph.look.keeps_lines = false;
    FramePlace frame;
    frame.width = std::max(to_twips(side.rect.size.width), 1);
    frame.x = std::max(to_twips(side.rect.left()), 1);
    const Twips line = std::max<Twips>(paragraph.look.line, 240);
    const Twips top = to_twips(side.rect.top());
    const Twips free = std::max(to_twips(side.rect.size.height) - line, 0);
    const bool is_low = side.box == MarginBox::LeftBottom || side.box == MarginBox::RightBottom;
    const bool is_middle = side.box == MarginBox::LeftMiddle || side.box == MarginBox::RightMiddle;
    frame.y = std::max(top + (is_low ? free : is_middle ? free / 2 : 0), 1);
    paragraph.look.frame = frame;
    if (!head) head.emplace();
    head->content.emplace_back(std::move(paragraph));
  }
  // A head ends with a paragraph of its own, to which the frames belong.
  if (!head || !std::get<Paragraph>(head->content.back()).look.frame) return;
  Scope scope;
  scope.out = &head->content;
  append_small(scope, kTwipsPerPoint);
}

void FlowBuilder::add_heads(Section& section, const style::PageContext& first) {
  const auto add = [&](const style::PageContext& context, HeadKind kind) {
    const style::PageStyle& style = input_.page_style(context);
    for (const bool is_footer : {false, true}) {
      auto head = running_head(style, context, is_footer, section.page);
      if (!is_footer) add_side_boxes(style, context, head);
      if (!head) continue;
      head->kind = kind;
      section.heads.push_back(*std::move(head));
    }
  };
  const style::PageContext right = usual_page(section_name_, style::PageSide::Right);
  const style::PageContext left = usual_page(section_name_, style::PageSide::Left);
  add(right, HeadKind::Default);
  const auto has_same_boxes = [&](const style::PageStyle& a, const style::PageStyle& b) {
    for (std::size_t i = 0; i < css::kMarginBoxCount; ++i) {
      const bool has_one = a.margin_boxes[i] != nullptr;
      if (has_one != (b.margin_boxes[i] != nullptr)) return false;
      if (has_one && (!(a.margin_boxes[i]->content == b.margin_boxes[i]->content) ||
                      !(a.margin_boxes[i]->text_align == b.margin_boxes[i]->text_align))) {
        return false;
      }
    }
    return true;
  };
  const style::PageStyle& right_style = input_.page_style(right);
  const style::PageStyle& left_style = input_.page_style(left);
  if (!has_same_boxes(right_style, left_style)) document_.has_even_heads = true;
  add(left, HeadKind::Even);
  const style::PageStyle& usual = first.side == style::PageSide::Left ? left_style : right_style;
  if (!has_same_boxes(input_.page_style(first), usual)) {
    section.has_first_page = true;
    add(first, HeadKind::First);
  }
}

}  // namespace gongwen::flow

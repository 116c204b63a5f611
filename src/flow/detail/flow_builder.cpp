#include "flow/detail/flow_builder.h"

#include "base/utf8.h"
#include "flow/detail/assign_styles.h"
#include "flow/detail/printed_texts.h"
#include "forms/word_names.h"
#include "layout/boxes/box.h"
#include "style/apply_property.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::flow {

using base::LayoutUnit;
using boxes::Box;
using boxes::BoxFlow;
using boxes::BoxId;
using boxes::BoxKind;
using dom::AttributeName;
using dom::ElementName;
using style::ComputedStyle;

namespace {

LayoutUnit length_of(const style::Margin& margin) { return margin.is_auto ? LayoutUnit() : margin.value.length; }

/// Collapses adjoining margins: the largest positive and the smallest negative one (CSS 2.2 §8.3.1).
LayoutUnit collapsed(LayoutUnit a, LayoutUnit b) {
  return std::max({a, b, LayoutUnit()}) + std::min({a, b, LayoutUnit()});
}

bool forces_page(style::BreakBetween value) {
  switch (value) {
    case style::BreakBetween::Page:
    case style::BreakBetween::Left:
    case style::BreakBetween::Right:
    case style::BreakBetween::Recto:
    case style::BreakBetween::Verso:
    case style::BreakBetween::Always: return true;
    case style::BreakBetween::Auto:
    case style::BreakBetween::Avoid:
    case style::BreakBetween::AvoidPage:
    case style::BreakBetween::AvoidColumn:
    case style::BreakBetween::Column: break;
  }
  return false;
}

bool avoids(style::BreakBetween value) {
  return value == style::BreakBetween::Avoid || value == style::BreakBetween::AvoidPage;
}

}  // namespace

FlowBuilder::FlowBuilder(FlowState& state)
    : FlowPart(state),
      paragraphs_(state),
      inlines_(state, paragraphs_, *this),
      sections_(state, paragraphs_, inlines_),
      tables_(state, paragraphs_, inlines_, sections_, *this),
      items_(state, paragraphs_, inlines_, sections_, tables_, *this) {}

Document FlowBuilder::build() {
  document_.properties = state_.input.properties;
  state_.find_bookmarks();
  const BoxId root = context_.boxes.root();
  // The standard style is that of the body's text.
  BoxId body = root;
  for (BoxId child = box(root).first_child; child; child = box(child).next_sibling) {
    if (box(child).node && context_.dom.node(box(child).node).name == ElementName::Body) body = child;
  }
  const ComputedStyle& standard = style_of(body);
  Style normal;
  normal.id = "Normal";
  normal.name = "Normal";
  normal.is_built_in = true;
  normal.paragraph = paragraph_look(standard);
  normal.paragraph.first_line = normal.paragraph.first_line_characters = 0;
  normal.paragraph.keeps_lines = false;
  normal.paragraph.snaps_to_grid = normal.paragraph.line_rule == LineRule::Exact;
  normal.run = looks_.look_of(standard);
  if (normal.paragraph.snaps_to_grid) state_.line = style::line_height_length(standard.line_height, standard.font_size);
  document_.styles.push_back(std::move(normal));
  document_.hyphenates = standard.hyphens == style::Hyphens::Auto;
  Scope scope;
  scope.is_body = true;
  state_.body = &scope;
  add_block(root, scope);
  if (!sections_.has_section()) sections_.start_section_for(root, scope);
  sections_.finish_section(document_.sections.back());
  if (state_.input.volume == nullptr) assign_styles(document_);
  if (document_.form) {
    PrintedContent printed = printed_content(document_);
    document_.form->printed = std::move(printed.texts);
    document_.form->pictures = std::move(printed.pictures);
    for (const auto& [name, value] : forms::stamp_members(document_.form->stamp)) {
      document_.properties.custom.emplace_back(std::string(forms::kWordStampPrefix) + std::string(name), value);
    }
  }
  return std::move(document_);
}

void FlowBuilder::add_children(BoxId id, Scope& scope) {
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) add_block(child, scope);
}

void FlowBuilder::add_block(BoxId id, Scope& scope) {
  sink_.go_on();
  state_.effects.report(id);
  const Box& entry = box(id);
  if (!boxes::is_in_flow(entry)) return add_out_of_flow(id, scope);
  if (scope.is_body && !state_.place_outside && is_moved_far(id) && has_only_lines(id)) {
    state_.place_outside = place_on_sheet(id);
    return add_outside(id, scope);
  }
  const ComputedStyle& style = style_of(id);
  // Skip the list of changes: word processors generate their own.
  if (entry.node && context_.dom.attribute_value(entry.node, AttributeName::Class) == "gw-changes") return;
  collect_marks(id);
  if (scope.is_body && !scope.breaks_page) {
    // The layout has decided whether a page starts here: some do so only after a full page, or depending on the room
    // that is left (`-gw-start-page`, `-gw-blank-room`).
    const BoxPlace* const place = facts_.place_of(id);
    const bool is_on_same = place != nullptr && scope.bottom && place->page == scope.page;
    const bool is_on_later = place != nullptr && !scope.is_empty && place->page > scope.page;
    scope.breaks_page = (forces_page(style.break_before) && !is_on_same) || (style.start_page && is_on_later);
  }
  if (avoids(style.break_before)) scope.keep_last_with_next();
  scope.margin = collapsed(scope.margin, length_of(style.margin_top));
  const std::size_t first = scope.count();
  switch (entry.kind) {
    case BoxKind::Block:
    case BoxKind::InlineBlock:
    case BoxKind::TableCaption:
    case BoxKind::RubyText:
      if (entry.has_inline_children || is_control(id)) {
        add_paragraph(id, scope);
      } else if (!entry.first_child) {
        if (paragraphs_.is_rule(id)) add_rule(id, scope);
      } else {
        add_container(id, scope);
        if (state_.open_marker) add_empty_item(id, scope);
      }
      break;
    case BoxKind::Flex:
    case BoxKind::Grid: items_.add_items(id, scope); break;
    case BoxKind::Replaced: add_picture_paragraph(id, scope); break;
    case BoxKind::Formula: add_formula_paragraph(id, scope); break;
    case BoxKind::Table: add_table(id, scope); break;
    case BoxKind::TableGrid: tables_.add_grid(id, scope); break;
    case BoxKind::Turned:
    case BoxKind::Cell: add_children(id, scope); break;
    case BoxKind::Marker: state_.open_marker = id; break;
    case BoxKind::ColumnGroup:
    case BoxKind::Column: break;
    case BoxKind::RowGroup:
    case BoxKind::Row: add_children(id, scope); break;
    case BoxKind::Inline:
    case BoxKind::Text:
    case BoxKind::LineBreak:
    case BoxKind::WordBreak:
    case BoxKind::Leader:
    case BoxKind::Reference: break;  // in lines only
  }
  scope.margin = collapsed(scope.margin, length_of(style.margin_bottom));
  // Every block of an unbreakable box except the last is kept with the next.
  if (style.break_inside != style::BreakInside::Auto) scope.keep_together(first);
  if (avoids(style.break_after)) scope.keep_last_with_next();
  if (scope.is_body && forces_page(style.break_after)) scope.breaks_page = true;
}

/// A list item without text still shows its marker.
void FlowBuilder::add_empty_item(BoxId id, Scope& scope) {
  if (box(state_.open_marker).parent != id) return;
  Paragraph paragraph = paragraphs_.make_paragraph(id);
  inlines_.add_inline_content(id, paragraph);
  if (scope.is_body) sections_.start_section_for(id, scope);
  paragraphs_.place_paragraph(std::move(paragraph), id, scope);
}

void FlowBuilder::add_container(BoxId id, Scope& scope) {
  const ComputedStyle& style = style_of(id);
  if (tables_.is_boxed(id) && tables_.add_boxed(id, scope)) return;
  if (has_columns(id)) {
    if (scope.is_body && !is_in_columns_) return add_columns(id, scope);
    state_.effects.report_property(box(id), style.column_width ? "column-width" : "column-count");
  }
  paragraphs_.open_frame(id);
  if (const LayoutUnit top = style.padding_top.length + box_border_top(id); top > LayoutUnit()) {
    scope.space += scope.margin + top;
    scope.margin = {};
  }
  add_children(id, scope);
  if (const LayoutUnit bottom = style.padding_bottom.length + box_border_bottom(id); bottom > LayoutUnit()) {
    scope.space += scope.margin + bottom;
    scope.margin = {};
  }
  paragraphs_.close_frame(id);
}

bool FlowBuilder::has_columns(BoxId id) const {
  const ComputedStyle& style = style_of(id);
  return style.column_count.value_or(1) > 1 || style.column_width.has_value();
}

/// Columns become a section on the same page.
void FlowBuilder::add_columns(BoxId id, Scope& scope) {
  sections_.start_section_for(id, scope);
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
    sections_.finish_section(document_.sections.back());
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
  paragraphs_.leave_at(place, place != nullptr ? place->last_bottom : LayoutUnit(), scope);
}

void FlowBuilder::add_out_of_flow(BoxId id, Scope& scope) {
  switch (box(id).flow) {
    case BoxFlow::Running:
    case BoxFlow::Footnote: return;
    case BoxFlow::Absolute: {
      Paragraph* const last = scope.last_paragraph();
      if (last == nullptr) break;
      if (const std::size_t first = last->content.size(); inlines_.add_anchored(id, *last)) {
        move_anchors(*last, first, scope.left, scope.last_top);
        return;
      }
      break;
    }
    case BoxFlow::Normal:
    case BoxFlow::Float:
    case BoxFlow::PageFloat: break;
  }
  const Box& entry = box(id);
  // Only lines can be outside the text, not tables.
  const bool is_outside = !state_.place_outside && scope.is_body && has_only_lines(id);
  if (is_outside && entry.flow == BoxFlow::Absolute) state_.place_outside = place_on_sheet(id);
  if (is_outside && entry.flow == BoxFlow::PageFloat && style_of(id).float_value == style::Float::Bottom) {
    state_.place_outside = place_on_sheet(id);
    if (state_.place_outside) state_.place_outside->is_at_foot = true;
  }
  if (entry.flow == BoxFlow::Absolute && !state_.place_outside) state_.effects.report_place(id);
  add_outside(id, scope);
}

/// Adds blocks whose place on the page says nothing about the gaps around them.
void FlowBuilder::add_outside(BoxId id, Scope& scope) {
  const Box& entry = box(id);
  const std::optional<LayoutUnit> bottom = std::exchange(scope.bottom, std::nullopt);
  const std::size_t page = scope.page;
  const bool is_outside = state_.place_outside.has_value();
  collect_marks(id);
  if (entry.kind == BoxKind::Replaced)
    add_picture_paragraph(id, scope);
  else if (entry.kind == BoxKind::Formula)
    add_formula_paragraph(id, scope);
  else if (boxes::holds_items(entry))
    items_.add_items(id, scope);
  else if (entry.kind == BoxKind::Table)
    add_table(id, scope);
  else if (entry.has_inline_children || is_control(id))
    add_paragraph(id, scope);
  else if (entry.first_child)
    add_container(id, scope);
  else if (paragraphs_.is_rule(id))
    add_rule(id, scope);
  scope.bottom = bottom;
  scope.page = page;
  if (is_outside) state_.place_outside.reset();
}

std::optional<FramePlace> FlowBuilder::place_on_sheet(BoxId id) const {
  const BoxPlace* const place = facts_.place_of(id);
  if (place == nullptr || place->page >= facts_.pages().size()) return std::nullopt;
  const PagePlace& page = facts_.pages()[place->page];
  FramePlace frame;
  frame.width = to_twips(place->rect.size.width);
  frame.x = to_twips(page.area.left() + place->rect.left());
  frame.y = to_twips(page.area.top() + place->rect.top());
  return frame;
}

/// Whether the blocks of a box are paragraphs.
bool FlowBuilder::has_only_lines(BoxId id) const {
  const Box& entry = box(id);
  if (entry.has_inline_children || !entry.first_child) return true;
  if (entry.kind != BoxKind::Block && entry.kind != BoxKind::Flex) return false;
  if (entry.kind == BoxKind::Flex) {
    for (BoxId child = entry.first_child; child; child = box(child).next_sibling) {
      if (!items_.is_single_line(child)) return false;
    }
    return true;
  }
  for (BoxId child = entry.first_child; child; child = box(child).next_sibling) {
    if (!has_only_lines(child)) return false;
  }
  return true;
}

/// Whether `position: relative` moves a box away from its place in the text.
bool FlowBuilder::is_moved_far(BoxId id) const {
  const ComputedStyle& style = style_of(id);
  if (style.position.kind != style::PositionKind::Relative) return false;
  constexpr Twips kFar = 1440;
  return std::abs(to_twips(style.top.value.length)) > kFar || std::abs(to_twips(style.bottom.value.length)) > kFar;
}

LayoutUnit FlowBuilder::box_border_top(BoxId id) const {
  const ComputedStyle& style = style_of(id);
  const bool is_drawn = style.border_top_style != style::BorderStyle::None;
  return is_drawn ? style.border_top_width : LayoutUnit();
}

LayoutUnit FlowBuilder::box_border_bottom(BoxId id) const {
  const ComputedStyle& style = style_of(id);
  const bool is_drawn = style.border_bottom_style != style::BorderStyle::None;
  return is_drawn ? style.border_bottom_width : LayoutUnit();
}

/// An empty box that shows borders or a background: a rule.
void FlowBuilder::add_rule(BoxId id, Scope& scope) {
  const BoxPlace& place = *facts_.place_of(id);
  Paragraph paragraph;
  paragraph.is_small = true;
  paragraph.role = "rule";
  paragraph.run = document_.styles.front().run;
  paragraph.look.line_rule = LineRule::Exact;
  paragraph.look.line = std::max<Twips>(to_twips(place.rect.size.height - place.borders.vertical()), kTwipsPerPoint);
  paragraph.origin = box(id).origin;
  if (scope.is_body) sections_.start_section_for(id, scope);
  paragraphs_.place_paragraph(std::move(paragraph), id, scope);
}

void FlowBuilder::add_paragraph(BoxId id, Scope& scope) {
  if (scope.is_body) sections_.start_section_for(id, scope);
  Paragraph paragraph = paragraphs_.make_paragraph(id);
  inlines_.add_inline_content(id, paragraph);
  paragraphs_.place_paragraph(std::move(paragraph), id, scope);
}

void FlowBuilder::add_picture_paragraph(BoxId id, Scope& scope) {
  const BoxPlace* const place = facts_.place_of(id);
  if (place == nullptr) return;
  if (scope.is_body) sections_.start_section_for(id, scope);
  Paragraph paragraph = paragraphs_.make_paragraph(id);
  paragraph.role = "figure";
  paragraph.look.line_rule = LineRule::Auto;
  paragraph.look.line = 240;
  paragraph.look.first_line = paragraph.look.first_line_characters = 0;
  for (const std::size_t number : state_.open_bookmarks) {
    paragraph.content.push_back({paragraph.run, Change::None, {}, BookmarkStart{number, bookmark_name(number)}});
  }
  const base::Size size{place->content_right() - place->content_left(),
                        place->rect.size.height - place->borders.vertical() - place->padding.vertical()};
  const auto add = [&paragraph](InlineContent content) {
    paragraph.content.push_back({paragraph.run, Change::None, {}, std::move(content)});
  };
  const PictureId shown = state_.add_picture_of(box(id), size);
  const forms::Field* const photo = state_.controls.photo_at(box(id).node);
  if (photo != nullptr) add(ControlStart{state_.controls.add_photo(*photo, shown)});
  add(InlinePicture{shown, boxes::alternative_of(context_.dom, box(id))});
  if (photo != nullptr) add(ControlEnd{});
  for (const std::size_t number : state_.open_bookmarks) {
    paragraph.content.push_back({paragraph.run, Change::None, {}, BookmarkEnd{number}});
  }
  state_.open_bookmarks.clear();
  // The box is the picture: its position between the edges determines the alignment.
  const LayoutUnit before = place->rect.left() - scope.left;
  const LayoutUnit after = scope.right - place->rect.right();
  const bool is_centred = to_twips(before) > 20 && std::abs(to_twips(before) - to_twips(after)) < 40;
  paragraph.look.alignment = is_centred ? Alignment::Center : Alignment::Left;
  if (!is_centred) paragraph.look.left = std::max<Twips>(to_twips(before), 0);
  paragraph.look.before = paragraphs_.gap_before(place, place->content_top(), scope);
  paragraphs_.leave_at(place, place->last_bottom, scope);
  paragraphs_.append(std::move(paragraph), scope);
}

void FlowBuilder::add_formula_paragraph(BoxId id, Scope& scope) {
  if (scope.is_body) sections_.start_section_for(id, scope);
  Paragraph paragraph = paragraphs_.make_paragraph(id);
  paragraph.role = "formula";
  paragraph.look.line_rule = LineRule::Auto;
  paragraph.look.line = 240;
  paragraph.look.first_line = paragraph.look.first_line_characters = 0;
  for (const std::size_t number : state_.open_bookmarks) {
    paragraph.content.push_back({paragraph.run, Change::None, {}, BookmarkStart{number, bookmark_name(number)}});
  }
  Formula formula = formula_of(context_, box(id).node);
  formula.is_alone = true;
  paragraph.content.push_back({paragraph.run, Change::None, {}, std::move(formula)});
  for (const std::size_t number : state_.open_bookmarks) {
    paragraph.content.push_back({paragraph.run, Change::None, {}, BookmarkEnd{number}});
  }
  state_.open_bookmarks.clear();
  paragraphs_.place_paragraph(std::move(paragraph), id, scope);
}

void FlowBuilder::add_table(BoxId id, Scope& scope) {
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) {
    if (box(child).kind == BoxKind::TableGrid) {
      tables_.add_grid(child, scope);
    } else if (style_of(child).table_parts != style::TableParts::Later) {
      // Only pages after the first have the other captions.
      add_block(child, scope);
    }
  }
}

Document build_document(const FlowInput& input, diagnostics::DiagnosticSink& sink) {
  FlowState state(input, sink);
  return FlowBuilder(state).build();
}

}  // namespace gongwen::flow

#include "flow/detail/flow_builder.h"

#include "base/utf8.h"
#include "flow/detail/assign_styles.h"
#include "layout/boxes/box.h"
#include "paint/display_list.h"
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

/// Gaps on the page that differ by less from what the style asks for come from rounding to a grid.
constexpr Twips kSameGap = 15;
/// ECMA-376-1 §17.3.1.33 and word processors: the largest space before a paragraph, 1,584 pt.
constexpr Twips kMostSpace = 31'680;

LayoutUnit length_of(const style::Margin& margin) { return margin.is_auto ? LayoutUnit() : margin.value.length; }

/// Margins that adjoin: the largest positive and the smallest negative one (CSS 2.2 §8.3.1).
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

void Scope::keep_last_with_next() const {
  if (count() == 0) return;
  if (Paragraph* const paragraph = last_paragraph()) {
    paragraph->look.keeps_next = true;
    return;
  }
  // A row stays with the next one if its paragraphs do.
  auto& table = std::get<Table>(out->back());
  if (table.rows.empty()) return;
  for (Cell& cell : table.rows.back().cells) {
    for (Block& block : cell.content) {
      if (auto* const paragraph = std::get_if<Paragraph>(&block)) paragraph->look.keeps_next = true;
    }
  }
}

void Scope::keep_together(std::size_t first) const {
  if (out == nullptr) return;
  for (std::size_t i = first; i + 1 < out->size(); ++i) {
    if (auto* const paragraph = std::get_if<Paragraph>(&(*out)[i])) paragraph->look.keeps_next = true;
  }
}

bool Scope::continues_frame(const ParagraphLook& look) const {
  const Paragraph* const last = last_paragraph();
  return last != nullptr && last->look.borders == look.borders && last->look.shading == look.shading &&
         last->look.left == look.left && last->look.right == look.right;
}

FlowBuilder::FlowBuilder(const FlowInput& input, diagnostics::DiagnosticSink& sink)
    : input_(input),
      context_(input.context),
      facts_(input.facts),
      sink_(sink),
      looks_(document_, input.faces, input.fonts),
      effects_(input, sink) {}

Document FlowBuilder::build() {
  document_.properties = input_.properties;
  find_bookmarks();
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
  if (normal.paragraph.snaps_to_grid) line_ = style::line_height_length(standard.line_height, standard.font_size);
  document_.styles.push_back(std::move(normal));
  document_.hyphenates = standard.hyphens == style::Hyphens::Auto;
  Scope scope;
  scope.is_body = true;
  body_ = &scope;
  add_block(root, scope);
  if (!has_section_) start_section_for(root, scope);
  finish_section(document_.sections.back());
  assign_styles(document_);
  return std::move(document_);
}

/// Ids that links of the page and references lead to.
void FlowBuilder::find_bookmarks() {
  const auto add = [this](std::string_view address) {
    if (address.size() < 2 || !address.starts_with('#')) return;
    bookmarks_.try_emplace(std::string(address.substr(1)), bookmarks_.size() + 1);
  };
  for (std::size_t i = 0; i < context_.boxes.size(); ++i) {
    const Box& entry = context_.boxes.box(BoxId(static_cast<std::uint32_t>(i)));
    if (entry.kind == BoxKind::Reference) add(context_.boxes.content_item(entry).target.text);
    if (entry.flow == BoxFlow::Running && entry.part == boxes::BoxPart::Element) {
      const std::string& name = context_.styles.style(entry.style).position.running_name;
      running_.try_emplace(name, BoxId(static_cast<std::uint32_t>(i)));
    }
    if (entry.node && entry.part == boxes::BoxPart::Element && context_.dom.node(entry.node).name == ElementName::A) {
      add(context_.dom.attribute_value(entry.node, AttributeName::Href));
    }
  }
}

void FlowBuilder::add_children(BoxId id, Scope& scope) {
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) add_block(child, scope);
}

/// Bookmarks and named strings that a box sets.
void FlowBuilder::collect_marks(BoxId id, Scope& scope) {
  const Box& entry = box(id);
  if (!entry.node || entry.part != boxes::BoxPart::Element || context_.boxes.box_of(entry.node) != id) return;
  const auto found = bookmarks_.find(context_.dom.attribute_value(entry.node, AttributeName::Id));
  if (found != bookmarks_.end()) open_bookmarks_.push_back(found->second);
  if (const auto* const assignments = context_.boxes.string_assignments(entry.node)) {
    for (const boxes::BoxTree::Assignment& assignment : *assignments) {
      strings_[assignment.name] = assignment.value;
      if (scope.is_body) section_strings_.try_emplace(assignment.name, assignment.value);
    }
  }
}

void FlowBuilder::add_block(BoxId id, Scope& scope) {
  sink_.go_on();
  effects_.report(id);
  const Box& entry = box(id);
  if (!boxes::is_in_flow(entry)) return add_out_of_flow(id, scope);
  if (scope.is_body && !place_outside_ && is_moved_far(id) && has_only_lines(id)) {
    place_outside_ = place_on_sheet(id);
    return add_outside(id, scope);
  }
  const ComputedStyle& style = style_of(id);
  // The list of changes: word processors make their own.
  if (entry.node && context_.dom.attribute_value(entry.node, AttributeName::Class) == "gw-changes") return;
  collect_marks(id, scope);
  if (scope.is_body && (forces_page(style.break_before) || context_.boxes.page_counting(entry.node) != nullptr)) {
    scope.breaks_page = scope.breaks_page || forces_page(style.break_before);
  }
  // The layout has decided whether a block that starts a page only after a filled one does so.
  if (scope.is_body && style.start_page) {
    const BoxPlace* const place = facts_.place_of(id);
    scope.breaks_page = scope.breaks_page || (place != nullptr && !scope.is_empty && place->page > scope.page);
  }
  if (avoids(style.break_before)) scope.keep_last_with_next();
  scope.margin = collapsed(scope.margin, length_of(style.margin_top));
  const std::size_t first = scope.count();
  switch (entry.kind) {
    case BoxKind::Block:
    case BoxKind::InlineBlock:
    case BoxKind::TableCaption:
    case BoxKind::RubyText:
      if (entry.has_inline_children) {
        add_paragraph(id, scope);
      } else if (!entry.first_child) {
        if (is_rule(id)) add_rule(id, scope);
      } else {
        add_container(id, scope);
        if (open_marker_) add_empty_item(id, scope);
      }
      break;
    case BoxKind::Flex:
    case BoxKind::Grid: add_items(id, scope); break;
    case BoxKind::Replaced: add_picture_paragraph(id, scope); break;
    case BoxKind::Table: add_table(id, scope); break;
    case BoxKind::TableGrid: add_grid(id, scope); break;
    case BoxKind::Turned:
    case BoxKind::Cell: add_children(id, scope); break;
    case BoxKind::Marker: open_marker_ = id; break;
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
  // Each block of an unbreakable box but the last is kept with the next.
  if (style.break_inside != style::BreakInside::Auto) scope.keep_together(first);
  if (avoids(style.break_after)) scope.keep_last_with_next();
  if (scope.is_body && forces_page(style.break_after)) scope.breaks_page = true;
}

/// A list item without text still shows its marker.
void FlowBuilder::add_empty_item(BoxId id, Scope& scope) {
  if (box(open_marker_).parent != id) return;
  Paragraph paragraph = make_paragraph(id);
  add_inline_content(id, paragraph);
  place_paragraph(std::move(paragraph), id, scope);
}

void FlowBuilder::add_container(BoxId id, Scope& scope) {
  const ComputedStyle& style = style_of(id);
  if (is_boxed(id) && add_boxed(id, scope)) return;
  if (has_columns(id) && scope.is_body && !is_in_columns_) return add_columns(id, scope);
  open_frame(id);
  if (const LayoutUnit top = style.padding_top.length + box_border_top(id); top > LayoutUnit()) {
    scope.space += scope.margin + top;
    scope.margin = {};
  }
  add_children(id, scope);
  if (const LayoutUnit bottom = style.padding_bottom.length + box_border_bottom(id); bottom > LayoutUnit()) {
    scope.space += scope.margin + bottom;
    scope.margin = {};
  }
  close_frame(id);
}

namespace {

/// From places on the page to places beside the text of a paragraph.
void move_anchors(Paragraph& paragraph, std::size_t first, LayoutUnit left, LayoutUnit top) {
  for (std::size_t i = first; i < paragraph.content.size(); ++i) {
    auto* const picture = std::get_if<AnchoredPicture>(&paragraph.content[i].content);
    if (picture == nullptr) continue;
    picture->x -= to_twips(left);
    // The space before the text counts.
    picture->y += paragraph.look.before - to_twips(top);
  }
}

}  // namespace

void FlowBuilder::add_out_of_flow(BoxId id, Scope& scope) {
  switch (box(id).flow) {
    case BoxFlow::Running:
    case BoxFlow::Footnote: return;
    case BoxFlow::Absolute: {
      Paragraph* const last = scope.last_paragraph();
      if (last == nullptr) break;
      if (const std::size_t first = last->content.size(); add_anchored(id, *last)) {
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
  // Only lines can stand outside of the text, not tables.
  const bool is_outside = !place_outside_ && scope.is_body && has_only_lines(id);
  if (is_outside && entry.flow == BoxFlow::Absolute) place_outside_ = place_on_sheet(id);
  if (is_outside && entry.flow == BoxFlow::PageFloat && style_of(id).float_value == style::Float::Bottom) {
    place_outside_ = place_on_sheet(id);
    if (place_outside_) place_outside_->is_at_foot = true;
  }
  add_outside(id, scope);
}

/// Blocks whose place on the page says nothing of the gaps around.
void FlowBuilder::add_outside(BoxId id, Scope& scope) {
  const Box& entry = box(id);
  const std::optional<LayoutUnit> bottom = std::exchange(scope.bottom, std::nullopt);
  const std::size_t page = scope.page;
  const bool is_outside = place_outside_.has_value();
  collect_marks(id, scope);
  if (entry.kind == BoxKind::Replaced)
    add_picture_paragraph(id, scope);
  else if (boxes::holds_items(entry))
    add_items(id, scope);
  else if (entry.kind == BoxKind::Table)
    add_table(id, scope);
  else if (entry.has_inline_children)
    add_paragraph(id, scope);
  else if (entry.first_child)
    add_container(id, scope);
  else if (is_rule(id))
    add_rule(id, scope);
  scope.bottom = bottom;
  scope.page = page;
  if (is_outside) place_outside_.reset();
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
      if (!is_single_line(child)) return false;
    }
    return true;
  }
  for (BoxId child = entry.first_child; child; child = box(child).next_sibling) {
    if (!has_only_lines(child)) return false;
  }
  return true;
}

/// Whether `position: relative` shows a box elsewhere than in its place in the text.
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

// Frames: borders and backgrounds of boxes around paragraphs.

namespace {

Borders borders_of(const ComputedStyle& style, const base::Edges& padding) {
  const auto line = [&](LayoutUnit width, style::BorderStyle kind, const style::ColorValue& color, LayoutUnit space) {
    return border_line(width, kind, color.resolve(style.color), space);
  };
  return {line(style.border_top_width, style.border_top_style, style.border_top_color, padding.top),
          line(style.border_right_width, style.border_right_style, style.border_right_color, padding.right),
          line(style.border_bottom_width, style.border_bottom_style, style.border_bottom_color, padding.bottom),
          line(style.border_left_width, style.border_left_style, style.border_left_color, padding.left)};
}

css::Color background_of(const ComputedStyle& style) { return over_white(style.background_color.resolve(style.color)); }

}  // namespace

void FlowBuilder::open_frame(BoxId id) {
  const ComputedStyle& style = style_of(id);
  const BoxPlace* const place = facts_.place_of(id);
  Frame frame{id, place, {}, css::kTransparent};
  if (place != nullptr) frame.borders = borders_of(style, place->padding);
  // The background of the page is not that of its paragraphs.
  const bool is_page = !box(id).parent || id == context_.boxes.root() ||
                       (box(id).node && context_.dom.node(box(id).node).name == ElementName::Body);
  if (!is_page) frame.shading = background_of(style);
  if (frame.borders.any() || !frame.shading.is_transparent()) frames_.push_back(frame);
}

void FlowBuilder::close_frame(BoxId id) {
  if (!frames_.empty() && frames_.back().box == id) frames_.pop_back();
}

bool FlowBuilder::is_rule(BoxId id) const {
  const ComputedStyle& style = style_of(id);
  const BoxPlace* const place = facts_.place_of(id);
  return place != nullptr && (borders_of(style, place->padding).any() || !background_of(style).is_transparent());
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
  place_paragraph(std::move(paragraph), id, scope);
}

// Paragraphs.

void FlowBuilder::take_frame(const Frame& frame, ParagraphLook& look) {
  const auto take = [](const BorderLine& line, BorderLine& side) {
    if (line.kind != LineKind::None) side = line;
  };
  take(frame.borders.top, look.borders.top);
  take(frame.borders.right, look.borders.right);
  take(frame.borders.bottom, look.borders.bottom);
  take(frame.borders.left, look.borders.left);
  if (!frame.shading.is_transparent()) look.shading = frame.shading;
}

Paragraph FlowBuilder::make_paragraph(BoxId id) {
  const ComputedStyle& style = style_of(id);
  Paragraph paragraph;
  paragraph.look = paragraph_look(style);
  paragraph.run = looks_.look_of(style);
  paragraph.origin = box(id).origin;
  set_names(id, paragraph);
  return paragraph;
}

/// The element whose style names a paragraph: that of the box, or of the nearest box around an anonymous one.
std::string FlowBuilder::role_of(BoxId id) const {
  while (box(id).part == boxes::BoxPart::Anonymous && box(id).parent) id = box(id).parent;
  if (!box(id).node) return "p";
  const dom::NodeId node = box(id).node;
  std::string role(dom::tag_name(context_.dom.node(node).name));
  const std::string_view classes = context_.dom.attribute_value(node, AttributeName::Class);
  const std::string_view first = classes.substr(0, classes.find(' '));
  if (!first.empty()) role.append(".").append(first);
  return role;
}

void FlowBuilder::set_names(BoxId id, Paragraph& paragraph) const {
  paragraph.role = role_of(id);
  while (box(id).part == boxes::BoxPart::Anonymous && box(id).parent) id = box(id).parent;
  if (!box(id).node) return;
  const dom::NodeId node = box(id).node;
  const ComputedStyle& style = style_of(id);
  const ElementName name = context_.dom.node(node).name;
  constexpr std::array kHeadings{ElementName::H1, ElementName::H2, ElementName::H3,
                                 ElementName::H4, ElementName::H5, ElementName::H6};
  const auto heading = std::find(kHeadings.begin(), kHeadings.end(), name);
  const dom::Attribute* const tag = context_.dom.find_custom_attribute(node, "data-tag");
  // The mark of an issuer is set as large as a title, too.
  const bool is_title = heading != kHeadings.end() || (tag != nullptr && tag->value == "title");
  if (style.role == style::Role::Title && is_title) {
    paragraph.role = "Title";
  } else if (style.role == style::Role::TocItem) {
    paragraph.is_contents = true;
  } else if (heading != kHeadings.end()) {
    paragraph.role = "heading";
    paragraph.look.outline_level = static_cast<std::uint8_t>(heading - kHeadings.begin() + 1);
  } else if (name == ElementName::Figcaption || name == ElementName::Caption) {
    paragraph.role = "caption";
  }
  if (style.bookmark_level > 0 && context_.boxes.bookmark_label(node) != nullptr) {
    paragraph.look.outline_level = static_cast<std::uint8_t>(std::min(style.bookmark_level, 9));
  } else if (paragraph.role == "heading" && style.bookmark_level == 0) {
    // A heading that the outline leaves out.
    paragraph.role = role_of(id);
    paragraph.look.outline_level = 0;
  }
  if (tag != nullptr) {
    if (const auto part = paint::find_official_part(tag->value)) {
      paragraph.title = paint::official_part_info(*part).chinese;
    }
  }
}

void FlowBuilder::add_paragraph(BoxId id, Scope& scope) {
  if (scope.is_body) start_section_for(id, scope);
  Paragraph paragraph = make_paragraph(id);
  add_inline_content(id, paragraph);
  place_paragraph(std::move(paragraph), id, scope);
}

void FlowBuilder::add_picture_paragraph(BoxId id, Scope& scope) {
  const BoxPlace* const place = facts_.place_of(id);
  if (place == nullptr) return;
  if (scope.is_body) start_section_for(id, scope);
  Paragraph paragraph = make_paragraph(id);
  paragraph.role = "figure";
  paragraph.look.line_rule = LineRule::Auto;
  paragraph.look.line = 240;
  paragraph.look.first_line = paragraph.look.first_line_characters = 0;
  for (const std::size_t number : open_bookmarks_) {
    paragraph.content.push_back({paragraph.run, Change::None, {}, BookmarkStart{number, bookmark_name(number)}});
  }
  const base::Size size{place->content_right() - place->content_left(),
                        place->rect.size.height - place->borders.vertical() - place->padding.vertical()};
  paragraph.content.push_back({paragraph.run,
                               Change::None,
                               {},
                               InlinePicture{add_picture(context_.boxes.image_of(box(id)), size),
                                             boxes::alternative_of(context_.dom, box(id))}});
  for (const std::size_t number : open_bookmarks_) {
    paragraph.content.push_back({paragraph.run, Change::None, {}, BookmarkEnd{number}});
  }
  open_bookmarks_.clear();
  // The box is the picture: its place between the edges says how it is aligned.
  const LayoutUnit before = place->rect.left() - scope.left;
  const LayoutUnit after = scope.right - place->rect.right();
  const bool is_centred = to_twips(before) > 20 && std::abs(to_twips(before) - to_twips(after)) < 40;
  paragraph.look.alignment = is_centred ? Alignment::Center : Alignment::Left;
  if (!is_centred) paragraph.look.left = std::max<Twips>(to_twips(before), 0);
  paragraph.look.before = gap_before(place, place->content_top(), scope);
  leave_at(place, place->last_bottom, scope);
  append(std::move(paragraph), scope);
}

/// The distance from the last block to `top`, as it is on the page if both are on one page, else by the style.
Twips FlowBuilder::gap_before(const BoxPlace* place, LayoutUnit top, Scope& scope) const {
  const LayoutUnit by_style = scope.margin + scope.space;
  const Twips styled = to_twips(by_style);
  scope.margin = scope.space = {};
  Twips gap = styled;
  const bool is_known = place != nullptr && scope.bottom && place->page == scope.page;
  if (is_known) {
    const Twips on_page = to_twips(top - *scope.bottom - scope.debt);
    if (std::abs(on_page - styled) > kSameGap || styled < 0) gap = on_page;
  }
  gap = on_grid(gap);
  scope.debt = is_known && gap < 0 ? LayoutUnit::round_from_pt(-gap / double{kTwipsPerPoint}) : LayoutUnit();
  return std::clamp(gap, 0, kMostSpace);
}

/// A gap of whole lines is one of whole lines of the grid, which are rounded down.
Twips FlowBuilder::on_grid(Twips gap) const {
  if (line_ <= LayoutUnit()) return gap;
  const double lines = gap / (line_.to_pt() * kTwipsPerPoint);
  const double whole = std::round(lines);
  if (whole < 1 || std::abs(lines - whole) > 0.02) return gap;
  return static_cast<Twips>(whole) * document_.styles.front().paragraph.line;
}

void FlowBuilder::leave_at(const BoxPlace* place, LayoutUnit bottom, Scope& scope) const {
  if (place == nullptr) {
    scope.bottom.reset();
    return;
  }
  if (place->last_page != scope.page) scope.debt = {};
  scope.bottom = bottom;
  scope.page = place->last_page;
}

void FlowBuilder::place_paragraph(Paragraph paragraph, BoxId id, Scope& scope) {
  if (scope.is_body) start_section_for(id, scope);
  // Places of vertical text say nothing of the column that it is in.
  const BoxPlace* place = is_vertical(id) ? nullptr : facts_.place_of(id);
  // An anonymous box has no place of its own in some layouts: that of the box around counts.
  BoxId placed = id;
  while (place == nullptr && !is_vertical(id) && box(placed).part == boxes::BoxPart::Anonymous && box(placed).parent) {
    placed = box(placed).parent;
    place = facts_.place_of(placed);
  }
  open_frame(id);
  ParagraphLook& look = paragraph.look;
  if (place != nullptr) {
    look.left = to_twips(place->content_left() - scope.left);
    look.right = to_twips(scope.right - place->content_right());
    // A box that is as wide as its text has no room for other fonts.
    fit_short_line(*place, scope, look);
  }
  // A marker stays within the column.
  if (look.first_line < 0 && look.left >= 0 && look.first_line < -look.left) look.first_line = -look.left;
  if (place_outside_) {
    look.frame = place_outside_;
    if (!place_outside_->is_at_foot) look.left = look.right = 0;
  }
  LayoutUnit top = place != nullptr ? place->text_top() : LayoutUnit();
  LayoutUnit bottom = place != nullptr ? place->text_bottom() : LayoutUnit();
  if (paragraph.is_small && place != nullptr) {
    top = place->rect.top() + place->borders.top;
    bottom = place->last_bottom - place->borders.bottom;
  }
  for (const Frame& frame : frames_) take_frame(frame, look);
  const auto height_of = [](const BorderLine& line) {
    return line.kind == LineKind::None ? LayoutUnit() : LayoutUnit::round_from_pt(line.space + line.eighths / 8.0);
  };
  const bool is_framed_above = look.borders.top.kind != LineKind::None && !scope.continues_frame(look);
  const LayoutUnit outer_top = is_framed_above ? top - height_of(look.borders.top) : top;
  look.before = gap_before(place, outer_top, scope);
  if (look.frame && !look.frame->is_at_foot) look.before = 0;
  leave_at(place, bottom + height_of(look.borders.bottom), scope);
  scope.last_top = top;
  move_anchors(paragraph, 0, scope.left, top);
  for (TabStop& stop : look.tabs) {
    if (stop.position >= 0) continue;
    // Programs set no text beyond the right indent.
    look.right = std::min(look.right, 0);
    stop.position = to_twips(scope.right - scope.left) - look.right;
  }
  close_frame(id);
  append(std::move(paragraph), scope);
}

/// A single line that is aligned within a box as wide as its text: the box gives way to the column, on the side where
/// nothing is seen of it.
void FlowBuilder::fit_short_line(const BoxPlace& place, const Scope& scope, ParagraphLook& look) const {
  const LayoutUnit height = place.content_bottom() - place.content_top();
  const bool is_one_line = place.page == place.last_page && to_twips(height) < look.line * 3 / 2;
  if (!is_one_line || look.line_rule == LineRule::Auto) return;
  const Twips column = to_twips(scope.right - scope.left);
  if (look.left >= 0 && look.right >= 0 && look.left + look.right < column / 8) return;
  switch (look.alignment) {
    case Alignment::Left:
    case Alignment::Justify:
      if (look.right > 0) {
        const bool is_at_right = look.right < look.left / 4;
        if (is_at_right) {
          look.alignment = Alignment::Right;
          look.left = 0;
        } else {
          look.right = 0;
        }
      }
      break;
    case Alignment::Right: look.left = 0; break;
    case Alignment::Center: {
      // As wide as the column allows, with the middle where it is.
      // Boxes that reach a little beyond the column do so for their text.
      constexpr Twips kLittle = 1000;
      const Twips least = std::min(look.left, look.right);
      if (least < 0 && least > -kLittle) break;
      look.left -= least;
      look.right -= least;
      break;
    }
    case Alignment::Distribute: break;
  }
}

void FlowBuilder::append(Block block, Scope& scope) {
  if (auto* const paragraph = std::get_if<Paragraph>(&block)) {
    if (std::exchange(scope.breaks_page, false) && !scope.is_empty) paragraph->look.page_break_before = true;
  } else {
    scope.breaks_page = false;
    if (!scope.out->empty() && std::holds_alternative<Table>(scope.out->back())) append_small(scope, kTwipsPerPoint);
  }
  scope.out->push_back(std::move(block));
  scope.is_empty = false;
}

/// An empty paragraph that is hardly seen.
void FlowBuilder::append_small(Scope& scope, Twips height) {
  Paragraph paragraph;
  paragraph.is_small = true;
  paragraph.role = "small";
  paragraph.run = document_.styles.front().run;
  paragraph.look.line_rule = LineRule::Exact;
  paragraph.look.line = height;
  scope.out->push_back(std::move(paragraph));
}

PictureId FlowBuilder::add_picture(const images::Image& image, base::Size size) {
  const images::Image& shown = context_.boxes.images().at_size(image, size.width.to_px(), size.height.to_px());
  for (PictureId i = 0; i < document_.pictures.size(); ++i) {
    if (document_.pictures[i].image == &shown && document_.pictures[i].size == size) return i;
  }
  document_.pictures.push_back({&shown, size});
  return document_.pictures.size() - 1;
}

std::size_t FlowBuilder::add_note(BoxId note, const std::string& mark) {
  document_.notes.emplace_back();
  const std::size_t number = document_.notes.size() - 1;
  std::vector<Block> content;
  note_.note = number;
  note_.mark = mark;
  is_note_marked_ = false;
  if (note) {
    Scope scope;
    scope.out = &content;
    if (const BoxPlace* const place = facts_.place_of(note)) {
      scope.left = place->content_left();
      scope.right = place->content_right();
    }
    std::vector<Frame> frames;
    frames.swap(frames_);
    std::vector<std::size_t> bookmarks;
    bookmarks.swap(open_bookmarks_);
    if (box(note).has_inline_children) {
      Paragraph paragraph = make_paragraph(note);
      add_inline_content(note, paragraph);
      content.emplace_back(std::move(paragraph));
    } else {
      add_children(note, scope);
    }
    frames.swap(frames_);
    bookmarks.swap(open_bookmarks_);
  }
  if (content.empty() || !std::holds_alternative<Paragraph>(content.front())) {
    content.insert(content.begin(), Paragraph{});
  }
  for (Block& block : content) {
    if (auto* const paragraph = std::get_if<Paragraph>(&block)) paragraph->role = "footnote";
  }
  if (!is_note_marked_) {
    auto& first = std::get<Paragraph>(content.front());
    first.content.insert(first.content.begin(), Inline{first.run, Change::None, {}, note_});
  }
  document_.notes[number].content = std::move(content);
  return number;
}

bool FlowBuilder::add_anchored(BoxId id, Paragraph& paragraph) {
  // Only pictures: text that stands apart stays with the text.
  std::vector<BoxId> pictures;
  std::vector<BoxId> open{id};
  while (!open.empty()) {
    const BoxId at = open.back();
    open.pop_back();
    const Box& entry = box(at);
    if (entry.kind == BoxKind::Replaced) pictures.push_back(at);
    if (entry.kind == BoxKind::Text && !base::trim_ascii_space(entry.text).empty()) return false;
    for (BoxId child = entry.first_child; child; child = box(child).next_sibling) open.push_back(child);
  }
  for (const BoxId picture : pictures) {
    const BoxPlace* const place = facts_.place_of(picture);
    if (place == nullptr) continue;
    const base::Size size{place->content_right() - place->content_left(),
                          place->rect.size.height - place->borders.vertical() - place->padding.vertical()};
    AnchoredPicture anchored;
    anchored.picture = add_picture(context_.boxes.image_of(box(picture)), size);
    anchored.alternative = boxes::alternative_of(context_.dom, box(picture));
    anchored.x = to_twips(place->content_left());
    anchored.y = to_twips(place->content_top());
    paragraph.content.push_back({paragraph.run, Change::None, {}, std::move(anchored)});
  }
  return true;
}

Document build_document(const FlowInput& input, diagnostics::DiagnosticSink& sink) {
  return FlowBuilder(input, sink).build();
}

}  // namespace gongwen::flow

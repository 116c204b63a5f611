#include "flow/detail/inline_builder.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "dom/math/formula_text.h"
#include "flow/detail/han_marks.h"
#include "flow/detail/kept_lines.h"
#include "layout/core/replaced_size.h"
#include "layout/inline/page_text.h"
#include "layout/inline/white_space.h"
#include "style/counter_style.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

// The content of lines: text with its looks, breaks, pictures, links, calls of notes. White space collapses across the
// whole paragraph, as in layout, so that both show the same characters.
namespace gongwen::flow {

using base::LayoutUnit;
using boxes::Box;
using boxes::BoxId;
using boxes::BoxKind;
using dom::AttributeName;
using dom::ElementName;
using style::ComputedStyle;

namespace {

/// More than the text for any missing value needs.
constexpr double kAnyRoom = 1'000;

bool has_chinese_marks(std::string_view language) {
  return language.empty() || language.starts_with("zh") || language.starts_with("ja") || language.starts_with("ko");
}

TabLeader leader_of(std::string_view pattern) {
  if (pattern.find('_') != std::string_view::npos) return TabLeader::Line;
  if (pattern.find("·") != std::string_view::npos || pattern.find("…") != std::string_view::npos) {
    return TabLeader::Middle;
  }
  return base::trim_ascii_space(pattern).empty() ? TabLeader::None : TabLeader::Dots;
}

bool is_same_kind_of_text(const Inline& a, const Inline& b) {
  const auto* const first = std::get_if<Text>(&a.content);
  const auto* const second = std::get_if<Text>(&b.content);
  return first != nullptr && second != nullptr && a.look == b.look && a.change == b.change && a.style == b.style &&
         first->is_han == second->is_han;
}

/// Marks for line breaking: word processors have other rules, and some show a box for them. In values they are kept.
enum class BreakMarks : bool { Drop, Keep };

/// Splits a text at line feeds and tabs, and where the font of its marks changes: `is_mark(i)` says whether the i-th
/// character comes from the Chinese one.
template <typename IsMark>
void append_characters(const Inline& pattern, std::u32string_view text, BreakMarks marks, IsMark is_mark,
                       std::vector<Inline>& out) {
  std::u32string part;
  bool is_part_han = false;
  const auto flush = [&] {
    if (part.empty()) return;
    Inline piece = pattern;
    piece.content = Text{base::to_utf8(part), is_part_han};
    part.clear();
    if (!out.empty() && is_same_kind_of_text(out.back(), piece)) {
      std::get<Text>(out.back().content).text += std::get<Text>(piece.content).text;
    } else {
      out.push_back(std::move(piece));
    }
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (marks == BreakMarks::Drop && (c == 0x2060 || c == 0x200B || c == 0xFEFF)) continue;
    if (c == U'\n' || c == 0x2028 || c == U'\t') {
      flush();
      Inline mark = pattern;
      mark.content = c == U'\t' ? InlineContent(Tab{}) : InlineContent(LineBreak{});
      out.push_back(std::move(mark));
      continue;
    }
    // Han characters go with either kind; only what is ambiguous has to be split off.
    if (is_mark(i) != is_part_han && !is_han(c)) {
      flush();
      is_part_han = is_mark(i);
    }
    part += c;
  }
  flush();
}

}  // namespace

namespace {

/// An element and all those in it, in order.
std::vector<dom::NodeId> elements_in(const dom::Tree& tree, dom::NodeId root) {
  std::vector<dom::NodeId> elements;
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    if (tree.node(node).kind == dom::NodeKind::Element) elements.push_back(node);
  }
  return elements;
}

}  // namespace

Formula formula_of(const layout::LayoutContext& context, dom::NodeId math) {
  const dom::Tree& tree = context.dom;
  Formula formula;
  formula.is_displayed = math::display_of(tree, math) == math::FormulaDisplay::Block;
  // The tree of the page may be gone when the file is written.
  dom::TreeWriter writer;
  writer.copy(tree, math);
  auto source = std::make_shared<FormulaSource>();
  source->tree = std::move(writer).finish();
  const dom::NodeId copy = source->tree.node(dom::Tree::document()).first_child;
  std::map<dom::NodeId, dom::NodeId> originals;  // by their copies
  const std::vector<dom::NodeId> elements = elements_in(tree, math);
  const std::vector<dom::NodeId> copies = elements_in(source->tree, copy);
  for (std::size_t i = 0; i < copies.size(); ++i) {
    originals.emplace(copies[i], elements[i]);
    source->colors.emplace(copies[i], context.styles.style(context.styles.of(elements[i]).element).color);
  }
  source->content = math::read_formula(source->tree, copy,
                                       [&](dom::NodeId node) { return context.styles.sight(originals.at(node)); });
  formula.source = std::move(source);
  formula.text = math::alternative_of_formula(tree, math, [&](dom::NodeId node) { return context.styles.sight(node); });
  return formula;
}

struct InlineBuilder::InlinePiece {
  Inline made;  // `content` of a text is made in the end
  bool is_text = false;
  std::size_t begin = 0;
  std::size_t end = 0;
};

class InlineBuilder::InlineCollector {
 public:
  InlineCollector(InlineBuilder& builder, Paragraph& paragraph)
      : builder_(builder), context_(builder.context_), paragraph_(paragraph), collapser_(text_) {}

  void add_children(BoxId parent, const InlineContext& around) {
    for (BoxId child = builder_.box(parent).first_child; child; child = builder_.box(child).next_sibling) {
      add(child, around);
    }
  }

  void take_comments(diagnostics::OriginId origin) {
    if (!builder_.state_.input.take_comments) return;
    for (std::string& comment : builder_.state_.input.take_comments(origin)) {
      paragraph_.comments.push_back(std::move(comment));
    }
  }

  void add_text(std::string_view text, const ComputedStyle& style, const InlineContext& around) {
    if (text.empty()) return;
    const LookId look = builder_.looks_.look_of(style, around);
    const std::size_t count = pieces_.size();
    InlinePiece piece = make_piece(look);
    piece.is_text = true;
    piece.begin = text_.size();
    if (style.text_transform.letters == style::LetterCase::None) {
      transformer_.pass(text);
      collapser_.append(text, style.white_space_collapse, style.language);
    } else {
      collapser_.append(transformer_.transform(text, style.text_transform.letters, style.language),
                        style.white_space_collapse, style.language);
    }
    cut(count);
    if (style.text_transform.full_width || style.text_transform.full_size_kana) {
      forms_.push_back({pieces_.size(), style.text_transform});
    }
    piece.begin = std::min(piece.begin, text_.size());
    piece.end = text_.size();
    languages_.push_back({piece.begin, has_chinese_marks(style.language)});
    pieces_.push_back(std::move(piece));
  }

  void add_object(InlineContent content, LookId look) {
    collapser_.append_object();
    add_piece(std::move(content), look);
  }

  /// An item that takes no room, across which white space collapses.
  void add_mark(InlineContent content) { add_piece(std::move(content), paragraph_.run); }

  /// The mark of a note is that of its call; anything after the number is text.
  void add_note_marker(BoxId id, const InlineContext& context) {
    const std::string shown = shown_text(id);
    const std::string& mark = builder_.note_.mark;
    const std::size_t at = shown.find(mark);
    const ComputedStyle& style = builder_.style_of(id);
    if (mark.empty() || at == std::string::npos) return add_text(shown, style, context);
    add_text(shown.substr(0, at), style, context);
    add_object(builder_.note_, builder_.looks_.look_of(style, context));
    builder_.is_note_marked_ = true;
    add_text(shown.substr(at + mark.size()), style, context);
  }

  /// The value that a person fills in, with all its characters, although the page may collapse or transform some.
  void add_control(BoxId id, const InlineContext& around) {
    const ComputedStyle& style = builder_.style_of(id);
    const LookId look = builder_.looks_.look_of(style, around);
    const BoxPlace* const place = builder_.facts_.place_of(id);
    const double ems = place == nullptr ? kAnyRoom : place->rect.size.width.to_pt() / style.font_size.to_pt();
    const ShownControl shown = builder_.state_.controls.add(builder_.box(id).node, style.language, ems);
    transformer_.end_word();
    add_object(ControlStart{shown.control}, look);
    if (!builder_.document_.form->controls[shown.control].is_blank) {
      const std::u32string text = base::to_utf32(shown.text);
      const std::vector<bool> han = find_han_marks(text);
      const bool has_marks = has_chinese_marks(style.language);
      std::vector<Inline> made;
      append_characters(
          make_piece(look).made, text, BreakMarks::Keep, [&](std::size_t i) { return has_marks && han[i]; }, made);
      for (Inline& one : made) {
        pieces_.emplace_back();
        pieces_.back().made = std::move(one);
      }
    }
    add_piece(ControlEnd{}, look);
  }

  std::vector<Inline> finish() {
    collapser_.finish();
    cut(pieces_.size());
    for (const auto& [index, transform] : forms_) {
      for (std::size_t i = pieces_[index].begin; i < pieces_[index].end; ++i) {
        text_[i] = layout::transform_form(text_[i], transform);
      }
    }
    const std::vector<bool> han = find_han_marks(text_);
    std::vector<Inline> made;
    for (InlinePiece& piece : pieces_) {
      if (!piece.is_text) {
        made.push_back(std::move(piece.made));
        continue;
      }
      append_text(piece, han, made);
    }
    return made;
  }

 private:
  InlinePiece make_piece(LookId look) const {
    InlinePiece piece;
    piece.made.look = look;
    piece.made.change = change_;
    piece.made.style = character_style_;
    return piece;
  }

  void add_piece(InlineContent content, LookId look) {
    cut(pieces_.size());
    InlinePiece piece = make_piece(look);
    piece.made.content = std::move(content);
    pieces_.push_back(std::move(piece));
  }

  /// Shortens earlier pieces if a blank at their end was removed.
  void cut(std::size_t count) {
    const std::size_t shortest = collapser_.take_shortest();
    for (std::size_t i = count; i-- > 0 && shortest != std::string::npos;) {
      InlinePiece& piece = pieces_[i];
      if (!piece.is_text) continue;
      if (piece.end <= shortest) break;
      piece.begin = std::min(piece.begin, shortest);
      piece.end = std::min(piece.end, shortest);
    }
  }

  void append_text(const InlinePiece& piece, const std::vector<bool>& han, std::vector<Inline>& out) const {
    const auto language = std::upper_bound(languages_.begin(), languages_.end(), piece.begin,
                                           [](std::size_t at, const auto& entry) { return at < entry.first; });
    const bool has_marks = language == languages_.begin() || std::prev(language)->second;
    append_characters(
        piece.made, std::u32string_view(text_).substr(piece.begin, piece.end - piece.begin), BreakMarks::Drop,
        [&](std::size_t i) { return has_marks && han[piece.begin + i]; }, out);
  }

  void add(BoxId id, const InlineContext& around) {
    const Box& box = builder_.box(id);
    if (box.kind != BoxKind::Text) builder_.state_.effects.report(id);
    if (!boxes::is_in_flow(box)) return add_out_of_flow(id, box, around);
    if (builder_.is_control(id)) return add_control(id, inside(builder_.style_of(id), around, parent_size(box)));
    if (box.kind == BoxKind::Inline && box.part == boxes::BoxPart::Element) {
      if (const forms::Field* const photo = builder_.state_.controls.photo_at(box.node)) return add_photo(*photo, id);
    }
    if (box.kind == BoxKind::Inline && context_.dom.is_element(box.node, dom::ElementName::Math) &&
        box.part == boxes::BoxPart::Element) {
      return add_formula(box, builder_.looks_.look_of(builder_.style_of(id), around));
    }
    switch (box.kind) {
      case BoxKind::Text: take_comments(box.origin); return add_text(box.text, builder_.style_of(id), around);
      case BoxKind::Reference: return add_reference(id, around);
      case BoxKind::LineBreak:
        transformer_.end_word();
        collapser_.append_break();
        return add_piece(LineBreak{}, builder_.looks_.look_of(builder_.style_of(id), around));
      case BoxKind::WordBreak: return;
      case BoxKind::Inline: return add_inline(id, box, around);
      case BoxKind::Leader: return add_leader(id, box, around);
      case BoxKind::Marker:
      case BoxKind::RubyText: return;
      case BoxKind::Replaced: return add_picture(id, box);
      case BoxKind::Formula: return add_formula(box, builder_.looks_.look_of(builder_.style_of(id), around));
      case BoxKind::Block:
      case BoxKind::InlineBlock:
      case BoxKind::Flex:
      case BoxKind::Grid:
      case BoxKind::Turned:
      case BoxKind::Table:
      case BoxKind::TableGrid:
      case BoxKind::TableCaption:
      case BoxKind::RowGroup:
      case BoxKind::Row:
      case BoxKind::Cell: return add_flattened(id, box, around);
      case BoxKind::ColumnGroup:
      case BoxKind::Column: return;
    }
  }

  /// Adds a gap of at least half an em in a line of the page, as blanks.
  void add_room(LayoutUnit width, const ComputedStyle& style, const InlineContext& around) {
    const double ems = style.font_size.to_pt() > 0 ? width.to_pt() / style.font_size.to_pt() : 0;
    if (ems < 0.4) return;
    constexpr double kMostEms = 60;
    const int whole = static_cast<int>(std::min(ems + 0.1, kMostEms));
    std::string blanks;
    for (int i = 0; i < whole; ++i) blanks += "\u3000";
    if (ems - whole >= 0.4) blanks += "\u2002";
    ComputedStyle kept = style;
    kept.white_space_collapse = style::WhiteSpaceCollapse::Preserve;
    add_text(blanks, kept, around);
  }

  /// A box in the line: its text, with a break between blocks.
  void add_flattened(BoxId id, const Box& box, const InlineContext& around) {
    if (!box.first_child) {
      if (const BoxPlace* const place = builder_.facts_.place_of(id)) {
        add_room(place->rect.size.width, builder_.style_of(id),
                 inside(builder_.style_of(id), around, parent_size(box)));
      }
      return;
    }
    const ComputedStyle& style = builder_.style_of(id);
    add_room(style.margin_left.value.length + style.padding_left.length, style, around);
    const InlineContext context = inside(builder_.style_of(id), around, parent_size(box));
    transformer_.end_word();
    bool is_first = true;
    for (BoxId child = box.first_child; child; child = builder_.box(child).next_sibling) {
      const Box& inner = builder_.box(child);
      if (inner.kind == BoxKind::Marker) continue;
      if (!inner.is_inline_level && boxes::is_in_flow(inner) && !std::exchange(is_first, false)) {
        collapser_.append_break();
        add_piece(LineBreak{}, builder_.looks_.look_of(builder_.style_of(child), context));
      }
      add(child, context);
    }
    LayoutUnit free = style.padding_right.length;
    // A label that is narrower than its box.
    if (const BoxPlace* const place = builder_.facts_.place_of(id); place != nullptr && place->text_right) {
      free = std::max(free, place->rect.right() - *place->text_right);
    }
    add_room(style.margin_right.value.length + free, style, around);
  }

  base::FontSize parent_size(const Box& box) const {
    return box.parent ? builder_.style_of(box.parent).font_size : context_.styles.style(box.style).font_size;
  }

  void add_inline(BoxId id, const Box& box, const InlineContext& around) {
    const ComputedStyle& style = builder_.style_of(id);
    InlineContext context = inside(style, around, parent_size(box));
    const bool is_element = box.part == boxes::BoxPart::Element && box.node;
    const Change change = change_;
    if (is_element && context_.dom.attribute_value(box.node, AttributeName::Class) == "gw-change") {
      change_ = context_.dom.node(box.node).name == ElementName::Del ? Change::Removed : Change::Added;
      // Word processors mark changes themselves.
      context = around;
      if (!context.color) context.color = builder_.style_of(box.parent).color;
    }
    if (box.part == boxes::BoxPart::FootnoteCall) return add_call(id, box, context);
    if (box.part == boxes::BoxPart::FootnoteMarker) return add_note_marker(id, context);
    if (box.ruby == boxes::RubyPart::Pair && add_ruby(id, context)) return;
    const std::optional<std::size_t> character_style = character_style_;
    if (is_element && !style.office_style.empty()) character_style_ = builder_.state_.character_style_of(id);
    std::optional<std::size_t> bookmark;
    bool is_link = false;
    if (is_element && context_.boxes.box_of(box.node) == id) {
      bookmark = builder_.state_.bookmark_at(context_.dom.attribute_value(box.node, AttributeName::Id));
      if (bookmark) open_bookmark(*bookmark);
    }
    add_room(style.margin_left.value.length + style.padding_left.length, style, around);
    if (is_element && !in_link_ && context_.dom.node(box.node).name == ElementName::A) is_link = open_link(box.node);
    add_children(id, context);
    if (is_link) {
      add_mark(LinkEnd{});
      in_link_ = false;
    }
    if (bookmark) add_mark(BookmarkEnd{*bookmark});
    add_room(style.margin_right.value.length + style.padding_right.length, style, around);
    change_ = change;
    character_style_ = character_style;
  }

  void open_bookmark(std::size_t number) { add_mark(BookmarkStart{number, bookmark_name(number)}); }

  bool open_link(dom::NodeId node) {
    const std::string_view address = context_.dom.attribute_value(node, AttributeName::Href);
    if (address.empty()) return false;
    LinkStart link;
    if (address.starts_with('#')) {
      const auto bookmark = builder_.state_.bookmark_of_target(address.substr(1));
      if (!bookmark) return false;
      link.bookmark = bookmark_name(*bookmark);
    } else {
      link.address = address;
    }
    add_mark(std::move(link));
    in_link_ = true;
    return true;
  }

  void add_reference(BoxId id, const InlineContext& around) {
    const Box& box = builder_.box(id);
    const style::ContentItem& item = context_.boxes.content_item(box);
    const ComputedStyle& style = builder_.style_of(id);
    const std::string text = layout::page_dependent_text(id, context_);
    using Kind = style::ContentItem::Kind;
    const bool is_plain = item.counter_style.empty() || item.counter_style == "decimal";
    if (item.name == "page" && is_plain && (item.kind == Kind::TargetCounter || item.kind == Kind::TargetCounters) &&
        item.target.text.starts_with('#')) {
      if (const auto bookmark = builder_.state_.bookmark_of_target(std::string_view(item.target.text).substr(1))) {
        return add_object(Field{FieldKind::PageOf, bookmark_name(*bookmark), text},
                          builder_.looks_.look_of(style, around));
      }
    }
    if (item.kind == Kind::Counter && is_plain && (item.name == "page" || item.name == "pages")) {
      return add_object(Field{item.name == "page" ? FieldKind::Page : FieldKind::PageCount, {}, text},
                        builder_.looks_.look_of(style, around));
    }
    add_text(text, style, around);
  }

  void add_leader(BoxId id, const Box& box, const InlineContext& around) {
    transformer_.end_word();
    add_object(Tab{}, builder_.looks_.look_of(builder_.style_of(id), around));
    paragraph_.look.tabs.push_back(
        {kAtRightEdge, TabAlignment::Right, leader_of(context_.boxes.content_item(box).text)});
  }

  void add_picture(BoxId id, const Box& box) {
    const BoxPlace* const place = builder_.facts_.place_of(id);
    transformer_.end_word();
    // Running elements are shown in the page margins, not in the content.
    base::Size size = place == nullptr ? layout::replaced_content_size(id, {}, context_) : base::Size();
    if (place != nullptr) {
      size = {place->content_right() - place->content_left(),
              place->rect.size.height - place->borders.vertical() - place->padding.vertical()};
    }
    if (size.width <= LayoutUnit() || size.height <= LayoutUnit()) return;
    add_object(InlinePicture{builder_.state_.add_picture_of(box, size), boxes::alternative_of(context_.dom, box)},
               paragraph_.run);
    // A line of a fixed height would cut the picture.
    if (paragraph_.look.line_rule != LineRule::Auto && to_twips(size.height) > paragraph_.look.line) {
      paragraph_.look.line_rule = LineRule::AtLeast;
    }
  }

  void add_formula(const Box& box, LookId look) {
    transformer_.end_word();
    add_object(formula_of(context_, box.node), look);
    if (paragraph_.look.line_rule == LineRule::Exact) paragraph_.look.line_rule = LineRule::AtLeast;
  }

  /// Adds a photo in place of the text that the page shows until there is a photo.
  void add_photo(const forms::Field& field, BoxId id) {
    const BoxPlace* const place = builder_.facts_.place_of(builder_.box(id).parent);
    const LayoutUnit room = place == nullptr ? LayoutUnit::max() : place->content_right() - place->content_left();
    const PictureId frame = builder_.state_.add_photo_frame(room);
    transformer_.end_word();
    add_object(ControlStart{builder_.state_.controls.add_photo(field, frame)}, paragraph_.run);
    add_piece(InlinePicture{frame, field.label}, paragraph_.run);
    add_piece(ControlEnd{}, paragraph_.run);
    if (paragraph_.look.line_rule != LineRule::Auto) paragraph_.look.line_rule = LineRule::AtLeast;
  }

  /// Returns false if there is no annotation.
  bool add_ruby(BoxId pair, const InlineContext& around) {
    const BoxId base = builder_.box(pair).first_child;
    if (!base || builder_.box(base).ruby != boxes::RubyPart::Base) return false;
    const BoxId annotation = builder_.box(base).next_sibling;
    if (!annotation || builder_.box(annotation).kind != BoxKind::RubyText) return false;
    Ruby ruby;
    ruby.base = text_below(base);
    ruby.annotation = text_below(annotation);
    if (ruby.base.empty() || ruby.annotation.empty()) return false;
    ruby.annotation_look = builder_.looks_.look_of(builder_.style_of(annotation));
    if (paragraph_.look.line_rule == LineRule::Exact) paragraph_.look.line_rule = LineRule::AtLeast;
    add_object(std::move(ruby), builder_.looks_.look_of(builder_.style_of(base), around));
    return true;
  }

  std::string text_below(BoxId id) const {
    std::string text;
    for (BoxId child = builder_.box(id).first_child; child; child = builder_.box(child).next_sibling) {
      text += builder_.box(child).kind == BoxKind::Text ? std::string(base::trim_ascii_space(builder_.box(child).text))
                                                        : text_below(child);
    }
    return text;
  }

  void add_call(BoxId id, const Box& box, const InlineContext& context) {
    const BoxId note = context_.boxes.box_of(box.node);
    NoteCall call;
    call.mark = shown_text(id);
    call.note = builder_.add_note(note, call.mark);
    add_object(std::move(call), builder_.looks_.look_of(builder_.style_of(id), context));
  }

  std::string shown_text(BoxId id) {
    std::string text;
    for (BoxId child = builder_.box(id).first_child; child; child = builder_.box(child).next_sibling) {
      const Box& box = builder_.box(child);
      if (box.kind == BoxKind::Text)
        text += box.text;
      else if (box.kind == BoxKind::Reference)
        text += layout::page_dependent_text(child, context_);
      else
        text += shown_text(child);
    }
    return text;
  }

  void add_out_of_flow(BoxId id, const Box& box, const InlineContext& around) {
    switch (box.flow) {
      case boxes::BoxFlow::Footnote:  // added with its call
      case boxes::BoxFlow::Running: return;
      case boxes::BoxFlow::Absolute:
        if (builder_.add_anchored(id, paragraph_)) return;
        builder_.state_.effects.report_place(id);
        break;
      case boxes::BoxFlow::Normal:
      case boxes::BoxFlow::Float:
      case boxes::BoxFlow::PageFloat: break;
    }
    if (box.kind == BoxKind::Replaced) return add_picture(id, box);
    add_flattened(id, box, around);
  }

  InlineBuilder& builder_;
  layout::LayoutContext& context_;
  Paragraph& paragraph_;
  std::u32string text_;
  layout::WhiteSpaceCollapser collapser_;
  layout::TextTransformer transformer_;
  std::vector<InlinePiece> pieces_;
  std::vector<std::pair<std::size_t, style::TextTransform>> forms_;  // by piece
  std::vector<std::pair<std::size_t, bool>> languages_;              // from a place in the text on: has Chinese marks
  Change change_ = Change::None;
  std::optional<std::size_t> character_style_;
  bool in_link_ = false;
};

void InlineBuilder::add_inline_content(BoxId container, Paragraph& paragraph) {
  InlineCollector collector(*this, paragraph);
  for (const std::size_t number : state_.open_bookmarks)
    collector.add_mark(BookmarkStart{number, bookmark_name(number)});
  const int outer = looks_.shrink_to(shrunk_to(container));
  BoxId marker = std::exchange(state_.open_marker, BoxId());
  for (BoxId child = box(container).first_child; child && !marker; child = box(child).next_sibling) {
    if (box(child).kind == BoxKind::Marker) marker = child;
  }
  if (marker && box(marker).part == boxes::BoxPart::FootnoteMarker) {
    collector.add_note_marker(marker, {});
  } else if (marker) {
    add_marker(marker, container, paragraph, collector);
  }
  const InlineContext context = inside(style_of(container), {}, style_of(container).font_size);
  InlineContext own = context;
  own.shading = css::kTransparent;  // of the paragraph
  own.raised = 0;
  own.script = Script::Normal;
  if (is_control(container)) {
    collector.add_control(container, own);
  } else {
    collector.add_children(container, own);
  }
  for (const std::size_t number : state_.open_bookmarks) collector.add_mark(BookmarkEnd{number});
  state_.open_bookmarks.clear();
  for (Inline& made : collector.finish()) paragraph.content.push_back(std::move(made));
  looks_.shrink_to(outer);
  const BoxPlace* const place = facts_.place_of(container);
  const bool is_balanced = style_of(container).text_wrap_style == style::TextWrapStyle::Balance;
  if ((is_balanced || paragraph.is_contents) && place != nullptr) keep_line_ends(*place, paragraph);
  paragraph.change = common_change(paragraph);
}

/// The change of a paragraph that was added or removed as a whole.
Change common_change(const Paragraph& paragraph) {
  std::optional<Change> common;
  for (const Inline& made : paragraph.content) {
    if (!std::holds_alternative<Text>(made.content)) continue;
    if (common && *common != made.change) return Change::None;
    common = made.change;
  }
  return common.value_or(Change::None);
}

/// The marker of a list item hangs before its text, which starts at a tab stop.
void InlineBuilder::add_marker(BoxId marker, BoxId container, Paragraph& paragraph, InlineCollector& collector) {
  paragraph.look.first_line_characters = 0;
  if (const auto list = lists_.list_of(marker)) {
    paragraph.list = list;
    paragraph.look.first_line = -document_.lists[*list].hang;
    return;
  }
  collector.add_children(marker, {});
  collector.add_object(Tab{}, looks_.look_of(style_of(marker)));
  const BoxPlace* const place = facts_.place_of(marker);
  const BoxPlace* const text = facts_.place_of(container);
  constexpr Twips kUsualHang = 420;
  Twips hang = kUsualHang;
  if (place != nullptr && text != nullptr) hang = to_twips(text->content_left() - place->rect.left());
  paragraph.look.first_line = -std::max<Twips>(hang, kTwipsPerPoint);
}

/// The number format of a field for a counter style (ECMA-376-1, 17.16.4.3.1); null if word processors have none for
/// it.
const char* word_number_format(std::string_view counter_style) {
  struct Format {
    std::string_view style;
    const char* word;
  };
  constexpr std::array kFormats{
      Format{"", ""},
      Format{"decimal", ""},
      Format{"upper-roman", "\\* ROMAN"},
      Format{"lower-roman", "\\* roman"},
      Format{"upper-alpha", "\\* ALPHABETIC"},
      Format{"upper-latin", "\\* ALPHABETIC"},
      Format{"lower-alpha", "\\* alphabetic"},
      Format{"lower-latin", "\\* alphabetic"},
      Format{"simp-chinese-informal", "\\* CHINESENUM3"},
  };
  const auto* const found =
      std::ranges::find_if(kFormats, [&](const Format& format) { return format.style == counter_style; });
  return found == kFormats.end() ? nullptr : found->word;
}

std::vector<Inline> InlineBuilder::head_content(const ComputedStyle& style, const style::PageContext& /*context*/) {
  Paragraph holder;
  holder.run = looks_.look_of(style);
  InlineCollector collector(*this, holder);
  const LookId look = holder.run;
  if (style.content.kind != style::Content::Kind::List) return {};
  for (const style::ContentItem& item : style.content.items) {
    using Kind = style::ContentItem::Kind;
    switch (item.kind) {
      case Kind::Text: collector.add_text(item.text, style, {}); break;
      case Kind::Counter:
      case Kind::Counters:
        if (item.name == "page" || item.name == "pages") {
          const char* const format = word_number_format(item.counter_style);
          if (format == nullptr) state_.effects.report_name("counter(" + item.name + ", " + item.counter_style + ")");
          collector.add_object(
              Field{item.name == "page" ? FieldKind::Page : FieldKind::PageCount, format == nullptr ? "" : format, "1"},
              look);
        } else {
          // Each page has its own value, which word processors do not know.
          state_.effects.report_name("counter(" + item.name + ")");
        }
        break;
      case Kind::NamedString: {
        if (const std::string* const value = state_.strings.shown(item.name)) collector.add_text(*value, style, {});
        break;
      }
      case Kind::RunningElement:
        if (const auto found = state_.running.find(item.name); found != state_.running.end()) {
          collector.add_children(found->second, {});
        }
        break;
      case Kind::Image: {
        const images::ImageId id = context_.boxes.images().load(item.text, {});
        if (!id) break;
        const images::Image& image = context_.boxes.images().image(id);
        const base::Size size{LayoutUnit::round_from_px(image.size.width),
                              LayoutUnit::round_from_px(image.size.height)};
        collector.add_object(InlinePicture{state_.add_picture(image, size), style.content.alternative}, look);
        break;
      }
      case Kind::Attribute:
      case Kind::TargetCounter:
      case Kind::TargetCounters:
      case Kind::TargetText:
      case Kind::ContinuedText:
      case Kind::ColumnSum:
      case Kind::Leader:
      case Kind::ElementText:
      case Kind::OpenQuote:
      case Kind::CloseQuote:
      case Kind::NoOpenQuote:
      case Kind::NoCloseQuote: break;
    }
  }
  return collector.finish();
}

std::size_t InlineBuilder::add_note(BoxId note, const std::string& mark) {
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
    frames.swap(state_.frames);
    std::vector<std::size_t> bookmarks;
    bookmarks.swap(state_.open_bookmarks);
    if (box(note).has_inline_children) {
      Paragraph paragraph = paragraphs_.make_paragraph(note);
      add_inline_content(note, paragraph);
      content.emplace_back(std::move(paragraph));
    } else {
      blocks_.add_children(note, scope);
    }
    frames.swap(state_.frames);
    bookmarks.swap(state_.open_bookmarks);
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

bool InlineBuilder::add_anchored(BoxId id, Paragraph& paragraph) {
  // Only pictures: text that is set apart stays with the text.
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
    anchored.picture = state_.add_picture(context_.boxes.image_of(box(picture)), size);
    anchored.alternative = boxes::alternative_of(context_.dom, box(picture));
    anchored.x = to_twips(place->content_left());
    anchored.y = to_twips(place->content_top());
    if (state_.row_pictures != nullptr) {
      state_.row_pictures->push_back(std::move(anchored));
    } else {
      paragraph.content.push_back({paragraph.run, Change::None, {}, std::move(anchored)});
    }
  }
  return true;
}

}  // namespace gongwen::flow

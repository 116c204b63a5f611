#include "layout/inline/detail/collect_inline.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/ruby_layout.h"
#include "layout/inline/text_style.h"
#include "layout/inline/white_space.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {
// Three parts: labels set to equal widths (CLREQ); text that depends on pages, such as cross-references; and the
// Collector, which walks over the boxes of a container and produces the text and the pieces of one paragraph. White
// space is collapsed on the way, over the edges of inline boxes, so a later text may shorten an earlier one.
// Output for `a <b>b</b> <img>`: the text `a b ` and pieces with places in it:
//   Text[0,2) OpenEdge Text[2,3) CloseEdge Text[3,4) Object. Shaping, breaking and placing work on these;
//   boxes are found again by the number in `item`.
namespace {

using text::BreakAfter;
using text::LineUnit;
using text::TextLength;
using text::UnitKind;

/// Blanks of labels: a typed space or an ideographic space, as in 姓 名.
bool is_blank(const text::ShapedParagraph& paragraph, const LineUnit& unit) {
  constexpr char32_t kIdeographicSpace = 0x3000;
  return unit.kind == UnitKind::Space ||
         (unit.kind == UnitKind::Text && paragraph.text[unit.text_begin] == kIdeographicSpace);
}

bool is_seen(const LineUnit& unit) { return unit.kind == UnitKind::Text || unit.kind == UnitKind::Object; }

/// The units of a label without blanks and edges around it.
UnitRange trimmed(const text::ShapedParagraph& paragraph, UnitRange range) {
  const auto counts = [&](std::uint32_t i) {
    return is_seen(paragraph.units[i]) && !is_blank(paragraph, paragraph.units[i]);
  };
  while (range.begin < range.end && !counts(range.begin)) ++range.begin;
  while (range.begin < range.end && !counts(range.end - 1)) --range.end;
  return range;
}

/// Blanks give way to even gaps, so their widths do not count.
TextLength width_without_blanks(const text::ShapedParagraph& paragraph, UnitRange range) {
  TextLength width = width_of(paragraph, range);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (is_blank(paragraph, paragraph.units[i])) width -= paragraph.units[i].advance;
  }
  return width;
}

/// Turns each row of blanks into one gap without its own width, after the last of them.
/// `姓 名` and `姓  名` have the same single gap.
void take_blanks_out(text::ShapedParagraph& paragraph, UnitRange range) {
  for (std::uint32_t i = range.begin; i + 1 < range.end; ++i) {
    LineUnit& unit = paragraph.units[i];
    const bool before_blank = is_blank(paragraph, paragraph.units[i + 1]);
    if (is_blank(paragraph, unit)) {
      unit.advance = {};
      unit.stretches_after = true;
    }
    if (before_blank) unit.stretches_after = false;
  }
}

/// A label must not be broken, or it would have two widths.
void keep_on_one_line(text::ShapedParagraph& paragraph, UnitRange range) {
  for (std::uint32_t i = range.begin; i + 1 < range.end; ++i) {
    if (paragraph.units[i].break_after != BreakAfter::Forced) paragraph.units[i].break_after = BreakAfter::Prohibited;
  }
}

bool has_forced_break(const text::ShapedParagraph& paragraph, UnitRange range) {
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (paragraph.units[i].kind == UnitKind::ForcedBreak) return true;
  }
  return false;
}

/// For the message about a label that is too wide.
std::string text_of(const text::ShapedParagraph& paragraph, UnitRange range) {
  const LineUnit& last = paragraph.units[range.end - 1];
  const std::uint32_t begin = paragraph.units[range.begin].text_begin;
  return base::to_utf8(std::u32string_view(paragraph.text).substr(begin, last.text_begin + last.text_length - begin));
}

}  // namespace

/// `-gw-even-label` is the width in em; 0 means none.
std::optional<EvenLabel> even_label(BoxId box, bool is_whole, const LayoutContext& context) {
  if (context.style_of(box).even_label == 0) return std::nullopt;
  return EvenLabel{box, is_whole};
}

void spread_label(const EvenLabel& label, text::ShapedParagraph& paragraph, LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(label.box);
  const UnitRange whole{0, static_cast<std::uint32_t>(paragraph.units.size())};
  // A label may be an inline box, or the whole paragraph of its cell.
  const UnitRange range = trimmed(paragraph, label.is_whole ? whole : units_of_box(paragraph, label.box.value));
  // A label of several lines cannot have one width.
  if (range.begin == range.end || has_forced_break(paragraph, range)) return;
  // The width is in em of the label's own type.
  const TextLength width = TextLength::from_raw(style.font_size.raw() * style.even_label);
  const TextLength extra = width - width_without_blanks(paragraph, range);
  // Reported, not squeezed: the author decides whether the label or the width is wrong.
  if (extra < TextLength()) {
    context.sink.report(diagnostics::messages::LayoutLabelTooWide, context.box(label.box).origin,
                        text_of(paragraph, range), style.even_label);
    return;
  }
  take_blanks_out(paragraph, range);
  keep_on_one_line(paragraph, range);
  spread_units(paragraph, range, extra, SpreadEnds::Flush);
}

namespace {

namespace messages = diagnostics::messages;
using boxes::BoxTree;
using style::ContentItem;
using Kind = ContentItem::Kind;
using Selection = ContentItem::Selection;

/// The id in an address that refers to an element of this document (`#id`); nullopt for other addresses.
std::optional<std::string_view> fragment_of(std::string_view address) {
  if (!address.starts_with('#')) return std::nullopt;
  return address.substr(1);
}

/// All values of a counter at the target, the outermost first; null if the target is not in its scope.
const std::vector<std::int32_t>* find_counter(const BoxTree::Target& target, std::string_view name) {
  const auto found = std::find_if(target.counters.begin(), target.counters.end(),
                                  [&](const auto& counter) { return counter.first == name; });
  return found == target.counters.end() ? nullptr : &found->second;
}

/// `target-counter(…, page)` is the page that the target was on in the last round; in the first round it is unknown and
/// counts as 0.
std::string target_counter(const ContentItem& item, std::string_view id, const BoxTree::Target& target,
                           const LayoutContext& context) {
  std::int32_t value = 0;
  if (item.name == "page") {
    const auto found = context.references.page_of_target.find(id);
    if (found != context.references.page_of_target.end()) value = found->second;
  } else {
    const auto found = find_counter(target, item.name);
    if (found != nullptr) value = found->back();
  }
  return context.styles.counter_styles().format(value, item.counter_style);
}

/// As counters(): the values of all scopes, joined by the given text.
std::string target_counters(const ContentItem& item, std::string_view id, const BoxTree::Target& target,
                            const LayoutContext& context) {
  const auto* const values = find_counter(target, item.name);
  // A target that the counter does not reach is shown as 0.
  if (values == nullptr) return target_counter(item, id, target, context);
  std::string out;
  for (const std::int32_t value : *values) {
    if (!out.empty()) out += item.text;
    out += context.styles.counter_styles().format(value, item.counter_style);
  }
  return out;
}

/// Punctuation before or after letters, Latin and Chinese.
/// Ranges: general punctuation, CJK punctuation, and full-width forms of ASCII marks.
bool is_mark(char32_t c) {
  if (c < 0x80) return !base::is_ascii_alnum(static_cast<char>(c));
  return (c >= 0x2010 && c <= 0x205E) || (c >= 0x3000 && c <= 0x301F) || (c >= 0xFF01 && c <= 0xFF0F) ||
         (c >= 0xFF1A && c <= 0xFF20);
}

/// The first letter with the punctuation around it (css-content-3 §5.3, css-pseudo-4 §2.2), as far as target-text()
/// needs it.
std::string first_letter(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    base::append_utf8(out, decoded.code_point);
    // Marks before the letter are taken along.
    if (decoded.code_point > U' ' && !is_mark(decoded.code_point)) break;
  }
  return out;
}

/// A page counter in running text: the page that this text was on in the last round. In the call of a note whose number
/// depends on its page, that number.
std::int32_t page_counter(const ContentItem& item, BoxId id, const LayoutContext& context) {
  if (item.name == "pages") return context.references.page_count;
  if (item.name == "footnote") {
    // Numbers by the box of the call's element.
    const auto found = context.references.note_numbers.find(context.boxes.box_of(context.box(id).node));
    return found == context.references.note_numbers.end() ? 0 : found->second;
  }
  const auto found = context.references.page_of_counter.find(id);
  return found == context.references.page_of_counter.end() ? 0 : found->second;
}

}  // namespace

std::string page_dependent_text(BoxId id, LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const ContentItem& item = context.boxes.content_item(box);
  // In page margins the page is known; in the text it is that of the last round.
  if (item.kind == Kind::Counter) {
    const style::CounterStyles& styles = context.styles.counter_styles();
    if (context.page_texts != nullptr) return context.page_texts->counter_text(item, styles);
    return styles.format(page_counter(item, id, context), item.counter_style);
  }
  if (item.kind == Kind::NamedString) {
    // string() and element() have a value in page margins only.
    if (context.page_texts != nullptr) return context.page_texts->string_text(item);
    context.sink.report(messages::LayoutStringInText, box.origin, "string(" + item.name + ")");
    return {};
  }
  if (item.kind == Kind::ContinuedText) {
    // The first part of a table continues nothing.
    return context.part_texts != nullptr && context.part_texts->is_continued() ? item.text : std::string();
  }
  if (item.kind == Kind::ColumnSum) {
    const std::optional<std::string> sum = context.part_texts != nullptr
                                               ? context.part_texts->sum_text(item)
                                               : context.formatting_contexts->sum_text(id, item, context);
    // A sum outside of a table has no column.
    if (!sum) context.sink.report(messages::LayoutSumElsewhere, box.origin, item.name);
    return sum.value_or(std::string());
  }
  if (item.kind == Kind::RunningElement) {
    context.sink.report(messages::LayoutStringInText, box.origin, "element(" + item.name + ")");
    return {};
  }
  return target_item_text(item, box.origin, context);
}

std::string target_item_text(const ContentItem& item, diagnostics::OriginId origin, LayoutContext& context) {
  // Only addresses within the document have targets here.
  const std::optional<std::string_view> name = fragment_of(item.target.text);
  const BoxTree::Target* const target = name ? context.boxes.find_target(*name) : nullptr;
  if (target == nullptr) {
    context.sink.report(messages::LayoutUnknownTarget, origin, item.target.text);
    return {};
  }
  if (item.kind == Kind::TargetCounters) return target_counters(item, *name, *target, context);
  if (item.kind == Kind::TargetCounter) return target_counter(item, *name, *target, context);
  switch (item.selection) {
    case Selection::Before: return target->before;
    case Selection::After: return target->after;
    case Selection::FirstLetter: return first_letter(target->text);
    default: break;
  }
  return target->text;
}

bool has_page_references(const BoxTree& boxes) {
  // Running elements are in margins, which change no page.
  const auto is_running = [&](BoxId id) {
    while (id && boxes.box(id).flow != boxes::BoxFlow::Running) id = boxes.box(id).parent;
    return static_cast<bool>(id);
  };
  // Content that depends only on the part of the table is computed when that part is laid out.
  const auto is_of_part = [&](BoxId id) {
    const Kind kind = boxes.content_item(boxes.box(id)).kind;
    return kind == Kind::ContinuedText || kind == Kind::ColumnSum;
  };
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const BoxId id(i);
    if (boxes.box(id).kind == boxes::BoxKind::Reference && !is_of_part(id) && !is_running(id)) return true;
  }
  return false;
}

namespace {

using boxes::Box;
using boxes::BoxKind;
using text::ParagraphPiece;

bool is_blank(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == U'\f'; }

/// Whether two forms of a text have the same number of characters, with blanks at the same places: only then do breaks
/// fall at the same units.
bool has_same_places(std::string_view one, std::string_view other) {
  // `ß` → `SS` has two characters: lines would break at other units.
  const std::u32string first = base::to_utf32(one);
  const std::u32string second = base::to_utf32(other);
  return std::equal(first.begin(), first.end(), second.begin(), second.end(),
                    [](char32_t a, char32_t b) { return a == b || (!is_blank(a) && !is_blank(b)); });
}

/// Changes the case of each character separately, if that gives exactly one character.
std::string one_by_one(std::string_view text, style::LetterCase letters, std::string_view language) {
  std::string result;
  // Sharp s keeps its form, other letters change.
  for (const char32_t c : base::to_utf32(text)) {
    std::string usual;
    base::append_utf8(usual, c);
    const std::string made = TextTransformer().transform(usual, letters, language);
    result += has_same_places(made, usual) ? made : usual;
  }
  return result;
}

/// Collects the content of one block container, or of several as one paragraph. With a first-line source, the same text
/// is collected with the styles of ::first-line, and boxes in it are taken from the usual content instead of being laid
/// out again.
class Collector {
 public:
  Collector(LayoutUnit width, LayoutContext& context, const FirstLineSource* first_line = nullptr)
      : width_(width), context_(context), first_line_(first_line), collapser_(out_.text) {}

  CollectedInline collect(BoxId container) {
    if (const auto label = even_label(container, true, context_)) out_.labels.push_back(*label);
    out_.containing_height = definite_height(container);
    set_base_direction(container);
    add_children(container);
    return finish();
  }

  /// Each container becomes an inline box, with a blank between it and the next.
  CollectedInline collect_joined(const std::vector<BoxId>& boxes) {
    // The direction of the first box counts for the joined paragraph.
    set_base_direction(boxes.front());
    for (const BoxId id : boxes) {
      if (!out_.pieces.empty()) add_text(id, context_.box(id), " ");
      add_inline(id, context_.box(id));
    }
    return finish();
  }

 private:
  /// Takes back a blank at the end, and changes forms of characters when nothing collapses any more.
  CollectedInline finish() {
    collapser_.finish();
    cut_pieces(out_.pieces.size());
    transform_forms();
    out_.has_bidi = out_.has_bidi || text::has_right_to_left(out_.text);
    return std::move(out_);
  }

  /// css-text-3, "Order of Operations": full-width forms and full-size kana come after white space has collapsed, for
  /// which characters count as they were typed.
  void transform_forms() {
    if (!has_forms_) return;
    for (const ParagraphPiece& piece : out_.pieces) {
      if (piece.kind != UnitKind::Text || piece.begin == piece.end) continue;
      const style::TextTransform transform = style_of(context_.box(BoxId(piece.item))).text_transform;
      if (!transform.full_width && !transform.full_size_kana) continue;
      for (std::uint32_t i = piece.begin; i < piece.end; ++i) out_.text[i] = transform_form(out_.text[i], transform);
    }
  }

  /// Sets the base direction. An override on a block container applies to the content of its lines; isolating or
  /// embedding it changes nothing there (css-writing-modes-4 §2.4.3).
  void set_base_direction(BoxId container) {
    const style::ComputedStyle& lines = context_.style_of(container);
    // Anonymous boxes take these properties from the element around them.
    while (context_.box(container).part == boxes::BoxPart::Anonymous && context_.box(container).parent) {
      container = context_.box(container).parent;
    }
    const style::ComputedStyle& style = context_.style_of(container);
    // The lines of a vertical flow may be set upright, from left to right.
    const bool is_rtl = layout::is_rtl(lines);
    out_.bidi.direction = is_rtl ? text::BaseDirection::RightToLeft : text::BaseDirection::LeftToRight;
    switch (lines.unicode_bidi == style::UnicodeBidi::Normal ? style.unicode_bidi : lines.unicode_bidi) {
      case style::UnicodeBidi::Plaintext: out_.bidi.direction = text::BaseDirection::FirstLetter; break;
      case style::UnicodeBidi::BidiOverride:
      case style::UnicodeBidi::IsolateOverride:
        out_.bidi.control = is_rtl ? text::BidiControl::OverrideRtl : text::BidiControl::OverrideLtr;
        break;
      default: break;
    }
    // Overrides from left to right and first letters matter only if some text runs from right to left, which finish()
    // finds.
    out_.has_bidi = is_rtl;
  }

  /// The UAX #9 control that an inline box acts as.
  static text::BidiControl bidi_control(const style::ComputedStyle& style) {
    using text::BidiControl;
    const bool is_rtl = layout::is_rtl(style);
    switch (style.unicode_bidi) {
      case style::UnicodeBidi::Normal: break;
      case style::UnicodeBidi::Embed: return is_rtl ? BidiControl::EmbedRtl : BidiControl::EmbedLtr;
      case style::UnicodeBidi::Isolate: return is_rtl ? BidiControl::IsolateRtl : BidiControl::IsolateLtr;
      case style::UnicodeBidi::BidiOverride: return is_rtl ? BidiControl::OverrideRtl : BidiControl::OverrideLtr;
      case style::UnicodeBidi::IsolateOverride:
        return is_rtl ? BidiControl::IsolateOverrideRtl : BidiControl::IsolateOverrideLtr;
      case style::UnicodeBidi::Plaintext: return BidiControl::Plaintext;
    }
    return BidiControl::None;
  }

  /// The height to which percentages in the lines refer (CSS 2.2 §10.5): that of their containing block, if its style
  /// alone determines it.
  std::optional<LayoutUnit> definite_height(BoxId container) {
    while (context_.box(container).part == boxes::BoxPart::Anonymous && context_.box(container).parent) {
      container = context_.box(container).parent;
    }
    const style::ComputedStyle& style = context_.style_of(container);
    const bool is_given = style.height.is_length() && !style.height.value.has_percent();
    if (!is_given || context_.box(container).kind == BoxKind::Cell) return std::nullopt;
    // Percentages of the padding refer to a width, and `box-sizing: border-box` takes the padding off the height.
    out_.depends_on_width =
        out_.depends_on_width || style.padding_top.has_percent() || style.padding_bottom.has_percent();
    return content_height(style, std::nullopt,
                          border_widths(style).vertical() + padding_widths(style, width_).vertical());
  }

  style::StyleId style_id(const Box& box) const {
    return first_line_ == nullptr ? box.style : context_.styles.on_first_line(first_line_->style, box.style);
  }
  const style::ComputedStyle& style_of(const Box& box) const { return context_.styles.style(style_id(box)); }

  /// The number of a box's text style in the paragraph. Bases of annotations have separate entries, since they do not
  /// wrap.
  std::uint16_t style_index(const Box& box) {
    const style::StyleId style = style_id(box);
    const std::uint64_t key = std::uint64_t{style.value} << 1 | std::uint64_t{in_ruby_base_};
    const auto found = indexes_.find(key);
    if (found != indexes_.end()) return found->second;
    const auto index = static_cast<std::uint16_t>(out_.styles.size());
    out_.styles.push_back(text_style(style, box.origin, context_));
    if (const style::ComputedStyle& computed = context_.styles.style(style); has_emphasis(computed)) {
      add_mark(emphasis_side(computed));
    }
    // A base stays on one line with its annotation.
    if (in_ruby_base_) out_.styles.back().wraps = false;
    indexes_.emplace(key, index);
    return index;
  }

  /// Walks over the children in order; the text of inline boxes comes between their edges.
  void add_children(BoxId parent) {
    // In document order, so that white space collapses across boxes.
    for (BoxId child = context_.box(parent).first_child; child; child = context_.box(child).next_sibling) {
      const Box& box = context_.box(child);
      if (!boxes::is_in_flow(box)) {
        add_anchor(child, box);
        continue;
      }
      switch (box.kind) {
        case BoxKind::Text: add_text(child, box, box.text); break;
        case BoxKind::Reference:
          out_.depends_on_pages = true;
          add_text(child, box, page_dependent_text(child, context_));
          break;
        case BoxKind::LineBreak: add_break(child, box); break;
        // A place where a line may end, without width: U+200B.
        case BoxKind::WordBreak: add_text(child, box, "\u200B"); break;
        case BoxKind::Inline: add_inline(child, box); break;
        case BoxKind::Leader: add_leader(child, box); break;
        case BoxKind::Marker: break;    // is outside the lines
        case BoxKind::RubyText: break;  // added with its base
        case BoxKind::Block:
        case BoxKind::InlineBlock:
        case BoxKind::Flex:
        case BoxKind::Grid:
        case BoxKind::Replaced:
        case BoxKind::Formula:
        case BoxKind::Turned:
        case BoxKind::Table:
        case BoxKind::TableGrid:
        case BoxKind::TableCaption:
        case BoxKind::ColumnGroup:
        case BoxKind::Column:
        case BoxKind::RowGroup:
        case BoxKind::Row:
        case BoxKind::Cell: add_object(child, box); break;
      }
    }
  }

  /// Shortens earlier pieces if a blank at their end was taken back. Walks backwards only as far as pieces are
  /// affected.
  void cut_pieces(std::size_t count) {
    const std::size_t shortest = collapser_.take_shortest();
    // The text became shorter than recorded in some pieces.
    for (std::size_t i = count; i-- > 0 && shortest != std::string::npos;) {
      ParagraphPiece& piece = out_.pieces[i];
      if (piece.end <= shortest && piece.begin <= shortest) break;
      piece.begin = std::min(piece.begin, static_cast<std::uint32_t>(shortest));
      piece.end = std::min(piece.end, static_cast<std::uint32_t>(shortest));
    }
  }

  /// A piece at the current end of the text.
  ParagraphPiece piece(UnitKind kind, BoxId box) {
    ParagraphPiece made;
    made.kind = kind;
    made.item = box.value;
    made.begin = made.end = static_cast<std::uint32_t>(out_.text.size());
    return made;
  }

  /// Appends text with its case changed and its white space collapsed. Most text keeps its case, and then is not
  /// copied.
  void add_text(BoxId id, const Box& box, std::string_view text) {
    ParagraphPiece made = piece(UnitKind::Text, id);
    made.style = style_index(box);
    const style::ComputedStyle& style = style_of(box);
    const style::LetterCase usual = context_.styles.style(box.style).text_transform.letters;
    if (style.text_transform.letters == style::LetterCase::None && usual == style::LetterCase::None) {
      // Words for `capitalize` continue over edges of inline boxes, so the transformer sees all text.
      transformer_.pass(text);
      if (first_line_ != nullptr) usual_transformer_.pass(text);
      collapser_.append(text, style.white_space_collapse, style.language);
    } else {
      collapser_.append(transformed(text, style, usual), style.white_space_collapse, style.language);
    }
    has_forms_ = has_forms_ || style.text_transform.full_width || style.text_transform.full_size_kana;
    out_.pieces.push_back(made);
    cut_pieces(out_.pieces.size());
    out_.pieces.back().end = static_cast<std::uint32_t>(out_.text.size());
    if (style.font_variant_caps != style::FontVariantCaps::Normal) part_small_caps(box);
  }

  /// On a first line with its own style, text whose number of characters would differ there (`ß` as `SS`) keeps the
  /// form of the other lines: the paragraph continues in the usual content after these characters.
  std::string transformed(std::string_view text, const style::ComputedStyle& style, style::LetterCase usual) {
    const style::LetterCase letters = style.text_transform.letters;
    std::string result = transformer_.transform(text, letters, style.language);
    if (first_line_ == nullptr) return result;
    std::string in_others = usual_transformer_.transform(text, usual, style.language);
    if (has_same_places(result, in_others)) return result;
    return letters == style::LetterCase::Capitalize ? in_others : one_by_one(in_others, letters, style.language);
  }

  /// Splits the last piece where its text is set in smaller capitals (css-fonts-4 §6.6, synthesized small caps).
  void part_small_caps(const Box& box) {
    const text::TextStyle* const small = small_caps_style(style_id(box), box.origin, context_);
    if (small == nullptr) return;
    const style::FontVariantCaps caps = style_of(box).font_variant_caps;
    const bool all = caps == style::FontVariantCaps::AllSmallCaps || caps == style::FontVariantCaps::AllPetiteCaps;
    const auto is_small = [&](char32_t c) {
      if (base::has_flag(c, base::CharacterFlag::Lower)) return true;
      return all && base::has_flag(c, base::CharacterFlag::Upper);
    };
    const ParagraphPiece whole = out_.pieces.back();
    std::uint16_t small_index = 0;
    out_.pieces.pop_back();
    for (std::uint32_t at = whole.begin; at < whole.end || at == whole.begin;) {
      // An empty piece stays as it is: it still marks a place.
      ParagraphPiece part = whole;
      part.begin = at;
      const bool shrinks = at < whole.end && is_small(out_.text[at]);
      while (at < whole.end && is_small(out_.text[at]) == shrinks) ++at;
      part.end = at;
      if (shrinks && small_index == 0) small_index = add_small_style(*small);
      if (shrinks) part.style = small_index;
      out_.pieces.push_back(part);
      if (at == whole.begin) break;
    }
  }

  std::uint16_t add_small_style(const text::TextStyle& small) {
    out_.styles.push_back(small);
    if (in_ruby_base_) out_.styles.back().wraps = false;
    return static_cast<std::uint16_t>(out_.styles.size() - 1);
  }

  /// Breaks, leaders and boxes in the line separate words, for `capitalize`.
  void end_words() {
    // Both, so that they agree on where words begin.
    transformer_.end_word();
    usual_transformer_.end_word();
  }

  /// Blanks before a forced break collapse.
  void add_break(BoxId id, const Box& box) {
    end_words();
    collapser_.append_break();
    cut_pieces(out_.pieces.size());
    ParagraphPiece made = piece(UnitKind::ForcedBreak, id);
    made.style = style_index(box);
    out_.pieces.push_back(made);
  }

  /// An inline box: its edges take room in the line by margins, borders and paddings. Whether a line may break at an
  /// edge is decided by the style of the parent.
  void add_inline(BoxId id, const Box& box) {
    const bool is_call = box.part == boxes::BoxPart::FootnoteCall;
    if (is_call && context_.part_texts != nullptr && !context_.part_texts->has_notes()) return;
    const style::ComputedStyle& style = style_of(box);
    const Edges margins = margin_widths(style, width_);
    const Edges borders = border_widths(style);
    const Edges padding = padding_widths(style, width_);
    out_.depends_on_width = out_.depends_on_width || style.padding_left.has_percent() ||
                            style.padding_right.has_percent() || style.margin_left.value.has_percent() ||
                            style.margin_right.value.has_percent();
    const Box& parent = context_.box(box.parent);
    // An inline box that runs from right to left starts with its right edge.
    const bool is_rtl = layout::is_rtl(style);
    out_.has_bidi = out_.has_bidi || is_rtl;
    // Edges have the width of margin, border and padding on one side.
    const LayoutUnit left = margins.left + borders.left + padding.left;
    const LayoutUnit right = margins.right + borders.right + padding.right;
    ParagraphPiece open = piece(UnitKind::OpenEdge, id);
    // The edge takes part in bidi as the isolate or embedding that the box asks for.
    open.bidi = bidi_control(style);
    open.style = style_index(parent);
    const bool is_cloned = style.box_decoration_break == style::BoxDecorationBreak::Clone;
    // Glyphs are not shaped together (ligatures, joined letters) across an edge that takes room or a raised box.
    const bool is_raised = style.vertical_align.kind != style::VerticalAlign::Kind::Baseline;
    // A box that was split by a block has no edge here.
    if (!box.is_split_begin) open.width = TextLength::from(is_rtl ? right : left);
    open.is_cloned = is_cloned && open.width != TextLength();
    open.breaks_shaping = is_raised || takes_room(margins.left, borders.left, padding.left);
    // The call of a note belongs to the text before it (CLREQ, prohibition at line starts).
    open.joins_before = is_call;
    out_.pieces.push_back(open);
    if (const auto label = even_label(id, false, context_)) out_.labels.push_back(*label);
    const bool was_in_base = std::exchange(in_ruby_base_, in_ruby_base_ || box.ruby == boxes::RubyPart::Base);
    // The annotation is anchored at the start of its base.
    const bool is_annotated = box.ruby == boxes::RubyPart::Base && add_annotation(box);
    add_children(id);
    if (is_annotated) out_.ruby_bases.push_back(id);
    in_ruby_base_ = was_in_base;
    ParagraphPiece close = piece(UnitKind::CloseEdge, id);
    close.style = style_index(parent);
    close.bidi = open.bidi;
    if (!box.is_split_end) close.width = TextLength::from(is_rtl ? left : right);
    close.is_cloned = is_cloned && close.width != TextLength();
    close.breaks_shaping = is_raised || takes_room(margins.right, borders.right, padding.right);
    out_.pieces.push_back(close);
  }

  static bool takes_room(LayoutUnit margin, LayoutUnit border, LayoutUnit padding) {
    return !margin.is_zero() || !border.is_zero() || !padding.is_zero();
  }

  /// A box out of flow only marks its place, and white space collapses across it.
  void add_anchor(BoxId id, const Box& box) {
    ParagraphPiece made = piece(UnitKind::Anchor, id);
    made.style = style_index(context_.box(box.parent));
    out_.pieces.push_back(made);
  }

  /// The annotation of a ruby base takes no room in the line. Its anchor is at the start of the base, so both stay on
  /// one line. Returns whether there is one.
  bool add_annotation(const Box& base) {
    if (!base.next_sibling || context_.box(base.next_sibling).kind != BoxKind::RubyText) return false;
    // A collapsed annotation takes no room beside its base, either (css-ruby-1 §3.6).
    if (context_.style_of(base.next_sibling).visibility == style::Visibility::Collapse) return false;
    add_anchor(base.next_sibling, context_.box(base.next_sibling));
    add_mark(ruby_side(base.next_sibling, context_));
    return true;
  }

  void add_mark(AnnotationSide side) { (side == AnnotationSide::Over ? out_.marked_over : out_.marked_under) = true; }

  /// A leader gets its width when the line is placed.
  void add_leader(BoxId id, const Box& box) {
    end_words();
    collapser_.append_object();
    ParagraphPiece made = piece(UnitKind::Leader, id);
    made.style = style_index(box);
    out_.pieces.push_back(made);
  }

  /// A box in the line (inline-block, image): laid out by itself, shrunk to fit (CSS 2.2 §10.3.9), and a single unit of
  /// its margin-box width.
  void add_object(BoxId id, const Box& box) {
    end_words();
    collapser_.append_object();
    const style::ComputedStyle& style = context_.styles.style(box.style);
    // On the first line objects are those of the usual content: they must not be laid out twice.
    const Fragment* const object = first_line_ == nullptr ? laid_out(id) : first_line_->objects.at(id.value);
    out_.objects[id.value] = object;
    out_.depends_on_width = true;
    ParagraphPiece made = piece(UnitKind::Object, id);
    made.style = style_index(context_.box(box.parent));
    made.width = TextLength::from(object->size.width + margin_widths(style, width_).horizontal());
    out_.pieces.push_back(made);
  }

  const Fragment* laid_out(BoxId id) {
    // Objects get the width of the container to shrink into.
    LayoutInput input;
    input.box = id;
    input.available = {width_, out_.containing_height};
    input.is_formatting_root = true;
    input.fixed_inline_size = shrunk_width(id, width_, context_);
    return layout_box(input, context_).fragment;
  }

  LayoutUnit width_;
  LayoutContext& context_;
  const FirstLineSource* first_line_;  // null: all other lines
  CollectedInline out_;
  WhiteSpaceCollapser collapser_;
  TextTransformer transformer_;
  TextTransformer usual_transformer_;  // of all other lines
  std::unordered_map<std::uint64_t, std::uint16_t> indexes_;
  bool in_ruby_base_ = false;
  bool has_forms_ = false;  // some text changes the forms of its characters
};

}  // namespace

CollectedInline collect_joined(const std::vector<BoxId>& boxes, LayoutUnit width, LayoutContext& context) {
  return Collector(width, context).collect_joined(boxes);
}

CollectedInline collect_inline(BoxId container, LayoutUnit width, LayoutContext& context) {
  return Collector(width, context).collect(container);
}

CollectedInline collect_first_line(BoxId container, LayoutUnit width, const FirstLineSource& source,
                                   LayoutContext& context) {
  return Collector(width, context, &source).collect(container);
}

}  // namespace gongwen::layout

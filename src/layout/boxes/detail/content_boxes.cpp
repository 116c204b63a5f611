// Builds the boxes of generated content (css-content-3): texts, images, and references that are resolved once the pages
// are known.

#include "base/file_path.h"
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/boxes.h"
#include "diagnostics/catalogue/css.h"
#include "dom/math/formula_lines.h"
#include "dom/math/formula_text.h"
#include "dom/tree.h"
#include "layout/boxes/box.h"
#include "layout/boxes/detail/box_builder.h"
#include "style/counter_style.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>

// Items of `content` become boxes: `"第" counter(chapter) "章"` a text box for each item. A text that is known now
// becomes a Text box; one that depends on pages (page numbers, sums, references) a Reference box whose item is kept in
// the tree; and leader() a Leader box, which layout fills.
namespace gongwen::boxes {
namespace {

/// The value of an attribute, including those that HTML does not define; empty if it is missing.
/// HTML attributes that the program knows have numbers, all others are found by their names.
std::string named_attribute(const dom::Tree& tree, dom::NodeId node, std::string_view name) {
  const dom::AttributeName known = dom::find_attribute_name(name).value_or(dom::AttributeName::Custom);
  if (known != dom::AttributeName::Custom) return std::string(tree.attribute_value(node, known));
  const dom::Attribute* const attribute = tree.find_custom_attribute(node, base::ascii_lowercase(name));
  return attribute == nullptr ? std::string() : std::string(attribute->value);
}

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

bool is_type(std::string_view type, std::string_view name) { return base::equals_ignoring_ascii_case(type, name); }

bool is_button(std::string_view type) {
  return is_type(type, "submit") || is_type(type, "reset") || is_type(type, "button");
}

/// One mark for each character, so that secrets are not printed.
std::string hidden_text(std::string_view value) {
  std::string marks;
  for (const char c : value) {
    // Bytes that continue a character of UTF-8 are not counted.
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) marks += "•";
  }
  return marks;
}

// The text that a browser would show in the control.
std::string input_text(const dom::Tree& tree, NodeId node) {
  const std::string_view type = tree.attribute_value(node, AttributeName::Type);
  const std::string_view value = tree.attribute_value(node, AttributeName::Value);
  const bool is_checked = tree.find_attribute(node, AttributeName::Checked) != nullptr;
  if (is_type(type, "checkbox")) return is_checked ? "☑" : "☐";
  if (is_type(type, "radio")) return is_checked ? "◉" : "○";
  if (is_type(type, "password")) return hidden_text(value);
  if (is_type(type, "image")) return std::string(tree.attribute_value(node, AttributeName::Alt));
  if (!value.empty() || is_button(type)) return std::string(value);
  return std::string(tree.attribute_value(node, AttributeName::Placeholder));
}

/// The options that a list shows: the selected ones, or, if it shows only one and none is selected, the first.
std::string select_text(const dom::Tree& tree, NodeId select) {
  std::string chosen;
  std::string first;
  bool has_first = false;
  // Depth first, so options in groups are found as well.
  for (NodeId id = select; id; id = tree.next_in_order(id, select)) {
    if (!tree.is_element(id, ElementName::Option)) continue;
    const std::string_view label = tree.attribute_value(id, AttributeName::Label);
    const std::string text = label.empty() ? tree.text_content(id) : std::string(label);
    if (!std::exchange(has_first, true)) first = text;
    if (tree.find_attribute(id, AttributeName::Selected) == nullptr) continue;
    chosen += (chosen.empty() ? "" : ", ") + std::string(base::trim_ascii_space(text));
  }
  const bool is_list = tree.find_attribute(select, AttributeName::Multiple) != nullptr;
  return !chosen.empty() || is_list ? chosen : std::string(base::trim_ascii_space(first));
}

using style::ComputedStyle;
using style::ContentItem;
using Kind = ContentItem::Kind;

// Their numbers count by page if the style asks for it, and are then known only once the pages are.
bool is_footnote_part(BoxPart part) { return part == BoxPart::FootnoteCall || part == BoxPart::FootnoteMarker; }

struct LanguageQuotes {
  std::string_view language;
  style::QuotePair outer;
  style::QuotePair inner;
};

/// css-content-3 §3.1: quotation marks by language, if the style names none: by GB/T 15834-2011 for Chinese, by the
/// CLDR for traditional Chinese and other languages. The first entry whose tag starts the language is used. `inner` for
/// every second level.
style::QuotePair automatic_quotes(std::string_view language, bool inner) {
  static const LanguageQuotes kQuotes[] = {
      {"fr-CH", {"«", "»"}, {"‹", "›"}},     {"zh-Hant", {"「", "」"}, {"『", "』"}},
      {"zh-TW", {"「", "」"}, {"『", "』"}}, {"zh-HK", {"「", "」"}, {"『", "』"}},
      {"zh-MO", {"「", "」"}, {"『", "』"}}, {"ja", {"「", "」"}, {"『", "』"}},
      {"de", {"„", "“"}, {"‚", "‘"}},        {"fr", {"«", "»"}, {"«", "»"}},
      {"es", {"«", "»"}, {"“", "”"}},        {"it", {"«", "»"}, {"“", "”"}},
      {"pt-PT", {"«", "»"}, {"“", "”"}},     {"ru", {"«", "»"}, {"„", "“"}},
      {"uk", {"«", "»"}, {"„", "“"}},        {"be", {"«", "»"}, {"„", "“"}},
      {"el", {"«", "»"}, {"“", "”"}},        {"he", {"”", "”"}, {"’", "’"}},
      {"hu", {"„", "”"}, {"»", "«"}},        {"nl", {"‘", "’"}, {"“", "”"}},
      {"pl", {"„", "”"}, {"«", "»"}},        {"cs", {"„", "“"}, {"‚", "‘"}},
      {"sk", {"„", "“"}, {"‚", "‘"}},        {"fi", {"”", "”"}, {"’", "’"}},
      {"sv", {"”", "”"}, {"’", "’"}},        {"da", {"“", "”"}, {"‘", "’"}},
      {"nb", {"«", "»"}, {"‘", "’"}},        {"no", {"«", "»"}, {"‘", "’"}},
      {"ro", {"„", "”"}, {"«", "»"}},        {"ar", {"”", "“"}, {"’", "‘"}},
      {"fa", {"«", "»"}, {"‹", "›"}},        {"am", {"«", "»"}, {"‹", "›"}},
      {"sl", {"„", "“"}, {"‚", "‘"}},
  };
  for (const LanguageQuotes& entry : kQuotes) {
    // `de-AT` begins with `de`, but `den` does not.
    const bool begins = language.starts_with(entry.language) &&
                        (language.size() == entry.language.size() || language[entry.language.size()] == '-');
    if (begins) return inner ? entry.inner : entry.outer;
  }
  return inner ? style::QuotePair{"‘", "’"} : style::QuotePair{"“", "”"};
}

using style::Display;

namespace messages = diagnostics::messages;

/// The attribute in which the filter `qr` stores the content of the code.
constexpr std::string_view kQrAttribute = "data-qr";

std::string_view shown_name(std::string_view address) {
  if (address.starts_with("data:")) return "data:";
  return base::file_name(address);
}

}  // namespace

void BoxBuilder::build_content(const style::ContentList& items, const Box& model, BoxId parent) {
  build_content(style::Content{style::Content::Kind::List, items, {}}, model, parent);
}

void BoxBuilder::build_content(const style::Content& content, const Box& model, BoxId parent) {
  for (const style::ContentItem& item : content.items) {
    Box box;
    // The text is that of the pseudo-element: its style, its place in the source.
    box.is_inline_level = true;
    box.part = model.part;
    box.style = model.style;
    box.node = model.node;
    box.origin = model.origin;
    if (item.kind == style::ContentItem::Kind::Image) {
      build_content_image(content, item, box, parent);
      continue;
    }
    const std::optional<std::string> text = item_text(item, model.node, model);
    if (text) {
      // An empty text has no box, or it would make a line.
      if (text->empty()) continue;
      box.kind = BoxKind::Text;
      box.text = tree_.texts_.store(*text);
    } else {
      box.kind = item.kind == style::ContentItem::Kind::Leader ? BoxKind::Leader : BoxKind::Reference;
      box.content = static_cast<std::uint32_t>(tree_.content_items_.size());
      tree_.content_items_.push_back(item);
      const bool is_sum = item.kind == Kind::ColumnSum;
      // Remembered for the whole tree, so that other documents skip the work for such texts.
      tree_.has_column_sums_ = tree_.has_column_sums_ || is_sum;
      tree_.has_part_texts_ = tree_.has_part_texts_ || is_sum || item.kind == Kind::ContinuedText;
      if (item.kind != style::ContentItem::Kind::Leader && item.target.is_attribute) {
        // The address comes from the element's attribute, so it is looked up here.
        style::ContentItem& kept = tree_.content_items_.back();
        kept.target = {false, named_attribute(dom_, model.node, item.target.text)};
      }
    }
    writer_.append(parent, box);
  }
}

/// An image in generated content is inline; the sizes of the pseudo-element do not apply to it.
/// A broken image is reported by the image set and leaves no box.
/// `alternative` comes from `content: url(…) / "text"`.
void BoxBuilder::build_content_image(const style::Content& content, const style::ContentItem& item, Box box,
                                     BoxId parent) {
  const images::ImageId image = images_.load(item.text, sink_.origin(box.origin));
  if (!image) return;
  box.kind = BoxKind::Replaced;
  box.style = styles_.anonymous(box.style, style::Display::Inline);
  box.content = image.value;
  box.text = tree_.texts_.store(content.alternative);
  writer_.append(parent, box);
}

/// Builds the frame of a control with its value.
void BoxBuilder::build_control(NodeId node, BoxId parent, const Box& box) {
  const ElementName name = dom_.node(node).name;
  // Listed once in the message, in the order of the document.
  if (printed_controls_.count++ == 0) printed_controls_.first = box.origin;
  auto& names = printed_controls_.names;
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  const BoxId id = writer_.append(parent, box);
  tree_.by_node_[node.index()] = id;
  remember(node, id, styles_.style(box.style));
  // The content of a textarea is its text.
  if (name == ElementName::Textarea) {
    build_children(node, id);
    return;
  }
  build_value(name == ElementName::Input ? input_text(dom_, node) : select_text(dom_, node), box, id);
}

/// Reports all at once, since a page may have hundreds. Reports: boxes/unsupported-element.
void BoxBuilder::report_printed_controls() {
  if (printed_controls_.count == 0) return;
  std::string names;
  for (const ElementName name : printed_controls_.names) {
    names.append(names.empty() ? "" : ", ").append(dom::tag_name(name));
  }
  sink_.report(diagnostics::messages::BoxesUnsupportedElement, printed_controls_.first, printed_controls_.count, names);
}

/// Builds a text that replaces the element's content.
void BoxBuilder::build_value(std::string value, const Box& model, BoxId parent) {
  style::ContentItem item;
  item.text = std::move(value);
  Box generated = model;
  // The value is placed and styled as ::before would be.
  generated.part = BoxPart::Before;
  build_content({item}, generated, parent);
}

// Quotes nest through the whole document: `quote_depth_` is the number of open ones.
std::string BoxBuilder::quote_text(const ContentItem& item, const ComputedStyle& computed) {
  const bool opens = item.kind == Kind::OpenQuote || item.kind == Kind::NoOpenQuote;
  // A closing quote without an opening one is not shown (css-content-3 §3.2).
  if (!opens && quote_depth_ == 0) return {};
  if (!opens) --quote_depth_;
  // The outermost pair is depth 0 for both its marks.
  const int depth = quote_depth_;
  if (opens) ++quote_depth_;
  if (item.kind == Kind::NoOpenQuote || item.kind == Kind::NoCloseQuote) return {};
  if (computed.quotes.is_auto) {
    const style::QuotePair pair = automatic_quotes(computed.language, depth % 2 == 1);
    return opens ? pair.open : pair.close;
  }
  if (computed.quotes.pairs.empty()) return {};
  // css-content-3 §3.2: levels beyond the last pair use the last pair.
  const std::size_t level = std::min<std::size_t>(static_cast<std::size_t>(depth), computed.quotes.pairs.size() - 1);
  return opens ? computed.quotes.pairs[level].open : computed.quotes.pairs[level].close;
}

/// Reports each unknown name only once.
void BoxBuilder::check_counter_style(std::string_view name, diagnostics::OriginId origin) {
  if (styles_.counter_styles().knows(name) || unknown_styles_.contains(name)) return;
  unknown_styles_.emplace(name);
  sink_.report(diagnostics::messages::CssUnknownCounterStyle, origin, name, styles_.counter_styles().nearest(name));
}

std::optional<std::string> BoxBuilder::item_text(const ContentItem& item, NodeId node, const Box& model) {
  switch (item.kind) {
    case Kind::Text: return item.text;
    case Kind::Image: return std::string();
    case Kind::Counter:
      // Page counters are known only once the pages are:
      // nullopt.
      if (item.name == "page" || item.name == "pages") return std::nullopt;
      // If notes are counted per page, so are their numbers.
      if (item.name == "footnote" && styles_.counts_footnotes_by_page() && is_footnote_part(model.part)) {
        return std::nullopt;
      }
      check_counter_style(item.counter_style, model.origin);
      return styles_.counter_styles().format(counters_.value(item.name), item.counter_style);
    case Kind::Counters:
      check_counter_style(item.counter_style, model.origin);
      return counters_.joined(item.name, item.text, item.counter_style, styles_.counter_styles());
    case Kind::Attribute: return named_attribute(dom_, node, item.name);
    case Kind::ElementText:
      if (item.selection == ContentItem::Selection::Before) return pseudo_text(node, styles_.of(node).before);
      if (item.selection == ContentItem::Selection::After) return pseudo_text(node, styles_.of(node).after);
      return base::collapse_ascii_space(element_text(node));
    case Kind::OpenQuote:
    case Kind::CloseQuote:
    case Kind::NoOpenQuote:
    case Kind::NoCloseQuote: return quote_text(item, styles_.style(model.style));
    case Kind::ContinuedText:
    case Kind::ColumnSum:
    case Kind::TargetText:
    case Kind::TargetCounter:
    case Kind::TargetCounters:
    case Kind::NamedString:
    case Kind::RunningElement:
    case Kind::Leader: return std::nullopt;
  }
  return std::nullopt;
}

/// Whether the node was added to a heading for a draft: text struck through (dom/changes.h), or the draft's mark.
bool BoxBuilder::belongs_to_draft(NodeId node) const {
  const bool removed = dom_.is_element(node, dom::ElementName::Del);
  return dom_.find_custom_attribute(node, removed ? "data-change" : "data-draft-mark") != nullptr;
}

namespace {

/// Digits as superscripts or subscripts: 10³ for `10<sup>3</sup>`, since an ordinary 3 would read as part of the
/// number. Texts with other characters are returned unchanged.
std::string moved_digits(std::string text, bool is_raised) {
  constexpr std::string_view kPlain = "0123456789+-()";
  constexpr std::u32string_view kRaised = U"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾";
  constexpr std::u32string_view kLowered = U"₀₁₂₃₄₅₆₇₈₉₊₋₍₎";
  if (text.find_first_not_of(kPlain) != std::string::npos) return text;
  std::string moved;
  for (const char c : text) base::append_utf8(moved, (is_raised ? kRaised : kLowered)[kPlain.find(c)]);
  return moved;
}

}  // namespace

// The text of an element for named strings and bookmarks: without notes, ruby texts, running elements and content that
// is not displayed. Formulas are written on one line: ½ as a fraction is 1/2, not 12.
std::string BoxBuilder::element_text(NodeId element) const {
  std::string text;
  for (NodeId node = element; node;) {
    const dom::Node& entry = dom_.node(node);
    bool counts = true;
    if (entry.kind == dom::NodeKind::Element && node != element) {
      const ComputedStyle& computed = styles_.style(styles_.of(node).element);
      // A heading shown in a running head must not carry its note along.
      counts = computed.float_value != style::Float::Footnote && computed.display != style::Display::None &&
               computed.display != style::Display::RubyText && computed.position.kind != style::PositionKind::Running &&
               !belongs_to_draft(node);
      if (counts && entry.name == ElementName::Math) {
        text += math::alternative_of_formula(dom_, node, [this](NodeId part) { return styles_.sight(part); });
        counts = false;
      }
      if (counts && (entry.name == ElementName::Sup || entry.name == ElementName::Sub)) {
        text += moved_digits(element_text(node), entry.name == ElementName::Sup);
        counts = false;
      }
    }
    if (entry.kind == dom::NodeKind::Text) text += entry.text;
    node = counts ? dom_.next_in_order(node, element) : dom_.next_after_subtree(node, element);
  }
  return text;
}

// Items that wait for pages count as empty here.
std::string BoxBuilder::list_text(const style::ContentList& items, NodeId node, const Box& model) {
  std::string out;
  for (const ContentItem& item : items) out += item_text(item, node, model).value_or(std::string());
  return out;
}

std::string BoxBuilder::pseudo_text(NodeId node, style::StyleId style_id) {
  if (!style_id) return {};
  Box model;
  model.style = style_id;
  const int kept_depth = quote_depth_;  // reading a quote does not open it
  std::string text = list_text(styles_.style(style_id).content.items, node, model);
  quote_depth_ = kept_depth;
  return text;
}

// In this order: `alt`, also an empty one (a decoration); `aria-label`; `title`; the name of the file.
std::string alternative_of(const dom::Tree& tree, NodeId image) {
  if (tree.is_element(image, ElementName::Svg)) return dom::alternative_of_drawing(tree, image);
  if (const dom::Attribute* const alternative = tree.find_attribute(image, AttributeName::Alt)) {
    return std::string(alternative->value);
  }
  if (const dom::Attribute* const label = tree.find_custom_attribute(image, "aria-label")) {
    return std::string(label->value);
  }
  const std::string_view title = tree.attribute_value(image, AttributeName::Title);
  return std::string(title.empty() ? shown_name(tree.attribute_value(image, AttributeName::Src)) : title);
}

std::string alternative_of(const dom::Tree& tree, const Box& image) {
  const bool is_own = image.part == BoxPart::Element && tree.is_element(image.node, dom::ElementName::Img);
  return is_own ? alternative_of(tree, image.node) : std::string(image.text);
}

/// An element whose `content` is an image shows only the image (css-content-3 §2.1). Returns false after reporting an
/// image that cannot be loaded; then the element is built as without `content`.
/// The box keeps its place in the flow; only its content is replaced.
bool BoxBuilder::build_replacement(NodeId node, BoxId parent, Box box) {
  const style::Content& content = styles_.style(box.style).content;
  const images::ImageId image = images_.load(content.items.front().text, sink_.origin(box.origin));
  if (!image) return false;
  const bool is_img = dom_.is_element(node, dom::ElementName::Img);
  box.text =
      tree_.texts_.store(is_img && content.alternative.empty() ? alternative_of(dom_, node) : content.alternative);
  append_image(node, parent, box, image);
  return true;
}

void BoxBuilder::build_drawing(NodeId node, BoxId parent, Box box) {
  // The drawing is written as a document of its own, with computed styles, and read like an SVG file.
  const images::ImageId image =
      images_.add_drawing(drawing_source(dom_, styles_, node), "<svg>", sink_.origin(box.origin));
  if (!image) return;
  // A link has no area in a drawing, which is one picture.
  for (NodeId part = node; part; part = dom_.next_in_order(part, node)) {
    const bool leads = dom_.is_element(part, ElementName::A);
    if (leads) sink_.report(messages::BoxesLinkInDrawing, dom_.node(part).origin);
  }
  const std::string alternative = alternative_of(dom_, node);
  if (tolerance_ != Tolerance::AsBrowsers && !dom::is_described(dom_, node)) {
    sink_.report(messages::BoxesDrawingWithoutTitle, box.origin, alternative);
  }
  box.text = tree_.texts_.store(alternative);
  append_image(node, parent, box, image);
}

/// A formula on its own line is one box.
void BoxBuilder::build_formula(NodeId node, BoxId parent, Box box) {
  // An inline formula is a box for each piece between which a line may end: `a + b = c` has two such
  // places.
  const math::Part formula = math::read_formula(dom_, node, sink_, [this](NodeId part) { return styles_.sight(part); });
  const bool is_inline = box.kind == BoxKind::Inline;
  if (!is_inline) box.kind = BoxKind::Formula;
  const BoxId id = writer_.append(parent, box);
  tree_.by_node_[node.index()] = id;
  remember(node, id, styles_.style(box.style));
  if (!is_inline) return;
  // The number by which layout finds its piece.
  const auto is_from_right = [this](NodeId part) {
    const style::StyleId own = styles_.of(part).element;
    return own && styles_.style(own).direction == style::Direction::Rtl;
  };
  const std::size_t count = math::pieces_of_formula(formula, is_from_right).size();
  for (std::size_t i = 0; i < count; ++i) {
    Box piece;
    piece.kind = BoxKind::Formula;
    piece.part = BoxPart::Anonymous;
    piece.is_inline_level = true;
    piece.node = node;
    piece.origin = box.origin;
    piece.style = styles_.anonymous(box.style, style::Display::InlineBlock);
    piece.content = static_cast<std::uint32_t>(i);
    writer_.append(id, piece);
  }
}

images::ImageId BoxBuilder::load_image(NodeId node) {
  // A code of the filter `qr` is drawn by the program itself; the attribute has the content of the code.
  if (const dom::Attribute* const code = dom_.find_custom_attribute(node, kQrAttribute)) {
    return images_.load_qr(code->value, sink_.origin(code->origin));
  }
  for (const images::Barcode kind : images::kBarcodes) {
    const dom::Attribute* const code = dom_.find_custom_attribute(node, images::barcode_attribute(kind));
    if (code != nullptr) return images_.load_barcode(kind, code->value, sink_.origin(code->origin));
  }
  const dom::Attribute* const source = dom_.find_attribute(node, AttributeName::Src);
  if (source == nullptr || source->value.empty()) {
    // A page of HTML by others shows the alternative text, as browsers do.
    const bool is_tolerant = tolerance_ == Tolerance::AsBrowsers;
    sink_.report_as(is_tolerant ? diagnostics::Severity::Warning : diagnostics::Severity::Error,
                    messages::BoxesImageWithoutSource, sink_.origin(dom_.node(node).origin));
    return {};
  }
  return images_.load(source->value, sink_.origin(source->origin));
}

void BoxBuilder::build_image(NodeId node, BoxId parent, Box box) {
  const images::ImageId image = load_image(node);
  if (!image) {
    if (tolerance_ == Tolerance::AsBrowsers) build_alternative(node, parent, box);
    return;
  }
  if (dom_.find_attribute(node, AttributeName::Alt) == nullptr &&
      dom_.find_custom_attribute(node, "aria-label") == nullptr) {
    sink_.report(messages::BoxesImageWithoutAlternative, box.origin, alternative_of(dom_, node));
  }
  append_image(node, parent, box, image);
}

namespace {

/// HTML section 2.4.4.2: the digits at the start.
double whole_number(std::string_view text, double otherwise) {
  text = base::trim_ascii_space(text);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? number : otherwise;
}

}  // namespace

/// An empty `canvas` is a blank image, an `object` the image that it names (HTML sections 4.8.7 and 4.12.5); their
/// content is the alternative text. Returns whether it is such an image; otherwise the content is shown instead.
bool BoxBuilder::build_embedded(NodeId node, BoxId parent, Box box) {
  const std::string_view tag = dom_.written_tag(node);
  const auto attribute = [&](std::string_view name) {
    return std::string(base::trim_ascii_space(named_attribute(dom_, node, name)));
  };
  const diagnostics::Origin origin = sink_.origin(box.origin);
  images::ImageId image;
  if (tag == "canvas") {
    // An empty drawing of the size that HTML prescribes, 300 × 150 px unless stated.
    image =
        images_.load(fmt::format("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='{}' height='{}'/>",
                                 whole_number(attribute("width"), 300), whole_number(attribute("height"), 150)),
                     origin);
  } else if (tag == "object") {
    // Other objects show their content.
    const bool is_image = attribute("type").empty() || attribute("type").starts_with("image/");
    if (is_image && !attribute("data").empty()) image = images_.load(attribute("data"), origin);
  }
  if (!image) return false;
  const dom::Attribute* const label = dom_.find_custom_attribute(node, "aria-label");
  const bool is_decoration = dom::is_decoration(dom_, node) || (label != nullptr && attribute("aria-label").empty());
  // An empty aria-label says that the image is a decoration.
  if (!is_decoration) {
    std::string alternative = attribute("aria-label");
    if (alternative.empty()) alternative = base::collapse_ascii_space(dom_.text_content(node));
    if (alternative.empty()) alternative = attribute("title");
    if (alternative.empty() && tag == "object") {
      alternative = shown_name(attribute("data"));
      sink_.report(messages::BoxesImageWithoutAlternative, box.origin, alternative);
    }
    box.text = tree_.texts_.store(alternative);
  }
  append_image(node, parent, box, image);
  return true;
}

/// Replaces an image that cannot be loaded by its alternative text, inline (HTML section 15.4.3); builds nothing if it
/// has none.
void BoxBuilder::build_alternative(NodeId node, BoxId parent, Box box) {
  const std::string_view alternative = dom_.attribute_value(node, AttributeName::Alt);
  if (alternative.empty()) return;
  const BoxId id = writer_.append(parent, box);
  tree_.by_node_[node.index()] = id;
  remember(node, id, styles_.style(box.style));
  build_value(std::string(alternative), box, id);
}

/// A note that consists only of an image gets the call and the marker of a note with text.
BoxId BoxBuilder::build_image_note(NodeId node, BoxId parent, const Box& image) {
  const style::ElementStyles& styles = styles_.of(node);
  count_footnote(styles_.style(image.style));
  if (styles.footnote_call) build_footnote_call(node, parent);
  // The note is an anonymous block that takes the image's place in the flow of notes; the image is inline
  // in it.
  Box note;
  note.part = BoxPart::Anonymous;
  note.flow = BoxFlow::Footnote;
  note.node = node;
  note.origin = image.origin;
  note.style = styles_.anonymous(image.style, style::Display::Block);
  const BoxId id = writer_.append(parent, note);
  if (styles.footnote_marker) build_footnote_marker(node, id);
  return id;
}

void BoxBuilder::append_image(NodeId node, BoxId parent, Box box, images::ImageId image) {
  // Without the layout of tables, images that are parts of tables become inline (css-tables-3 §2.1).
  const bool is_table_part = box.kind == BoxKind::RowGroup || box.kind == BoxKind::Row || box.kind == BoxKind::Cell ||
                             box.kind == BoxKind::ColumnGroup || box.kind == BoxKind::Column ||
                             box.kind == BoxKind::TableCaption;
  box.is_inline_level = box.is_inline_level || is_table_part;
  if (box.flow == BoxFlow::Footnote) {
    parent = build_image_note(node, parent, box);
    box.flow = BoxFlow::Normal;
    box.is_inline_level = true;
  }
  box.kind = BoxKind::Replaced;
  box.content = image.value;
  const BoxId id = writer_.append(parent, box);
  tree_.by_node_[node.index()] = id;
  remember(node, id, styles_.style(box.style));
}

}  // namespace gongwen::boxes

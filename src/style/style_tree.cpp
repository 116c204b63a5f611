#include "style/style_tree.h"

#include "base/utf8.h"
#include "dom/tree.h"
#include "style/apply_property.h"
#include "style/detail/cascade.h"
#include "style/detail/directions.h"
#include "style/detail/presentational_hints.h"
#include "style/page_style.h"
#include "style/rule_set.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Computes the styles of a document from the root downwards. Elements that no rule can distinguish share a style:
// ElementShapes groups them before the cascade, StyleTable after it. Also places the pseudo-elements (css-pseudo-4) and
// keeps styles for further documents with the same rules.
namespace gongwen::style {

namespace {

// ElementShapes: elements that no selector can tell apart without looking at neighbours, with the same name, attributes
// and direction, inside elements of the same shape. Their styles are computed once.

class ElementShapes {
 public:
  explicit ElementShapes(const dom::Tree& tree) : tree_(tree) {}

  /// The styles of an element, after those of its parent; null if they have to be computed and stored there.
  const ElementStyles* find(dom::NodeId element);
  /// Stores the styles of the element asked for last.
  void put(const ElementStyles& styles);
  /// Forgets elements from number `size` on, but keeps their styles.
  void shorten(std::size_t size) { shapes_.resize(size); }

 private:
  struct Shape {
    std::uint32_t number = 0;
    ElementStyles styles;
    bool is_known = false;
  };
  void describe(dom::NodeId element);

  /// The limit of shapes: attributes with values of the data could make any number.
  static constexpr std::size_t kMaxShapes = 4096;

  const dom::Tree& tree_;
  std::vector<std::uint32_t> shapes_;  // of each node
  std::unordered_map<std::string, Shape> known_;
  Shape* last_ = nullptr;
  std::uint32_t count_ = 0;
  std::string key_;
};

void append_number(std::string& out, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(number >> shift));
}

/// Adds a text with its length, so that different lists of texts have different keys.
void append_text(std::string& out, std::string_view text) {
  append_number(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

const ElementStyles* ElementShapes::find(dom::NodeId element) {
  if (shapes_.size() <= element.index()) shapes_.resize(element.index() + 1);
  describe(element);
  const auto found = known_.find(key_);
  last_ = nullptr;
  if (found != known_.end()) {
    shapes_[element.index()] = found->second.number;
    if (found->second.is_known) return &found->second.styles;
    last_ = &found->second;
    return nullptr;
  }
  shapes_[element.index()] = ++count_;
  if (known_.size() < kMaxShapes) {
    last_ = &known_[key_];
    last_->number = count_;
  }
  return nullptr;
}

void ElementShapes::put(const ElementStyles& styles) {
  if (last_ == nullptr) return;
  last_->styles = styles;
  last_->is_known = true;
}

void ElementShapes::describe(dom::NodeId element) {
  const dom::Node& node = tree_.node(element);
  key_.clear();
  append_number(key_, shapes_[node.parent.index()]);
  append_number(key_, static_cast<std::uint32_t>(node.name));
  // The direction of `auto` and of bdi depends on the text.
  const std::optional<Direction> direction = own_direction(tree_, element);
  key_.push_back(direction ? static_cast<char>(1 + static_cast<int>(*direction)) : '\0');
  for (const dom::Attribute& attribute : tree_.attributes(element)) {
    append_number(key_, static_cast<std::uint32_t>(attribute.name));
    append_text(key_, attribute.custom_name);
    append_text(key_, attribute.value);
  }
}

// The places of ::first-line and ::first-letter, as far as styles need them (css-pseudo-4 section 2).

/// What ::first-letter inherits from: the innermost box with the letter, and its element.
struct FirstLetterParent {
  StyleId style;
  dom::NodeId node;
};

/// The content of an element's first line: inline elements that may be on it, in document order, or the block that
/// contains that line.
struct FirstLineContent {
  std::vector<dom::NodeId> inlines;
  dom::NodeId block;
};

/// Looks no further than the first `<br>` and the first block.
FirstLineContent first_line_content(const dom::Tree& tree, const StyleTree& styles, dom::NodeId element);

/// Only some properties apply to ::first-line (section 2.1.2); all others are the container's. `computed` is what the
/// cascade gave.
ComputedStyle first_line_style(const ComputedStyle& computed, const ComputedStyle& container);

/// If no text is found within this number of nodes, the element does not start with text.
constexpr int kMaxNodes = 4096;

enum class Entrance : std::uint8_t { Enter, PassBy, Stop };

/// How the search for the first letter treats an element: boxes out of flow are not on the first line, and atomic boxes
/// on it are not text.
Entrance entrance_of(const dom::Tree& tree, dom::NodeId node, const ComputedStyle& style) {
  if (style.display == Display::None || style.float_value != Float::None) return Entrance::PassBy;
  if (style.position.kind != PositionKind::Static && style.position.kind != PositionKind::Relative) {
    return Entrance::PassBy;
  }
  if (tree.is_element(node, dom::ElementName::Img) || tree.is_element(node, dom::ElementName::Svg) ||
      tree.is_element(node, dom::ElementName::Math) || tree.is_element(node, dom::ElementName::Br)) {
    return Entrance::Stop;
  }
  const bool is_flow = is_block_in_flow(style.display) || style.display == Display::Inline ||
                       style.display == Display::InlineListItem || style.display == Display::Contents;
  return is_flow ? Entrance::Enter : Entrance::Stop;
}

/// Whether ::first-line and ::first-letter apply to boxes of this kind.
bool is_block_container(Display display) {
  return is_block_in_flow(display) || display == Display::InlineBlock || display == Display::InlineBlockListItem ||
         display == Display::TableCell || display == Display::TableCaption;
}

/// No style if the first line does not start with text. Examines at most a few thousand nodes.
FirstLetterParent first_letter_parent(const dom::Tree& tree, const StyleTree& styles, dom::NodeId element) {
  if (styles.of(element).before) return {styles.of(element).before, element};
  int left = kMaxNodes;
  for (dom::NodeId node = tree.node(element).first_child; node && left > 0; --left) {
    const dom::Node& entry = tree.node(node);
    if (entry.kind == dom::NodeKind::Text) {
      if (!std::all_of(entry.text.begin(), entry.text.end(), base::is_ascii_space)) {
        return {styles.of(entry.parent).element, entry.parent};
      }
    } else if (entry.kind == dom::NodeKind::Element) {
      const ElementStyles& own = styles.of(node);
      const Entrance entrance = entrance_of(tree, node, styles.style(own.element));
      if (entrance == Entrance::Stop) return {};
      if (entrance == Entrance::PassBy) {
        node = tree.next_after_subtree(node, element);
        continue;
      }
      if (own.before) return {own.before, node};
    }
    node = tree.next_in_order(node, element);
  }
  return {};
}

using css::PropertyId;
using dom::NodeId;

/// Fonts, colours, backgrounds, spacing within lines, decorations (section 2.1.2). By their names, so that a new
/// longhand of these families is among them.
bool is_taken_by_first_line(PropertyId property) {
  constexpr std::string_view kFamilies[] = {"font-", "background-", "text-decoration-", "text-emphasis-",
                                            "text-underline-"};
  constexpr std::string_view kOthers[] = {"color",        "line-height", "letter-spacing",
                                          "word-spacing", "text-shadow", "text-transform"};
  const std::string_view name = css::property_name(property);
  return std::any_of(std::begin(kFamilies), std::end(kFamilies),
                     [name](std::string_view family) { return name.starts_with(family); }) ||
         std::find(std::begin(kOthers), std::end(kOthers), name) != std::end(kOthers);
}

bool is_out_of_flow(const ComputedStyle& style) {
  return style.float_value != Float::None ||
         (style.position.kind != PositionKind::Static && style.position.kind != PositionKind::Relative);
}

bool is_block_level(Display display) {
  return is_block_in_flow(display) || display == Display::Table || display == Display::Flex || display == Display::Grid;
}

bool is_blank(const dom::Node& text) { return std::all_of(text.text.begin(), text.text.end(), base::is_ascii_space); }

FirstLineContent first_line_content(const dom::Tree& tree, const StyleTree& styles, NodeId element) {
  FirstLineContent content;
  bool in_line = static_cast<bool>(styles.of(element).before);
  for (NodeId node = tree.node(element).first_child; node;) {
    const dom::Node& entry = tree.node(node);
    if (entry.kind == dom::NodeKind::Text) in_line = in_line || !is_blank(entry);
    if (entry.kind != dom::NodeKind::Element) {
      node = tree.next_in_order(node, element);
      continue;
    }
    const ComputedStyle& style = styles.style(styles.of(node).element);
    const bool is_passed = style.display == Display::None || is_out_of_flow(style);
    if (!is_passed) {
      if (is_block_in_flow(style.display) && !in_line) content.block = node;
      if (is_block_level(style.display) || tree.is_element(node, dom::ElementName::Br)) return content;
      in_line = in_line || style.display != Display::Contents;
    }
    const bool is_entered =
        !is_passed && (style.display == Display::Inline || style.display == Display::InlineListItem ||
                       style.display == Display::Contents);
    if (is_entered) content.inlines.push_back(node);
    node = is_entered ? tree.next_in_order(node, element) : tree.next_after_subtree(node, element);
  }
  return content;
}

ComputedStyle first_line_style(const ComputedStyle& computed, const ComputedStyle& container) {
  ComputedStyle style = inherit_from(container);
  static const std::vector<PropertyId> kTaken = [] {
    std::vector<PropertyId> taken;
    for (std::size_t i = 0; i < css::kPropertyCount; ++i) {
      if (is_taken_by_first_line(static_cast<PropertyId>(i))) taken.push_back(static_cast<PropertyId>(i));
    }
    return taken;
  }();
  for (const PropertyId property : kTaken) copy_property(property, computed, style);
  return style;
}

using css::PseudoElement;
using dom::AttributeName;
using dom::NodeKind;

/// Equal sets of styles are stored once.
struct ElementStylesHash {
  std::size_t operator()(const ElementStyles& styles) const {
    std::size_t hash = 0;
    for (const StyleId style : {styles.element, styles.before, styles.after, styles.marker, styles.first_letter,
                                styles.footnote_call, styles.footnote_marker}) {
      hash = (hash ^ style.value) * 0x9E3779B97F4A7C15ULL;
    }
    return hash;
  }
};

}  // namespace

class StyleTreeBuilder {
 public:
  StyleTreeBuilder(const dom::Tree& tree, const RuleSet& rules, diagnostics::DiagnosticSink& sink,
                   FontMeasures* measures)
      : tree_(tree),
        rules_(rules),
        sink_(sink),
        measures_(measures),
        facts_(rules),
        positions_(tree),
        matcher_(tree, positions_),
        hints_(tree) {}
  ~StyleTreeBuilder() {
    if (memory_) rules_.memories().give_back(std::move(memory_));
  }

  /// Shares styles with other documents that have the same rules and fonts.
  void share_with_others() { memory_ = rules_.memories().borrow(); }

  StyleTree build() {
    result_.elements_.resize(tree_.size());
    const NodeId root = tree_.root_element();
    for (NodeId id = root; id; id = tree_.next_in_order(id, root)) {
      if (tree_.node(id).kind == NodeKind::Element) style_element(id, id == root);
    }
    if (rules_.has_rules_for(PseudoElement::FirstLine)) style_first_lines(root);
    if (rules_.has_rules_for(PseudoElement::FirstLetter)) style_first_letters(root);
    if (root) result_.root_ = result_.of(root).element;
    result_.counter_styles_ = CounterStyles(rules_);
    result_.counts_footnotes_by_page_ = counts_footnotes_by_page();
    return std::move(result_);
  }

  const StyleTree& result() const { return result_; }
  /// No selector looks at neighbours.
  void share_by_shape() { shapes_.emplace(tree_); }

  /// Styles the nodes from the first one that has none.
  void extend() {
    const std::size_t begin = result_.elements_.size();
    result_.elements_.resize(tree_.size());
    const NodeId root = tree_.root_element();
    for (std::size_t i = begin; i < tree_.size(); ++i) {
      if (tree_.node(NodeId(i)).kind == NodeKind::Element) style_like_others(NodeId(i), NodeId(i) == root);
    }
    if (root) result_.root_ = result_.of(root).element;
    if (begin == 0) result_.counter_styles_ = CounterStyles(rules_);
    positions_.restart(dropped_from_, dropped_);
    matcher_.restart();
  }

  void forget_children(NodeId parent, std::int32_t dropped) {
    result_.elements_.resize(parent.index() + 1);
    if (shapes_) shapes_->shorten(parent.index() + 1);
    dropped_from_ = parent;
    dropped_ = dropped;
    positions_.restart(parent, dropped);
    matcher_.restart();
  }

 private:
  void style_like_others(NodeId id, bool is_root) {
    if (!shapes_) return style_element(id, is_root);
    if (const ElementStyles* const known = shapes_->find(id)) {
      put(id, *known);
      return;
    }
    style_element(id, is_root);
    shapes_->put(result_.of(id));
  }

  void put(NodeId id, const ElementStyles& styles) {
    const auto [set, is_new] = sets_.try_emplace(styles, static_cast<std::uint32_t>(result_.sets_.size()));
    if (is_new) result_.sets_.push_back(styles);
    result_.elements_[id.index()] = set->second;
  }

  void style_element(NodeId id, bool is_root) {
    sink_.go_on();
    ElementStyles styles;
    StyleKey key;
    if (!is_root) key.parent = result_.of(tree_.node(id).parent).element;
    if (!is_root) key.around = box_around(tree_.node(id).parent);
    const StyleId parent = key.parent;
    key.inline_style = tree_.attribute_value(id, AttributeName::Style);
    key.language = tree_.attribute_value(id, AttributeName::Lang);
    key.hints = hints_.of(id);
    key.is_header_cell = tree_.is_element(id, dom::ElementName::Th);
    rules_.collect(matcher_, tree_, id, PseudoElement::None, key.rules);
    key.gives_up_overflow =
        !key.parent || (tree_.is_element(id, dom::ElementName::Body) && tree_.node(id).parent == tree_.root_element());
    styles.element = style_for(std::move(key), id);
    put(id, styles);  // pseudo-elements ask for it
    const ElementStyles without_pseudo = styles;
    styles.before = pseudo_style(id, PseudoElement::Before, styles.element);
    styles.after = pseudo_style(id, PseudoElement::After, styles.element);
    for (const StyleId pseudo : {styles.before, styles.after}) {
      if (pseudo && is_list_item(result_.style(pseudo).display)) add_nested_marker(id, pseudo);
    }
    if (is_list_item(result_.style(styles.element).display)) {
      styles.marker = pseudo_style(id, PseudoElement::Marker, styles.element);
    }
    if (result_.style(styles.element).float_value == Float::Footnote) {
      // The footnote call is part of the text around it, regardless of the style of the note.
      styles.footnote_call = pseudo_style(id, PseudoElement::FootnoteCall, is_root ? styles.element : parent);
      styles.footnote_marker = pseudo_style(id, PseudoElement::FootnoteMarker, styles.element);
    }
    if (styles != without_pseudo) put(id, styles);
  }

  /// The style of the nearest ancestor with a box.
  StyleId box_around(NodeId element) const {
    const auto has_box = [&](NodeId node) {
      return result_.style(result_.of(node).element).display != Display::Contents;
    };
    const NodeId root = tree_.root_element();
    if (element == root || has_box(element)) return {};
    do element = tree_.node(element).parent;
    while (element != root && !has_box(element));
    return result_.of(element).element;
  }

  using RulesOfLine = std::vector<std::vector<const IndexedRule*>>;

  /// The first line of an element may belong to a block inside it; the block's own ::first-line is then nested in that
  /// of the element (css-pseudo-4 section 2.1.1).
  void style_first_lines(NodeId root) {
    for (const auto& [key, style] : cache_) keys_.emplace(style.value, &key);
    std::unordered_map<std::uint32_t, RulesOfLine> from_outside;
    for (NodeId id = root; id; id = tree_.next_in_order(id, root)) {
      if (tree_.node(id).kind != NodeKind::Element) continue;
      if (!is_block_container(result_.style(result_.of(id).element).display)) continue;
      RulesOfLine lines;
      const auto outer = from_outside.find(id.value);
      if (outer != from_outside.end()) lines = std::move(outer->second);
      std::vector<const IndexedRule*> own;
      rules_.collect(matcher_, tree_, id, PseudoElement::FirstLine, own);
      if (!own.empty()) lines.push_back(std::move(own));
      if (lines.empty()) continue;
      const StyleId line = first_line_of(lines, id);
      result_.first_lines_.emplace(id.value, line);
      const FirstLineContent content = first_line_content(tree_, result_, id);
      for (const NodeId inside : content.inlines) {
        const ElementStyles styles = result_.of(inside);
        for (const StyleId style : {styles.element, styles.before, styles.after}) {
          if (style) style_on_line(line, style, inside);
        }
      }
      const ElementStyles& styles = result_.of(id);
      for (const StyleId style : {styles.before, styles.after}) {
        if (style) style_on_line(line, style, id);
      }
      if (content.block) from_outside.emplace(content.block.value, std::move(lines));
    }
    keys_.clear();
  }

  StyleId first_line_of(const RulesOfLine& lines, NodeId id) {
    const StyleId container = result_.of(id).element;
    StyleKey key;
    key.parent = container;
    for (const std::vector<const IndexedRule*>& rules : lines) {
      key.rules = rules;
      key.parent = style_for(key, id);
    }
    const auto known = first_line_styles_.find(key.parent.value);
    if (known != first_line_styles_.end()) return known->second;
    const StyleId line = result_.add(first_line_style(result_.style(key.parent), result_.style(container)));
    first_line_styles_.emplace(key.parent.value, line);
    result_.on_first_line_.emplace(on_line_key(line, container), line);
    return line;
  }

  static std::uint64_t on_line_key(StyleId line, StyleId style) {
    return (std::uint64_t{line.value} << 32) | style.value;
  }

  /// Applies the declarations again, inheriting from the line.
  StyleId style_on_line(StyleId line, StyleId style, NodeId id) {
    const auto known = result_.on_first_line_.find(on_line_key(line, style));
    if (known != result_.on_first_line_.end()) return known->second;
    const auto made = keys_.find(style.value);
    if (made == keys_.end() || !made->second->parent) return style;
    StyleKey key = *made->second;
    key.parent = style_on_line(line, key.parent, id);
    const StyleId result = key.parent == made->second->parent ? style : style_for(std::move(key), id);
    result_.on_first_line_.emplace(on_line_key(line, style), result);
    return result;
  }

  /// The style of the line around a node, searched up to `outermost`; none if the line has no style of its own.
  StyleId line_around(NodeId node, NodeId outermost) const {
    for (;; node = tree_.node(node).parent) {
      const StyleId line = result_.first_line(node);
      if (line || node == outermost) return line;
    }
  }

  /// They inherit from boxes inside their elements, so these must be known.
  void style_first_letters(NodeId root) {
    for (NodeId id = root; id; id = tree_.next_in_order(id, root)) {
      if (tree_.node(id).kind != NodeKind::Element) continue;
      ElementStyles styles = result_.of(id);
      if (!is_block_container(result_.style(styles.element).display)) continue;
      StyleKey key;
      rules_.collect(matcher_, tree_, id, PseudoElement::FirstLetter, key.rules);
      if (key.rules.empty()) continue;
      const FirstLetterParent parent = first_letter_parent(tree_, result_, id);
      key.parent = parent.style;
      if (const StyleId line = parent.style ? line_around(parent.node, id) : StyleId()) {
        key.parent = result_.on_first_line(line, parent.style);
      }
      if (!key.parent) continue;
      styles.first_letter = first_letter_style(std::move(key), id);
      put(id, styles);
    }
  }

  /// Only some properties apply to ::first-letter (css-pseudo-4 section 2.2.2); resets others that would do harm.
  StyleId first_letter_style(StyleKey key, NodeId id) {
    const StyleId computed = style_for(std::move(key), id);
    const auto known = first_letters_.find(computed.value);
    if (known != first_letters_.end()) return known->second;
    ComputedStyle style = result_.style(computed);
    style.display = Display::Inline;
    style.position = {};
    style.content = {};
    // A letter cannot be moved into a header, a footer or a note.
    if (style.float_value == Float::Top || style.float_value == Float::Bottom || style.float_value == Float::Footnote) {
      style.float_value = Float::None;
    }
    if (style.initial_letter.size > 0 && measures_ != nullptr)
      set_initial(result_.style(result_.of(id).element), style);
    return first_letters_.emplace(computed.value, result_.add(std::move(style))).first->second;
  }

  /// css-inline-3 §7.4: the height of an initial of n lines is that of the lines before the last and of the capitals of
  /// the last one; its baseline is that of the line to which it sinks. Han has an em in place of the capitals. These
  /// lines make room as for a float, which is what it is here.
  void set_initial(const ComputedStyle& paragraph, ComputedStyle& letter) {
    const double lines = letter.initial_letter.size;
    const LetterHeights around = measures_->letter_heights(paragraph);
    const LineHeight& line_height = paragraph.line_height;
    const double line = line_height.kind == LineHeight::Kind::Normal
                            ? around.ascent + around.descent
                            : line_height_length(line_height, paragraph.font_size).to_px();
    const LetterHeights own = measures_->letter_heights(letter);
    if (own.cap_height <= 0 || line <= 0) return;
    const double scale = ((lines - 1) * line + around.cap_height) / own.cap_height;
    letter.font_size = FontSize::round_from_px(letter.font_size.to_px() * scale);
    const LetterHeights set = measures_->letter_heights(letter);
    // Half-leading puts the baseline into the middle of the float's line, so that the line is made as high as it takes.
    const bool is_raised = letter.initial_letter.sink == 1 && lines > 1;
    const double above = is_raised ? lines - 1 : letter.initial_letter.sink - 1.0;
    const double baseline = above * line + (line - around.ascent - around.descent) / 2 + around.ascent;
    const double height = std::max(0.0, 2 * (baseline - set.ascent) + set.ascent + set.descent);
    letter.line_height = {LineHeight::Kind::Length, 0, LayoutUnit::round_from_px(height)};
    letter.vertical_align = {};
    // A letter that rises above its paragraph makes the first line higher.
    if (is_raised) return;
    letter.height = {Size::Kind::Length, {LayoutUnit::round_from_px(letter.initial_letter.sink * line), 0, nullptr}};
    letter.margin_top = letter.margin_bottom = {};
    if (letter.float_value != Float::None) return;
    letter.float_value = paragraph.direction == Direction::Rtl ? Float::Right : Float::Left;
  }

  bool counts_footnotes_by_page() const {
    const auto resets = [](const css::Declaration& declaration) {
      return declaration.property == css::PropertyId::CounterReset &&
             std::any_of(declaration.values.begin(), declaration.values.end(),
                         [](const css::Value& value) { return value.text == "footnote"; });
    };
    for (const auto& sheet : rules_.sheets()) {
      for (const css::PageRule& page : sheet->pages) {
        if (std::any_of(page.block.declarations.begin(), page.block.declarations.end(), resets)) return true;
      }
    }
    return false;
  }

  /// ::before and ::after exist only with content (css-pseudo-4 section 4.1); a marker always has a style.
  StyleId pseudo_style(NodeId id, PseudoElement pseudo_element, StyleId parent) {
    const bool marker = pseudo_element == PseudoElement::Marker;
    StyleKey key;
    key.parent = parent;
    key.around = box_around(id);
    if (rules_.has_rules_for(pseudo_element)) rules_.collect(matcher_, tree_, id, pseudo_element, key.rules);
    if (key.rules.empty() && !marker) return {};
    const StyleId style = style_for(std::move(key), id);
    const bool exists = marker || result_.style(style).content.kind == Content::Kind::List;
    return exists && result_.style(style).display != Display::None ? style : StyleId();
  }

  /// Adds the marker of ::before and ::after. No selector of authors can match it (css-pseudo-4 section 3.3), so it
  /// only gets what the user agent's sheet says about all markers.
  void add_nested_marker(NodeId id, StyleId item) {
    if (result_.nested_markers_.contains(item.value)) return;
    StyleKey key;
    key.parent = item;
    rules_.collect(matcher_, tree_, id, PseudoElement::Marker, key.rules);
    std::erase_if(key.rules, [](const IndexedRule* rule) { return rule->origin != CascadeOrigin::UserAgent; });
    result_.nested_markers_.emplace(item.value, style_for(std::move(key), id));
  }

  StyleId style_for(StyleKey key, NodeId id) {
    const auto found = cache_.find(key);
    if (found != cache_.end()) return found->second;
    std::optional<StyleKey> shared = shared_key(key);
    // Overflow of the root is known once it has been computed.
    StyleId remembered = shared && key.parent ? memory_->find(*shared) : StyleId();
    std::shared_ptr<const ComputedStyle> style = remembered ? memory_->style(remembered) : compute(key, id, shared);
    if (shared && !remembered) remembered = remember(*std::move(shared), style);
    const StyleId result = result_.add_shared(std::move(style));
    if (memory_) {
      remembered_.resize(result.index());
      remembered_.push_back(remembered);
    }
    // The key may outlive the tree.
    key.inline_style = result_.texts_.store(key.inline_style);
    key.language = result_.texts_.store(key.language);
    cache_.emplace(std::move(key), result);
    return result;
  }

  /// The key with the memory's own ids; nullopt if the style belongs to this document alone.
  std::optional<StyleKey> shared_key(const StyleKey& key) const {
    if (!memory_ || !key.inline_style.empty() || !key.hints.empty()) return std::nullopt;
    StyleKey shared = key;
    for (StyleId* const style : {&shared.parent, &shared.around}) {
      if (!*style) continue;
      *style = style->index() < remembered_.size() ? remembered_[style->index()] : StyleId();
      if (!*style) return std::nullopt;
    }
    return shared;
  }

  StyleId remember(StyleKey key, const std::shared_ptr<const ComputedStyle>& style) {
    const StyleId known = memory_->find(key);
    return known ? known : memory_->add(std::move(key), style);
  }

  /// Resets `shared` if anything was reported, since that must be reported again for the next document.
  std::shared_ptr<const ComputedStyle> compute(const StyleKey& key, NodeId id, std::optional<StyleKey>& shared) {
    const std::size_t reports = sink_.report_count();
    const ComputedStyle& parent = key.parent ? result_.style(key.parent) : initial_style();
    std::vector<CascadeEntry> entries;
    if (key.is_header_cell && parent.text_align == initial_style().text_align) {
      entries.push_back({&header_cell_alignment(), CascadeOrigin::UserAgent});
    }
    for (const IndexedRule* rule : key.rules) {
      entries.push_back({rule->block, rule->origin, rules_.layer_rank(rule->layer)});
    }
    if (!key.hints.empty()) add_hints(hint_block(key.hints), entries);
    if (!key.inline_style.empty()) {
      entries.push_back({inline_block(id), CascadeOrigin::Author, kUnlayeredRank, true});
    }
    const ComputedStyle* const root = key.parent ? &result_.style(StyleId(0)) : nullptr;
    const ComputedStyle* const around = key.around ? &result_.style(key.around) : nullptr;
    auto style = std::make_shared<ComputedStyle>(cascade({entries, parent, root, around, measures_, &facts_}, sink_));
    if (!key.language.empty()) style->language = key.language;
    if (key.gives_up_overflow) propagate_overflow(key.parent ? root : nullptr, *style);
    if (sink_.report_count() != reports) shared.reset();
    return style;
  }

  /// css-overflow-3 §3.3: what the root hides, or the body if the root hides nothing, applies to the viewport. Pages
  /// have no viewport that scrolls. `root` is null for the root itself.
  void propagate_overflow(const ComputedStyle* root, ComputedStyle& style) {
    if (root != nullptr && (root_hides_overflow_ || !propagates_from_body(*root, style))) return;
    if (root == nullptr) root_hides_overflow_ = style.hides_overflow();
    style.overflow_x = style.overflow_y = Overflow::Visible;
  }

  const css::DeclarationBlock& hint_block(const std::string& hints) {
    auto block = std::make_unique<const css::DeclarationBlock>(
        css::parse_style_attribute(result_.texts_.store(hints), {}, result_.texts_, sink_));
    result_.inline_blocks_.push_back(std::move(block));
    return *result_.inline_blocks_.back();
  }

  const css::DeclarationBlock* inline_block(NodeId id) {
    const dom::Attribute* const attribute = tree_.find_attribute(id, AttributeName::Style);
    diagnostics::Span place = sink_.origin(attribute->origin).template_place;
    auto block = std::make_unique<const css::DeclarationBlock>(
        css::parse_style_attribute(result_.texts_.store(attribute->value), place, result_.texts_, sink_));
    result_.inline_blocks_.push_back(std::move(block));
    return result_.inline_blocks_.back().get();
  }

  const dom::Tree& tree_;
  const RuleSet& rules_;
  diagnostics::DiagnosticSink& sink_;
  FontMeasures* measures_;
  SheetFacts facts_;
  bool root_hides_overflow_ = false;
  ElementPositions positions_;
  NodeId dropped_from_;
  std::int32_t dropped_ = 0;
  std::optional<ElementShapes> shapes_;
  Matcher matcher_;
  PresentationalHints hints_;
  StyleTree result_;
  std::unique_ptr<StyleMemory> memory_;  // none: nothing is shared
  std::vector<StyleId> remembered_;      // the memory's own id of each style, or none
  std::unordered_map<ElementStyles, std::uint32_t, ElementStylesHash> sets_;  // those that are not empty
  std::unordered_map<StyleKey, StyleId, StyleKeyHash> cache_;
  std::unordered_map<std::uint32_t, StyleId> first_letters_;      // by what the cascade gave
  std::unordered_map<std::uint32_t, StyleId> first_line_styles_;  // the same
  std::unordered_map<std::uint32_t, const StyleKey*> keys_;       // by style, while first lines get theirs
};

StyleId StyleTree::add(ComputedStyle style) {
  return add_shared(std::make_shared<const ComputedStyle>(std::move(style)));
}

StyleId StyleTree::add_shared(std::shared_ptr<const ComputedStyle> style) {
  styles_.push_back(std::move(style));
  return StyleId(styles_.size() - 1);
}

dom::Sight StyleTree::sight(dom::NodeId element) const {
  const StyleId own = of(element).element;
  if (!own) return dom::Sight::Seen;
  if (style(own).display == Display::None) return dom::Sight::None;
  return style(own).visibility == Visibility::Visible ? dom::Sight::Seen : dom::Sight::Unseen;
}

StyleId StyleTree::nested_marker(StyleId item) const {
  const auto found = nested_markers_.find(item.value);
  return found == nested_markers_.end() ? StyleId() : found->second;
}

StyleId StyleTree::first_line(NodeId element) const {
  const auto found = first_lines_.find(element.value);
  return found == first_lines_.end() ? StyleId() : found->second;
}

StyleId StyleTree::on_first_line(StyleId first_line, StyleId style) const {
  const auto found = on_first_line_.find((std::uint64_t{first_line.value} << 32) | style.value);
  return found == on_first_line_.end() ? style : found->second;
}

std::vector<OnFirstLine> StyleTree::all_on_first_lines() const {
  std::vector<OnFirstLine> all;
  for (const auto& [key, on_line] : on_first_line_) {
    const OnFirstLine entry{StyleId(key >> 32), StyleId(key & 0xFFFFFFFFU), on_line};
    if (entry.on_line != entry.usual) all.push_back(entry);
  }
  std::sort(all.begin(), all.end(), [](const OnFirstLine& a, const OnFirstLine& b) {
    return std::pair(a.first_line.value, a.usual.value) < std::pair(b.first_line.value, b.usual.value);
  });
  return all;
}

void StyleTree::add_on_first_line(const OnFirstLine& entry) {
  on_first_line_.emplace((std::uint64_t{entry.first_line.value} << 32) | entry.usual.value, entry.on_line);
}

StyleId StyleTree::anonymous(StyleId parent, Display display) {
  const std::uint64_t key = (std::uint64_t{parent.value} << 8) | static_cast<std::uint64_t>(display);
  const auto found = anonymous_.find(key);
  if (found != anonymous_.end()) return found->second;
  ComputedStyle anonymous_style = inherit_from(style(parent));
  anonymous_style.display = display;
  // Without a border style there is no width, which the initial value alone does not say.
  anonymous_style.border_top_width = anonymous_style.border_right_width = {};
  anonymous_style.border_bottom_width = anonymous_style.border_left_width = {};
  const StyleId id = add(std::move(anonymous_style));
  anonymous_.emplace(key, id);
  return id;
}

StyleTree build_style_tree(const dom::Tree& tree, const RuleSet& rules, diagnostics::DiagnosticSink& sink,
                           FontMeasures* measures) {
  StyleTreeBuilder builder(tree, rules, sink, measures);
  if (measures != nullptr) builder.share_with_others();
  return builder.build();
}

GrowingStyles::GrowingStyles(const dom::Tree& tree, const RuleSet& rules, diagnostics::DiagnosticSink& sink)
    : builder_(std::make_unique<StyleTreeBuilder>(tree, rules, sink, nullptr)) {
  if (!looks_at_neighbours(rules)) builder_->share_by_shape();
}
GrowingStyles::~GrowingStyles() = default;

const StyleTree& GrowingStyles::styles() const { return builder_->result(); }
void GrowingStyles::extend() { builder_->extend(); }
void GrowingStyles::forget_children(NodeId parent, std::int32_t dropped) { builder_->forget_children(parent, dropped); }

}  // namespace gongwen::style

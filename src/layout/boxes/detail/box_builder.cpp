#include "layout/boxes/detail/box_builder.h"

#include "diagnostics/catalogue/boxes.h"
#include "diagnostics/catalogue/css.h"
#include "diagnostics/catalogue/texts/css.h"
#include "layout/boxes/box.h"
#include "layout/boxes/detail/writing_modes.h"
#include "style/counter_style.h"
#include "style/css/declaration.h"

#include <utility>

// Order within an element: counters, box, marker, ::before, content, ::after, first letter. Named strings
// and bookmarks are taken after ::before, whose counters count (`remember`).
namespace gongwen::boxes {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;
using style::ComputedStyle;
using style::Display;

/// Whether the value of `clip-path` or `mask` hides anything. It is not inherited, so the CSS-wide keywords result in
/// `none`, or in a value that has been reported for the parent.
bool hides(css::TokenStream value) {
  // `inherit` and the like have been resolved or reported.
  if (css::wide_keyword_of(value) != css::WideKeyword::NotWide) return false;
  value.skip_white_space();
  return !value.looking_at_ident("none");
}

}  // namespace

BoxTree BoxBuilder::build() {
  tree_.images_ = &images_;
  tree_.by_node_.resize(dom_.size());
  // Before the root element, so that it is never left.
  counters_.reset({"footnote", 0});  // of the whole document, since footnotes count implicitly (css-gcpm-3 §2.5)
  const NodeId root = dom_.root_element();
  if (root) build_element(root, BoxId());
  report_printed_controls();
  if (!tree_.boxes_.empty()) {
    tree_.root_ = BoxId(0);
    // Anonymous blocks first: writing modes are mapped box by box.
    writer_.finish(tree_.root_);
    WritingModeMapper(tree_, styles_, dom_).run();
  }
  return std::move(tree_);
}

Box BoxBuilder::make_box(NodeId node, const ComputedStyle& computed, BoxId parent) const {
  Box box;
  set_display(computed, !parent, is_flex_item(parent), box);
  // Then the box stands in the text like any other.
  if (writer_.stays_in_place(box.flow, parent)) box.flow = BoxFlow::Normal;
  box.style = styles_.of(node).element;
  box.node = node;
  box.origin = dom_.node(node).origin;
  // Head and foot groups are moved to their places by the table's layout.
  if (computed.display == Display::TableHeaderGroup) box.row_group = RowGroupKind::Head;
  if (computed.display == Display::TableFooterGroup) box.row_group = RowGroupKind::Foot;
  set_spans(node, box);
  if (is_annotation(computed, parent, box)) make_annotation(box);
  return box;
}

/// HTML, section 4.9.11: spans are limited, so that one cell cannot request a million columns.
void BoxBuilder::set_spans(NodeId node, Box& box) const {
  constexpr std::int32_t kMaxColumns = 1000;
  constexpr std::int32_t kMaxRows = 65534;
  const bool column = box.kind == BoxKind::Column || box.kind == BoxKind::ColumnGroup;
  const AttributeName column_attribute = column ? AttributeName::Span : AttributeName::Colspan;
  const auto span = [&](AttributeName attribute, std::int32_t min, std::int32_t max) {
    return static_cast<std::uint16_t>(std::clamp(dom_.integer_attribute(node, attribute).value_or(1), min, max));
  };
  box.column_span = span(column_attribute, 1, kMaxColumns);
  // 0 rows: to the end of the group.
  box.row_span = span(AttributeName::Rowspan, 0, kMaxRows);
}

/// css-lists-3 §4: resets, then increments, then sets. A list item counts itself unless its style states otherwise
/// (§4.6).
void BoxBuilder::count(NodeId node, BoxPart part, const ComputedStyle& computed) {
  for (const style::CounterReset& reset : computed.counter_reset) {
    // A counter that counts down without a start needs to know its scope.
    const std::int32_t start = reset.start ? *reset.start : reversed_start(node, part, reset.name);
    counters_.reset({reset.name, start, reset.is_reversed});
  }
  for (const style::CounterOperation& operation : computed.counter_increment) counters_.increment(operation);
  // Items count themselves, reversed lists downwards.
  if (counts_as_item(computed)) counters_.increment({"list-item", counters_.is_reversed("list-item") ? -1 : 1});
  for (const style::CounterOperation& operation : computed.counter_set) counters_.set(operation);
  if (part != BoxPart::Element) return;
  if (const auto value = value_of_item(dom_, node, computed)) counters_.set({"list-item", *value});
}

// The counter `page` is changed on the page where the element starts, which layout decides.
void BoxBuilder::count_pages(NodeId node, const ComputedStyle& computed) {
  BoxTree::PageCounting counting;
  bool counts = false;
  const auto read = [&](const std::vector<style::CounterOperation>& operations, auto change) {
    for (const style::CounterOperation& operation : operations) {
      if (operation.name != "page") continue;
      counts = true;
      change(operation.value);
    }
  };
  for (const style::CounterReset& reset : computed.counter_reset) {
    if (reset.name != "page") continue;
    counts = true;
    counting.value = reset.start.value_or(0);
  }
  read(computed.counter_increment, [&](std::int32_t value) { counting.increment += value; });
  // A set ends what was added before.
  read(computed.counter_set, [&](std::int32_t value) { counting = {value, 0}; });
  if (counts) tree_.page_countings_[node.value] = counting;
}

/// A footnote counts itself unless its style states otherwise (css-gcpm-3 §2.5).
void BoxBuilder::count_footnote(const ComputedStyle& computed) {
  const auto counts = [](const style::CounterOperation& operation) {
    return operation.name == "footnote";
  };
  const auto& increments = computed.counter_increment;
  if (std::none_of(increments.begin(), increments.end(), counts)) counters_.increment({"footnote", 1});
}

void BoxBuilder::build_element(NodeId node, BoxId parent) {
  // A cancelled run may end at each element.
  sink_.go_on();
  const ComputedStyle& computed = styles_.style(styles_.of(node).element);
  if (computed.display == Display::None) return;
  const ElementName name = dom_.node(node).name;
  // Images and drawings have nothing but their box.
  const bool has_box =
      computed.display != Display::Contents || !parent || name == ElementName::Img || name == ElementName::Svg;
  counters_.enter();
  count_pages(node, computed);
  // An element without a box does not count.
  if (has_box) count(node, BoxPart::Element, computed);
  // css-contain-2 §3.3: content of the element neither counts nor opens quotes outside of it.
  const bool is_apart = computed.contain.style;
  const int counted_around = is_apart ? counters_.contain() : 0;
  const int quotes_around = quote_depth_;
  if (has_box) {
    build_box(node, parent, computed);
  } else {
    build_contents(node, parent);
  }
  if (is_apart) {
    counters_.uncontain(counted_around);
    quote_depth_ = quotes_around;
  }
  counters_.leave();
}

void BoxBuilder::build_box(NodeId node, BoxId parent, const ComputedStyle& computed) {
  const style::ElementStyles& styles = styles_.of(node);
  const ElementName name = dom_.node(node).name;
  report_effects_of_drawings(node, computed);
  Box box = make_box(node, computed, parent);
  // br and wbr are always in the line, regardless of their `display`.
  if (name == ElementName::Br || name == ElementName::Wbr) {
    box.kind = name == ElementName::Br ? BoxKind::LineBreak : BoxKind::WordBreak;
    box.is_inline_level = true;
    box.flow = BoxFlow::Normal;
  }
  tree_.flows_[static_cast<std::size_t>(box.flow)] = true;
  // `content: url(…)` on an element.
  if (computed.content.is_image() && parent && build_replacement(node, parent, box)) return;
  if (name == ElementName::Img) return build_image(node, parent, box);
  if (name == ElementName::Svg) return build_drawing(node, parent, box);
  if (name == ElementName::Math) return build_formula(node, parent, box);
  if (tolerance_ == Tolerance::AsBrowsers && parent && build_embedded(node, parent, box)) return;
  if (tolerance_ == Tolerance::AsBrowsers && forms::is_control(name)) return build_control(node, parent, box);
  // The call stands where the note is in the text; the note itself moves to the foot of the page.
  if (box.flow == BoxFlow::Footnote) {
    count_footnote(computed);
    if (styles.footnote_call) build_footnote_call(node, parent);
  }
  const BoxId id = writer_.append(parent, box);
  tree_.by_node_[node.index()] = id;
  // If the note begins with a block, the marker goes into that block's text.
  if (box.flow == BoxFlow::Footnote && styles.footnote_marker) marker_hosts_[footnote_marker_host(node).value] = node;
  if (const auto host = marker_hosts_.find(node.value); host != marker_hosts_.end()) {
    build_footnote_marker(host->second, id);
  }
  // The content of a fitted box is in one block inside it.
  const BoxId inside = build_fitted(computed, id);
  if (box.kind != BoxKind::LineBreak && box.kind != BoxKind::WordBreak) {
    if (styles.marker) build_marker(node, styles.element, styles.marker, id);
    if (styles.before) build_pseudo(node, styles.before, BoxPart::Before, inside);
    remember(node, id, computed);
    // In templates a control stands for the value of its field, printed as text.
    if (forms::is_control(name)) {
      // The control's value comes from the data, although the template has no expression for it.
      Box value = box;
      const diagnostics::DataPlace place = fields_.place_of(node);
      if (place) value.origin = origins_.add({origins_.at(box.origin).template_place, place});
      build_value(fields_.text_of(node, computed.language), value, inside);
    } else if (computed.content.kind == style::Content::Kind::None) {
      // Its pseudo-elements are not affected (css-content-3 §2).
    } else if (computed.display == Display::Ruby || computed.display == Display::BlockRuby) {
      // Block-level ruby contains an inline ruby container (css-ruby-1 §2.1).
      build_ruby(node, box.kind == BoxKind::Inline ? id : add_ruby_container(node, inside));
    } else {
      build_children(node, inside);
    }
    if (styles.after) build_pseudo(node, styles.after, BoxPart::After, inside);
    if (styles.first_letter) writer_.cut_first_letter(id, styles.first_letter, node);
  }
}

/// Gives a box with `-gw-fit` the block that holds its content and is scaled down as a whole. Returns the box below
/// which the content goes. Reports: boxes/no-text-to-fit.
BoxId BoxBuilder::build_fitted(const ComputedStyle& computed, BoxId id) {
  if (!computed.text_fit->shrinks) return id;
  // The style must be able to hold lines; columns have a layout of their own.
  const Box& around = writer_.box(id);
  const bool is_container = around.kind == BoxKind::Block || around.kind == BoxKind::InlineBlock ||
                            around.kind == BoxKind::Cell || around.kind == BoxKind::TableCaption;
  const bool has_columns = computed.column_width.has_value() || computed.column_count.has_value();
  // Searching for sizes within the search for a size would take exponential time.
  bool is_nested = false;
  for (BoxId at = around.parent; at && !is_nested; at = writer_.box(at).parent) is_nested = writer_.box(at).is_fitted;
  if (!is_container || has_columns || is_nested || !around.parent) {
    sink_.report(diagnostics::messages::BoxesNoTextToFit, around.origin);
    return id;
  }
  Box box;
  box.part = BoxPart::Anonymous;
  box.is_fitted = true;
  box.node = around.node;
  box.origin = around.origin;
  box.style = styles_.anonymous(around.style, Display::Block);
  tree_.has_effects_ = true;  // scaled-down content is transformed
  return writer_.append(id, box);
}

/// Only shapes of drawings are clipped and masked. Each value is reported once, since a style sheet may apply it to any
/// number of elements. Reports: css/unsupported-value. Both are kept among the custom properties, since only drawings
/// know them.
void BoxBuilder::report_effects_of_drawings(NodeId node, const ComputedStyle& computed) {
  const style::CustomProperties* const properties = computed.custom_properties.get();
  if (properties == nullptr || properties->empty()) return;
  // Names that begin with `--` sort before letters.
  if (properties->rbegin()->first.starts_with("--") || dom_.is_element(node, ElementName::Svg)) return;
  for (const std::string_view name : {"clip-path", "mask"}) {
    const auto found = properties->find(name);
    if (found == properties->end() || !hides(css::TokenStream(found->second))) continue;
    const std::string value = css::token_text(found->second);
    if (!reported_effects_.emplace(name, value).second) continue;
    sink_.report(diagnostics::messages::CssUnsupportedValue, dom_.node(node).origin, value, name,
                 diagnostics::texts::CssDrawAsImage.english, diagnostics::texts::CssDrawAsImage.chinese);
  }
}

/// Builds an element without its own box (css-display-3 §2.6): its children go into its parent's.
void BoxBuilder::build_contents(NodeId node, BoxId parent) {
  const style::ElementStyles& styles = styles_.of(node);
  if (styles.before) build_pseudo(node, styles.before, BoxPart::Before, parent);
  // css-content-3 §2: `content: none` leaves out the children as well.
  if (styles_.style(styles.element).content.kind != style::Content::Kind::None) build_children(node, parent);
  if (styles.after) build_pseudo(node, styles.after, BoxPart::After, parent);
}

bool BoxBuilder::is_flex_item(BoxId parent) const { return parent && holds_items(writer_.box(parent)); }

void BoxBuilder::build_children(NodeId node, BoxId parent) {
  // `child` may jump over several nodes that form one ruby.
  for (NodeId child = dom_.node(node).first_child; child;) {
    const bool is_text = dom_.node(child).kind == NodeKind::Text;
    // Flex and grid items become blocks, so ruby parts among them need no container.
    if (!is_text && !is_flex_item(parent) && is_stray_ruby(child)) {
      child = build_stray_ruby(child, parent);
      continue;
    }
    if (is_text) {
      build_text(child, parent);
    } else {
      build_element(child, parent);
    }
    child = dom_.node(child).next_sibling;
  }
}

void BoxBuilder::build_text(NodeId node, BoxId parent) {
  const BoxKind kind = writer_.box(parent).kind;
  const bool in_table = kind == BoxKind::Table || kind == BoxKind::TableGrid || kind == BoxKind::RowGroup ||
                        kind == BoxKind::Row || kind == BoxKind::ColumnGroup || kind == BoxKind::Column;
  const std::string_view text = dom_.node(node).text;
  const bool is_blank = text.find_first_not_of(" \t\n\r\f") == std::string_view::npos;
  // Blanks between parts of a table are dropped, unless they end a line of text in it.
  if (in_table && is_blank && !writer_.ends_with_line(parent)) return;
  const NodeId element = dom_.node(node).parent;
  // Text inherits from its element even if that has no box (css-display-3 §2.5).
  const bool has_box = styles_.style(styles_.of(element).element).display != Display::Contents;
  Box box;
  box.kind = BoxKind::Text;
  box.is_inline_level = true;
  // Text in a fitted box has the style of the box around, not of the anonymous block.
  const BoxId holder = writer_.box(parent).is_fitted ? writer_.box(parent).parent : parent;
  box.style = has_box || element == dom_.root_element() ? writer_.box(holder).style : styles_.of(element).element;
  box.node = element;
  box.origin = dom_.node(node).origin;
  box.text = text;
  writer_.append(parent, box);
}

void BoxBuilder::build_pseudo(NodeId node, style::StyleId style_id, BoxPart part, BoxId parent) {
  // Generated boxes may be items, floats, even tables.
  const ComputedStyle& computed = styles_.style(style_id);
  const bool has_box = computed.display != Display::Contents;
  counters_.enter();
  if (has_box) count(node, part, computed);
  Box box;
  set_display(computed, false, is_flex_item(parent), box);
  box.part = part;
  box.style = style_id;
  box.node = node;
  box.origin = dom_.node(node).origin;
  if (computed.text_fit->shrinks) sink_.report(diagnostics::messages::BoxesNoTextToFit, box.origin);
  if (is_annotation(computed, parent, box)) make_annotation(box);
  const BoxId id = has_box ? writer_.append(parent, box) : parent;
  if (const style::StyleId marker = styles_.nested_marker(style_id)) build_marker(node, style_id, marker, id);
  build_content(computed.content, box, id);
  counters_.leave();
}

/// Builds the marker of a list item (css-lists-3 section 3): its own content, or the counter in the list's style.
/// A marker outside is placed by the layout of its item; one inside is the first inline box of the
/// content.
void BoxBuilder::build_marker(NodeId node, style::StyleId item_style, style::StyleId marker_style, BoxId parent) {
  const ComputedStyle& item = styles_.style(item_style);
  const style::Content& content = styles_.style(marker_style).content;
  if (content.kind == style::Content::Kind::None) return;
  const style::ImageValue& image = item.list_style_image;
  const diagnostics::OriginId origin = dom_.node(node).origin;
  const bool is_normal = content.kind == style::Content::Kind::Normal;
  const bool has_gradient = is_normal && image.gradient != nullptr;
  style::ContentList items;
  if (!is_normal) {
    items = content.items;
  } else if (has_gradient || (!image.url.empty() && images_.load(image.url, sink_.origin(origin)))) {
    // An image that cannot be loaded falls back to the counter.
    // css-lists-3 §3.2: the image, and a blank.
    if (!has_gradient) items.push_back({style::ContentItem::Kind::Image, {}, image.url, {}, {}, {}});
    items.push_back({style::ContentItem::Kind::Text, {}, " ", {}, {}, {}});
  } else if (item.list_style_type.kind != style::ListStyleType::Kind::None) {
    const bool named = item.list_style_type.kind == style::ListStyleType::Kind::CounterStyle;
    if (named) check_counter_style(item.list_style_type.text, origin);
    style::ContentItem text;
    text.text = item.list_style_type.kind == style::ListStyleType::Kind::Text
                    ? item.list_style_type.text
                    : styles_.counter_styles().marker(counters_.value("list-item"), item.list_style_type.text);
    items.push_back(std::move(text));
  }
  if (items.empty()) return;
  // The marker of an inline box is always inside (css-lists-3 §3.4).
  const bool outside =
      item.list_style_position == style::ListStylePosition::Outside && writer_.box(parent).kind != BoxKind::Inline;
  Box box;
  box.kind = outside ? BoxKind::Marker : BoxKind::Inline;
  box.part = BoxPart::Marker;
  box.is_inline_level = !outside;
  box.has_inline_children = outside;
  box.style = marker_style;
  box.node = node;
  box.origin = origin;
  const BoxId id = writer_.append(parent, box);
  if (has_gradient) build_marker_image(item_style, box, id);
  build_content(items, box, id);
}

/// A gradient has no intrinsic size and takes the default one of markers, 1em by 1em (css-lists-3 §3.2).
void BoxBuilder::build_marker_image(style::StyleId item, const Box& marker, BoxId parent) {
  Box box;
  box.kind = BoxKind::InlineBlock;
  box.part = BoxPart::Marker;
  box.is_inline_level = true;
  box.style = marker_image_style(item, marker.style);
  box.node = marker.node;
  box.origin = marker.origin;
  writer_.append(parent, box);
}

/// Created once for all items that look alike.
style::StyleId BoxBuilder::marker_image_style(style::StyleId item, style::StyleId marker) {
  const auto [entry, is_new] = marker_images_.try_emplace({item.value, marker.value});
  // The key is the pair of styles.
  if (!is_new) return entry->second;
  ComputedStyle style = styles_.style(styles_.anonymous(marker, Display::InlineBlock));
  const style::LayoutUnit em = style::LayoutUnit::round_from_px(style.font_size.to_px());
  style.width = style.height = {style::Size::Kind::Length, {em, 0, nullptr}};
  style.background_image = style::Layers<style::ImageValue>({styles_.style(item).list_style_image});
  return entry->second = styles_.add(std::move(style));
}

/// ::footnote-call replaces the note in the text (css-gcpm-3 §2.4.1). The number of a note is the content of its
/// ::footnote-call, usually counter(footnote).
void BoxBuilder::build_footnote_call(NodeId node, BoxId parent) {
  const ComputedStyle& computed = styles_.style(styles_.of(node).footnote_call);
  Box box;
  box.kind = BoxKind::Inline;
  box.part = BoxPart::FootnoteCall;
  box.is_inline_level = true;
  box.style = styles_.of(node).footnote_call;
  box.node = node;
  box.origin = dom_.node(node).origin;
  const BoxId id = writer_.append(parent, box);
  build_content(computed.content, box, id);
  // In a table the call may be in a part that later pages repeat, without the note.
  for (BoxId around = parent; around && !tree_.has_part_texts_; around = tree_.boxes_[around.index()].parent) {
    const BoxKind kind = tree_.boxes_[around.index()].kind;
    tree_.has_part_texts_ = kind == BoxKind::Cell || kind == BoxKind::TableCaption;
  }
}

/// ::footnote-marker starts the note's own text, or is outside it like a list's marker (css-gcpm-3 §2.4.2).
void BoxBuilder::build_footnote_marker(NodeId node, BoxId parent) {
  const ComputedStyle& computed = styles_.style(styles_.of(node).footnote_marker);
  const bool outside = computed.list_style_position == style::ListStylePosition::Outside;
  Box box;
  box.kind = outside ? BoxKind::Marker : BoxKind::Inline;
  box.part = BoxPart::FootnoteMarker;
  box.is_inline_level = !outside;
  box.has_inline_children = outside;
  box.style = styles_.of(node).footnote_marker;
  box.node = node;
  box.origin = dom_.node(node).origin;
  const BoxId id = writer_.append(parent, box);
  build_content(computed.content, box, id);
}

/// The element whose text a note's marker starts: if the note starts with blocks, the first one. The search descends
/// only through blocks that come first and have no ::before.
NodeId BoxBuilder::footnote_marker_host(NodeId note) const {
  NodeId host = note;
  for (NodeId child = dom_.node(note).first_child; child;) {
    const dom::Node& node = dom_.node(child);
    if (node.kind == NodeKind::Text) {
      if (node.text.find_first_not_of(" \t\n\r\f") != std::string_view::npos) break;
      child = node.next_sibling;
      continue;
    }
    const ComputedStyle& computed = styles_.style(styles_.of(child).element);
    const bool block = computed.display == Display::Block || computed.display == Display::FlowRoot;
    if (!block || computed.float_value != style::Float::None || styles_.of(child).before) break;
    host = child;
    child = node.first_child;
  }
  return host;
}

/// The origin of an element's text: its first value of the data, otherwise its first text.
/// Messages about running heads lead to the data that way.
diagnostics::OriginId BoxBuilder::text_origin(NodeId element) const {
  diagnostics::OriginId first = dom_.node(element).origin;
  bool found = false;
  for (NodeId node = element; node; node = dom_.next_in_order(node, element)) {
    if (dom_.node(node).kind != NodeKind::Text) continue;
    const diagnostics::OriginId origin = dom_.node(node).origin;
    if (sink_.origin(origin).data_place) return origin;
    if (!std::exchange(found, true)) first = origin;
  }
  return first;
}

namespace {

/// Whether margins may show a counter: all except those of pages, which increment themselves, and of list items and
/// notes, which are too numerous.
bool is_of_margins(std::string_view counter) {
  return counter != "page" && counter != "pages" && counter != "list-item" && counter != "footnote";
}

}  // namespace

/// Records the counters that page margins may show (css-page-3 section 7.1).
void BoxBuilder::remember_counts(NodeId node, const ComputedStyle& computed) {
  // Counters of the element and of its ::before.
  const style::StyleId before = styles_.of(node).before;
  const ComputedStyle* const styles[] = {&computed, before ? &styles_.style(before) : nullptr};
  std::vector<BoxTree::Count> counts;
  const auto add = [&](const std::string& name, bool is_only_reset) {
    if (!is_of_margins(name)) return;
    auto known = std::find_if(counts.begin(), counts.end(), [&](const auto& count) { return count.name == name; });
    if (known == counts.end()) known = counts.insert(counts.end(), {name, counters_.values(name), is_only_reset});
    known->is_only_reset = known->is_only_reset && is_only_reset;
  };
  for (const ComputedStyle* const style : styles) {
    if (style == nullptr) continue;
    for (const style::CounterReset& reset : style->counter_reset) add(reset.name, true);
    for (const style::CounterOperation& operation : style->counter_increment) add(operation.name, false);
    for (const style::CounterOperation& operation : style->counter_set) add(operation.name, false);
  }
  if (!counts.empty()) tree_.counts_.emplace(node.value, std::move(counts));
}

void BoxBuilder::remember(NodeId node, BoxId id, const ComputedStyle& computed) {
  remember_counts(node, computed);
  const Box& box = writer_.box(id);
  // The values are those at this place of the document.
  if (!computed.string_set.empty()) {
    std::vector<BoxTree::Assignment>& assignments = tree_.strings_[node.value];
    for (const style::StringAssignment& assignment : computed.string_set) {
      assignments.push_back({assignment.name, list_text(assignment.value, node, box), text_origin(node)});
    }
  }
  if (computed.bookmark_level > 0) {
    style::ContentList label = computed.bookmark_label;
    // The initial value is content(text).
    if (label.empty()) label.emplace_back().kind = style::ContentItem::Kind::ElementText;
    tree_.bookmarks_[node.value] = list_text(label, node, box);
  }
  const std::string_view target_id = dom_.attribute_value(node, AttributeName::Id);
  if (!target_id.empty()) {
    const style::ElementStyles& styles = styles_.of(node);
    // The first of equal ids counts.
    tree_.targets_.emplace(target_id, BoxTree::Target{node, element_text(node), pseudo_text(node, styles.before),
                                                      pseudo_text(node, styles.after), counters_.snapshot()});
  }
}

BoxTree build_boxes(const dom::Tree& tree, style::StyleTree& styles, images::ImageSet& images,
                    diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink, const BoxOptions& options) {
  return BoxBuilder(tree, styles, images, origins, sink, options).build();
}

}  // namespace gongwen::boxes

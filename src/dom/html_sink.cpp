#include "dom/html_sink.h"

#include "base/escapes.h"
#include "base/language_tag.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/dom.h"
#include "dom/detail/element_name.h"
#include "dom/detail/html_syntax.h"

#include <algorithm>

namespace gongwen::dom {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

HtmlSink::HtmlSink(const LiteralTable* literals, diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink,
                   const TreeLimits& limits, Syntax syntax)
    : literals_(literals), sink_(sink), builder_(origins, sink, limits, syntax), tokenizer_(builder_, sink, syntax) {}

bool HtmlSink::literal(const templating::Literal& literal) {
  last_place_ = literal.span;
  const LiteralTable::Recording* const recording =
      literals_ == nullptr ? nullptr : literals_->find(literal.id, tokenizer_.state());
  if (recording == nullptr) {
    tokenizer_.feed(literal.text, literal.span);
    return !builder_.is_full();
  }
  replay(*recording);
  TokenizerState end = recording->end;
  if (!recording->opens_tag) end.element = tokenizer_.state().element;
  tokenizer_.set_state(end);
  return !builder_.is_full();
}

/// The text of markup in places that cannot contain tags.
std::string HtmlSink::without_references(std::string_view markup, const Origin& origin) {
  std::string decoded;
  while (!markup.empty()) {
    const std::size_t end = std::min(markup.find('&'), markup.size());
    decoded += markup.substr(0, end);
    markup.remove_prefix(end);
    if (markup.empty()) break;
    const AmpersandRead read = read_ampersand(markup);
    if (!read.known) sink_.report(messages::DomUnknownReference, origin, read.text);
    decoded += read.text;
    markup.remove_prefix(read.length);
  }
  return decoded;
}

void HtmlSink::replay(const LiteralTable::Recording& recording) {
  using Kind = RecordedToken::Kind;
  for (const RecordedToken& token : recording.tokens) {
    switch (token.kind) {
      case Kind::StartTag: builder_.start_tag(static_cast<ElementName>(token.name), token.span); break;
      case Kind::Attribute: builder_.attribute(static_cast<AttributeName>(token.name), token.text, token.span); break;
      case Kind::AttributeText: builder_.attribute_text(token.text, token.span); break;
      case Kind::AttributeEnd: builder_.attribute_end(); break;
      case Kind::StartTagEnd: builder_.start_tag_end(static_cast<SelfClosing>(token.name), token.span); break;
      case Kind::EndTag: builder_.end_tag(static_cast<ElementName>(token.name), token.span); break;
      case Kind::Text: builder_.lasting_text(token.text, Origin{token.span, {}}); break;
    }
  }
}

namespace {

/// U+2028, which occurs in neither data nor templates, stands for a line feed in a text that replaces a single line.
constexpr std::string_view kLineSeparator = "\xE2\x80\xA8";

std::string with_separators_as(std::string_view text, std::string_view words) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(kLineSeparator), text.size());
    out += text.substr(0, end);
    if (end < text.size()) out += words;
    text.remove_prefix(std::min(end + kLineSeparator.size(), text.size()));
  }
  return out;
}

bool has_separator(std::string_view text) { return text.find(kLineSeparator) != std::string_view::npos; }

}  // namespace

bool HtmlSink::text(std::string_view value, const Origin& origin) {
  const TokenizerState& state = tokenizer_.state();
  if (has_separator(value)) return text_of_lines(value, origin);
  switch (state.boundary) {
    case Boundary::Data: builder_.value_text(value, origin); break;
    case Boundary::AttributeValue: builder_.value_in_attribute(value, origin); break;
    case Boundary::RawText:
      if (state.element == ElementName::Style) {
        sink_.report(messages::DomValueInStyleElement, origin);
      } else {
        builder_.value_text(value, origin);
      }
      break;
    case Boundary::InsideTag:
      // The value of a macro or block that turned out empty is allowed here.
      if (!value.empty()) sink_.report(messages::DomValueInTag, origin);
      break;
    case Boundary::Comment: break;
  }
  return !builder_.is_full();
}

bool HtmlSink::text_of_lines(std::string_view value, const Origin& origin) {
  if (tokenizer_.state().boundary != Boundary::Data) return text(with_separators_as(value, " "), origin);
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(kLineSeparator), value.size());
    if (end > 0 && !text(value.substr(0, end), origin)) return false;
    if (end < value.size() && !markup("<br/>", origin)) return false;
    value.remove_prefix(std::min(end + kLineSeparator.size(), value.size()));
  }
  return true;
}

bool HtmlSink::markup(std::string_view value, const Origin& origin) {
  const Boundary boundary = tokenizer_.state().boundary;
  if (boundary == Boundary::Data && has_separator(value)) return markup(with_separators_as(value, "<br/>"), origin);
  // Tags have no effect here, but references do: values that a macro has escaped must not be escaped again.
  if (boundary == Boundary::AttributeValue || boundary == Boundary::RawText) {
    return text(without_references(value, origin), origin);
  }
  if (boundary != Boundary::Data) return text(value, origin);
  builder_.set_data_place(origin.data_place);
  tokenizer_.feed_computed(value, origin.template_place);
  builder_.set_data_place({});
  return !builder_.is_full();
}

Tree HtmlSink::finish() && {
  const Boundary boundary = tokenizer_.state().boundary;
  if (boundary != Boundary::Data && boundary != Boundary::RawText) {
    sink_.report(messages::DomUnfinishedTag, Origin{last_place_, {}}, tag_name(tokenizer_.state().element));
  }
  return std::move(builder_).finish();
}

Tree parse_html(std::string_view text, const diagnostics::Span& place, diagnostics::OriginTable& origins,
                diagnostics::DiagnosticSink& sink, const TreeLimits& limits, Syntax syntax) {
  HtmlSink html(nullptr, origins, sink, limits, syntax);
  html.literal({text, place, 0});
  return std::move(html).finish();
}

namespace {

using diagnostics::DiagnosticId;
using diagnostics::Span;

bool is_white_space(std::string_view text) { return std::all_of(text.begin(), text.end(), base::is_ascii_space); }

/// Whether a heading in the element also covers what follows the element.
bool passes_heading_on(ElementName name) {
  switch (name) {
    case ElementName::Body:
    case ElementName::Main:
    case ElementName::Header:
    case ElementName::Hgroup:
    case ElementName::Div: return true;
    default: return false;
  }
}

}  // namespace

TreeBuilder::TreeBuilder(diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink, const TreeLimits& limits,
                         Syntax syntax)
    : origins_(origins), sink_(sink), limits_(limits), syntax_(syntax) {}

/// Reports a violation of HTML: an error in a template, a warning in a page from elsewhere.
template <typename... Arguments>
void TreeBuilder::error(DiagnosticId id, const Origin& origin, const Arguments&... arguments) {
  if (syntax_ == Syntax::Html) {
    sink_.report_as(diagnostics::Severity::Warning, id, origin, arguments...);
  } else {
    sink_.report(id, origin, arguments...);
  }
}

NodeId TreeBuilder::append_node(NodeKind kind, const Origin& origin) {
  const NodeId parent = open_.empty() ? Tree::document() : open_.back().node;
  const NodeId id = tree_.append_node(parent, kind, origins_.add(origin));
  if (tree_.nodes_.size() > limits_.max_nodes && !full_) {
    full_ = true;
    sink_.report(messages::DomTooLarge, origin, limits_.max_nodes);
  }
  return id;
}

void TreeBuilder::push_element(ElementName name, const Origin& origin, bool implied) {
  const NodeId id = append_node(NodeKind::Element, origin);
  tree_.nodes_[id.index()].name = name;
  open_.push_back({id, name, implied, open_.empty() ? std::uint8_t{0} : open_.back().heading_level, false});
  ++open_counts_[static_cast<std::size_t>(name)];
  if (open_.size() > limits_.deepest && !full_) {
    full_ = true;
    sink_.report(messages::DomTooDeep, origin, limits_.deepest);
  }
}

bool TreeBuilder::is_open(ElementName name) const { return open_counts_[static_cast<std::size_t>(name)] > 0; }

void TreeBuilder::pop_element() {
  const OpenElement closed = open_.back();
  --open_counts_[static_cast<std::size_t>(closed.name)];
  open_.pop_back();
  if (open_.empty()) return;
  const int level = heading_level(closed.name);
  if (level > 0 && !closed.is_below) {
    open_.back().heading_level = static_cast<std::uint8_t>(level);
  } else if (level == 0 && passes_heading_on(closed.name)) {
    open_.back().heading_level = closed.heading_level;
  }
}

/// Turns a heading that lies below another into the h1 to h6 it is here; other names remain.
ElementName TreeBuilder::heading_below(ElementName name) const {
  const int below = static_cast<int>(name) - static_cast<int>(ElementName::H1Below) + 1;
  if (below < 1 || below > 6) return name;
  const int above = open_.empty() ? 0 : open_.back().heading_level;
  return static_cast<ElementName>(static_cast<int>(ElementName::H1) + std::min(above + below, 6) - 1);
}

Content TreeBuilder::holder_content() const { return content_at(open_.size()); }

/// The content model of the innermost of the first `depth` open elements. A div in a dl groups terms and descriptions
/// (HTML, section 4.4.9).
Content TreeBuilder::content_at(std::size_t depth) const {
  while (depth > 0 && content_of(open_[depth - 1].name) == Content::Transparent) --depth;
  if (depth == 0) return Content::Root;
  const bool is_group =
      depth > 1 && open_[depth - 1].name == ElementName::Div && open_[depth - 2].name == ElementName::Dl;
  return is_group ? Content::DefinitionGroup : content_of(open_[depth - 1].name);
}

/// HTML, section 13.2.4.2, “has an element in scope”; the parts of a table are found from inside its cells.
bool TreeBuilder::is_in_scope(ElementName name) const {
  if (!is_open(name)) return false;
  const Category category = category_of(name);
  const bool is_of_table = name == ElementName::Table || category == Category::TablePart || category == Category::Row ||
                           category == Category::Cell;
  for (auto element = open_.rbegin(); element != open_.rend(); ++element) {
    if (element->name == name) return true;
    if (limits_scope(element->name) && (!is_of_table || element->name == ElementName::Table)) return false;
  }
  return false;
}

/// A block ends an open paragraph (HTML, section 13.2.6.4.7).
void TreeBuilder::close_paragraph() {
  if (!is_in_scope(ElementName::P)) return;
  while (open_.back().name != ElementName::P) {
    report_not_closed(open_.back());
    pop_element();
  }
  pop_element();
}

/// Closes elements whose end tags may be omitted, until one is innermost that can contain `name` (HTML, section
/// 13.1.2.4).
void TreeBuilder::close_optional_until_parent_of(ElementName name) {
  if (category_of(name) == Category::Flow) close_paragraph();
  std::size_t depth = open_.size();
  // A table takes a row with the group that it implies: `<table><colgroup><col><tr>`.
  const auto takes = [&] {
    const bool is_implied = name == ElementName::Tr && open_[depth - 1].name == ElementName::Table;
    return is_implied || may_contain(content_at(depth), name);
  };
  while (depth > 0 && !takes()) {
    if (!has_optional_end_tag(open_[depth - 1].name) || open_[depth - 1].name == ElementName::Body) return;
    --depth;
  }
  while (depth > 0 && open_.size() > depth) pop_element();
}

/// HTML, section 13.2.6.5: an HTML element ends the drawing.
void TreeBuilder::leave_drawing(ElementName name, const Origin& origin) {
  if (!is_in_drawing() || may_contain(Content::Graphic, name)) return;
  error(messages::DomMisplaced, origin, tag_name(name), tree_.written_tag(open_.back().node));
  while (is_in_drawing()) pop_element();
}

/// Whether text in the innermost element is visible, or describes something visible: not between the shapes of a
/// drawing.
bool TreeBuilder::shows_text() const {
  std::size_t depth = open_.size();
  while (depth > 0 && content_of(open_[depth - 1].name) == Content::Transparent) --depth;
  if (depth == 0) return true;
  switch (open_[depth - 1].name) {
    case ElementName::SvgText:
    case ElementName::SvgTspan:
    case ElementName::SvgTextPath:
    case ElementName::SvgDesc:
    case ElementName::SvgMetadata:
    case ElementName::SvgUnknown: return true;
    default: return content_of(open_[depth - 1].name) != Content::Graphic;
  }
}

/// Closes implied elements that cannot contain `name` (HTML, section 13.1.2.4).
void TreeBuilder::close_implied_until_parent_of(ElementName name) {
  while (!open_.empty() && open_.back().implied && open_.back().name != ElementName::Html && !begins_row(name) &&
         !may_contain(holder_content(), name)) {
    pop_element();
  }
}

/// Whether the innermost element is a head that content of the body ends, since HTML allows omitting `</head>` (section
/// 13.1.2.4).
bool TreeBuilder::is_in_ending_head() const {
  return !open_.empty() && open_.back().name == ElementName::Head && (open_.back().implied || syntax_ == Syntax::Html);
}

void TreeBuilder::open_implied_body(const Origin& origin) {
  while (is_in_ending_head()) pop_element();
  if (!is_open(ElementName::Html)) push_element(ElementName::Html, origin, true);
  if (open_.back().name == ElementName::Html) push_element(ElementName::Body, origin, true);
}

void TreeBuilder::open_implied_parents(ElementName name, const Origin& origin) {
  if (name == ElementName::Html) return;
  if (!is_open(ElementName::Html)) push_element(ElementName::Html, origin, true);
  const Category category = category_of(name);
  const bool in_html = open_.back().name == ElementName::Html;
  const bool in_head = open_.back().name == ElementName::Head;
  if (category == Category::Metadata && in_html) push_element(ElementName::Head, origin, true);
  if ((category == Category::Flow || category == Category::Phrasing) && (in_html || in_head)) open_implied_body(origin);
  open_implied_row(name, origin);
  if (name == ElementName::Col && open_.back().name == ElementName::Table) {
    push_element(ElementName::Colgroup, origin, true);
  }
}

/// Whether the element is a cell directly in a group of rows, which implies a row in HTML (section 13.2.6.4.13).
bool TreeBuilder::begins_row(ElementName name) const {
  if (syntax_ != Syntax::Html || category_of(name) != Category::Cell || open_.empty()) return false;
  const ElementName group = open_.back().name;
  return group == ElementName::Tbody || group == ElementName::Thead || group == ElementName::Tfoot;
}

void TreeBuilder::open_implied_row(ElementName name, const Origin& origin) {
  const ElementName holder = open_.back().name;
  const bool is_cell = syntax_ == Syntax::Html && category_of(name) == Category::Cell;
  if (holder == ElementName::Table && (name == ElementName::Tr || is_cell)) {
    push_element(ElementName::Tbody, origin, true);
  }
  if (!begins_row(name)) return;
  error(messages::DomMisplaced, origin, tag_name(name), tag_name(holder));
  push_element(ElementName::Tr, origin, true);
}

void TreeBuilder::check_placement(ElementName name, const Span& span) {
  const bool first = open_.empty() && name == ElementName::Html;
  if (!first && !may_contain(holder_content(), name)) {
    const std::string_view holder = open_.empty() ? "html" : tree_.written_tag(open_.back().node);
    const DiagnosticId id = data_place_ ? messages::DomMisplacedInValue : messages::DomMisplaced;
    error(id, Origin{span, data_place_}, tag_name(name), holder);
  }
}

void TreeBuilder::start_tag(ElementName name, const Span& span) {
  sink_.go_on();
  if (full_) return;
  const Origin origin{span, data_place_};
  if (syntax_ == Syntax::Html) {
    const bool is_again = category_of(name) == Category::Root && (is_open(name) || is_open(ElementName::Body));
    if (is_again) {
      error(messages::DomMisplaced, origin, tag_name(name), tree_.written_tag(open_.back().node));
      name = ElementName::Div;
    }
    leave_drawing(name, origin);
    close_optional_until_parent_of(name);
  }
  close_implied_until_parent_of(name);
  open_implied_parents(name, origin);
  const ElementName written = name;
  name = heading_below(name);
  check_placement(name, span);
  push_element(name, origin, false);
  open_.back().is_below = name != written;
  attribute_names_.clear();
}

void TreeBuilder::attribute(AttributeName attribute, std::string_view name, const Span& span) {
  if (full_) return;
  attribute_ = {};
  attribute_.name = attribute;
  if (attribute == AttributeName::Custom) attribute_.custom_name = tree_.texts_.store(base::ascii_lowercase(name));
  const bool is_custom = attribute == AttributeName::Custom;
  if (!attribute_names_.insert(is_custom ? attribute_.custom_name : dom::attribute_text(attribute)).second) {
    error(messages::DomDuplicateAttribute, Origin{span, {}}, name, tag_name(open_.back().name));
  }
  attribute_value_.clear();
  attribute_origin_ = {span, data_place_};
  attribute_has_value_ = false;
}

void TreeBuilder::attribute_text(std::string_view text, const Span&) { attribute_value_ += text; }

void TreeBuilder::value_in_attribute(std::string_view text, const Origin& origin) {
  if (full_) return;
  if (kind_of(attribute_.name) == AttributeKind::StyleText && !is_plain_style_value(text)) {
    sink_.report(messages::DomUnsafeStyleValue, origin, text);
    return;
  }
  attribute_value_ += text;
  attribute_origin_.data_place = attribute_has_value_ ? diagnostics::DataPlace{} : origin.data_place;
  attribute_has_value_ = true;
}

void TreeBuilder::attribute_end() {
  if (full_) return;
  attribute_.value = tree_.texts_.store(attribute_value_);
  attribute_.origin = origins_.add(attribute_origin_);
  const NodeId element = open_.back().node;
  if (attribute_has_value_ && kind_of(attribute_.name) == AttributeKind::Url && !is_allowed_url(attribute_.value)) {
    sink_.report(messages::DomUnsafeUrl, attribute_origin_, attribute_.value);
  }
  if (attribute_.name == AttributeName::Lang && !base::is_language_tag(attribute_.value)) {
    error(messages::DomBadLanguage, attribute_origin_, attribute_.value);
  }
  if (attribute_.name == AttributeName::Id) take_id(element);
  tree_.attributes_.push_back(attribute_);
  ++tree_.nodes_[element.index()].attribute_count;
}

void TreeBuilder::take_id(NodeId element) {
  const auto [known, is_new] = ids_.emplace(attribute_.value, element);
  // An anchor may have the name that a later heading has as its id.
  if (is_new || named_.erase(attribute_.value) > 0) return;
  error(messages::DomDuplicateId, attribute_origin_, attribute_.value);
}

/// HTML, section 7.4.6.4: links also lead to the `name` of an `a`.
void TreeBuilder::name_anchor(NodeId element) {
  const Attribute* const name = tree_.find_attribute(element, AttributeName::Name);
  if (name == nullptr || name->value.empty()) return;
  if (const Attribute* const id = tree_.find_attribute(element, AttributeName::Id)) {
    other_names_.emplace(name->value, id->value);
    return;
  }
  if (!ids_.emplace(name->value, element).second) return;
  named_.insert(name->value);
  Attribute id = *name;
  id.name = AttributeName::Id;
  tree_.attributes_.push_back(id);
  ++tree_.nodes_[element.index()].attribute_count;
}

/// Resolves links within the page to ids, whether they use percent-encoding (HTML, section 7.4.6.4) or names.
void TreeBuilder::resolve_fragments() {
  for (Attribute& attribute : tree_.attributes_) {
    if (attribute.name != AttributeName::Href || !attribute.value.starts_with('#')) continue;
    const std::string_view written = attribute.value.substr(1);
    const std::string decoded = base::percent_decoded(written);
    for (const std::string_view fragment : {written, std::string_view(decoded)}) {
      if (fragment == written && ids_.contains(fragment)) break;
      const auto named = other_names_.find(fragment);
      if (named == other_names_.end() && !ids_.contains(fragment)) continue;
      attribute.value = tree_.texts_.store("#" + std::string(named == other_names_.end() ? fragment : named->second));
      break;
    }
  }
}

void TreeBuilder::start_tag_end(SelfClosing self_closing, const Span& span) {
  if (full_) return;
  const ElementName name = open_.back().name;
  if (name == ElementName::A && syntax_ == Syntax::Html) name_anchor(open_.back().node);
  const bool is_void = content_of(name) == Content::Void;
  const bool may_be_closed =
      is_graphic(name) || is_formula_part(name) || content_at(open_.size() - 1) == Content::Graphic;
  if (is_void || (may_be_closed && self_closing == SelfClosing::Yes)) {
    pop_element();
  } else if (self_closing == SelfClosing::Yes) {
    error(messages::DomSelfClosing, Origin{span, {}}, tag_name(name));
    // In HTML the slash has no effect (section 13.1.2.1).
    if (syntax_ == Syntax::Template) pop_element();
  }
}

void TreeBuilder::report_not_closed(const OpenElement& element) {
  if (element.implied || (syntax_ == Syntax::Html && has_optional_end_tag(element.name))) return;
  error(messages::DomNotClosed, sink_.origin(tree_.nodes_[element.node.index()].origin),
        tree_.written_tag(element.node));
}

void TreeBuilder::end_tag(ElementName name, const Span& span) {
  if (full_) return;
  if (!open_.empty() && open_.back().is_below && heading_below(name) != name) name = open_.back().name;
  if (content_of(name) == Content::Void) {
    error(messages::DomVoidEndTag, Origin{span, {}}, tag_name(name));
    return;
  }
  const bool is_html = syntax_ == Syntax::Html;
  // Content after these end tags still belongs to the body (HTML, section 13.2.6.4.19).
  if (is_html && (name == ElementName::Body || name == ElementName::Html)) return;
  if (is_html ? !is_in_scope(name) : !is_open(name)) {
    error(messages::DomStrayEndTag, Origin{span, {}}, tag_name(name));
    return;
  }
  while (open_.back().name != name) {
    report_not_closed(open_.back());
    pop_element();
  }
  pop_element();
}

void TreeBuilder::append_text(std::string_view text, const Origin& origin) {
  const NodeId id = append_node(NodeKind::Text, origin);
  tree_.nodes_[id.index()].text = text;
}

void TreeBuilder::lasting_text(std::string_view text, const Origin& origin) {
  if (full_ || text.empty()) return;
  const bool white = is_white_space(text);
  if (drops_white_space(holder_content())) {
    if (white) return;
    const bool before_body = open_.empty() || open_.back().name == ElementName::Html || is_in_ending_head();
    if (before_body && !is_open(ElementName::Body)) open_implied_body(origin);
    if (!may_contain_text(holder_content())) {
      error(messages::DomMisplacedText, origin, tree_.written_tag(open_.back().node));
      if (syntax_ == Syntax::Template) return;
    }
  }
  if (!white && !shows_text()) error(messages::DomMisplacedText, origin, tree_.written_tag(open_.back().node));
  append_text(text, origin);
}

void TreeBuilder::text(std::string_view text, const Span& span) {
  if (full_) return;
  lasting_text(tree_.texts_.store(text), Origin{span, data_place_});
}

void TreeBuilder::value_text(std::string_view text, const Origin& origin) {
  if (full_) return;
  lasting_text(tree_.texts_.store(text), origin);
}

bool TreeBuilder::forget_children(const base::StringArena::Mark& mark) {
  const NodeId holder = innermost();
  const auto is_inside = [&](const auto& id) {
    return id.second.index() > holder.index();
  };
  if (!holder || std::any_of(ids_.begin(), ids_.end(), is_inside)) return false;
  Node& node = tree_.nodes_[holder.index()];
  node.first_child = node.last_child = NodeId();
  // Nodes are numbered in document order, so all nodes after an open element are inside it.
  tree_.nodes_.shorten(holder.index() + 1);
  tree_.attributes_.resize(std::size_t{node.first_attribute} + node.attribute_count);
  tree_.texts_.forget_since(mark);
  attribute_names_.clear();
  return true;
}

Tree TreeBuilder::finish() && {
  for (auto element = open_.rbegin(); !full_ && element != open_.rend(); ++element) {
    // html and body may stay open (HTML, section 13.1.2.4).
    if (element->name != ElementName::Html && element->name != ElementName::Body) report_not_closed(*element);
  }
  open_.clear();
  if (syntax_ == Syntax::Html) resolve_fragments();
  return std::move(tree_);
}

}  // namespace gongwen::dom

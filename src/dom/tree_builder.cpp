#include "dom/tree_builder.h"

#include "base/ascii.h"
#include "dom/content_model.h"
#include "dom/value_safety.h"

#include <algorithm>

namespace gongwen::dom {
namespace {

using diagnostics::DiagnosticId;
using diagnostics::Origin;
using diagnostics::Span;

bool is_white_space(std::string_view text) { return std::all_of(text.begin(), text.end(), base::is_ascii_space); }

}  // namespace

TreeBuilder::TreeBuilder(diagnostics::DiagnosticSink& sink, const TreeLimits& limits) : sink_(sink), limits_(limits) {}

NodeId TreeBuilder::append_node(NodeKind kind, const Origin& origin) {
  const NodeId parent = open_.empty() ? Tree::document() : open_.back().node;
  const NodeId id(tree_.nodes_.size());
  Node node;
  node.kind = kind;
  node.origin = sink_.origins().add(origin);
  node.parent = parent;
  node.previous_sibling = tree_.nodes_[parent.index()].last_child;
  node.first_attribute = static_cast<std::uint32_t>(tree_.attributes_.size());
  tree_.nodes_.push_back(node);
  if (node.previous_sibling) {
    tree_.nodes_[node.previous_sibling.index()].next_sibling = id;
  } else {
    tree_.nodes_[parent.index()].first_child = id;
  }
  tree_.nodes_[parent.index()].last_child = id;
  if (tree_.nodes_.size() > limits_.most_nodes && !full_) {
    full_ = true;
    sink_.report(DiagnosticId::DomTooLarge, origin, limits_.most_nodes);
  }
  return id;
}

void TreeBuilder::push_element(ElementName name, const Origin& origin, bool implied) {
  const NodeId id = append_node(NodeKind::Element, origin);
  tree_.nodes_[id.index()].name = name;
  open_.push_back({id, name, implied});
  if (open_.size() > limits_.deepest && !full_) {
    full_ = true;
    sink_.report(DiagnosticId::DomTooDeep, origin, limits_.deepest);
  }
}

bool TreeBuilder::is_open(ElementName name) const {
  return std::any_of(open_.begin(), open_.end(), [&](const OpenElement& element) { return element.name == name; });
}

Content TreeBuilder::holder_content() const {
  for (auto element = open_.rbegin(); element != open_.rend(); ++element) {
    if (content_of(element->name) != Content::Transparent) return content_of(element->name);
  }
  return Content::Root;
}

/// An implied element ends where something begins that it cannot hold (HTML, section 13.1.2.4).
void TreeBuilder::close_implied_until_parent_of(ElementName name) {
  while (!open_.empty() && open_.back().implied && open_.back().name != ElementName::Html &&
         !may_contain(holder_content(), name)) {
    open_.pop_back();
  }
}

void TreeBuilder::open_implied_body(const Origin& origin) {
  while (!open_.empty() && open_.back().implied && open_.back().name == ElementName::Head) open_.pop_back();
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
  if (name == ElementName::Tr && open_.back().name == ElementName::Table) {
    push_element(ElementName::Tbody, origin, true);
  }
  if (name == ElementName::Col && open_.back().name == ElementName::Table) {
    push_element(ElementName::Colgroup, origin, true);
  }
}

void TreeBuilder::check_placement(ElementName name, const Span& span) {
  const bool first = open_.empty() && name == ElementName::Html;
  if (!first && !may_contain(holder_content(), name)) {
    const std::string_view holder = open_.empty() ? "html" : tag_name(open_.back().name);
    sink_.report(DiagnosticId::DomMisplaced, Origin{span, {}}, tag_name(name), holder);
  }
}

void TreeBuilder::start_tag(ElementName name, const Span& span) {
  if (full_) return;
  const Origin origin{span, data_place_};
  close_implied_until_parent_of(name);
  open_implied_parents(name, origin);
  check_placement(name, span);
  push_element(name, origin, false);
  attribute_names_.clear();
}

void TreeBuilder::attribute(AttributeName attribute, std::string_view name, const Span& span) {
  if (full_) return;
  attribute_ = {};
  attribute_.name = attribute;
  if (attribute == AttributeName::Custom) attribute_.custom_name = tree_.texts_.store(name);
  const bool is_custom = attribute == AttributeName::Custom;
  if (!attribute_names_.insert(is_custom ? attribute_.custom_name : dom::attribute_text(attribute)).second) {
    sink_.report(DiagnosticId::DomDuplicateAttribute, Origin{span, {}}, name, tag_name(open_.back().name));
  }
  attribute_value_.clear();
  attribute_origin_ = {span, data_place_};
  attribute_has_value_ = false;
}

void TreeBuilder::attribute_text(std::string_view text, const Span&) { attribute_value_ += text; }

void TreeBuilder::value_in_attribute(std::string_view text, const Origin& origin) {
  if (full_) return;
  if (kind_of(attribute_.name) == AttributeKind::StyleText && !is_plain_style_value(text)) {
    sink_.report(DiagnosticId::DomUnsafeStyleValue, origin, text);
    return;
  }
  attribute_value_ += text;
  attribute_origin_.data_place = attribute_has_value_ ? diagnostics::DataPlace{} : origin.data_place;
  attribute_has_value_ = true;
}

void TreeBuilder::attribute_end() {
  if (full_) return;
  attribute_.value = tree_.texts_.store(attribute_value_);
  attribute_.origin = sink_.origins().add(attribute_origin_);
  const NodeId element = open_.back().node;
  if (attribute_has_value_ && kind_of(attribute_.name) == AttributeKind::Url && !is_allowed_url(attribute_.value)) {
    sink_.report(DiagnosticId::DomUnsafeUrl, attribute_origin_, attribute_.value);
  }
  if (attribute_.name == AttributeName::Lang && !is_language_tag(attribute_.value)) {
    sink_.report(DiagnosticId::DomBadLanguage, attribute_origin_, attribute_.value);
  }
  if (attribute_.name == AttributeName::Id && !ids_.emplace(attribute_.value, element).second) {
    sink_.report(DiagnosticId::DomDuplicateId, attribute_origin_, attribute_.value);
  }
  tree_.attributes_.push_back(attribute_);
  ++tree_.nodes_[element.index()].attribute_count;
}

void TreeBuilder::start_tag_end(SelfClosing self_closing, const Span& span) {
  if (full_) return;
  const ElementName name = open_.back().name;
  if (content_of(name) == Content::Void) {
    open_.pop_back();
  } else if (self_closing == SelfClosing::Yes) {
    sink_.report(DiagnosticId::DomSelfClosing, Origin{span, {}}, tag_name(name));
    open_.pop_back();
  }
}

void TreeBuilder::report_not_closed(const OpenElement& element) {
  if (element.implied) return;
  sink_.report(DiagnosticId::DomNotClosed, tree_.nodes_[element.node.index()].origin, tag_name(element.name));
}

void TreeBuilder::end_tag(ElementName name, const Span& span) {
  if (full_) return;
  if (content_of(name) == Content::Void) {
    sink_.report(DiagnosticId::DomVoidEndTag, Origin{span, {}}, tag_name(name));
    return;
  }
  if (!is_open(name)) {
    sink_.report(DiagnosticId::DomStrayEndTag, Origin{span, {}}, tag_name(name));
    return;
  }
  while (open_.back().name != name) {
    report_not_closed(open_.back());
    open_.pop_back();
  }
  open_.pop_back();
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
    const bool before_body = open_.empty() || open_.back().name == ElementName::Html ||
                             (open_.back().name == ElementName::Head && open_.back().implied);
    if (before_body && !is_open(ElementName::Body)) open_implied_body(origin);
    if (!may_contain_text(holder_content())) {
      sink_.report(DiagnosticId::DomMisplacedText, origin, tag_name(open_.back().name));
      return;
    }
  }
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

Tree TreeBuilder::finish() && {
  for (auto element = open_.rbegin(); !full_ && element != open_.rend(); ++element) {
    // html and body may stay open (HTML, section 13.1.2.4).
    if (element->name != ElementName::Html && element->name != ElementName::Body) report_not_closed(*element);
  }
  open_.clear();
  return std::move(tree_);
}

}  // namespace gongwen::dom

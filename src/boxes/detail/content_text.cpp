// The text of generated content (css-content-3): what can be known before there are pages.
#include "base/ascii.h"
#include "boxes/detail/box_builder.h"
#include "diagnostics/catalogue/css.h"
#include "style/counter_style.h"

namespace gongwen::boxes {
namespace {

using dom::NodeId;
using style::ComputedStyle;
using style::ContentItem;
using Kind = ContentItem::Kind;

/// White space as a line would show it: blanks joined, none at the ends.
std::string collapsed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!base::is_ascii_space(c)) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool is_footnote_part(BoxPart part) { return part == BoxPart::FootnoteCall || part == BoxPart::FootnoteMarker; }

struct LanguageQuotes {
  std::string_view language;
  style::QuotePair outer;
  style::QuotePair inner;
};

/// css-content-3 §3.1: quotation marks by language, where the style names none. GB/T 15834-2011 for Chinese;
/// traditional Chinese and the others as the CLDR has them. The first entry whose tag begins the language counts.
style::QuotePair automatic_quotes(std::string_view language, bool inner) {
  static const LanguageQuotes kQuotes[] = {
      {"zh-Hant", {"「", "」"}, {"『", "』"}}, {"zh-TW", {"「", "」"}, {"『", "』"}},
      {"zh-HK", {"「", "」"}, {"『", "』"}},   {"zh-MO", {"「", "」"}, {"『", "』"}},
      {"ja", {"「", "」"}, {"『", "』"}},      {"de", {"„", "“"}, {"‚", "‘"}},
      {"fr", {"«", "»"}, {"«", "»"}},          {"es", {"«", "»"}, {"“", "”"}},
      {"it", {"«", "»"}, {"“", "”"}},          {"pt-PT", {"«", "»"}, {"“", "”"}},
      {"ru", {"«", "»"}, {"„", "“"}},
  };
  for (const LanguageQuotes& entry : kQuotes) {
    const bool begins = language.starts_with(entry.language) &&
                        (language.size() == entry.language.size() || language[entry.language.size()] == '-');
    if (begins) return inner ? entry.inner : entry.outer;
  }
  return inner ? style::QuotePair{"‘", "’"} : style::QuotePair{"“", "”"};
}

}  // namespace

std::string BoxBuilder::quote_text(const ContentItem& item, const ComputedStyle& computed) {
  const bool opens = item.kind == Kind::OpenQuote || item.kind == Kind::NoOpenQuote;
  if (!opens && quote_depth_ > 0) --quote_depth_;
  const int depth = quote_depth_;
  if (opens) ++quote_depth_;
  if (item.kind == Kind::NoOpenQuote || item.kind == Kind::NoCloseQuote) return {};
  if (computed.quotes.is_auto) {
    const style::QuotePair pair = automatic_quotes(computed.language, depth % 2 == 1);
    return opens ? pair.open : pair.close;
  }
  if (computed.quotes.pairs.empty()) return {};
  const std::size_t level = std::min<std::size_t>(static_cast<std::size_t>(depth), computed.quotes.pairs.size() - 1);
  return opens ? computed.quotes.pairs[level].open : computed.quotes.pairs[level].close;
}

/// One message for each name is enough.
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
      // Page counters are known when there are pages.
      if (item.name == "page" || item.name == "pages") return std::nullopt;
      if (item.name == "footnote" && styles_.counts_footnotes_by_page() && is_footnote_part(model.part)) {
        return std::nullopt;
      }
      check_counter_style(item.counter_style, model.origin);
      return styles_.counter_styles().format(counters_.value(item.name), item.counter_style);
    case Kind::Counters:
      check_counter_style(item.counter_style, model.origin);
      return counters_.joined(item.name, item.text, item.counter_style, styles_.counter_styles());
    case Kind::Attribute: {
      const auto name = dom::find_attribute_name(item.name);
      if (!name) return std::string();
      if (*name != dom::AttributeName::Custom) return std::string(dom_.attribute_value(node, *name));
      const dom::Attribute* const attribute = dom_.find_custom_attribute(node, item.name);
      return attribute == nullptr ? std::string() : std::string(attribute->value);
    }
    case Kind::ElementText:
      if (item.selection == ContentItem::Selection::Before) return pseudo_text(node, styles_.of(node).before);
      if (item.selection == ContentItem::Selection::After) return pseudo_text(node, styles_.of(node).after);
      return collapsed(element_text(node));
    case Kind::OpenQuote:
    case Kind::CloseQuote:
    case Kind::NoOpenQuote:
    case Kind::NoCloseQuote: return quote_text(item, styles_.style(model.style));
    case Kind::TargetText:
    case Kind::TargetCounter:
    case Kind::TargetCounters:
    case Kind::NamedString:
    case Kind::RunningElement:
    case Kind::Leader: return std::nullopt;
  }
  return std::nullopt;
}

std::string BoxBuilder::element_text(NodeId element) const {
  std::string text;
  for (NodeId node = element; node;) {
    const dom::Node& entry = dom_.node(node);
    bool counts = true;
    if (entry.kind == dom::NodeKind::Element && node != element) {
      const ComputedStyle& computed = styles_.style(styles_.of(node).element);
      counts = computed.float_value != style::Float::Footnote && computed.display != style::Display::None &&
               computed.display != style::Display::RubyText && computed.position.kind != style::PositionKind::Running;
    }
    if (entry.kind == dom::NodeKind::Text) text += entry.text;
    node = counts ? dom_.next_in_order(node, element) : dom_.next_after_subtree(node, element);
  }
  return text;
}

std::string BoxBuilder::list_text(const style::ContentList& items, NodeId node, const Box& model) {
  std::string out;
  for (const ContentItem& item : items) out += item_text(item, node, model).value_or(std::string());
  return out;
}

std::string BoxBuilder::pseudo_text(NodeId node, style::StyleId style_id) {
  if (!style_id) return {};
  Box model;
  model.style = style_id;
  const int kept_depth = quote_depth_;  // looking at a quote does not open it
  std::string text = list_text(styles_.style(style_id).content.items, node, model);
  quote_depth_ = kept_depth;
  return text;
}

}  // namespace gongwen::boxes

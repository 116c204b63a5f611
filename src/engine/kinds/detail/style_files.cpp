#include "engine/kinds/detail/style_files.h"

#include "base/ascii.h"
#include "css/stylesheet.h"
#include "diagnostics/catalogue/css.h"
#include "diagnostics/catalogue/engine.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

void resolve_addresses(std::string_view from, css::DeclarationBlock& block) {
  for (css::Declaration& declaration : block.declarations) {
    for (css::Value& value : declaration.values) {
      // Addresses with a scheme are not names of files.
      const bool is_name = value.kind == css::ValueKind::Url && value.text.find(':') == std::string::npos;
      if (is_name) value.text = resolve_name(value.text, from);
    }
  }
}

/// Addresses in a sheet count from the sheet (css-values-4 §4.5); later nobody knows any more where it was.
void resolve_addresses(std::string_view from, css::StyleSheet& sheet) {
  if (from.find('/') == std::string_view::npos) return;
  for (css::StyleRule& rule : sheet.rules) resolve_addresses(from, rule.block);
  for (css::PageRule& rule : sheet.pages) {
    resolve_addresses(from, rule.block);
    for (css::MarginBoxRule& box : rule.margin_boxes) resolve_addresses(from, box.block);
  }
}

bool stands_at(const resources::SourceStore& store, const diagnostics::Span& place, std::string_view text) {
  const std::string_view source = store.source_text(place.source);
  return place.begin <= source.size() && source.substr(place.begin, text.size()) == text;
}

}  // namespace

namespace messages = diagnostics::messages;
using dom::AttributeName;
using dom::ElementName;

void StyleFiles::add_sheet(const Sheet& sheet, const std::string& name, DocumentStyles& styles, style::LayerId layer) {
  style::SheetLayers layers{layer, {}};
  for (const css::ImportRule& import : sheet->imports) {
    const style::LayerId inner = styles.rules.layer_of_import(*sheet, import, layers);
    add_file(resolve_name(import.url, name), {import.span, {}}, styles, inner);
  }
  styles.add(sheet, std::move(layers));
}

/// Sources of @font-face become paths of files; what cannot be used is reported, and the next source counts
/// (css-fonts-4 §4.3).
void StyleFiles::find_font_files(std::string_view from, css::StyleSheet& sheet) {
  for (css::FontFaceRule& rule : sheet.font_faces) {
    const diagnostics::Origin place{rule.span, {}};
    std::erase_if(rule.sources, [&](css::FontFaceRule::Source& source) {
      if (source.local) return false;
      const bool has_scheme = source.name.find(':') != std::string::npos || source.name.starts_with("//");
      const std::string name = resolve_name(source.name, from);
      if (has_scheme || !files_.contains(name)) {
        sink_.report(messages::EngineFontFile, place, source.name);
        return true;
      }
      source.name = files_.path_of(name);
      const std::optional<text::FaceRefusal> refusal =
          text::FontLibrary::refusal_of(text::Face::open(source.name).get());
      if (refusal) text::FontLibrary::report_refusal(*refusal, place, name, sink_);
      return refusal.has_value();
    });
  }
}

void StyleFiles::add_file(const std::string& name, const diagnostics::Origin& origin, DocumentStyles& styles,
                          style::LayerId layer) {
  if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
    sink_.report(messages::EngineImportCycle, origin, name);
    return;
  }
  const auto [entry, is_new] = sheets_.try_emplace(name);
  if (is_new) {
    const base::Expected<diagnostics::SourceId> source = files_.read_text(name, origin, store_, sink_);
    if (!source) return;
    const std::string_view text = store_.source_text(*source);
    css::StyleSheet sheet = css::parse_stylesheet(text, {*source, 0, static_cast<std::uint32_t>(text.size())}, sink_);
    resolve_addresses(name, sheet);
    find_font_files(name, sheet);
    entry->second = std::make_shared<const css::StyleSheet>(std::move(sheet));
  }
  const Sheet sheet = entry->second;
  if (!sheet) return;
  open_.push_back(name);
  add_sheet(sheet, name, styles, layer);
  open_.pop_back();
}

/// A sheet that a template put together from pieces gets its own source, so that its places can be shown.
void StyleFiles::add_style_element(const dom::Tree& tree, dom::NodeId element, DocumentStyles& styles) {
  const dom::NodeId first = tree.node(element).first_child;
  if (!first) return;
  diagnostics::Span place = sink_.origin(tree.node(first).origin).template_place;
  std::string_view text = tree.node(first).text;
  // Programs that draw write style sheets as XML's plain text.
  constexpr std::string_view kPlainBegin = "<![CDATA[";
  const bool is_plain = base::trim_ascii_space(text).starts_with(kPlainBegin);
  if (is_plain || tree.node(first).next_sibling || !stands_at(store_, place, text)) {
    std::string content = tree.text_content(element);
    if (is_plain) {
      content.erase(content.find(kPlainBegin), kPlainBegin.size());
      content.erase(std::min(content.rfind("]]>"), content.size()));
    }
    const diagnostics::SourceId whole = store_.add("<style>", content);
    text = store_.source_text(whole);
    place = {whole, 0, static_cast<std::uint32_t>(text.size())};
  }
  css::StyleSheet sheet = css::parse_stylesheet(text, place, sink_);
  find_font_files({}, sheet);
  add_sheet(std::make_shared<const css::StyleSheet>(std::move(sheet)), {}, styles, {});
}

bool StyleFiles::concerns_print(const dom::Tree& tree, dom::NodeId element) {
  const dom::Attribute* media = tree.find_attribute(element, AttributeName::Media);
  if (media == nullptr) return true;
  const std::optional<bool> matches = css::matches_print(media->value);
  if (!matches) sink_.report(messages::CssUnknownMediaQuery, media->origin);
  return matches.value_or(false);
}

void StyleFiles::add_of_document(const dom::Tree& tree, DocumentStyles& styles) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    const bool is_style = tree.is_element(node, ElementName::Style);
    if (!is_style && !tree.is_element(node, ElementName::Link)) continue;
    if (!concerns_print(tree, node)) continue;
    if (is_style) add_style_element(tree, node, styles);
    if (!base::equals_ignoring_ascii_case(tree.attribute_value(node, AttributeName::Rel), "stylesheet")) continue;
    const std::string href(tree.attribute_value(node, AttributeName::Href));
    add_file(resolve_name(href, {}), sink_.origin(tree.node(node).origin), styles);
  }
}

}  // namespace gongwen::engine

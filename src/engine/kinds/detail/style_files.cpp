#include "engine/kinds/detail/style_files.h"

#include "base/file_path.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "diagnostics/catalogue/css.h"
#include "diagnostics/catalogue/engine.h"
#include "dom/html_encoding.h"
#include "images/image_set.h"
#include "resources/read_file.h"
#include "style/css/stylesheet.h"

#include <algorithm>
#include <utility>

// A bundle is one tree of names: its own files, and below `shared/` those of the shared folder. Names in style sheets
// count from the sheet, so addresses are resolved when a sheet is read. A sheet is read once, but added as often as it
// is imported, since its position determines what it overrides.
namespace gongwen::engine {
namespace {

constexpr std::string_view kSharedPrefix = "shared/";
constexpr std::string_view kDataSchema = "schema.json";
constexpr std::string_view kPagesPrefix = "pages/";  // in the shared folder
constexpr int kMaxBundleDepth = 8;

}  // namespace

/// The folder of a name, and the name in it.
BundleFiles::Place BundleFiles::find(std::string_view name) const {
  // `shared/css/table.css` is in the folder shared by all kinds, any other name in the bundle.
  if (shared_ && name.starts_with(kSharedPrefix)) return {&*shared_, name.substr(kSharedPrefix.size())};
  if (data_bundle_ && name == kDataSchema) return {&*data_bundle_, name};
  if (made_ && made_->contains(name)) return {&*made_, name};
  if (word_files_ && word_files_->contains(name)) return {&*word_files_, name};
  return {&bundle_, name};
}

bool BundleFiles::contains(std::string_view name) const {
  const Place place = find(name);
  return place.folder->contains(place.name);
}

base::Expected<diagnostics::SourceId> BundleFiles::read_text(std::string_view name, const diagnostics::Origin& origin,
                                                             resources::SourceStore& store,
                                                             diagnostics::DiagnosticSink& sink) const {
  const Place place = find(name);
  return place.folder->read_text(place.name, origin, store, sink);
}

base::Expected<std::string> BundleFiles::read_bytes(std::string_view name, const diagnostics::Origin& origin,
                                                    diagnostics::DiagnosticSink& sink) const {
  const Place place = find(name);
  return place.folder->read_bytes(place.name, origin, sink);
}

/// For names in messages and for programs that open files themselves.
std::string BundleFiles::path_of(std::string_view name) const {
  const Place place = find(name);
  return base::join_path(place.folder->root(), place.name);
}

/// Files in memory have no path to watch.
std::vector<std::string> BundleFiles::paths() const {
  std::vector<std::string> paths;
  for (const std::string& name : list()) {
    const Place place = find(name);
    if (!place.folder->is_in_memory()) paths.push_back(base::join_path(place.folder->root(), place.name));
  }
  // Texts that replace those of the bundle also change documents.
  for (const resources::Folder& folder : texts_folders_) {
    if (folder.is_in_memory()) continue;
    for (const std::string& name : folder.files()) paths.push_back(base::join_path(folder.root(), name));
  }
  return paths;
}

/// All names of the tree; hashes and watching go through this list.
std::vector<std::string> BundleFiles::list() const {
  std::vector<std::string> names = bundle_.files_below(kMaxBundleDepth);
  if (data_bundle_) names.emplace_back(kDataSchema);
  if (made_) {
    for (const std::string& name : made_->files()) names.push_back(name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
  }
  if (!shared_) {
    // A kept edition has its shared files in itself; they also come last here.
    std::stable_partition(names.begin(), names.end(),
                          [](const std::string& name) { return !name.starts_with(kSharedPrefix); });
    return names;
  }
  for (const std::string& name : shared_->files_below(kMaxBundleDepth)) {
    // Pages of the program are separate bundles and no part of any kind.
    if (!name.starts_with(kPagesPrefix)) names.push_back(std::string(kSharedPrefix) + name);
  }
  return names;
}

/// `../css/a.css` in `pages/b.html` → `css/a.css`.
std::string resolve_name(std::string_view name, std::string_view from) {
  // Addresses of the web are kept unchanged.
  if (name.starts_with('/') || name.find("://") != std::string_view::npos) return std::string(name);
  std::string path(base::folder_part(from));
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, end);
    name.remove_prefix(std::min(end + 1, name.size()));
    // Empty parts: `a//b` is `a/b`.
    if (part.empty() || part == ".") continue;
    // Further `..` remain: the folder refuses names that lead out of it.
    if (part == ".." && !path.empty() && path != ".." && !path.ends_with("/..")) {
      path.resize(base::folder_part(path).size());
      continue;
    }
    if (!path.empty()) path += '/';
    path += part;
  }
  return path;
}

/// A template whose number was reserved is filled in, so that numbers of sources do not depend on when a template is
/// first included.
std::optional<templating::LoadedTemplate> TemplateFiles::load(std::string_view name, const diagnostics::Origin& origin,
                                                              diagnostics::DiagnosticSink& sink) {
  if (const auto made = made_.find(name); made != made_.end()) {
    return templating::LoadedTemplate{made->second, store_.source_text(made->second)};
  }
  if (resources::is_inner_name(name) && !files_.contains(name)) return std::nullopt;
  // Loaded while documents are made, perhaps by several threads: the number is fixed.
  const auto reserved = reserved_.find(name);
  if (reserved != reserved_.end()) {
    resources::SourceStore read;
    const base::Expected<diagnostics::SourceId> source = files_.read_text(name, origin, read, sink);
    if (!source) return std::nullopt;
    store_.fill(reserved->second, std::string(read.source_name(*source)),
                templating::normalize_line_ends(std::string(read.source_text(*source))));
    return templating::LoadedTemplate{reserved->second, store_.source_text(reserved->second)};
  }
  const base::Expected<diagnostics::SourceId> source = files_.read_text(name, origin, store_, sink);
  if (!source) return std::nullopt;
  loaded_.emplace(name);
  // Line ends are normalised before parsing, so that places in messages are those of the normalised text.
  const std::string_view text = store_.source_text(*source);
  if (text.find('\r') == std::string_view::npos) return templating::LoadedTemplate{*source, text};
  const diagnostics::SourceId normalised =
      store_.add(std::string(store_.source_name(*source)), templating::normalize_line_ends(std::string(text)));
  return templating::LoadedTemplate{normalised, store_.source_text(normalised)};
}

/// Reserves numbers for all templates that the compilation has not read.
void TemplateFiles::prepare_for_later() {
  for (const std::string& name : list()) {
    if (!loaded_.contains(name)) reserved_.emplace(name, store_.reserve());
  }
}

/// Only HTML: other files cannot be included.
std::vector<std::string> TemplateFiles::list() const {
  if (!names_) {
    names_ = files_.list();
    std::erase_if(*names_, [](const std::string& name) { return !name.ends_with(".html"); });
  }
  return *names_;
}

namespace {

/// The rule in the terms of the module text.
text::FontFaceDefinition font_face_definition(const css::FontFaceRule& rule) {
  text::FontFaceDefinition definition;
  definition.family = rule.family;
  definition.min_weight = rule.min_weight;
  definition.max_weight = rule.max_weight;
  definition.min_stretch = rule.min_stretch;
  definition.max_stretch = rule.max_stretch;
  definition.italic = rule.italic;
  for (const css::FontFaceRule::Source& source : rule.sources) {
    definition.sources.push_back({!source.local, source.name});
  }
  for (const css::UnicodeRange& range : rule.ranges) definition.ranges.push_back({range.first, range.last});
  return definition;
}

}  // namespace

void DocumentStyles::add(std::shared_ptr<const css::StyleSheet> sheet, style::SheetLayers layers) {
  rules.add(std::move(sheet), style::CascadeOrigin::Author, std::move(layers));
  order_font_faces();
}

void DocumentStyles::add_sheets_of(const DocumentStyles& other) {
  rules.add_sheets_of(other.rules);
  order_font_faces();
}

/// @font-face rules count by their layers, and within a layer by their order (css-cascade-5 section 6.4).
void DocumentStyles::order_font_faces() {
  // css-cascade-5: if a face has several definitions, the one in the stronger layer wins, and within a layer the last
  // one. The sort is stable to keep the order within a layer.
  std::vector<std::pair<style::LayerRank, const css::FontFaceRule*>> ranked;
  for (std::size_t i = 0; i < rules.sheets().size(); ++i) {
    for (const css::FontFaceRule& rule : rules.sheets()[i]->font_faces) {
      ranked.emplace_back(rules.layer_rank(i, rule.layer), &rule);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  font_faces.clear();
  for (const auto& [rank, rule] : ranked) font_faces.push_back(font_face_definition(*rule));
}

using dom::AttributeName;
using dom::ElementName;

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

/// Makes addresses in a sheet independent of its place (css-values-4 §4.5), which is not known later.
void resolve_addresses(std::string_view from, css::StyleSheet& sheet) {
  // A sheet in the bundle's folder itself: its addresses are already names in the bundle.
  if (from.find('/') == std::string_view::npos) return;
  for (css::StyleRule& rule : sheet.rules) resolve_addresses(from, rule.block);
  for (css::PageRule& rule : sheet.pages) {
    resolve_addresses(from, rule.block);
    for (css::MarginBoxRule& box : rule.margin_boxes) resolve_addresses(from, box.block);
  }
}

/// Whether the source has this text at this place, so that places in the text can be shown in the source.
bool stands_at(const resources::SourceStore& store, const diagnostics::Span& place, std::string_view text) {
  const std::string_view source = store.source_text(place.source);
  return place.begin <= source.size() && source.substr(place.begin, text.size()) == text;
}

constexpr std::string_view kUtf8 = "UTF-8";

/// Sheets of one document, counted as often as they are imported: the number doubles with each sheet that imports the
/// next one twice.
constexpr int kMaxSheets = 1'000;

/// The encoding of a label in an attribute or a document; empty if unknown.
std::string encoding_named(std::string_view label) {
  const std::string lower = base::ascii_lowercase(base::trim_ascii_space(label));
  if (lower == "utf-16" || lower == "utf-16le") return "UTF-16LE";
  if (lower == "utf-16be") return "UTF-16BE";
  return std::string(dom::encoding_of_label(lower));
}

/// The encoding of a sheet by its byte order mark or its `@charset`; empty if it has neither.
std::string own_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return std::string(kUtf8);
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  constexpr std::string_view kBegin = "@charset \"";
  constexpr std::size_t kScanned = 1024;
  if (!bytes.starts_with(kBegin)) return {};
  const std::string_view rest = bytes.substr(0, kScanned).substr(kBegin.size());
  const std::size_t end = rest.find("\";");
  if (end == std::string_view::npos) return {};
  // UTF-16 cannot be meant: these ASCII bytes could not be read then.
  return std::string(dom::encoding_of_label(base::ascii_lowercase(rest.substr(0, end))));
}

/// The encoding of a sheet: its own, or that of the document that requests it (css-syntax-3 §3.2). As with pages, a
/// sheet that is UTF-8 and names no other encoding is read as UTF-8.
std::string encoding_of_sheet(std::string_view bytes, std::string_view around) {
  std::string own = own_encoding(bytes);
  if (!own.empty()) return own;
  return std::string(base::find_invalid_utf8(bytes) && !around.empty() ? around : kUtf8);
}

}  // namespace

namespace messages = diagnostics::messages;

/// Imports come first: they count as if they were before the rules of the sheet (css-cascade-5 §2).
void StyleFiles::add_sheet(const Sheet& sheet, const std::string& name, DocumentStyles& styles, style::LayerId layer) {
  style::SheetLayers layers{layer, {}};
  for (const css::ImportRule& import : sheet.rules->imports) {
    const style::LayerId inner = styles.rules.layer_of_import(*sheet.rules, import, layers);
    add_file(resolve_name(images::without_query(import.url), name), sheet.encoding, {import.span, {}}, styles, inner);
  }
  styles.add(sheet.rules, std::move(layers));
}

/// Turns sources of @font-face into paths of files. Sources that cannot be used are reported and dropped, so that the
/// next one counts (css-fonts-4 §4.3).
void StyleFiles::find_font_files(std::string_view from, css::StyleSheet& sheet) {
  for (css::FontFaceRule& rule : sheet.font_faces) {
    const diagnostics::Origin place{rule.span, {}};
    std::erase_if(rule.sources, [&](css::FontFaceRule::Source& source) {
      if (source.local) return false;
      // No font is loaded from the web.
      const bool has_scheme = source.name.find(':') != std::string::npos || source.name.starts_with("//");
      const std::string name = resolve_name(images::without_query(source.name), from);
      if (has_scheme || !files_.contains(name)) {
        sink_.report(messages::EngineFontFile, place, source.name);
        return true;
      }
      source.name = files_.path_of(name);
      const std::optional<text::FaceError> refusal = text::FontLibrary::refusal_of(text::Face::open(source.name).get());
      if (refusal) text::FontLibrary::report_refusal(*refusal, place, name, sink_);
      return refusal.has_value();
    });
  }
}

/// The parsed sheet, read at the first request. Its rules are null if it could not be read.
const StyleFiles::Sheet& StyleFiles::sheet_of(const std::string& name, std::string_view around,
                                              const diagnostics::Origin& origin) {
  const auto [entry, is_new] = sheets_.try_emplace(name);
  Sheet& sheet = entry->second;
  // This includes sheets that could not be read, so that they are reported once.
  if (!is_new) return sheet;
  const base::Expected<std::string> bytes = files_.read_bytes(name, origin, sink_);
  if (!bytes) return sheet;
  sheet.encoding = encoding_of_sheet(*bytes, around);
  std::optional<std::string> decoded;
  if (sheet.encoding != kUtf8) decoded = data::decode_from(sheet.encoding.c_str(), *bytes);
  const base::Expected<diagnostics::SourceId> source =
      decoded ? resources::add_text(files_.path_of(name), *std::move(decoded), store_, sink_)
              : files_.read_text(name, origin, store_, sink_);
  if (!source) return sheet;
  const std::string_view text = store_.source_text(*source);
  // A search in the text suffices: loading dictionaries unnecessarily costs only time in another thread.
  ask_for_words_ = ask_for_words_ || text.find("auto-phrase") != std::string_view::npos;
  css::StyleSheet rules = css::parse_stylesheet(text, {*source, 0, static_cast<std::uint32_t>(text.size())}, sink_);
  resolve_addresses(name, rules);
  find_font_files(name, rules);
  sheet.rules = std::make_shared<const css::StyleSheet>(std::move(rules));
  return sheet;
}

void StyleFiles::add_file(const std::string& name, const diagnostics::Origin& origin, DocumentStyles& styles,
                          style::LayerId layer) {
  add_file(name, {}, origin, styles, layer);
}

/// A sheet that is open already would import itself; it is reported and left out. Importing a sheet twice is allowed.
void StyleFiles::add_file(const std::string& name, std::string_view around, const diagnostics::Origin& origin,
                          DocumentStyles& styles, style::LayerId layer) {
  // `open_` has the sheets whose imports are being added: a name that is among them would import itself.
  if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
    sink_.report(messages::EngineImportCycle, origin, name);
    return;
  }
  sink_.go_on();
  if (added_ >= kMaxSheets) {
    if (!std::exchange(reported_, true)) sink_.report(messages::EngineTooManyImports, origin, kMaxSheets);
    return;
  }
  const Sheet& sheet = sheet_of(name, around, origin);
  if (!sheet.rules) return;
  ++added_;
  open_.push_back(name);
  add_sheet(sheet, name, styles, layer);
  open_.pop_back();
}

/// The text of a `style` element. If a template composed it from pieces, it gets a separate source, so that places in
/// messages can be shown.
void StyleFiles::add_style_element(const dom::Tree& tree, dom::NodeId element, std::string_view encoding,
                                   DocumentStyles& styles) {
  const dom::NodeId first = tree.node(element).first_child;
  if (!first) return;
  diagnostics::Span place = sink_.origin(tree.node(first).origin).template_place;
  std::string_view text = tree.node(first).text;
  // Drawing programs write style sheets in CDATA sections.
  constexpr std::string_view kPlainBegin = "<![CDATA[";
  const bool is_plain = base::trim_ascii_space(text).starts_with(kPlainBegin);
  if (tree.node(first).next_sibling || !stands_at(store_, place, text)) {
    const diagnostics::SourceId whole = store_.add("<style>", tree.text_content(element));
    text = store_.source_text(whole);
    place = {whole, 0, static_cast<std::uint32_t>(text.size())};
  }
  if (is_plain) {
    // The place is cut in the same way, so that messages still point into the template.
    const std::size_t begin = text.find(kPlainBegin) + kPlainBegin.size();
    const std::size_t end = std::min(text.rfind("]]>"), text.size());
    text = text.substr(begin, end - begin);
    place = {place.source, place.begin + static_cast<std::uint32_t>(begin),
             place.begin + static_cast<std::uint32_t>(end)};
  }
  css::StyleSheet sheet = css::parse_stylesheet(text, place, sink_);
  find_font_files({}, sheet);
  add_sheet({std::make_shared<const css::StyleSheet>(std::move(sheet)), std::string(encoding)}, {}, styles, {});
}

/// Decided by the attribute `media`; unknown queries match nothing.
bool StyleFiles::concerns_print(const dom::Tree& tree, dom::NodeId element) {
  const dom::Attribute* media = tree.find_attribute(element, AttributeName::Media);
  if (media == nullptr) return true;
  const std::optional<bool> matches = css::matches_print(media->value);
  if (!matches) sink_.report(messages::CssUnknownMediaQuery, media->origin);
  return matches.value_or(false);
}

bool has_own_styles(const dom::Tree& tree, dom::NodeId first) {
  for (std::size_t i = first.index(); i < tree.size(); ++i) {
    const dom::NodeId node(i);
    if (tree.is_element(node, ElementName::Style) || tree.is_element(node, ElementName::Link)) return true;
  }
  return false;
}

/// Sheets of the document in its order, which is that of the cascade: `style` elements and links alike.
void StyleFiles::add_of_document(const dom::Tree& tree, DocumentStyles& styles, std::string_view encoding) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    const bool is_style = tree.is_element(node, ElementName::Style);
    if (!is_style && !tree.is_element(node, ElementName::Link)) continue;
    if (!concerns_print(tree, node)) continue;
    if (is_style) add_style_element(tree, node, encoding, styles);
    if (!base::equals_ignoring_ascii_case(tree.attribute_value(node, AttributeName::Rel), "stylesheet")) continue;
    // The attribute names the encoding of the linked file; without it, that of the page applies.
    const std::string named = encoding_named(tree.attribute_value(node, AttributeName::Charset));
    const std::string name = resolve_name(images::without_query(tree.attribute_value(node, AttributeName::Href)), {});
    add_file(name, named.empty() ? encoding : named, sink_.origin(tree.node(node).origin), styles, {});
  }
}

}  // namespace gongwen::engine

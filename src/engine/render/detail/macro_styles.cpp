#include "engine/render/detail/macro_styles.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"

#include <algorithm>
#include <map>
#include <vector>

// Shared macros write elements with classes that the sheet of the same name styles. A page that includes the macros but
// not the sheet looks wrong without any error, so this is checked after the expansion, by the origins of elements.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// `parts` for `…/shared/macros/parts.html`; empty for other files.
std::string_view macro_name(std::string_view source) {
  constexpr std::string_view kFolder = "shared/macros/";
  constexpr std::string_view kEnding = ".html";
  const std::size_t begin = source.rfind(kFolder);
  if (begin == std::string_view::npos || !source.ends_with(kEnding)) return {};
  source.remove_prefix(begin + kFolder.size());
  return source.substr(0, source.size() - kEnding.size());
}

/// Missing sheets, by the files of macros that have occurred.
class MissingSheets {
 public:
  /// The sheets that the manifest names are read anyway.
  MissingSheets(const CompiledKind& kind, const KindOutput& output, Run& run) : kind_(kind), run_(run) {
    for (const ManifestOutput& planned : kind.manifest->outputs) {
      if (planned.medium != output.medium) continue;
      for (const ManifestStyle& style : planned.styles) named_.push_back(style.name);
    }
  }

  /// The text of the sheet that a template needs and the page lacks; empty if none. Read once for each file.
  const std::string& find(diagnostics::SourceId source) {
    const auto [known, is_new] = sheets_.try_emplace(source);
    if (is_new) known->second = read(macro_name(run_.sources().source_name(source)));
    return known->second;
  }
  /// Ends the search for a file after it was reported.
  void forget(diagnostics::SourceId source) { sheets_[source].clear(); }

 private:
  /// Empty if the sheet is named, was read, or does not exist.
  std::string read(std::string_view macros) const {
    const std::string name = "shared/css/" + std::string(macros) + ".css";
    if (macros.empty() || std::find(named_.begin(), named_.end(), name) != named_.end()) return {};
    if (!kind_.files.contains(name) || is_read(name)) return {};
    diagnostics::DiagnosticSink unheard;
    base::Expected<std::string> text = kind_.files.read_bytes(name, {}, unheard);
    return text ? *std::move(text) : std::string();
  }

  /// Whether the sheet was read for this page: imported by a sheet of the manifest, or named or imported by the page.
  /// Its text is then among the sources of the run.
  bool is_read(std::string_view name) const {
    for (std::size_t i = 0;; ++i) {
      const std::string_view known = run_.sources().source_name(diagnostics::SourceId(i));
      if (known.empty() || known.ends_with(name)) return !known.empty();
    }
  }

  const CompiledKind& kind_;
  Run& run_;
  std::vector<std::string_view> named_;
  std::map<diagnostics::SourceId, std::string> sheets_;
};

/// The name of a class may be part of another one: .note is not .note-list.
bool has_selector(std::string_view sheet, std::string_view name) {
  // `.table` is not found in `.table-wide`: the next character must end the name.
  const std::string selector = "." + std::string(name);
  for (std::size_t at = sheet.find(selector); at != std::string_view::npos; at = sheet.find(selector, at + 1)) {
    const std::size_t end = at + selector.size();
    const char next = end < sheet.size() ? sheet[end] : ' ';
    if (!base::is_ascii_alnum(next) && next != '-' && next != '_') return true;
  }
  return false;
}

/// Classes are separated by blanks.
bool sets_a_class(std::string_view sheet, std::string_view classes) {
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find(' '), classes.size());
    if (end > 0 && has_selector(sheet, classes.substr(0, end))) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

}  // namespace

/// One message for each file of macros, at the first element that its missing sheet would style.
void check_macro_styles(const CompiledKind& kind, const KindOutput& output, const dom::Tree& tree, Run& run) {
  if (output.medium != Medium::Page) return;
  MissingSheets missing(kind, output, run);
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const dom::Node& node = tree.node(dom::NodeId(i));
    if (node.kind != dom::NodeKind::Element || node.attribute_count == 0) continue;
    const diagnostics::Origin origin = run.origins().at(node.origin);
    if (!origin.template_place) continue;
    // The element's source identifies the macro that wrote it: the file that contains its tag.
    const diagnostics::SourceId source = origin.template_place.source;
    const std::string& sheet = missing.find(source);
    if (sheet.empty()) continue;
    if (!sets_a_class(sheet, tree.attribute_value(dom::NodeId(i), dom::AttributeName::Class))) continue;
    run.sink().report(messages::EngineMacroStyles, origin, macro_name(run.sources().source_name(source)));
    missing.forget(source);
  }
}

}  // namespace gongwen::engine

#include "base/ascii.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/kinds/detail/kind_library.h"
#include "resources/new_folder.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::string_view kPlaceholder = "@KIND@";
constexpr std::size_t kMaxTitleCharacters = 60;  // as template.schema.json has it

bool is_kind_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxTitleCharacters || name == "shared") return false;
  if (!base::is_ascii_lower(name.front()) || name.back() == '-') return false;
  if (name.find("--") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '-' || base::is_ascii_lower(c) || base::is_ascii_digit(c); });
}

std::string with_name(std::string text, std::string_view name) {
  for (std::size_t at = text.find(kPlaceholder); at != std::string::npos; at = text.find(kPlaceholder, at)) {
    text.replace(at, kPlaceholder.size(), name);
    at += name.size();
  }
  return text;
}

}  // namespace

void new_kind(const std::string& name, const std::string& folder, const resources::Folder& skeleton,
              const KindLibrary& kinds, Run& run) {
  diagnostics::DiagnosticSink& sink = run.sink();
  if (!is_kind_name(name)) {
    sink.report(messages::EngineBadKindName, Origin{}, name);
    return;
  }
  if (kinds.find(name)) {
    sink.report(messages::EngineKindExists, Origin{}, name);
    return;
  }
  const std::vector<std::string> files = skeleton.files();
  if (files.empty()) sink.report(messages::ResourcesNotFound, Origin{}, skeleton.root());
  resources::NewFolder target(folder, name);
  if (files.empty() || !target.open(sink)) return;
  for (const std::string& file : files) {
    const base::Expected<std::string> text = skeleton.read_bytes(file, {}, sink);
    if (!text || !target.add(file, with_name(*text, name), sink)) return;
  }
  target.commit(sink);
}

}  // namespace gongwen::engine

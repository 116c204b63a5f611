#include "templating/template_loader.h"

namespace gongwen::templating {

std::string normalize_line_ends(std::string text) {
  if (text.find('\r') == std::string::npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out.push_back(text[i]);
    } else {
      out.push_back('\n');
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  return out;
}

void MapLoader::add(std::string_view name, std::string text) {
  if (sources_.contains(name)) return;
  sources_.emplace(name, store_.add(std::string(name), normalize_line_ends(std::move(text))));
}

std::optional<LoadedTemplate> MapLoader::load(std::string_view name, const diagnostics::Origin&,
                                              diagnostics::DiagnosticSink&) {
  const auto found = sources_.find(name);
  if (found == sources_.end()) return std::nullopt;
  return LoadedTemplate{found->second, store_.source_text(found->second)};
}

std::vector<std::string> MapLoader::list() const {
  std::vector<std::string> names;
  for (const auto& [name, source] : sources_) names.push_back(name);
  return names;
}

}  // namespace gongwen::templating

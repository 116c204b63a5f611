#include "templating/detail/map_loader.h"

namespace gongwen::templating {

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

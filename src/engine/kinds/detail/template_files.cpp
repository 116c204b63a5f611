#include "engine/kinds/detail/template_files.h"

namespace gongwen::engine {

std::optional<templating::LoadedTemplate> TemplateFiles::load(std::string_view name, const diagnostics::Origin& origin,
                                                              diagnostics::DiagnosticSink& sink) {
  if (resources::is_inner_name(name) && !files_.contains(name)) return std::nullopt;
  const base::Expected<diagnostics::SourceId> source = files_.read_text(name, origin, store_, sink);
  if (!source) return std::nullopt;
  const std::string_view text = store_.source_text(*source);
  if (text.find('\r') == std::string_view::npos) return templating::LoadedTemplate{*source, text};
  const diagnostics::SourceId normalised =
      store_.add(std::string(store_.source_name(*source)), templating::normalize_line_ends(std::string(text)));
  return templating::LoadedTemplate{normalised, store_.source_text(normalised)};
}

std::vector<std::string> TemplateFiles::list() const {
  std::vector<std::string> names;
  for (std::string& name : files_.list()) {
    if (name.ends_with(".html")) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace gongwen::engine

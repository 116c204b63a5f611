// MapLoader: templates by name, from memory.
#pragma once

#include "resources/source_store.h"
#include "templating/template_loader.h"

#include <map>
#include <string>
#include <string_view>

namespace gongwen::templating {

class MapLoader final : public TemplateLoader {
 public:
  explicit MapLoader(resources::SourceStore& store) : store_(store) {}

  /// Adds a template; its line ends are normalised. The first of a name counts.
  void add(std::string_view name, std::string text);

  std::optional<LoadedTemplate> load(std::string_view name, const diagnostics::Origin& origin,
                                     diagnostics::DiagnosticSink& sink) override;
  std::vector<std::string> list() const override;

 private:
  resources::SourceStore& store_;
  std::map<std::string, diagnostics::SourceId, std::less<>> sources_;
};

}  // namespace gongwen::templating

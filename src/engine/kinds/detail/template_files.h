// TemplateFiles: the loader that gives the compiler of templates what a bundle holds.
#pragma once

#include "engine/kinds/detail/bundle_files.h"
#include "templating/template_loader.h"

#include <map>
#include <string>

namespace gongwen::engine {

class TemplateFiles final : public templating::TemplateLoader {
 public:
  TemplateFiles(const BundleFiles& files, resources::SourceStore& store) : files_(files), store_(store) {}

  std::optional<templating::LoadedTemplate> load(std::string_view name, const diagnostics::Origin& origin,
                                                 diagnostics::DiagnosticSink& sink) override;
  std::vector<std::string> list() const override;

 private:
  const BundleFiles& files_;
  resources::SourceStore& store_;
};

}  // namespace gongwen::engine

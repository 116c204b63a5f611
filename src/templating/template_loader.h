// Where templates come from: the interface, and a loader from memory.
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/source_store.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

// TemplateLoader: where templates come from. The engine implements it over a bundle and the shared
// folder, `eval` and tests over a map (MapLoader). Templates can read nothing else.

/// The text of a template. It must be valid UTF-8 with line ends of \n alone (see
/// normalize_line_ends), and outlive what is compiled from it.
struct LoadedTemplate {
  diagnostics::SourceId source;
  std::string_view text;
};

class TemplateLoader {
 public:
  virtual ~TemplateLoader() = default;

  /// The template of this name; nothing when there is none, or when it cannot be had, which is
  /// reported at `origin`.
  virtual std::optional<LoadedTemplate> load(std::string_view name, const diagnostics::Origin& origin,
                                             diagnostics::DiagnosticSink& sink) = 0;
  /// All names, for templates that work out the name of another only when they run.
  virtual std::vector<std::string> list() const = 0;
  /// From now on templates are loaded while others use the texts that were loaded before.
  virtual void prepare_for_later() {}
};

/// \r\n and \r become \n.
std::string normalize_line_ends(std::string text);

// MapLoader: templates by name, from memory.

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

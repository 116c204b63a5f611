// The files of a bundle as one tree of names, for templates and for their compiler.
#pragma once

#include "resources/folder.h"
#include "templating/template_loader.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

// BundleFiles: what a template may read, as one tree of names: the files of its bundle, and below `shared/` those of
// the shared folder. Nothing else can be reached.

class BundleFiles {
 public:
  explicit BundleFiles(resources::Folder bundle, std::optional<resources::Folder> shared = std::nullopt)
      : bundle_(std::move(bundle)), shared_(std::move(shared)) {}

  const resources::Folder& bundle() const { return bundle_; }
  bool contains(std::string_view name) const;
  /// Reports at `origin`: those of Folder::read_text.
  base::Expected<diagnostics::SourceId> read_text(std::string_view name, const diagnostics::Origin& origin,
                                                  resources::SourceStore& store,
                                                  diagnostics::DiagnosticSink& sink) const;
  /// The bytes of a file that is not text. Reports at `origin`: those of Folder::read_bytes.
  base::Expected<std::string> read_bytes(std::string_view name, const diagnostics::Origin& origin,
                                         diagnostics::DiagnosticSink& sink) const;
  /// Where the file of a name is, for messages.
  std::string path_of(std::string_view name) const;
  /// Paths of all files on the disk that can be read.
  std::vector<std::string> paths() const;
  /// All names that can be read, to a depth that no bundle reaches.
  std::vector<std::string> list() const;

 private:
  struct Place {
    const resources::Folder* folder;
    std::string_view name;
  };
  Place find(std::string_view name) const;

  resources::Folder bundle_;
  std::optional<resources::Folder> shared_;
};

/// The name of a file that is named from another one: `page.css` in `shared/css/base.css` is `shared/css/page.css`. A
/// name that leads out of the tree keeps its `..`, so that reading it is refused.
std::string resolve_name(std::string_view name, std::string_view from);

// TemplateFiles: the loader that gives the compiler of templates what a bundle holds.

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

// The files of a bundle as one tree of names, for templates and for their compiler.
#pragma once

#include "resources/folder.h"
#include "templating/template_loader.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// Texts that somebody puts in the place of those of a kind.
struct OwnTexts {
  std::string name;  // of the file, for messages
  std::string bytes;
  std::string kind;  // the kind that they are meant for; empty: the file does not say
};

// BundleFiles: what a template may read, as one tree of names: the files of its bundle, and below `shared/` those of
// the shared folder. Nothing else can be reached.

class BundleFiles {
 public:
  explicit BundleFiles(resources::Folder bundle, std::optional<resources::Folder> shared = std::nullopt)
      : bundle_(std::move(bundle)), shared_(std::move(shared)) {}

  const resources::Folder& bundle() const { return bundle_; }
  /// Folders whose files of texts go before those of the bundle; of two the later one counts. They belong to no
  /// definition: the fields of a form are the same with other labels.
  const std::vector<resources::Folder>& texts_folders() const { return texts_folders_; }
  void add_texts_folder(resources::Folder folder) { texts_folders_.push_back(std::move(folder)); }
  /// The same that were given for a call; they go before those of all folders.
  const std::vector<OwnTexts>& own_texts() const { return own_texts_; }
  void set_own_texts(std::vector<OwnTexts> texts) { own_texts_ = std::move(texts); }
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
  std::vector<resources::Folder> texts_folders_;
  std::vector<OwnTexts> own_texts_;
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
  /// Reserves a number in the store for each template that has not been loaded.
  void prepare_for_later() override;

 private:
  const BundleFiles& files_;
  resources::SourceStore& store_;
  mutable std::optional<std::vector<std::string>> names_;  // of list(), once it was asked for
  std::set<std::string, std::less<>> loaded_;
  std::map<std::string, diagnostics::SourceId, std::less<>> reserved_;
};

}  // namespace gongwen::engine

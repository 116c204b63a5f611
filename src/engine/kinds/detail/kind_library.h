// The kinds in folders: found and compiled, recognised in files, and made anew from the skeleton.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace gongwen::engine {

// Data that say themselves of which kind they are: data workbooks and forms carry a stamp.

/// The kind that a file is stamped with. Empty when it has no stamp, such as JSON and tables, or cannot be read, which
/// is not reported.
std::string stamped_kind(const std::string& path, intake::FileReader& reader);

/// The same for data that were given without a kind. Reports: resources/*, engine/kind-needed.
std::string recognise_kind(const std::string& path, intake::FileReader& reader, diagnostics::DiagnosticSink& sink);

/// The same for many, with folders among them: that of the first which is stamped.
std::string recognise_kind(const std::vector<std::string>& inputs, intake::FileReader& reader,
                           diagnostics::DiagnosticSink& sink);

// KindLibrary: finds bundles in their folders and compiles each once.

/// A folder with one sub-folder for each kind, and perhaps `shared`.
struct TemplateFolder {
  std::string path;
  std::string name;  // for messages
};

class KindLibrary {
 public:
  /// `reader` reads the forms and data workbooks of the kinds; null: the installed one.
  explicit KindLibrary(std::vector<TemplateFolder> folders, std::shared_ptr<intake::FileReader> reader = {});

  const std::vector<TemplateFolder>& folders() const { return folders_; }
  intake::FileReader& file_reader() const { return *reader_; }
  /// Names of all kinds, sorted.
  std::vector<std::string> names() const;
  /// The name of the kind that is meant by a name, or by a title in Chinese or English, without regard to case; nothing
  /// when there is no such kind.
  std::optional<std::string> name_of(std::string_view words) const;
  /// The name of the kind that was most likely meant, by its name or title; empty when none is near.
  std::string nearest_name(std::string_view words) const;
  /// The files of a kind; nothing when there is no such kind.
  std::optional<BundleFiles> find(std::string_view name) const;
  /// The compiled kind, by its name or title; null when there is no such kind. Compiled by the first thread that asks,
  /// while others wait.
  std::shared_ptr<const CompiledKind> get(std::string_view name);
  /// A page of the program's own, such as the roster of `collect`: a bundle in `shared/pages`, of the first folder that
  /// has it. It is not a kind that users see. Null when no folder has it. Compiled once, as kinds are.
  std::shared_ptr<const CompiledKind> get_page(std::string_view name);
  /// The files of such a page; nothing when no folder has it.
  std::optional<BundleFiles> find_page(std::string_view name) const;

 private:
  using Compiled = std::shared_future<std::shared_ptr<const CompiledKind>>;

  struct Titles {
    std::string name;
    std::string zh;
    std::string en;
  };
  std::vector<Titles> titles() const;
  std::optional<BundleFiles> find_below(std::string_view place, std::string_view name) const;
  std::optional<resources::Folder> shared_from(std::size_t first) const;

  std::vector<TemplateFolder> folders_;
  std::shared_ptr<intake::FileReader> reader_;
  std::mutex mutex_;
  std::map<std::string, Compiled, std::less<>> kinds_;
  std::mutex pages_mutex_;
  std::map<std::string, std::shared_ptr<const CompiledKind>, std::less<>> pages_;
};

// Beginning a bundle: a copy of the skeleton with the name of the new kind in it.

/// Makes the folder `folder`/`name` with the files of `skeleton`, in which `@KIND@` stands for the name; whole or not
/// at all. Reports: engine/bad-kind-name, engine/kind-exists, resources/*.
void new_kind(const std::string& name, const std::string& folder, const resources::Folder& skeleton,
              const KindLibrary& kinds, Run& run);

}  // namespace gongwen::engine

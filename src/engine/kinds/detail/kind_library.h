// The kinds in folders: found and compiled, recognised in files, and created from the skeleton.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

#include <cstdint>
#include <functional>
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

// KindLibrary: finds bundles in their folders and compiles each once, or again when its files have changed.

/// The options with what is empty in them filled in: the share folder as `../share/gongwen` from the program or the
/// library on, the folder of helper programs beside it, /tmp, the clock of the system.
std::shared_ptr<const EngineOptions> complete_options(EngineOptions options);

class KindLibrary {
 public:
  /// The options are those of `complete_options`. `reader` reads the forms and data workbooks of the kinds; null: the
  /// installed one. `texts` go before those of the kinds that they are meant for.
  explicit KindLibrary(std::shared_ptr<const EngineOptions> options, std::shared_ptr<intake::FileReader> reader = {},
                       std::vector<OwnTexts> texts = {});

  const EngineOptions& options() const { return *options_; }
  intake::FileReader& file_reader() const { return *reader_; }
  const std::shared_ptr<intake::FileReader>& shared_reader() const { return reader_; }
  /// Those that go before the kinds' own.
  const std::vector<OwnTexts>& texts() const { return texts_; }
  /// Each with one folder for each kind, and perhaps `shared`: files in memory, folders that were given, the one in the
  /// share folder.
  const std::vector<resources::Folder>& folders() const { return folders_; }
  /// Names of all kinds, sorted.
  std::vector<std::string> names() const;
  /// The name of the kind that is meant by a name, or by a title in Chinese or English, without regard to case; nothing
  /// if there is none.
  std::optional<std::string> name_of(std::string_view words) const;
  /// The name of the kind that was most likely meant, by its name or title; empty when none is near.
  std::string nearest_name(std::string_view words) const;
  /// The files of a kind; nothing if it does not exist.
  std::optional<BundleFiles> find(std::string_view name) const;
  /// Those of its bundle alone, without what it shares with others and without texts in their place.
  std::optional<BundleFiles> find_bundle(std::string_view name) const;
  /// The compiled kind, by its name or title; null if it does not exist. Compiled by the first thread that asks, while
  /// others wait; with EngineOptions::reload once more after its files have changed. What compiling throws goes to all
  /// who wait, and the next one tries again.
  /// A kind that was asked for in several parts is compiled as a whole.
  std::shared_ptr<const CompiledKind> get(std::string_view name, KindParts parts = KindParts::All);
  /// A page of the program's own, such as the roster of `collect`: a bundle in `shared/pages`, of the first folder that
  /// has it. It is not a kind that users see. Null when no folder has it. Compiled as kinds are.
  std::shared_ptr<const CompiledKind> get_page(std::string_view name);
  /// The files of such a page; nothing when no folder has it.
  std::optional<BundleFiles> find_page(std::string_view name) const;
  /// Paths of all files on the disk that documents of a kind may be made of: its own, shared ones, calendars, and the
  /// pages of the program's own.
  std::vector<std::string> paths_of(const BundleFiles& files) const;
  /// Reports the files in memory that cannot be reached by their paths: resources/outside-bundle.
  void report_bad_paths(diagnostics::DiagnosticSink& sink) const;

  /// Compiles in the place of compile_kind; for tests.
  using Compile = std::function<std::shared_ptr<const CompiledKind>(
      std::string_view name, BundleFiles files, std::vector<resources::Folder> calendars,
      std::shared_ptr<const EngineOptions> options, std::shared_ptr<intake::FileReader> reader, KindParts parts)>;
  void set_compile(Compile compile) { compile_ = std::move(compile); }

 private:
  struct Compiled {
    std::shared_future<std::shared_ptr<const CompiledKind>> kind;
    std::string state;         // of its files, with EngineOptions::reload
    std::uint64_t number = 0;  // of the compilation
    KindParts parts = KindParts::All;

    bool covers(KindParts wanted) const { return parts == KindParts::All || parts == wanted; }
  };

  struct Titles {
    std::string name;
    std::string zh;
    std::string en;
  };
  std::vector<Titles> titles() const;
  std::optional<std::string> find_title(std::string_view words);
  std::optional<BundleFiles> find_below(std::string_view place, std::string_view name) const;
  std::optional<resources::Folder> shared_from(std::size_t first) const;
  std::shared_ptr<const CompiledKind> get_below(std::string_view place, std::string_view name, KindParts parts);

  std::shared_ptr<const EngineOptions> options_;
  std::shared_ptr<intake::FileReader> reader_;
  std::vector<resources::Folder> folders_;
  std::vector<OwnTexts> texts_;
  std::vector<std::string> bad_paths_;  // of files in memory
  Compile compile_ = &compile_kind;
  std::mutex mutex_;
  std::map<std::string, Compiled, std::less<>> kinds_;  // by place and name
  std::uint64_t compilations_ = 0;
  std::map<std::string, std::string, std::less<>> names_by_title_;
};

// Creating a bundle: a copy of the skeleton with the name of the new kind in it.

/// Makes the folder `folder`/`name` with the files of `skeleton`, in which `@KIND@` stands for the name; whole or not
/// at all. Reports: engine/bad-kind-name, engine/kind-exists, resources/*.
void new_kind(const std::string& name, const std::string& folder, const resources::Folder& skeleton,
              const KindLibrary& kinds, Run& run);

}  // namespace gongwen::engine

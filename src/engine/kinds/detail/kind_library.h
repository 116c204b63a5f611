// KindLibrary finds kinds in folders and compiles them; kinds are recognised in files and created from a skeleton.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "forms/field_model.h"

#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace gongwen::engine {

// Data workbooks and forms carry a stamp with their kind.

/// The kind in the stamp of a file. Empty if the file has no stamp, like JSON and tables, or cannot be read; neither is
/// reported.
std::string stamped_kind(const std::string& path, intake::FileReader& reader);

/// Determines the kind of data that was given without one. Reports: resources/*, engine/kind-needed.
std::string recognise_kind(const std::string& path, intake::FileReader& reader, diagnostics::DiagnosticSink& sink);

/// Determines the kind of several inputs, which may be folders: that of the first stamped file.
std::string recognise_kind(const std::vector<std::string>& inputs, intake::FileReader& reader,
                           diagnostics::DiagnosticSink& sink);

// KindLibrary: finds bundles in folders and compiles each once, or again when its files have changed.

/// Fills in empty options: the share folder as `../share/gongwen` beside the program or the library, the folder of
/// helper programs beside it, /tmp, the system's clock.
std::shared_ptr<const EngineOptions> complete_options(EngineOptions options);

class KindLibrary {
 public:
  /// `options` come from complete_options. `reader` reads forms and data workbooks; null for the installed one. `texts`
  /// replace texts of the kinds for which they are meant.
  explicit KindLibrary(std::shared_ptr<const EngineOptions> options, std::shared_ptr<intake::FileReader> reader = {},
                       std::vector<OwnTexts> texts = {});

  const EngineOptions& options() const { return *options_; }
  intake::FileReader& file_reader() const { return *reader_; }
  const std::shared_ptr<intake::FileReader>& shared_reader() const { return reader_; }
  /// Texts that replace the kinds' own.
  const std::vector<OwnTexts>& texts() const { return texts_; }
  /// Template folders, each with a folder for each kind and perhaps `shared`: files in memory first, then the caller's
  /// folders, then the one in the share folder.
  const std::vector<resources::Folder>& folders() const { return folders_; }
  /// Names of all kinds, sorted.
  std::vector<std::string> names() const;
  /// The kind with this name or title in Chinese or English, ignoring case; nullopt if none has it.
  std::optional<std::string> name_of(std::string_view words) const;
  /// The kind that was most likely meant by a misspelt name or title; empty if none is similar.
  std::string nearest_name(std::string_view words) const;
  /// The files of a kind; nullopt if it does not exist.
  std::optional<BundleFiles> find(std::string_view name) const;
  /// The files of the bundle alone, without shared files and replaced texts.
  std::optional<BundleFiles> find_bundle(std::string_view name) const;
  /// The compiled kind, by name or title; null if it does not exist. The first thread that requests it compiles it
  /// while others wait; with EngineOptions::reload it is compiled again after its files have changed. An exception of
  /// the compilation reaches all waiting threads, and the next request tries again. A kind requested in several parts
  /// is compiled as a whole. `KIND@EDITION` is a kept edition, or the present one if that is its hash or version.
  std::shared_ptr<const CompiledKind> get(std::string_view name, KindParts parts = KindParts::All);
  /// The kept edition of a kind with this definition; if none has it, the only one of this version; null if there is
  /// neither. Empty texts match nothing. `kind` is its name.
  std::shared_ptr<const CompiledKind> get_edition(std::string_view kind, std::string_view hash,
                                                  std::string_view version, KindParts parts = KindParts::All);
  /// The edition that made a form with this stamp; null if that is `present` itself, or not usable.
  std::shared_ptr<const CompiledKind> former_edition(const CompiledKind& present, const forms::FormStamp& stamp);
  /// A page of the program itself, such as the roster of `collect`: a bundle in `shared/pages` of the first folder that
  /// has it. Compiled like a kind, but not listed as one. Returns null if no folder has it.
  std::shared_ptr<const CompiledKind> get_page(std::string_view name);
  /// The files of such a page; nullopt if no folder has it.
  std::optional<BundleFiles> find_page(std::string_view name) const;
  /// Paths on the disk of all files that documents of a kind may be made from: its own, shared ones, calendars, and
  /// pages of the program.
  std::vector<std::string> paths_of(const BundleFiles& files) const;
  /// Reports files in memory whose paths lead outside: resources/outside-bundle.
  void report_bad_paths(diagnostics::DiagnosticSink& sink) const;

  /// Replaces compile_kind in tests.
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
  void add_data_bundle(BundleFiles& files) const;
  std::shared_ptr<const CompiledKind> get_below(std::string_view place, std::string_view name, KindParts parts);
  std::optional<BundleFiles> find_edition(std::string_view kind, std::string_view folder) const;
  std::shared_ptr<const CompiledKind> get_kept(std::string_view kind, std::string_view folder, KindParts parts);
  std::shared_ptr<const CompiledKind> get_named_edition(std::string_view words, std::string_view edition,
                                                        KindParts parts);
  using FindFiles = std::function<std::optional<BundleFiles>()>;
  std::shared_ptr<const CompiledKind> get_once(const std::string& key, std::string_view name, KindParts parts,
                                               const FindFiles& find_files);

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

// A new bundle is a copy of the skeleton that contains the name of the new kind.

/// `monthly-report`: lowercase words with single hyphens, as the pattern in template.schema.json; not `shared`.
bool is_kind_name(std::string_view name);

/// Whether a new kind may have the name. Reports: engine/bad-kind-name, engine/kind-exists.
bool check_new_kind_name(const std::string& name, const KindLibrary& kinds, diagnostics::DiagnosticSink& sink);

/// Makes the folder `folder`/`name` with the files of `skeleton`, replacing `@KIND@` by the name; completely or not at
/// all. Reports: engine/bad-kind-name, engine/kind-exists, resources/*.
void new_kind(const std::string& name, const std::string& folder, const resources::Folder& skeleton,
              const KindLibrary& kinds, Run& run);

/// Makes, in `folder`, an ordinary bundle of a kind that one file describes, completely or not at all. Reports:
/// engine/form-none, resources/*.
void write_expanded(const CompiledKind& kind, const std::string& folder, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine

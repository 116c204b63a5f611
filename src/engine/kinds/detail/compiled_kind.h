// CompiledKind: a bundle that has been read and compiled; the hash of its definition; the stamp of its forms.
#pragma once

#include "base/side_thread.h"
#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "dom/literal_table.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/book_template.h"
#include "engine/kinds/detail/kind_texts.h"
#include "engine/kinds/detail/manifest.h"
#include "engine/kinds/detail/style_files.h"
#include "forms/field_model.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "schema/schema.h"
#include "templating/expression.h"
#include "templating/render.h"
#include "templating/rules/rule_set.h"
#include "templating/template_set.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::engine {

// Calendars: which days are working days, from shared/calendars of the template folders. Rules and templates have them
// as `calendar`, for the test `working_day` and the like.

struct Calendars {
  std::vector<std::shared_ptr<const data::Document>> documents;
  std::vector<data::Value> roots;  // of the documents, in the same order
};

/// Reads the calendars of all folders, in their order: the first that has a year counts for it. Reports: those of
/// Folder::read_text and read_json, data/* if a calendar does not fit the schema.
Calendars read_calendars(std::span<const resources::Folder> folders, resources::SourceStore& sources,
                         data::DocumentRegistry& registry, diagnostics::DiagnosticSink& sink);

/// The names that templates can use besides the members of the data: `fillable` and `calendar`. A member of the data
/// called calendar takes precedence.
std::vector<templating::Binding> template_bindings(const Calendars& calendars, const data::Value& data, bool fillable);

}  // namespace gongwen::engine

namespace gongwen::intake {
class FileReader;
struct WorkbookLayout;
}  // namespace gongwen::intake

namespace gongwen::engine {

// The hash of a kind's definition tells which edition of a form was filled in.

/// 32 hexadecimal digits, from names and bytes of all files of the bundle and of the shared files. Files that cannot be
/// read count as empty.
std::string definition_hash(const BundleFiles& files);

/// Calls `take` with name and bytes of each file that counts in the hash, in its order.
void visit_definition(const BundleFiles& files,
                      const std::function<void(const std::string& name, const std::string& bytes)>& take);

struct CompiledKind;
struct ShownForm;
struct WordPackage;

}  // namespace gongwen::engine

namespace gongwen::intake {
struct FormPage;
}

namespace gongwen::engine {

/// The hash of a compiled kind, computed once.
const std::string& definition_hash(const CompiledKind& kind);

/// Whether a form with this hash was made from the definition of the kind, or from a former one with the same fields.
bool has_definition(const CompiledKind& kind, std::string_view hash);

/// Hash of the texts that replace those of the kind; empty if no text is replaced. Forms of one definition with the
/// same hash print the same texts.
std::string own_texts_hash(const CompiledKind& kind);

// CompiledKind: immutable, and shared by threads.

struct KindOutput {
  Medium medium = Medium::Page;
  std::string template_name;
  DocumentStyles styles;
  bool is_word_form = false;  // the page is a Word file with places to fill in
};

/// The parts of a kind that are compiled. For one output, its own medium suffices: no templates of other media, no
/// pages of `publish`, and only the rules that check data; templates that only an expression can name are compiled when
/// a page first includes them. Errors in everything else are found when all is compiled, for example by `check`.
enum class KindParts : std::uint8_t { All, Pages, Sheets };

KindParts parts_of(Medium medium);

/// The diagnostics of the basis are those of the compilation. If `usable` is false, members may be missing, depending
/// on where the compilation failed.
struct CompiledKind : RunBasis {
  CompiledKind(BundleFiles bundle, std::vector<resources::Folder> calendars_from,
               std::shared_ptr<const EngineOptions> engine, std::shared_ptr<intake::FileReader> reader)
      : files(std::move(bundle)),
        calendar_folders(std::move(calendars_from)),
        engine_options(std::move(engine)),
        file_reader(std::move(reader)) {}

  BundleFiles files;
  std::vector<resources::Folder> calendar_folders;
  std::shared_ptr<const EngineOptions> engine_options;  // of the engine that compiled it
  std::shared_ptr<intake::FileReader> file_reader;      // for data workbooks and forms
  KindParts parts = KindParts::All;
  bool usable = false;
  /// Texts of the bundle that no template uses. They concern only its author, so they are not among the diagnostics.
  std::vector<diagnostics::Diagnostic> unused_texts;

  std::optional<Manifest> manifest;
  std::optional<schema::Schema> schema;
  Calendars calendars;
  std::optional<rules::RuleSet> rules;
  KindTexts texts;
  std::optional<templating::TemplateSet> templates;
  std::optional<dom::LiteralTable> literals;
  std::optional<templating::TextTemplate> file_name;
  /// Templates of the section `publish`, which make texts instead of pages.
  std::optional<templating::TemplateSet> publish_templates;
  std::vector<KindOutput> outputs;
  base::SideTask words;  // prepares them for its style sheets
  /// For a page that is a Word file: the files with which its package is compiled when a DOCX file is requested.
  std::shared_ptr<TemplateFiles> word_templates;
  diagnostics::SourceId word_package_source;
  BookTemplate book;  // for a workbook that is an office's own file

  /// Returns the output for a format; null if the kind has none of that medium.
  const KindOutput* find_output(Format format) const;

  /// The fields of the untouched form; null if it cannot be made.
  struct BlankForm {
    std::once_flag once;
    std::shared_ptr<const ShownForm> shown;
  };

  /// The pages of the blank form; null if they cannot be made.
  struct BlankPages {
    std::once_flag once;
    std::shared_ptr<const std::vector<intake::FormPage>> pages;
  };

  /// The texts of the blank workbook and their places; null if the kind has no workbook to fill in.
  struct BlankLayout {
    std::once_flag once;
    std::shared_ptr<const intake::WorkbookLayout> layout;
  };

  /// The form on the web; null if the kind has none.
  struct WebPage {
    std::once_flag once;
    std::shared_ptr<const webform::WebForm> form;
  };

  /// The page that is a Word file, as a template of itself.
  struct WordCopy {
    std::once_flag once;
    std::shared_ptr<const WordPackage> package;
  };

  /// Forms made from data that returned files carried, for the next files with the same data. Most recently used last.
  struct GivenForms {
    struct Form {
      std::string json;
      std::shared_ptr<const ShownForm> shown;
    };
    std::mutex mutex;
    std::vector<Form> forms;
  };

  /// Values that are computed from the kind when they are first needed.
  struct Derived {
    std::once_flag hash_once;
    std::string hash;
    std::array<BlankForm, 2> blank_forms;  // by medium
    BlankPages blank_pages;
    BlankLayout blank_layout;
    std::array<GivenForms, 2> given_forms;  // by medium
    std::array<WebPage, 2> web_pages;       // by language
    WordCopy word_copy;
  };
  std::unique_ptr<Derived> derived = std::make_unique<Derived>();
};

/// Never returns null: if the kind is not usable, its diagnostics say why. `calendars` are folders of calendars,
/// `options` those of the engine; `reader` reads forms and data workbooks.
std::shared_ptr<const CompiledKind> compile_kind(std::string_view name, BundleFiles files,
                                                 std::vector<resources::Folder> calendars,
                                                 std::shared_ptr<const EngineOptions> options,
                                                 std::shared_ptr<intake::FileReader> reader,
                                                 KindParts parts = KindParts::All);

/// The texts that may be replaced: those of the bundle, and the shared ones that its templates write. `language` is
/// that of a translation; empty for the kind's own. Reports: engine/texts-no-language.
std::optional<std::vector<KindText>> find_texts(const CompiledKind& kind, std::string_view language,
                                                diagnostics::DiagnosticSink& sink);

// The stamp: what forms and data workbooks state about the kind from which they were made.

forms::FormStamp stamp_of(const CompiledKind& kind);

}  // namespace gongwen::engine

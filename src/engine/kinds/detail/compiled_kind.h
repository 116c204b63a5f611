// Compiled kinds: what a bundle becomes, the hash of its definition, and the stamp that its forms carry.
#pragma once

#include "base/side_thread.h"
#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "dom/literal_table.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/kind_texts.h"
#include "engine/kinds/detail/manifest.h"
#include "engine/kinds/detail/style_files.h"
#include "forms/field_model.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "rules/rule_set.h"
#include "schema/schema.h"
#include "templating/expression.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::engine {

// Calendars: which days are worked, read from shared/calendars of the folders of templates. Rules and templates see
// them as `calendar`, for the test `working_day` and the like.

struct Calendars {
  std::vector<std::shared_ptr<const data::Document>> documents;
  std::vector<data::Value> roots;  // of the documents, in the same order
};

/// The calendars of all folders, in their order: the first that has a year counts for it.
/// Reports: those of Folder::read_text and read_json, data/* for what does not fit the schema.
Calendars read_calendars(std::span<const resources::Folder> folders, resources::SourceStore& sources,
                         data::DocumentRegistry& registry, diagnostics::DiagnosticSink& sink);

/// The names that templates have beside the members of the data: `fillable` and `calendar`. A member called calendar
/// counts before the latter.
std::vector<templating::Binding> template_bindings(const Calendars& calendars, const data::Value& data, bool fillable);

}  // namespace gongwen::engine

namespace gongwen::intake {
class FileReader;
struct WorkbookLayout;
}  // namespace gongwen::intake

namespace gongwen::engine {

// The hash of a kind's definition: which edition of a form somebody filled in.

/// 32 hexadecimal digits, from the names and bytes of all files of the bundle and those it shares with others. Files
/// that cannot be read count as empty.
std::string definition_hash(const BundleFiles& files);

struct CompiledKind;
struct ShownForm;

}  // namespace gongwen::engine

namespace gongwen::intake {
struct FormPage;
}

namespace gongwen::engine {

/// The same of a compiled kind, worked out once.
const std::string& definition_hash(const CompiledKind& kind);

/// Hash of the texts that replace those of the kind; empty if none does. Forms of one definition with the same hash
/// print the same texts.
std::string own_texts_hash(const CompiledKind& kind);

// CompiledKind: a bundle, read and compiled once. Immutable from then on and shared by threads.

struct KindOutput {
  Medium medium = Medium::Page;
  std::string template_name;
  DocumentStyles styles;
};

/// What is compiled of a kind. One output needs its own medium: no templates of others, no pages of the section
/// `publish`, and of the rules what the data touch; templates that only an expression can name are compiled when a page
/// first includes them. The errors of all else are found where the whole is asked for, such as by `check`.
enum class KindParts : std::uint8_t { All, Pages, Sheets };

KindParts parts_of(Medium medium);

/// The diagnostics of its basis are what the compilation reported. Which parts are there depends on how far the
/// compilation came; all of them when `usable`.
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
  std::shared_ptr<intake::FileReader> file_reader;      // of data workbooks and forms
  KindParts parts = KindParts::All;
  bool usable = false;
  /// Texts of the bundle that no template writes: of use to its author alone, so they are not among the diagnostics.
  std::vector<diagnostics::Diagnostic> unused_texts;

  std::optional<Manifest> manifest;
  std::optional<schema::Schema> schema;
  Calendars calendars;
  std::optional<rules::RuleSet> rules;
  KindTexts texts;
  std::optional<templating::TemplateSet> templates;
  std::optional<dom::LiteralTable> literals;
  std::optional<templating::TextTemplate> file_name;
  /// Those that the section `publish` names, which make texts and not pages.
  std::optional<templating::TemplateSet> publish_templates;
  std::vector<KindOutput> outputs;
  base::SideTask words;  // made ready for its style sheets

  /// What a format is made from; null when the kind has nothing for its medium.
  const KindOutput* find_output(Format format) const;

  /// What an untouched form shows; null when it cannot be made.
  struct BlankForm {
    std::once_flag once;
    std::shared_ptr<const ShownForm> shown;
  };

  /// What the pages of the blank form look like; null when they cannot be made.
  struct BlankPages {
    std::once_flag once;
    std::shared_ptr<const std::vector<intake::FormPage>> pages;
  };

  /// What its blank workbook prints, and where; null where it has none to fill in.
  struct BlankLayout {
    std::once_flag once;
    std::shared_ptr<const intake::WorkbookLayout> layout;
  };

  /// Its form on the web; null where it has none.
  struct WebPage {
    std::once_flag once;
    std::shared_ptr<const webform::WebForm> form;
  };

  /// Forms of the data that others carried, for the next ones that carry the same. What was asked for last is last.
  struct GivenForms {
    struct Form {
      std::string json;
      std::shared_ptr<const ShownForm> shown;
    };
    std::mutex mutex;
    std::vector<Form> forms;
  };

  /// What is worked out of the kind when somebody needs it first.
  struct Derived {
    std::once_flag hash_once;
    std::string hash;
    std::array<BlankForm, 2> blank_forms;  // by medium
    BlankPages blank_pages;
    BlankLayout blank_layout;
    std::array<GivenForms, 2> given_forms;  // by medium
    std::array<WebPage, 2> web_pages;       // by language
  };
  std::unique_ptr<Derived> derived = std::make_unique<Derived>();
};

/// Never null; the diagnostics say what is wrong with a kind that is not usable. `calendars` are folders of calendars,
/// `options` those of the engine, `reader` reads forms and data workbooks.
std::shared_ptr<const CompiledKind> compile_kind(std::string_view name, BundleFiles files,
                                                 std::vector<resources::Folder> calendars,
                                                 std::shared_ptr<const EngineOptions> options,
                                                 std::shared_ptr<intake::FileReader> reader,
                                                 KindParts parts = KindParts::All);

/// The texts that can be replaced: those of the bundle, and the shared ones that its templates write. `language` is
/// that of a translation; empty: the kind's own. Reports: engine/texts-no-language.
std::optional<std::vector<KindText>> find_texts(const CompiledKind& kind, std::string_view language,
                                                diagnostics::DiagnosticSink& sink);

// What forms and data workbooks say of the kind that they are made from.

forms::FormStamp stamp_of(const CompiledKind& kind);

}  // namespace gongwen::engine

// Manifest: template.json, the description of a bundle.
#pragma once

#include "data/document.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/webform/web_form.h"
#include "gongwen/engine.h"
#include "schema/schema.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::engine {

// Manifests of the installed bundles are known when the program is built and are not validated again. A manifest that
// differs in any byte is validated like those of other bundles.

/// Whether `text` is, byte by byte, the installed manifest of a kind. Tests ensure that installed manifests are valid.
bool is_known_manifest(std::string_view kind, std::string_view text);

inline constexpr std::string_view kManifestName = "template.json";
/// The JSON Schema of the data.
inline constexpr std::string_view kSchemaName = "schema.json";

struct ManifestStyle {
  std::string name;
  diagnostics::Origin origin;
};

struct ManifestOutput {
  Medium medium = Medium::Page;
  std::string template_name;
  std::vector<ManifestStyle> styles;
  diagnostics::Origin origin;  // of the template's name
};

/// The values that distinguish the returned forms of the kind, as JSON pointers into their data.
struct ManifestIdentity {
  std::string unit_zh;  // the unit that is counted: 人, 项提案
  std::string unit_en;  // applicants, proposals
  std::vector<std::string> by;
  std::vector<std::string> beside;
};

/// The contents of a register: an entry of its list has the data of one returned form, or of several forms that belong
/// together.
struct ManifestGathers {
  struct Part {
    std::string kind;
    std::string at;                                          // in an entry; empty: the whole data is the entry
    std::vector<std::pair<std::string, std::string>> match;  // names and pointers
  };
  std::string list;
  std::string date;             // of the register; empty: it has none
  std::string received;         // of an entry; empty: it has none
  std::string left_out;         // a list of texts: the forms that are not entered; empty: it has none
  std::vector<std::string> by;  // names of `match` in which any two papers of an entry agree
  std::vector<Part> parts;
};

/// The places of a field in former editions, and the names of its choices there.
struct ManifestWas {
  std::string pointer;                                       // of the field, with `*` for the items of a list
  std::vector<std::string> former;                           // pointers with as many `*`
  std::vector<std::pair<std::string, std::string>> options;  // former and present values
};

struct FormFile;
class MadeValue;

struct Manifest {
  KindInfo info;
  std::string language;
  std::string file_name;  // a template
  diagnostics::Origin file_name_origin;
  std::vector<ManifestOutput> outputs;
  std::optional<ManifestIdentity> identity;
  std::optional<ManifestGathers> gathers;
  /// Hashes of former definitions with the same fields: forms made from them are read like forms of this edition.
  std::vector<std::string> same_as;
  std::vector<ManifestWas> was;
  /// Names of fields in Word forms of others (tag, title or bookmark), and their pointers; for a box, followed by `#`
  /// and its value.
  std::vector<std::pair<std::string, std::string>> word_fields;
  /// Texts in Word forms made elsewhere that are not values.
  std::vector<std::string> word_printed;
  /// Lines of such forms with places between the words, see intake/line_pattern.h.
  std::vector<std::string> word_lines;
  /// Whether Word files name 仿宋_GB2312 instead of 仿宋; nullopt: the former on pages of GB/T 9704.
  std::optional<bool> has_national_fonts;
  bool repeats_word_rows = false;  // rows of lists in Word forms can be added
  bool protects_word_forms = false;
  /// The whole manifest, for the rules.
  std::shared_ptr<const data::Document> document;

  /// Returns the output for a format; null if the kind has none of its medium.
  const ManifestOutput* find_output(Format format) const;
};

/// Whether members that are left out of the file have their default values. Most runs need none of them, and an
/// installed manifest can then be read without its schema.
enum class ManifestDefaults : bool { FilledIn, MayBeMissing };

/// Reads the manifest of a bundle. `documents` learns its places for messages.
/// Reports: resources/*, data/* by template.schema.json, engine/kind-name.
base::Expected<Manifest> read_manifest(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                       data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink,
                                       ManifestDefaults defaults = ManifestDefaults::FilledIn);

/// Checks the manifest that was made from a form. Installed forms are known to be valid and are not validated
/// again (is_known_form). Reports: data/* by template.schema.json at the places of the form,
/// engine/kind-name.
base::Expected<Manifest> manifest_from_form(const FormFile& form, std::string_view kind, const MadeValue& made,
                                            resources::SourceStore& store, data::DocumentRegistry& documents,
                                            diagnostics::DiagnosticSink& sink, ManifestDefaults defaults);

/// The summary of the kind.
/// Reports: those of read_manifest.
base::Expected<KindInfo> read_kind_info(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                        data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

// The section `web`: the form of a kind on web pages.

/// The plan of the form; without the section, all fields in one step.
webform::WebPlan web_plan_of(const Manifest& manifest);

/// Checks that pointers lead to fields, that each field is in one step, and that everything required can be filled in.
/// Reports: engine/strange-pointer, engine/web-field-twice, engine/web-left-out, engine/web-attachment-twice.
void check_web(const Manifest& manifest, const schema::Schema& schema, diagnostics::DiagnosticSink& sink);

/// Checks that the pointers of the section `word` lead to fields.
/// Reports: engine/strange-pointer.
void check_word(const Manifest& manifest, const schema::Schema& schema, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine

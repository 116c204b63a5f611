// Manifest: template.json, which says what a bundle is.
#pragma once

#include "data/document.h"
#include "engine/kinds/detail/style_files.h"
#include "gongwen/engine.h"
#include "schema/schema.h"
#include "webform/web_form.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::engine {

// Manifests of the bundles that come with the program, known since it was built: they need not be checked against their
// schema again. One that differs in any byte is checked like those of other bundles.

/// Whether `text` is the manifest of a kind that the program was built with, byte by byte: such a manifest is valid,
/// which tests see to.
bool is_known_manifest(std::string_view kind, std::string_view text);

inline constexpr std::string_view kManifestName = "template.json";
/// Of the JSON Schema of the data.
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

/// What distinguishes returned forms of the kind, by JSON pointers into their data.
struct ManifestIdentity {
  std::string unit_zh;  // what is counted: 人, 项提案
  std::string unit_en;  // applicants, proposals
  std::vector<std::string> by;
  std::vector<std::string> beside;
};

/// What a register is made of: an entry of its list has the data of one returned form, or of several that belong
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
  std::vector<std::string> by;  // names of `match`: what any two papers of an entry agree in
  std::vector<Part> parts;
};

struct Manifest {
  KindInfo info;
  std::string language;
  std::string file_name;  // a template
  diagnostics::Origin file_name_origin;
  std::vector<ManifestOutput> outputs;
  std::optional<ManifestIdentity> identity;
  std::optional<ManifestGathers> gathers;
  /// The whole of it, for the rules.
  std::shared_ptr<const data::Document> document;

  /// What a format is made from; null when the kind has nothing for its medium.
  const ManifestOutput* find_output(Format format) const;
};

/// Whether the document of a manifest has the values that are left out of the file. Most runs need none of them, and a
/// manifest that came with the program is read without its schema then.
enum class ManifestDefaults : bool { FilledIn, MayBeMissing };

/// Reads the manifest of a bundle. `documents` learns its places for messages.
/// Reports: resources/*, data/* by template.schema.json, engine/kind-name.
base::Expected<Manifest> read_manifest(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                       data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink,
                                       ManifestDefaults defaults = ManifestDefaults::FilledIn);

/// The summary of the kind in its manifest.
/// Reports: those of read_manifest.
base::Expected<KindInfo> read_kind_info(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                        data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

// The section `web`: what a bundle says of its form on web pages.

/// What the section says; without one, all fields in one step.
webform::WebPlan web_plan_of(const Manifest& manifest);

/// Whether pointers lead to fields, each field is in one step, and whatever must be filled in can be.
/// Reports: engine/strange-pointer, engine/web-field-twice, engine/web-left-out, engine/web-attachment-twice.
void check_web(const Manifest& manifest, const schema::Schema& schema, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine

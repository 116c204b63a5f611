#include "engine/kinds/detail/manifest.h"

#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/form/form_bundle.h"
#include "forms/fill_fields.h"
#include "intake/field_data.h"
#include "intake/line_pattern.h"
#include "schema/apply_defaults.h"
#include "schema/schema.h"
#include "schema/schema_fields.h"
#include "schema/validate.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>
#include <utility>

// Reads template.json: first the section `web`, whose fields are checked against the schema of the data, then
// the manifest itself. Values were validated by template.schema.json, so the functions here need not check
// types. A Manifest has two sources: template.json as a file, or the value made from a form.json. Both use
// manifest_of(), which copies the facts that the program needs often; everything else is read from the kept
// document when needed. check_web() and check_word() need the compiled schema and run later, in
// compiled_kind.cpp.
namespace gongwen::engine {
namespace {

/// Manifests of the installed bundles, generated when the program is built.
struct KnownManifest {
  std::string_view kind;
  std::string_view text;  // all bytes of the file
};

constexpr KnownManifest kKnownManifests[] = {
#include "known_manifests.inc"
};

}  // namespace

/// Installed manifests are known to be valid, so that rendering need not validate them.
bool is_known_manifest(std::string_view kind, std::string_view text) {
  return std::any_of(std::begin(kKnownManifests), std::end(kKnownManifests),
                     [&](const KnownManifest& known) { return known.kind == kind && known.text == text; });
}

namespace {

namespace messages = diagnostics::messages;
using data::Value;

/// Text of an optional member; empty if absent.
std::string web_text(const Value& object, std::string_view pointer) {
  const auto found = object.resolve(pointer);
  return found && found->is_string() ? std::string(found->string()) : std::string();
}

/// False if absent.
bool web_flag(const Value& object, std::string_view name) {
  const auto flag = object.find(name);
  return flag && flag->boolean();
}

diagnostics::TextPair web_pair(const Value& object, std::string_view name) {
  const std::string place = "/" + std::string(name);
  return {web_text(object, place + "/en"), web_text(object, place + "/zh")};
}

/// Empty if the list is absent.
std::vector<Value> web_items(const Value& object, std::string_view name) {
  std::vector<Value> items;
  const auto list = object.find(name);
  for (std::size_t i = 0; list && i < list->size(); ++i) items.push_back(list->at(i));
  return items;
}

std::vector<std::string> web_texts(const Value& object, std::string_view name) {
  std::vector<std::string> texts;
  for (const Value& item : web_items(object, name)) texts.emplace_back(item.string());
  return texts;
}

/// The conditions in `show_if`: `{"/patents": true, "/kind": ["a", "b"], "/other": {"not": "c"}, "/more": "given"}`.
std::vector<webform::ShownWhen> web_conditions(const Value& object) {
  std::vector<webform::ShownWhen> conditions;
  const auto all = object.find("show_if");
  for (std::size_t i = 0; all && i < all->size(); ++i) {
    webform::ShownWhen condition{std::string(all->key_at(i)), {}};
    Value wanted = all->at(i);
    if (wanted.is_object()) {
      // `{"not": …}` inverts the condition, and `blank` is the opposite of `given`.
      condition.is_not = true;
      wanted = *wanted.find("not");
    }
    const bool is_word = wanted.is_string() && (wanted.string() == "given" || wanted.string() == "blank");
    if (is_word) {
      // is_not XOR blank: not blank is given.
      condition.is_not = condition.is_not != (wanted.string() == "blank");
    } else if (wanted.is_array()) {
      for (std::size_t k = 0; k < wanted.size(); ++k) condition.values.push_back(*forms::value_text(wanted.at(k)));
    } else {
      condition.values.push_back(*forms::value_text(wanted));
    }
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

/// `10M`, `500K`; the schema allows no other units.
std::size_t bytes_of(std::string_view size) {
  std::size_t number = 0;
  // Cannot overflow: the schema allows four digits.
  std::from_chars(size.data(), size.data() + size.size(), number);
  return size.ends_with('M') ? number << 20 : number << 10;
}

webform::Attachment attachment_of(const Value& value) {
  const auto required = value.find("required");
  const auto scan = value.find("scan");
  return {web_text(value, "/id"),          web_pair(value, "title"),
          web_texts(value, "types"),       bytes_of(web_text(value, "/max")),
          required && required->boolean(), scan && scan->boolean()};
}

/// The record made when submissions are taken in: fixed texts, and texts from the data.
webform::PlannedRecord record_of(const Value& value) {
  webform::PlannedRecord record{web_text(value, "/type"), {}};
  const auto fixed = value.find("fixed");
  for (std::size_t i = 0; fixed && i < fixed->size(); ++i) {
    record.members.push_back({std::string(fixed->key_at(i)), {}, std::string(fixed->at(i).string())});
  }
  const auto members = value.find("members");
  for (std::size_t i = 0; members && i < members->size(); ++i) {
    // The value is a pointer into the data of the form.
    record.members.push_back({std::string(members->key_at(i)), std::string(members->at(i).string()), {}});
  }
  return record;
}

/// Checks the section `web`: pointers lead to fields, each field is in one step, and every required field can be filled
/// in.
class WebCheck {
 public:
  WebCheck(const Value& section, const Manifest& manifest, const schema::Schema& schema,
           diagnostics::DiagnosticSink& sink)
      : section_(section), kind_(manifest.info.name), schema_(schema), sink_(sink) {}

  void run() {
    for (const Value& step : web_items(section_, "steps")) {
      for (const Value& field : web_items(step, "fields")) add_field(field);
    }
    // Fields that are not filled in on this page count as placed.
    for (const Value& field : web_items(section_, "not_here")) add_field(field);
    const auto words = section_.find("fields");
    // `fields` has words by pointer; each may state conditions on other pointers.
    for (std::size_t i = 0; words && i < words->size(); ++i) {
      check_pointer(words->key_at(i), words->at(i));
      if (const auto conditions = words->at(i).find("show_if")) {
        for (std::size_t k = 0; k < conditions->size(); ++k) check_pointer(conditions->key_at(k), conditions->at(k));
      }
      if (web_flag(words->at(i), "fixed")) check_default(words->key_at(i), words->at(i));
      if (web_flag(words->at(i), "notify")) check_address(words->key_at(i), words->at(i));
    }
    // The introduction may show values of the data that every form has.
    for (const Value& one : web_items(section_, "intro")) check_intro(one);
    if (const auto list = section_.find("list")) {
      for (std::size_t i = 0; i < list->size(); ++i) check_pointer(list->at(i).string(), list->at(i));
    }
    check_attachments();
    for (const Value& record : web_items(section_, "records")) check_record(record);
    // The fields of the steps are known only now. A required field that no step names would make the form impossible to
    // submit.
    if (!sink_.has_errors()) check_required();
  }

 private:
  /// A pointer of a step, with the value that names it.
  struct Named {
    std::string pointer;
    Value place;
  };

  /// `place` is the place in the manifest that names the field, for the message.
  void check_pointer(std::string_view pointer, const Value& place) {
    if (schema::has_field(schema_, pointer)) return;
    sink_.report(messages::EngineStrangePointer, place.origin(), pointer, kind_);
  }

  /// Only defaults are known before a form is filled in.
  void check_intro(const Value& value) {
    if (!value.is_string()) return;
    check_pointer(value.string(), value);
    check_default(value.string(), value);
  }

  /// Such a value is not filled in, so it must come from the schema.
  void check_default(std::string_view pointer, const Value& place) {
    const auto field = schema::known_field(schema_, pointer);
    if (field && !field->default_value) sink_.report(messages::EngineWebNoDefault, place.origin(), pointer);
  }

  /// Mail goes to one address, so the field has one.
  void check_address(std::string_view pointer, const Value& place) {
    const auto field = schema::known_field(schema_, pointer);
    const bool is_address = field && field->limits.format == schema::Format::Email && pointer.find('*') == pointer.npos;
    if (!is_address || std::exchange(has_address_, true)) {
      sink_.report(messages::EngineNotifyNoAddress, place.origin(), pointer);
    }
  }

  /// A field inside an object that was named before also counts as named twice.
  void add_field(const Value& value) {
    const std::string pointer(value.string());
    // Each field may be in only one place: `/leader` in one step and `/leader/name` in another one exclude each
    // other.
    check_pointer(pointer, value);
    for (const Named& other : named_) {
      if (webform::is_within(pointer, other.pointer) || webform::is_within(other.pointer, pointer)) {
        sink_.report(messages::EngineWebFieldTwice, value.origin(), pointer, other.pointer);
        return;
      }
    }
    named_.push_back({pointer, value});
  }

  /// Ids are unique, and at most one attachment is the signed scan.
  void check_attachments() {
    std::set<std::string> ids;
    bool has_scan = false;
    for (const Value& attachment : web_items(section_, "attachments")) {
      const std::string id = web_text(attachment, "/id");
      if (!ids.insert(id).second) {
        sink_.report(messages::EngineWebAttachmentTwice, attachment.find("id")->origin(), id);
      }
      const auto scan = attachment.find("scan");
      if (!scan || !scan->boolean()) continue;
      if (std::exchange(has_scan, true)) sink_.report(messages::EngineWebScanTwice, scan->origin(), id);
    }
  }

  /// A record takes single values: a pointer into the rows of a list would have many.
  void check_record(const Value& record) {
    const auto members = record.find("members");
    for (std::size_t i = 0; members && i < members->size(); ++i) {
      const std::string_view pointer = members->at(i).string();
      // Both `/members/*/name` and `/members/0/name` lead into a row.
      const bool is_in_row = pointer.find('*') != std::string_view::npos || intake::field_pattern(pointer) != pointer;
      if (!is_in_row && schema::has_field(schema_, pointer)) continue;
      sink_.report(messages::EngineStrangePointer, members->at(i).origin(), pointer, kind_);
    }
  }

  /// Checks the innermost required fields: an object is filled in by its members.
  void check_required() {
    const std::vector<std::string> required = forms::required_fields(schema_);
    const bool has_steps = !web_items(section_, "steps").empty();
    for (const std::string& pointer : required) {
      // A required object counts as filled in if its required members are.
      const bool has_parts = std::any_of(required.begin(), required.end(), [&](const std::string& other) {
        return other != pointer && webform::is_within(other, pointer);
      });
      if (!has_parts) check_place(pointer, has_steps);
    }
  }

  /// Reports a required field that is left out, or is in no step.
  void check_place(const std::string& pointer, bool has_steps) {
    // Sections name fields of rows by pattern, the schema may list them by number.
    const std::string pattern = intake::field_pattern(pointer);
    for (const Value& place : web_items(section_, "not_here")) {
      if (webform::is_within(pointer, place.string()) || webform::is_within(pattern, place.string())) {
        sink_.report(messages::EngineWebLeftOut, place.origin(), pointer);
        return;
      }
    }
    const bool is_named = std::any_of(named_.begin(), named_.end(), [&](const Named& named) {
      return webform::is_within(pointer, named.pointer) || webform::is_within(pattern, named.pointer);
    });
    if (has_steps && !is_named) sink_.report(messages::EngineWebLeftOut, section_.find("steps")->origin(), pointer);
  }

  Value section_;
  std::string kind_;
  const schema::Schema& schema_;
  diagnostics::DiagnosticSink& sink_;
  std::vector<Named> named_;
  bool has_address_ = false;
};

}  // namespace

/// Without the section the plan is empty: all fields in one step.
webform::WebPlan web_plan_of(const Manifest& manifest) {
  webform::WebPlan plan;
  const auto section = manifest.document->root().find("web");
  if (!section) return plan;
  // The section has been checked against the schema of manifests, so members have the right types here.
  if (std::string audience = web_text(*section, "/audience"); !audience.empty()) plan.audience = std::move(audience);
  plan.receipt = web_text(*section, "/receipt");
  plan.listed_name = web_text(*section, "/list/name");
  plan.listed_organisation = web_text(*section, "/list/organisation");
  for (const Value& step : web_items(*section, "steps")) {
    plan.steps.push_back({web_pair(step, "title"), web_texts(step, "fields")});
  }
  plan.not_here = web_texts(*section, "not_here");
  for (const Value& one : web_items(*section, "attachments")) plan.attachments.push_back(attachment_of(one));
  for (const Value& one : web_items(*section, "records")) plan.records.push_back(record_of(one));
  if (const auto days = section->find("keep_days")) plan.keep_days = static_cast<std::size_t>(days->integer());
  for (const Value& one : web_items(*section, "intro")) {
    // A string is a pointer whose value is shown, an object a paragraph in both languages.
    if (one.is_string()) {
      plan.intro.push_back({{}, std::string(one.string())});
    } else {
      plan.intro.push_back({{web_text(one, "/en"), web_text(one, "/zh")}, {}});
    }
  }
  // Words of the section replace titles and hints of the schema on the page.
  const auto words = section->find("fields");
  for (std::size_t i = 0; words && i < words->size(); ++i) {
    const Value& own = words->at(i);
    // At most one field notifies, which check_address() ensures.
    if (web_flag(own, "notify")) plan.notify = words->key_at(i);
    plan.words.emplace(words->key_at(i),
                       webform::OwnWords{web_pair(own, "label"), web_pair(own, "hint"), web_text(own, "/autocomplete"),
                                         web_flag(own, "fixed"), web_flag(own, "must"), web_conditions(own)});
  }
  return plan;
}

void check_web(const Manifest& manifest, const schema::Schema& schema, diagnostics::DiagnosticSink& sink) {
  const auto section = manifest.document->root().find("web");
  if (section) WebCheck(*section, manifest, schema, sink).run();
}

void check_word(const Manifest& manifest, const schema::Schema& schema, diagnostics::DiagnosticSink& sink) {
  const auto section = manifest.document->root().resolve("/word/fields");
  for (std::size_t i = 0; section && i < section->size(); ++i) {
    const Value pointer = section->at(i);
    const std::string_view text = pointer.string();
    if (schema::known_field(schema, text.substr(0, text.find('#')))) continue;
    sink.report(diagnostics::messages::EngineStrangePointer, pointer.origin(), text, manifest.info.name);
  }
  const auto lines = manifest.document->root().resolve("/word/lines");
  for (std::size_t i = 0; lines && i < lines->size(); ++i) {
    const Value line = lines->at(i);
    const auto pattern = intake::read_line_pattern(line.string());
    if (!pattern) sink.report(diagnostics::messages::EngineWordLine, line.origin(), line.string());
    for (std::size_t k = 0; pattern && k < pattern->pointers.size(); ++k) {
      const std::string& pointer = pattern->pointers[k];
      if (pointer.empty() || schema::known_field(schema, pointer)) continue;
      sink.report(diagnostics::messages::EngineStrangePointer, line.origin(), pointer, manifest.info.name);
    }
  }
}

namespace {

constexpr std::string_view kManifestSchema =
#include "template_schema.inc"
    ;

const schema::Schema& manifest_schema() {
  // Compiled once, on first use: rendering with an installed kind does not need it.
  static const schema::Schema schema = schema::built_in_schema(kManifestSchema);
  return schema;
}

/// The texts of an optional list.
std::vector<std::string> list_texts(const Value& object, std::string_view key) {
  std::vector<std::string> texts;
  const std::optional<Value> list = object.find(key);
  for (std::size_t i = 0; list && i < list->size(); ++i) texts.emplace_back(list->at(i).string());
  return texts;
}

/// Empty for an optional member that is absent.
std::string text_at(const Value& value, std::string_view pointer) {
  const std::optional<Value> found = value.resolve(pointer);
  return found ? std::string(found->string()) : std::string();
}

/// The names of media in template.json. `pdf` and `xlsx` are other names for `page` and `sheet`; the schema refuses
/// both names of a medium at once.
struct MediumName {
  std::string_view name;
  Medium medium;
};
constexpr MediumName kMediumNames[] = {
    {"page", Medium::Page}, {"pdf", Medium::Page}, {"sheet", Medium::Sheet}, {"xlsx", Medium::Sheet}};

/// Origins are kept, since a missing template or sheet is reported at its name.
ManifestOutput output_of(Medium medium, const Value& value) {
  ManifestOutput output;
  output.medium = medium;
  output.template_name = text_at(value, "/template");
  output.origin = value.resolve("/template")->origin();
  const std::optional<Value> styles = value.find("styles");
  for (std::size_t i = 0; styles && i < styles->size(); ++i) {
    output.styles.push_back({std::string(styles->at(i).string()), styles->at(i).origin()});
  }
  return output;
}

ManifestIdentity identity_of(const Value& value) {
  return {text_at(value, "/unit/zh"), text_at(value, "/unit/en"), list_texts(value, "by"), list_texts(value, "beside")};
}

/// The rules for making a register from returned forms.
ManifestGathers gathers_of(const Value& value) {
  ManifestGathers gathers{text_at(value, "/list"),     text_at(value, "/date"), text_at(value, "/received"),
                          text_at(value, "/left_out"), list_texts(value, "by"), {}};
  const Value parts = *value.find("parts");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ManifestGathers::Part part{text_at(parts.at(i), "/kind"), text_at(parts.at(i), "/at"), {}};
    const std::optional<Value> match = parts.at(i).find("match");
    // `match` names the values in which papers of one entry agree, with the pointer in this kind's data.
    for (std::size_t m = 0; match && m < match->size(); ++m) {
      part.match.emplace_back(match->key_at(m), match->at(m).string());
    }
    gathers.parts.push_back(std::move(part));
  }
  return gathers;
}

std::vector<ManifestWas> was_of(const Value& fields) {
  std::vector<ManifestWas> was;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    ManifestWas one{std::string(fields.key_at(i)), list_texts(fields.at(i), "at"), {}};
    const std::optional<Value> options = fields.at(i).find("options");
    for (std::size_t o = 0; options && o < options->size(); ++o) {
      one.options.emplace_back(options->key_at(o), options->at(o).string());
    }
    was.push_back(std::move(one));
  }
  return was;
}

/// The document must be valid; required members are dereferenced without a check.
Manifest manifest_of(std::shared_ptr<const data::Document> document) {
  const Value root = document->root();
  Manifest manifest;
  manifest.info.name = text_at(root, "/kind");
  manifest.info.title_zh = text_at(root, "/title/zh");
  manifest.info.title_en = text_at(root, "/title/en");
  manifest.info.version = text_at(root, "/version");
  manifest.info.source_zh = text_at(root, "/source/zh");
  manifest.info.source_en = text_at(root, "/source/en");
  manifest.language = text_at(root, "/language");
  manifest.file_name = text_at(root, "/file_name");
  manifest.file_name_origin = root.find("file_name")->origin();
  const Value outputs = *root.find("outputs");
  // The order of the table is that of outputs: pages before sheets.
  for (const MediumName& name : kMediumNames) {
    if (const auto output = outputs.find(name.name)) manifest.outputs.push_back(output_of(name.medium, *output));
  }
  // A kind offers every document format of its media; pictures are made only on request.
  for (const FormatInfo& format : known_formats()) {
    if (format.is_document && manifest.find_output(format.format)) manifest.info.formats.push_back(format.format);
  }
  manifest.same_as = list_texts(root, "same_as");
  if (const auto was = root.find("was")) manifest.was = was_of(*was);
  if (const auto identity = root.find("identity")) manifest.identity = identity_of(*identity);
  if (const auto gathers = root.find("gathers")) {
    manifest.gathers = gathers_of(*gathers);
    for (const ManifestGathers::Part& part : manifest.gathers->parts) manifest.info.gathers.push_back(part.kind);
  }
  manifest.info.has_web_form = root.find("web").has_value();
  if (const auto fonts = root.resolve("/word/fonts")) manifest.has_national_fonts = fonts->string() == "national";
  if (const auto rows = root.resolve("/word/rows")) manifest.repeats_word_rows = rows->string() == "repeat";
  if (const auto protect = root.resolve("/word/protect")) manifest.protects_word_forms = protect->boolean();
  const auto word_fields = root.resolve("/word/fields");
  for (std::size_t i = 0; word_fields && i < word_fields->size(); ++i)
    manifest.word_fields.emplace_back(word_fields->key_at(i), word_fields->at(i).string());
  const auto word_printed = root.resolve("/word/printed");
  for (std::size_t i = 0; word_printed && i < word_printed->size(); ++i)
    manifest.word_printed.emplace_back(word_printed->at(i).string());
  const auto word_lines = root.resolve("/word/lines");
  for (std::size_t i = 0; word_lines && i < word_lines->size(); ++i)
    manifest.word_lines.emplace_back(word_lines->at(i).string());
  // Kept, since later checks and the sections `web` and `publish` are read from it.
  manifest.document = std::move(document);
  return manifest;
}

}  // namespace

/// Outputs belong to a medium: all formats of pages come from one template.
const ManifestOutput* Manifest::find_output(Format format) const {
  for (const ManifestOutput& output : outputs) {
    if (output.medium == format_info(format).medium) return &output;
  }
  return nullptr;
}

namespace {

/// The folder of a bundle has the name of the kind; a copied folder with the old name inside would be ambiguous.
base::Expected<Manifest> named_manifest(std::shared_ptr<const data::Document> document, std::string_view kind,
                                        diagnostics::DiagnosticSink& sink) {
  Manifest manifest = manifest_of(std::move(document));
  if (manifest.info.name != kind) {
    sink.report(diagnostics::messages::EngineKindName, manifest.document->root().find("kind")->origin(),
                manifest.info.name, kind);
    return base::kReported;
  }
  return manifest;
}

}  // namespace

/// Reports syntax and schema errors at their places in template.json.
base::Expected<Manifest> read_manifest(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                       data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink,
                                       ManifestDefaults defaults) {
  if (is_form_bundle(files.bundle())) {
    const base::Expected<FormFile> form = read_form_file(files, kind, store, documents, sink);
    if (!form) return base::kReported;
    return manifest_from_form(*form, kind, manifest_of_form(*form, sink), store, documents, sink, defaults);
  }
  const base::Expected<diagnostics::SourceId> source = files.read_text(kManifestName, {}, store, sink);
  if (!source) return base::kReported;
  base::Expected<data::Document> read = data::read_json(*source, store.source_text(*source), {}, sink);
  if (!read) return base::kReported;
  // Compared with the installed one byte by byte: if it is equal, the file is known to be valid.
  const std::string_view text = store.source_text(*source);
  const bool fills_in = defaults == ManifestDefaults::FilledIn;
  const bool is_known = is_known_manifest(kind, text);
  // Reading the schema and applying it takes longer than the rest of a small document.
  if (!is_known || fills_in) {
    read = schema::apply_defaults(manifest_schema(), *std::move(read), {}).document;
  }
  auto document = std::make_shared<const data::Document>(*std::move(read));
  documents.add(document);
  if (!is_known && !schema::validate(manifest_schema(), document->root(), {.allows_schema_name = true}, sink)) {
    return base::kReported;
  }
  return named_manifest(std::move(document), kind, sink);
}

base::Expected<Manifest> manifest_from_form(const FormFile& form, std::string_view kind, const MadeValue& made,
                                            resources::SourceStore& store, data::DocumentRegistry& documents,
                                            diagnostics::DiagnosticSink& sink, ManifestDefaults defaults) {
  const diagnostics::SourceId places = form.document->source();
  data::Document read = made.document(store.add_name(std::string(store.source_name(places))), places);
  const bool is_known = is_known_form(kind, store.source_text(places));
  if (!is_known || defaults == ManifestDefaults::FilledIn) {
    read = schema::apply_defaults(manifest_schema(), std::move(read), {}).document;
  }
  auto document = std::make_shared<const data::Document>(std::move(read));
  documents.add_made(document, form.document);
  if (!is_known && !schema::validate(manifest_schema(), document->root(), {}, sink)) return base::kReported;
  return named_manifest(std::move(document), kind, sink);
}

/// Without defaults: a list of kinds shows only members that every manifest has.
base::Expected<KindInfo> read_kind_info(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                        data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink) {
  base::Expected<Manifest> manifest =
      read_manifest(files, kind, store, documents, sink, ManifestDefaults::MayBeMissing);
  if (!manifest) return base::kReported;
  return std::move(manifest->info);
}

}  // namespace gongwen::engine

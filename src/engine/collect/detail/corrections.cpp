#include "engine/collect/detail/corrections.h"

#include "base/utf8.h"
#include "data/document_builder.h"
#include "data/readers.h"
#include "data/value_text.h"
#include "data/values.h"
#include "diagnostics/catalogue/intake.h"
#include "engine/collect/detail/register_data.h"
#include "engine/collect/detail/roster_columns.h"
#include "engine/core/detail/field_words.h"
#include "engine/core/detail/read_source.h"
#include "engine/input/detail/table_input.h"
#include "engine/input/read_data.h"
#include "engine/render/detail/make_files.h"
#include "intake/given_values.h"
#include "resources/read_file.h"
#include "schema/json_tree.h"
#include "schema/schema.h"
#include "schema/schema_fields.h"
#include "schema/table_cells.h"
#include "schema/validate.h"

#include <algorithm>

// The identity of a form, and corrections of its values. Both compare texts that people typed, so these are normalised
// first: width, case, blanks, dots between names.
namespace gongwen::engine {
namespace {

/// One value is not enough: an office shares one telephone, and one value may be mistyped.
constexpr std::size_t kEnough = 2;

/// Decided by the format of the field: contacts identify a person or an office.
bool is_contact(const schema::SchemaField& field) {
  const auto format = field.limits.format;
  return format == schema::Format::Email || format == schema::Format::PhoneCn || format == schema::Format::IdCard;
}

/// +86 138-0000-0000 and １３８００００００００ are the same number.
std::string comparable_contact(std::string_view text) {
  std::string out;
  for (const char c : base::ascii_lowercase(intake::narrow_text(text))) {
    if (c > ' ' && c != '-' && c != '(' && c != ')') out.push_back(c);
  }
  return out.starts_with("+86") ? out.substr(3) : out;
}

/// A value in comparable form: texts normalised, other values as JSON; empty if missing.
std::string comparable_value(const std::optional<data::Value>& value) {
  if (!value) return {};
  if (value->is_string()) return comparable_name(value->string());
  return data::value_json(*value);
}

/// Data without any member, for the file name of a blank form.
data::Document no_data() {
  data::DocumentBuilder builder(diagnostics::SourceId(0));
  builder.begin_object(0);
  builder.end_object(0);
  return std::move(builder).finish();
}

/// How far two lists of values agree; values that only one side has do not count. A few details may agree or differ by
/// chance, so fewer than kEnough values that both sides have prove nothing.
struct Agreement {
  std::size_t known = 0;  // on both sides
  std::size_t equal = 0;
  bool none() const { return known >= kEnough && equal == 0; }
  bool all() const { return known >= kEnough && equal == known; }
};

Agreement agreement(const std::vector<Identity::Detail>& ours, const std::vector<Identity::Detail>& theirs) {
  Agreement found;
  for (const Identity::Detail& detail : ours) {
    const auto same = std::find_if(theirs.begin(), theirs.end(),
                                   [&](const Identity::Detail& other) { return other.pointer == detail.pointer; });
    if (same == theirs.end()) continue;
    ++found.known;
    found.equal += same->value == detail.value;
  }
  return found;
}

}  // namespace

std::string comparable_name(std::string_view name) { return data::comparable_text(intake::normal_text(name)); }

/// Names come first; contacts decide about namesakes and mistyped names.
Likeness likeness(const Identity& one, const Identity& other) {
  const Agreement contacts = agreement(one.contacts, other.contacts);
  // A complete key is a strong sign; only contradicting contacts speak for two persons of one name.
  if (!one.key.empty() && one.key == other.key) {
    const bool namesakes = contacts.none() || (contacts.equal == 0 && agreement(one.beside, other.beside).none());
    return namesakes ? Likeness::SameName : Likeness::Same;
  }
  return contacts.all() ? Likeness::SameContacts : Likeness::Different;
}

/// A kind without `identity` is identified by the name of its files, which its template makes from the data.
IdentityReader::IdentityReader(const std::shared_ptr<const CompiledKind>& kind, const RenderOptions& options)
    : kind_(kind), options_(options) {
  for (const schema::SchemaField& field : schema::describe_all_fields(*kind->schema).parts) {
    if (is_contact(field)) contacts_.push_back(field.pointer);
  }
  if (!kind->manifest->identity) blank_name_ = file_name(no_data());
}

Identity IdentityReader::read(const data::Document& data) const {
  Identity identity = read(data.root());
  // If the manifest defines no identity, the name of the file tells the subject of a form. The name of a blank form
  // tells nothing.
  if (!kind_->manifest->identity) {
    identity.name = file_name(data);
    if (identity.name == blank_name_) identity.name.clear();
    identity.key = comparable_name(identity.name);
  }
  return identity;
}

/// Names and other identifying values by the manifest, contacts by the formats of the schema.
Identity IdentityReader::read(const data::Value& data) const {
  Identity identity;
  if (kind_->manifest->identity) read_fields(data, *kind_->manifest->identity, identity);
  for (const std::string& pointer : contacts_) {
    const auto value = data.resolve(pointer);
    if (!value || !value->is_string()) continue;
    std::string text = comparable_contact(value->string());
    if (!text.empty()) identity.contacts.push_back({pointer, std::move(text)});
  }
  return identity;
}

/// The key is the list of values; without one of them, no other form may count as the same.
void IdentityReader::read_fields(const data::Value& data, const ManifestIdentity& fields, Identity& identity) {
  bool complete = true;
  for (const std::string& pointer : fields.by) {
    const auto value = data.resolve(pointer);
    const std::string text = comparable_value(value);
    complete = complete && !text.empty();
    // A line end separates values, which contain none after normalising.
    identity.key += text + '\n';
    if (text.empty()) continue;
    if (!identity.name.empty()) identity.name += ' ';
    identity.name += value->is_string() ? std::string(value->string()) : text;
  }
  // A key with a gap would join all forms that lack the same part.
  if (!complete) identity.key.clear();
  for (const std::string& pointer : fields.beside) {
    std::string text = comparable_value(data.resolve(pointer));
    if (!text.empty()) identity.beside.push_back({pointer, std::move(text)});
  }
}

/// Empty if the name cannot be made; the check has reported what is missing for it.
std::string IdentityReader::file_name(const data::Document& data) const {
  // Errors of the name are not those of the form; they are reported when a file is named.
  Run aside(kind_);
  const auto name = make_file_name(*kind_, data, options_, aside);
  return name ? *name : std::string();
}

namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kCorrectionsSchema =
#include "corrections_schema.inc"
    ;

const schema::Schema& corrections_schema() {
  static const schema::Schema schema = schema::built_in_schema(kCorrectionsSchema);
  return schema;
}

/// The table is read like any table of data, with the schema of corrections.
base::Expected<data::Document> read_corrections_table(const std::string& path, intake::FileReader& reader, Run& run) {
  constexpr std::string_view kList = "/corrections";
  base::Expected<std::string> bytes = resources::read_bytes(path, {}, run.sink());
  if (!bytes) return base::kReported;
  // A table is the list of the schema with a row for each correction; people keep it as CSV or a workbook.
  const data::KnowsHeading knows = schema::headings_of_list(corrections_schema(), kList);
  const auto table = TableInput::open(path, *std::move(bytes), knows, reader, run);
  if (!table) return base::kReported;
  return schema::read_table((*table)->rows(), corrections_schema(), kList, {}, run.sink());
}

/// Reads corrections as a list in JSON or YAML.
base::Expected<data::Document> read_object(const std::string& path, const RenderOptions& options, Run& run) {
  const auto source = resources::read_text(path, {}, run.sources(), run.sink());
  if (!source) return base::kReported;
  const std::string_view text = run.sources().source_text(*source);
  const data::JsonLimits limits = json_limits(options.limits);
  return is_yaml(path) ? data::read_yaml(*source, text, limits, run.sink())
                       : data::read_json(*source, text, limits, run.sink());
}

std::string correction_text(const data::Value& object, std::string_view name) {
  const auto value = object.find(name);
  return value && value->is_string() ? std::string(value->string()) : std::string();
}

}  // namespace

/// Empty members of a table are allowed, so only the other formats are validated.
bool Corrections::read(const std::string& path, const RenderOptions& options, intake::FileReader& reader, Run& run) {
  const bool is_table = engine::is_table(path);
  base::Expected<data::Document> read =
      is_table ? read_corrections_table(path, reader, run) : read_object(path, options, run);
  if (!read) return false;
  const auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  if (!is_table && !schema::validate(corrections_schema(), document->root(), {}, run.sink())) return false;
  // A table is the list itself, an object has it as a member.
  const data::Value list = is_table ? document->root() : *document->root().find("corrections");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const data::Value row = list.at(i);
    Entry entry;
    entry.form = correction_text(row, "form");
    entry.name = correction_text(row, "name");
    entry.field = correction_text(row, "field");
    entry.before = correction_text(row, "old");
    entry.after = correction_text(row, "new");
    // Author, date and reason of the correction, as one text for messages.
    for (const std::string_view part : {"by", "date", "reason"}) {
      const std::string text = correction_text(row, part);
      if (!text.empty()) entry.source += (entry.source.empty() ? "" : ", ") + text;
    }
    entry.origin = row.origin();
    entries_.push_back(std::move(entry));
  }
  return true;
}

/// Corrections apply in the order of the list, each to the data as changed by the earlier ones.
void Corrections::apply(ReadForm& form, const RenderOptions& options) {
  if (entries_.empty()) return;
  const auto reader = identities_.try_emplace(form.kind, form.compiled, options).first;
  const Identity identity = reader->second.read(*form.given);
  for (Entry& entry : entries_) {
    if (concerns(entry, form, identity)) apply(entry, form);
  }
}

/// Whether a correction is for this form. Paths are compared at their end, so that the name of the file is sufficient.
bool Corrections::concerns(const Entry& entry, const ReadForm& form, const Identity& identity) {
  const auto is_end = [&entry](const std::string& path) {
    return path == entry.form || path.ends_with("/" + entry.form);
  };
  if (!entry.form.empty() && !is_end(form.path) && !is_end(form_name(form))) return false;
  // A correction that names neither a form nor a person concerns none.
  if (entry.name.empty()) return !entry.form.empty();
  return comparable_name(entry.name) == comparable_name(identity.name);
}

/// The pointer of the field; empty if no field has the title, or several have it.
std::string Corrections::pointer_of(const Entry& entry, const CompiledKind& kind) {
  if (entry.field.starts_with('/')) return schema::has_field(*kind.schema, entry.field) ? entry.field : std::string();
  std::string found;
  for (const RosterColumn& column : roster_columns(kind)) {
    const bool is_it = column.title == entry.field || column.title.ends_with("：" + entry.field);
    if (!is_it) continue;
    // The whole title is unambiguous; the end of a joined title may not be.
    if (column.title == entry.field) return column.pointer;
    if (!found.empty()) return {};
    found = column.pointer;
  }
  return found;
}

/// The old value must match: a correction never overwrites what a person has changed since.
void Corrections::apply(Entry& entry, ReadForm& form) {
  entry.met = true;
  const CompiledKind& kind = *form.compiled;
  const std::string pointer = pointer_of(entry, kind);
  if (pointer.empty()) return;
  entry.knows_field = true;
  std::string present;
  const auto value = form.given->resolve(pointer);
  if (value) data::append_value_json(present, *value);
  // Old and new values are compared as values of the field, not as texts: `12.0` and `12` are one number.
  const std::string after = typed_value(kind, pointer, entry.after);
  // The form already has the new value.
  if (present == after) {
    entry.is_done = true;
    return;
  }
  schema::JsonNode tree = schema::json_tree_of(form.given->root());
  schema::JsonNode* const place = schema::follow_pointer(tree, pointer);
  // The present value is remembered for the message about stale corrections.
  if (place == nullptr || present != typed_value(kind, pointer, entry.before)) {
    entry.others[form_name(form)] = value ? roster_words(*value, *kind.schema) : std::string();
    return;
  }
  *place = after.empty() ? schema::JsonNode() : schema::json_scalar(after);
  form.json = schema::write_json_tree(tree, schema::describe_all_fields(*kind.schema)).json;
  // Parsed again, so that the next correction sees this one.
  diagnostics::DiagnosticSink ignored;
  const diagnostics::SourceId source = form.run->sources().add(form_name(form), form.json);
  auto read = data::read_json(source, form.run->sources().source_text(source), {}, ignored);
  if (read) form.given = std::make_shared<const data::Document>(*std::move(read));
  entry.is_done = true;
  const BilingualWords title = field_title(*kind.schema, pointer);
  // Always reported: the data now differs from the form.
  form.run->sink().report(messages::IntakeCorrected, diagnostics::Origin{}, form_name(form), title.english,
                          title.chinese, entry.before, entry.after, entry.source);
}

/// After all forms were read: corrections without a form, of unknown fields, or that no longer fit.
void Corrections::report_rest(const std::vector<std::string>& counting, diagnostics::DiagnosticSink& sink) const {
  for (const Entry& entry : entries_) {
    // A correction that met no form is usually a misspelt name, and must not be ignored silently.
    const std::string& whose = entry.name.empty() ? entry.form : entry.name;
    if (!entry.met) {
      sink.report(messages::IntakeCorrectionUnused, entry.origin, whose);
    } else if (!entry.knows_field) {
      sink.report(messages::IntakeStrangeField, entry.origin, entry.field);
    }
    for (const auto& [form, value] : entry.others) {
      // An older form may differ, if the one that counts was corrected.
      if (std::find(counting.begin(), counting.end(), form) == counting.end()) continue;
      sink.report(messages::IntakeCorrectionStale, entry.origin, form, entry.field, value, entry.before);
    }
  }
}

}  // namespace gongwen::engine

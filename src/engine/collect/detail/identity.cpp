#include "engine/collect/detail/identity.h"

#include "base/ascii.h"
#include "data/document_builder.h"
#include "data/value_text.h"
#include "data/values.h"
#include "engine/render/detail/make_files.h"
#include "intake/field_value.h"
#include "schema/schema_fields.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

/// One says too little: an office has one telephone, and one value may be mistyped.
constexpr std::size_t kEnough = 2;

bool is_contact(const schema::SchemaField& field) {
  const auto format = field.limits.format;
  return format == schema::Format::Email || format == schema::Format::PhoneCn || format == schema::Format::IdCard;
}

std::string comparable_contact(std::string_view text) {
  std::string out;
  for (const char c : base::ascii_lowercase(intake::narrow_text(text))) {
    if (c > ' ' && c != '-' && c != '(' && c != ')') out.push_back(c);
  }
  return out.starts_with("+86") ? out.substr(3) : out;
}

/// Texts as they are compared, anything else as it is written; empty for missing values.
std::string comparable_value(const std::optional<data::Value>& value) {
  if (!value) return {};
  if (value->is_string()) return comparable_name(value->string());
  std::string json;
  data::append_value_json(json, *value);
  return json;
}

data::Document no_data() {
  data::DocumentBuilder builder(diagnostics::SourceId(0));
  builder.begin_object(0);
  builder.end_object(0);
  return std::move(builder).finish();
}

struct Agreement {
  std::size_t known = 0;  // in both
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

Likeness likeness(const Identity& one, const Identity& other) {
  const Agreement contacts = agreement(one.contacts, other.contacts);
  if (!one.key.empty() && one.key == other.key) {
    const bool namesakes = contacts.none() || (contacts.equal == 0 && agreement(one.beside, other.beside).none());
    return namesakes ? Likeness::SameName : Likeness::Same;
  }
  return contacts.all() ? Likeness::SameContacts : Likeness::Different;
}

IdentityReader::IdentityReader(const std::shared_ptr<const CompiledKind>& kind, const RenderOptions& options)
    : kind_(kind), options_(options) {
  for (const schema::SchemaField& field : schema::describe_all_fields(*kind->schema).parts) {
    if (is_contact(field)) contacts_.push_back(field.pointer);
  }
  if (!kind->manifest->identity) blank_name_ = file_name(no_data());
}

Identity IdentityReader::read(const data::Document& data) const {
  Identity identity = read(data.root());
  if (!kind_->manifest->identity) {
    identity.name = file_name(data);
    if (identity.name == blank_name_) identity.name.clear();
    identity.key = comparable_name(identity.name);
  }
  return identity;
}

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

void IdentityReader::read_fields(const data::Value& data, const ManifestIdentity& fields, Identity& identity) {
  bool complete = true;
  for (const std::string& pointer : fields.by) {
    const auto value = data.resolve(pointer);
    const std::string text = comparable_value(value);
    complete = complete && !text.empty();
    identity.key += text + '\n';
    if (text.empty()) continue;
    if (!identity.name.empty()) identity.name += ' ';
    identity.name += value->is_string() ? std::string(value->string()) : text;
  }
  if (!complete) identity.key.clear();
  for (const std::string& pointer : fields.beside) {
    std::string text = comparable_value(data.resolve(pointer));
    if (!text.empty()) identity.beside.push_back({pointer, std::move(text)});
  }
}

/// Empty where the name cannot be made: what is missing for it has been reported by the check.
std::string IdentityReader::file_name(const data::Document& data) const {
  Run aside(kind_);
  const auto name = make_file_name(*kind_, data, options_, aside);
  return name ? *name : std::string();
}

}  // namespace gongwen::engine

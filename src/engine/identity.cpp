#include "engine/identity.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "data/document_builder.h"
#include "data/schema_fields.h"
#include "engine/make_files.h"
#include "intake/normal_text.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

/// One says too little: an office has one telephone.
constexpr std::size_t kEnoughContacts = 2;

bool is_contact(const data::SchemaField& field) {
  const auto format = field.limits.format;
  return format == data::Format::Email || format == data::Format::PhoneCn || format == data::Format::IdCard;
}

bool counts_in_names(char32_t c) {
  constexpr std::u32string_view kDots = U"·•・‧∙";
  return c > U' ' && c != 0x3000 && c != 0xA0 && kDots.find(c) == std::u32string_view::npos;
}

std::string comparable_name(std::string_view name) {
  const std::string plain = base::ascii_lowercase(intake::narrow_text(intake::normal_text(name)));
  std::string out;
  for (const auto& decoded : base::CodePoints(plain)) {
    if (counts_in_names(decoded.code_point)) base::append_utf8(out, decoded.code_point);
  }
  return out;
}

std::string comparable_contact(std::string_view text) {
  std::string out;
  for (const char c : base::ascii_lowercase(intake::narrow_text(text))) {
    if (c > ' ' && c != '-' && c != '(' && c != ')') out.push_back(c);
  }
  return out.starts_with("+86") ? out.substr(3) : out;
}

data::Document no_data() {
  data::DocumentBuilder builder(diagnostics::SourceId(0));
  builder.begin_object(0);
  builder.end_object(0);
  return std::move(builder).finish();
}

}  // namespace

Likeness likeness(const Identity& one, const Identity& other) {
  std::size_t known = 0;
  std::size_t equal = 0;
  for (const Identity::Contact& contact : one.contacts) {
    const auto same = std::find_if(other.contacts.begin(), other.contacts.end(),
                                   [&](const Identity::Contact& theirs) { return theirs.pointer == contact.pointer; });
    if (same == other.contacts.end()) continue;
    ++known;
    equal += same->value == contact.value;
  }
  const bool says_much = known >= kEnoughContacts;
  if (!one.key.empty() && one.key == other.key) return says_much && equal == 0 ? Likeness::SameName : Likeness::Same;
  return says_much && equal == known ? Likeness::SameContacts : Likeness::Different;
}

IdentityReader::IdentityReader(const std::shared_ptr<const CompiledKind>& kind, const RenderOptions& options)
    : kind_(kind), options_(options) {
  for (const data::SchemaField& field : data::describe_all_fields(*kind->schema).parts) {
    if (is_contact(field)) contacts_.push_back(field.pointer);
  }
  blank_name_ = file_name(no_data());
}

Identity IdentityReader::read(const data::Document& data) const {
  Identity identity;
  identity.name = file_name(data);
  if (identity.name == blank_name_) identity.name.clear();
  identity.key = comparable_name(identity.name);
  for (const std::string& pointer : contacts_) {
    const auto value = data.resolve(pointer);
    if (!value || !value->is_string()) continue;
    std::string text = comparable_contact(value->string());
    if (!text.empty()) identity.contacts.push_back({pointer, std::move(text)});
  }
  return identity;
}

/// Empty where the name cannot be made: what is missing for it has been told by the check.
std::string IdentityReader::file_name(const data::Document& data) const {
  Run aside(kind_);
  const auto name = make_file_name(*kind_, data, options_, aside);
  return name ? *name : std::string();
}

}  // namespace gongwen::engine

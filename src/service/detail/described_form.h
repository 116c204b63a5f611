// The form of a kind as workers describe it, and what the front derives from it: the names by which lists show a
// submission, its attachments, its records in a store of facts.
#pragma once

#include "base/json_members.h"
#include "engine/webform/web_form.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// A text in both languages.
struct TextOfBoth {
  std::string zh;
  std::string en;

  std::string in(diagnostics::Language language) const {
    return std::string(diagnostics::BilingualText{en, zh}.in(language));
  }
  friend void json_members(auto& of, base::MembersOf<TextOfBoth> auto& title) { of("zh", title.zh)("en", title.en); }
};

/// The answer of Operation::Form. The front asks for it for nearly every page; workers answer
/// from what they have compiled. `plan` has the contents of the section `web` of
/// template.json.
struct DescribedForm : webform::WebForm {
  std::string title;  // title of the kind
};
/// Reads an answer of Operation::Form; nullopt if the kind has no form.
std::optional<DescribedForm> parse_form(std::string_view answer);

/// Returns whether the field at a pointer takes a file. Pointers are JSON pointers (RFC 6901) into the
/// data.
bool is_file_field(const webform::WebForm& form, std::string_view pointer);
/// Returns the label on the page for the field at a pointer, or for the nearest field around it: `工作经历第2项：单位`.
/// Empty if there is none.
std::string label_around(const webform::WebForm& form, std::string_view pointer);
/// Returns the id of the attachment for the signed document; empty if the form asks for none.
std::string scan_slot_of(const webform::WebForm& form);
/// Returns the person (or project) and the organisation in the data, which lists show; the form says which values these
/// are.
std::pair<std::string, std::string> names_of_form(std::string_view json, const webform::WebForm& form);

/// Returns the address to which mail about a form is sent; empty if the form names none, or if the value is not an
/// address.
std::string address_of_form(std::string_view json, const webform::WebForm& form);

/// A record for the store that is made from a form: `{"type":"person","record":{"name":"张三"}}`.
struct FormRecord {
  std::string type;
  base::JsonText record;

  friend void json_members(auto& of, base::MembersOf<FormRecord> auto& one) {
    of.must("type", one.type).must("record", one.record);
  }
};
/// Returns the records that the form plans for this data. Members whose values are missing are left out; others have a
/// fixed text (`text`) or a value from the data (`pointer`). Used by the review page and for entering records.
std::vector<FormRecord> records_of_form(std::string_view json, const webform::WebForm& form);

}  // namespace gongwen::service

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

/// The answer of Operation::Form.
/// Asked by the front for nearly every page; workers answer from what they have compiled. `plan` has what the section
/// `web` of template.json says.
struct DescribedForm : webform::WebForm {
  std::string title;  // of the kind
};
/// Reads an answer of Operation::Form; nullopt if the kind has no form.
std::optional<DescribedForm> parse_form(std::string_view answer);

/// Whether a file is sent in the field at a pointer.
/// Pointers are JSON pointers (RFC 6901) into the data.
bool is_file_field(const webform::WebForm& form, std::string_view pointer);
/// The label that the page has for the field at a pointer, or for the nearest field around it: `工作经历第2项：单位`.
/// Empty if there is none.
std::string label_around(const webform::WebForm& form, std::string_view pointer);
/// The id of the attachment for the signed document; empty if the form asks for none.
std::string scan_slot_of(const webform::WebForm& form);
/// The person (or project) and the organisation of data, which lists show; the form says which values they are.
std::pair<std::string, std::string> names_of_form(std::string_view json, const webform::WebForm& form);

/// The address to which mail about a form is sent; empty if the form says of none, or it is no address.
std::string address_of_form(std::string_view json, const webform::WebForm& form);

/// A record of the store that is made from a form: `{"type":"person","record":{"name":"张三"}}`.
struct FormRecord {
  std::string type;
  base::JsonText record;

  friend void json_members(auto& of, base::MembersOf<FormRecord> auto& one) {
    of.must("type", one.type).must("record", one.record);
  }
};
/// The records that the form plans for this data. Members whose values are missing are left out.
/// Used by the review page and by entering: members with a fixed text (`text`) and members from the data (`pointer`).
std::vector<FormRecord> records_of_form(std::string_view json, const webform::WebForm& form);

}  // namespace gongwen::service

// WebForm: a form as steps, groups and fields, for pages on the web and for programs that make their own forms. It is
// another view of the FieldModel of a kind; repeated rows of a list are folded into one group.
//   const webform::WebForm form = webform::build_form({fields, schema, plan, Language::Chinese});
//   for (const webform::WebStep& step : form.steps) …
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "forms/field_model.h"
#include "schema/schema.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::webform {

using diagnostics::Language;
using diagnostics::TextPair;

// What a bundle says of its web form: the section `web` of template.json.

struct PlannedStep {
  TextPair title;
  std::vector<std::string> fields;  // pointers of fields, objects and lists
};

/// A file that is sent along and is not a field of the form.
struct Attachment {
  std::string id;
  TextPair title;
  std::vector<std::string> types;  // pdf, jpeg, png
  std::size_t max_bytes = 0;
  bool required = false;
  bool is_scan = false;  // of the document, printed, signed and stamped
};

/// Texts on the web in place of those that the schema has for a field.
struct OwnWords {
  TextPair label;
  TextPair hint;
  std::string autocomplete;
  bool is_fixed = false;  // the form's own text: shown, and not to be changed by whoever fills it in
};

/// What is before the fields: words of the bundle, or by default what the document has at a pointer.
struct PlannedIntro {
  TextPair text;
  std::string pointer;  // empty: `text`
};

/// A member of a record: a value of the form, or always the same text.
struct PlannedMember {
  std::string name;
  std::string pointer;  // empty: `text`
  std::string text;
};

/// A record of a store that a form becomes once it is accepted.
struct PlannedRecord {
  std::string type;  // `person`
  std::vector<PlannedMember> members;
};

struct WebPlan {
  std::string audience = "applicant";
  std::string receipt;  // prefix of numbers of receipts; empty: none
  std::vector<PlannedIntro> intro;
  std::vector<PlannedStep> steps;     // none: all fields in one
  std::vector<std::string> not_here;  // what others fill in
  std::vector<Attachment> attachments;
  std::vector<PlannedRecord> records;
  std::optional<std::size_t> keep_days;
  // What lists show of a form: pointers; empty: nothing.
  std::string listed_name;  // of a person, or of a project
  std::string listed_organisation;
  std::map<std::string, OwnWords, std::less<>> words;  // by pointer, with `*` for any row
};

struct WebChoice {
  std::string value;
  std::string label;
};

struct WebField {
  std::string pointer;  // in rows `/work_history/*/org`
  /// text, multiline, number, date, month, email, phone, check, choice, choices, file
  std::string type;
  std::string label;  // within its group
  std::string hint;
  std::vector<std::string> examples;
  std::string placeholder;
  bool required = false;   // in rows: where there is the row
  bool read_only = false;  // also what the bundle fixes
  bool free_text = false;  // a choice that may also be a custom text
  std::vector<WebChoice> choices;
  std::string on_value;  // of a check
  std::optional<std::size_t> min_length;
  std::optional<std::size_t> max_length;
  std::string least;  // decimal texts; empty: no limit
  std::string most;
  std::vector<std::string> formats;  // as schemas name them
  std::string autocomplete;
  std::vector<std::string> accept;  // media types of a file
  std::string value;                // of the blank form: the default
};

struct WebGroup {
  std::string title;    // empty for fields that lie in no object
  std::string pointer;  // of the object or the list; empty for fields that lie in none
  std::string hint;
  bool is_list = false;  // the fields are those of one row
  bool required = false;
  std::size_t min_rows = 0;
  std::optional<std::size_t> max_rows;
  std::vector<WebField> fields;
};

struct WebStep {
  std::string title;  // empty where the bundle has no steps
  std::vector<WebGroup> groups;
};

struct WebIntro {
  std::string title;  // of the field whose default it is
  std::vector<std::string> texts;
  bool is_list = false;
};

struct WebForm {
  Language language = Language::Chinese;
  WebPlan plan;
  std::vector<WebIntro> intro;
  std::vector<WebStep> steps;
};

struct FormParts {
  const forms::FieldModel& fields;  // of the blank form
  const schema::Schema& schema;
  const WebPlan& plan;
  Language language = Language::Chinese;           // of the form on the web
  Language document_language = Language::Chinese;  // of the labels in `fields`
};

/// Fields that the steps do not name are in the last one. Places to sign are left out.
WebForm build_form(const FormParts& parts);

/// As programs read it: docs/CLI.md, “The form as JSON”.
base::Json form_json(const WebForm& form);

// Finding fields.

/// Whether `pointer` is `place` or lies below it.
bool is_within(std::string_view pointer, std::string_view place);

struct FoundField {
  const WebGroup* group = nullptr;
  const WebField* field = nullptr;
  std::optional<std::size_t> row;  // in a list
};

/// The field of a pointer with numbers of rows; nothing for what the form does not have.
std::optional<FoundField> find_field(const WebForm& form, std::string_view pointer);

/// What the page calls the field, group or row at a pointer, with the group around it: `工作经历第2项：单位`. Empty for
/// what the form does not have.
std::string label_at(const WebForm& form, std::string_view pointer);

/// The pointer of a field in a row of its list.
std::string pointer_in_row(const WebGroup& group, const WebField& field, std::size_t row);

}  // namespace gongwen::webform

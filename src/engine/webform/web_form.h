// WebForm: a form as steps, groups and fields, for web pages and for programs with their own pages. It is a view of a
// kind's FieldModel in which the repeated rows of a list are folded into one group.
//   const webform::WebForm form = webform::build_form({fields, schema, plan, Language::Chinese});
//   for (const webform::WebStep& step : form.steps) …
#pragma once

#include "base/json_members.h"
#include "diagnostics/text.h"
#include "forms/field_model.h"
#include "schema/schema.h"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {
/// `zh`: languages in JSON (base/json_members.h).
std::span<const std::string_view> json_names(Language language);
}  // namespace gongwen

namespace gongwen::webform {

using diagnostics::Language;
using diagnostics::TextPair;

// The definition of a bundle's web form: the section `web` of template.json.

/// A page of a form that is filled in step by step. A field belongs to the first step that names it or something around
/// it.
struct PlannedStep {
  TextPair title;
  std::vector<std::string> fields;  // pointers of fields, objects and lists
};

/// A file that is uploaded but is not a field of the form.
struct Attachment {
  std::string id;
  TextPair title;
  std::vector<std::string> types;  // pdf, jpeg, png, ofd
  std::size_t max_bytes = 0;
  bool required = false;
  bool is_scan = false;  // a scan of the printed, signed and stamped document
};

/// A condition on another field: it has one of the values, or any value if none are listed.
struct ShownWhen {
  std::string pointer;              // in the rows of a list: `/guests/*/car`, for another field of the same row
  std::vector<std::string> values;  // as in controls: `true`
  bool is_not = false;              // the field has none of the values

  friend void json_members(auto& of, base::MembersOf<ShownWhen> auto& when) {
    of.must("pointer", when.pointer).given("values", when.values).given("not", when.is_not);
  }
};

/// Texts for the web page that replace those of the schema, and the conditions under which the field is shown.
struct OwnWords {
  TextPair label;
  TextPair hint;
  std::string autocomplete;
  bool is_fixed = false;     // the form's own text: shown, but applicants cannot change it
  bool is_required = false;  // if it is shown
  std::vector<ShownWhen> shown = {};
};

/// Text before the fields: from the bundle, or by default from the document at a pointer.
struct PlannedIntro {
  TextPair text;
  std::string pointer;  // empty: use `text`
};

/// A member of a record: a value of the form, or a fixed text.
struct PlannedMember {
  std::string name;
  std::string pointer;  // empty: use `text`
  std::string text;
};

/// A store record that is made from an accepted form.
struct PlannedRecord {
  std::string type;  // `person`
  std::vector<PlannedMember> members;
};

struct WebPlan {
  std::string audience = "applicant";
  std::string receipt;  // prefix of receipt numbers; empty: no receipts
  std::vector<PlannedIntro> intro;
  std::vector<PlannedStep> steps;     // empty: all fields are in one step
  std::vector<std::string> not_here;  // filled in by others
  std::vector<Attachment> attachments;
  std::vector<PlannedRecord> records;
  std::optional<std::size_t> keep_days;
  // Pointers of the values shown in lists of forms; empty: none.
  std::string listed_name;  // of a person, or of a project
  std::string listed_organisation;
  std::string notify;  // pointer of the address to which mail about the form is sent; empty: no mail is sent
  std::map<std::string, OwnWords, std::less<>> words;  // by pointer, with `*` for rows
};

/// One choice of a list or of buttons: `value` goes into the data, `label` is shown.
struct WebChoice {
  std::string value;
  std::string label;

  friend void json_members(auto& of, base::MembersOf<WebChoice> auto& choice) {
    of("value", choice.value)("label", choice.label);
  }
};

/// A control of the page. All rows of a list share one field; its pointer has `*` for the row.
struct WebField {
  std::string pointer;  // in rows: `/work_history/*/org`
  /// text, multiline, number, date, month, email, phone, check, choice, choices, file
  std::string type;
  std::string label;  // within its group
  std::string hint;
  std::vector<std::string> examples;
  std::string placeholder;
  bool required = false;   // in rows: if the row exists
  bool read_only = false;  // also true for values fixed by the bundle
  bool free_text = false;  // a choice that also accepts free text
  // Only in forms of schemas.
  bool is_json = false;   // a text, or JSON for a value with parts
  std::size_t lines = 0;  // of an area for text that grows with its value; 0: the usual height
  // For references to other records, in forms of records: the type, and the label of the button for a new record.
  std::string refers_to;
  std::string make;
  std::vector<WebChoice> choices;
  std::string on_value;  // of a tick box
  std::optional<std::size_t> min_length;
  std::optional<std::size_t> max_length;
  std::string least;  // decimal texts; empty: no limit
  std::string most;
  std::vector<std::string> formats;  // as in schemas
  std::string media_type;            // of a text with structure: text/markdown, text/html
  std::string autocomplete;
  std::vector<std::string> accept;    // media types of a file
  std::string value;                  // default on a blank form
  std::vector<ShownWhen> shown = {};  // the field is shown if all hold; otherwise its value is left out
};

/// Fields under one title: those of an object, those of a row of a list, or fields outside any object.
struct WebGroup {
  std::string title;    // empty for fields outside any object
  std::string pointer;  // of the object or list; empty for fields outside
  std::string hint;
  bool is_list = false;  // `fields` describes one row
  bool required = false;
  std::size_t min_rows = 0;
  std::optional<std::size_t> max_rows;
  std::vector<WebField> fields;
};

/// The groups that one page shows, in the order of the template.
struct WebStep {
  std::string title;  // empty if the bundle defines no steps
  std::vector<WebGroup> groups;
  bool is_folded = false;  // only its title is shown while it is empty; only in forms of schemas
};

struct WebIntro {
  std::string title;  // of the field whose default it is
  std::vector<std::string> texts;
  bool is_list = false;
};

/// A form in one language. build_form makes at least one step, and puts each field into exactly one.
struct WebForm {
  Language language = Language::Chinese;
  WebPlan plan;
  std::vector<WebIntro> intro;
  std::vector<WebStep> steps;
};

/// Sets the properties of a control that follow from the type of its field.
void set_type(WebField& made, const forms::FieldType& type);

/// What build_form combines; the form does not refer to it afterwards.
struct FormParts {
  const forms::FieldModel& fields;  // of the blank form
  const schema::Schema& schema;
  const WebPlan& plan;
  Language language = Language::Chinese;           // of the web page
  Language document_language = Language::Chinese;  // of the labels in `fields`
};

/// Fields that are not assigned to a step go into the last one. Signatures are left out.
WebForm build_form(const FormParts& parts);

/// The form for programs: docs/CLI.md, “The form as JSON”.
base::Json to_json(const WebForm& form);
/// Reads what to_json writes, and ignores other members. Attachments get their titles only in the language of the form.
/// Returns false if the JSON is not that of a form.
bool read_json(const base::JsonView& json, WebForm& form);

// Functions that find fields.

/// Whether `pointer` equals `place` or lies below it.
bool is_within(std::string_view pointer, std::string_view place);

struct FoundField {
  const WebGroup* group = nullptr;
  const WebField* field = nullptr;
  std::optional<std::size_t> row;  // in a list
};

/// Finds the field for a pointer with row numbers; nullopt if the form has none.
std::optional<FoundField> find_field(const WebForm& form, std::string_view pointer);

/// The label of the field, group or row at a pointer, with the label of its group: `工作经历第2项：单位`. Empty if the
/// form has none.
std::string label_at(const WebForm& form, std::string_view pointer);

/// The pointer of a field in a row of its list.
std::string pointer_in_row(const WebGroup& group, const WebField& field, std::size_t row);

}  // namespace gongwen::webform

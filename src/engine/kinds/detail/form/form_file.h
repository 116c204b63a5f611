// FormFile: a form described by one file, form.json or form.yaml, which replaces the other files of a bundle.
#pragma once

#include "data/document.h"
#include "engine/kinds/detail/style_files.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The steps of processing a form: read_form_file() reads and checks form.json; manifest_of_form() makes template.json
// from it (form_bundle.h, with rules from form_rules.h), schema_of_form() the JSON Schema (form_schema.h),
// paper_of_form() templates, style sheets and texts (form_paper.h). Each made value keeps its place in form.json
// (made_value.h), so that messages about it lead the author there.
namespace gongwen::engine {

/// The name of the file that describes the form of the bundle; empty if the bundle has none.
std::string_view form_file_name(const resources::Folder& bundle);

// Files that a bundle may have beside form.json: macros for rows with `html`, the page as a Word file,
// and style rules of page and workbook.
inline constexpr std::string_view kOwnRows = "own.html";
inline constexpr std::string_view kWordPage = "document.docx";
inline constexpr std::string_view kOwnPageStyle = "own.css";
inline constexpr std::string_view kOwnSheetStyle = "own-sheet.css";

/// Whether `text` is, byte by byte, the installed form of a kind. Tests ensure that installed forms are valid, so
/// form.schema.json need not be applied when such a form is read.
bool is_known_form(std::string_view kind, std::string_view text);

/// Whether a name is a word of the expression language, or a name that templates of forms use.
bool is_taken_name(std::string_view name);

// The type of a field, from its `type` or from its members. It determines the schema of the value, its control on pages
// and sheets, and how values compare in rules.
enum class FormFieldType : std::uint8_t {
  Text,
  Name,
  Person,
  Organisation,
  Long,
  Number,
  Date,
  Month,
  Phone,
  Email,
  Postcode,
  YesNo,
  Confirmed,  // a box that must be ticked
  Texts,
  Opinion,
  Signatures,
  Photo,
  Paragraphs,  // a text, or a list of paragraphs and lists
  Format,      // of one or several formats of the schema
  Group,       // contains other fields
  List,        // has rows with the fields `/list/*/member`
};

/// One of the choices of a field: a value, and the words that people read for it.
struct FormOption {
  // A value of type text or number, as in the data; people read `zh` and `en`.
  data::Value value;
  std::string zh;
  std::string en;     // empty: the Chinese words
  std::string print;  // on paper; empty: the words used elsewhere

  const std::string& on_paper(std::string_view language) const;
};

/// One entry of `fields`, or a part of one (FormFile::parts). Valid while FormFile::document lives, since
/// `value` points into it.
struct FormField {
  std::string pointer;  // `/jobs/*/from`
  // Name and parent have no `/*`, which stands for the rows of a list in the pointer.
  std::string name;    // the last part of it
  std::string parent;  // the pointer of the group or list that it is in; empty if none
  FormFieldType type = FormFieldType::Text;
  data::Value value;  // its description in the form
  // Whether the schema always demands a value. False for a field with `show_if`: there a rule demands the value if the
  // field is shown.
  bool must = false;
  bool given = false;          // absent from the data unless it is filled in
  bool must_if_shown = false;  // of a field with conditions, for which `must` is false
  std::vector<FormOption> options;

  std::string title(std::string_view language) const;
  /// The label on paper; `language` is that of the document.
  std::string label(std::string_view language) const;
  std::string text(std::string_view member) const;
  bool flag(std::string_view member) const;
  /// False if the field has `"print": false`.
  bool is_on_paper() const;
  std::optional<std::int64_t> number(std::string_view member) const;
};

/// Every field has to be on paper once, as `Own`, or within words: reading a returned form relies on a
/// place for each value.
enum class FormPlaceKind : std::uint8_t {
  Own,      // the place where the field is filled in
  InWords,  // within words or on a cover: the field may have further places
  Named,    // no place to fill it in
};

/// A place where the form shows a field, with the pointer that it states, which may lead to no field.
struct FormPlace {
  diagnostics::Origin origin;
  std::string pointer;
  FormPlaceKind kind = FormPlaceKind::Own;
};

/// A form that was read: the fields in the order of the file, which is their order in the schema and on
/// the web. Copies share the document.
struct FormFile {
  std::shared_ptr<const data::Document> document;
  std::string name;  // of the file
  // Whether files beside it exist: rows as macros, and style rules after those of the form.
  bool has_own_rows = false;
  bool has_word_page = false;  // a Word file is the page
  bool has_own_page_style = false;
  bool has_own_sheet_style = false;
  std::vector<FormField> fields;
  std::vector<FormField> parts;  // text and day of opinions, name and day of those who sign: `/tech/bureau/date`

  std::set<std::string, std::less<>> on_paper;  // fields with an own place, outside words

  data::Value root() const { return document->root(); }
  /// The language of the document without its region: `zh` or `en`, the only languages of forms.
  std::string language() const;
  std::string title_language() const { return language() == "zh" ? "zh" : "en"; }
  /// Returns null if there is no such field.
  const FormField* find(std::string_view pointer) const;
  /// Finds a field or a part; returns null if absent.
  const FormField* find_value(std::string_view pointer) const;
  /// The fields in a group or a list, or those at the top of the form if `parent` is empty.
  std::vector<const FormField*> fields_in(std::string_view parent) const;
  /// The conditions under which the field is shown: its own `show_if` and those of the groups around it, within the
  /// rows of a list. Ordered from the field outwards; all of them must hold. The condition of a list decides whether
  /// the list is shown, and does not count for its members.
  std::vector<data::Value> conditions_of(const FormField& field) const;
  /// An expression for templates that also works in a blank form without the value: `title["zh"] | default(none)`.
  static std::string expression_of(std::string_view pointer);
};

/// `kind` is the name of the folder. On success the pointers of paper, head and conditions lead to fields, and `must`,
/// `type` and `options` are final; pointers of rules are checked later, by rules_of_form(). Of the files beside it,
/// only the existence is checked. Reads the file and checks it. Reports: resources/*, data/* by form.schema.json,
/// engine/form-*.
base::Expected<FormFile> read_form_file(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                        data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

// Functions that read members of a description, which its schema has checked.

/// The text of a member; empty if it is absent.
std::string form_text(const data::Value& object, std::string_view member);
bool form_flag(const data::Value& object, std::string_view member);
/// A number as it is written, such as `29.5`; empty if it is absent.
std::string form_number(const data::Value& object, std::string_view member);
/// The items of a list; none if it is absent.
std::vector<data::Value> form_items(const data::Value& object, std::string_view member);

}  // namespace gongwen::engine

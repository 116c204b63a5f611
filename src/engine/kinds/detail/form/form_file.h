// FormFile: a form that one file describes: form.json, or form.yaml, in place of the other files of a bundle.
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

// The way of a form: read_form_file() reads and checks form.json; manifest_of_form() makes template.json
// of it (form_bundle.h, with rules from form_rules.h), schema_of_form() the JSON Schema (form_schema.h),
// paper_of_form() templates, style sheets and texts (form_paper.h). Each value that is made keeps its
// place in form.json (made_value.h), so that messages about it lead the author there.
namespace gongwen::engine {

/// The name of the file that describes the form of the bundle; empty if there is none.
std::string_view form_file_name(const resources::Folder& bundle);

// Files that a bundle may have beside form.json: macros for rows with `html`, the page as a Word file,
// and style rules of page and workbook.
inline constexpr std::string_view kOwnRows = "own.html";
inline constexpr std::string_view kWordPage = "document.docx";
inline constexpr std::string_view kOwnPageStyle = "own.css";
inline constexpr std::string_view kOwnSheetStyle = "own-sheet.css";

/// Whether `text` is, byte by byte, the installed form of a kind: then it is valid, which tests ensure.
/// Then form.schema.json need not be applied when the form is read.
bool is_known_form(std::string_view kind, std::string_view text);

/// Whether a name is a word of the expression language, or one that templates of forms use.
bool is_taken_name(std::string_view name);

// What `type` of a field says, or what its members make of it. Types decide the schema of the value, its
// control on pages and sheets, and how values compare in rules.
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
  Format,      // of a format of the schema, or one of several
  Group,       // has other fields in it
  List,        // of rows with the fields `/list/*/member`
};

/// One of the choices of a field: a value, and how a person reads it.
struct FormOption {
  // Only values of type text or number; a text is what the data have, `zh` and `en` are what people read.
  data::Value value;
  std::string zh;
  std::string en;     // empty: as in Chinese
  std::string print;  // on paper; empty: as a person reads it elsewhere

  const std::string& on_paper(std::string_view language) const;
};

/// One entry of `fields`, or a part of one (FormFile::parts). Valid while FormFile::document lives, since
/// `value` points into it.
struct FormField {
  std::string pointer;  // `/jobs/*/from`
  // Without `/*`, which stands for the rows of a list in the pointer.
  std::string name;    // the last part of it
  std::string parent;  // the pointer of the group or list that it is in; empty if none
  FormFieldType type = FormFieldType::Text;
  data::Value value;  // its description in the form
  // What the schema demands in any case. For a field with `show_if` it is false: a rule demands the value
  // where the field is shown.
  bool must = false;
  bool given = false;          // absent from the data unless it is filled in
  bool must_if_shown = false;  // of a field with conditions, for which `must` is false
  std::vector<FormOption> options;

  std::string title(std::string_view language) const;
  /// The label on paper, `language` is that of the document.
  std::string label(std::string_view language) const;
  std::string text(std::string_view member) const;
  bool flag(std::string_view member) const;
  /// Not where it says `"print": false`.
  bool is_on_paper() const;
  std::optional<std::int64_t> number(std::string_view member) const;
};

/// Every field has to be on paper once, as `Own`, or within words: reading a returned form relies on a
/// place for each value.
enum class FormPlaceKind : std::uint8_t {
  Own,      // where the field is filled in
  InWords,  // within words or on a cover: the field may stand elsewhere, too
  Named,    // no place to fill it in
};

/// Where the form shows a field, by the pointer that it states, which may lead to no field.
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
  // Files beside it: rows as macros, and style rules after those of the form.
  bool has_own_rows = false;
  bool has_word_page = false;  // a Word file is the page
  bool has_own_page_style = false;
  bool has_own_sheet_style = false;
  std::vector<FormField> fields;
  std::vector<FormField> parts;  // text and day of opinions, name and day of those who sign: `/tech/bureau/date`

  std::set<std::string, std::less<>> on_paper;  // fields with a place of their own, outside of words

  data::Value root() const { return document->root(); }
  /// The language of the document, without a region; of its two languages the forms know `zh` and `en`.
  std::string language() const;
  std::string title_language() const { return language() == "zh" ? "zh" : "en"; }
  /// Null if there is none.
  const FormField* find(std::string_view pointer) const;
  /// Of fields and parts; null if there is none.
  const FormField* find_value(std::string_view pointer) const;
  /// The fields in a group or a list; of the form itself, if `parent` is empty.
  std::vector<const FormField*> fields_in(std::string_view parent) const;
  /// What the field and the groups around it say about when they are shown (`show_if`), within the rows of a list.
  /// Ordered from the field outwards; all of them must hold. The condition of a list is about whether the
  /// list is shown and is not among those of its members.
  std::vector<data::Value> conditions_of(const FormField& field) const;
  /// What a blank form may lack in the expressions of templates: `title["zh"] | default(none)`.
  static std::string expression_of(std::string_view pointer);
};

/// `kind` is the name of the folder. On success the pointers of paper, head and conditions lead to
/// fields, and `must`, `type` and `options` are final; pointers of rules are checked later, by
/// rules_of_form(). Of the files beside it only their existence is read.
/// Reads the file and checks it. Reports: resources/*, data/* by form.schema.json, engine/form-*.
base::Expected<FormFile> read_form_file(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                        data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

// Members of a description, which its schema has checked.

/// The text of a member; empty if it is absent.
std::string form_text(const data::Value& object, std::string_view member);
bool form_flag(const data::Value& object, std::string_view member);
/// A number as it is written, such as `29.5`; empty if it is absent.
std::string form_number(const data::Value& object, std::string_view member);
/// The items of a list; none if it is absent.
std::vector<data::Value> form_items(const data::Value& object, std::string_view member);

}  // namespace gongwen::engine

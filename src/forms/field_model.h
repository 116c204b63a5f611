// The fields of a form, and the stamp that identifies the form.
#pragma once

#include "diagnostics/origin.h"
#include "dom/tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gongwen::forms {

// FormStamp: identifies the form and edition from which a file was made. It is stored in several places of the file,
// because not every program that fills in a form keeps all of them.

struct FormStamp {
  std::string kind;     // `expert-application`
  std::string edition;  // version of its definition
  std::string hash;     // of the definition: 32 hexadecimal digits
  /// Hash of the texts that replace those of the kind and are not part of its definition; empty if none do.
  std::string texts = {};
  /// Hash of the data from which the form was made, if the form carries data besides its fields; empty if it carries
  /// none, and in forms of older programs.
  std::string given = {};
  /// The number under which the office keeps the data from which the form was made; empty if it has none.
  std::string receipt = {};

  /// Whether the file does not state its origin.
  bool empty() const { return kind.empty() && edition.empty() && hash.empty(); }
  friend bool operator==(const FormStamp&, const FormStamp&) = default;
};

/// `{"kind":…,"edition":…,"hash":…}`, with `texts`, `given` and `receipt` if not empty.
std::string stamp_json(const FormStamp& stamp);

/// The members that are not empty, by their names in files: kind, edition, hash, texts, given, receipt.
std::vector<std::pair<std::string_view, std::string>> stamp_members(const FormStamp& stamp);

/// `gongwen kind=… edition=… hash=…`: one line for a document property.
std::string stamp_line(const FormStamp& stamp);

// FieldModel: the fields of a form as one list, derived from the controls of a template and the schema at the same
// pointers. PDF widgets, workbook cells and web inputs are views of it.

/// One of the values that a choice field can have.
struct FieldChoice {
  std::string value;  // in the data
  std::string label;  // for people
  /// Index of the choice in the schema; for integers with a minimum, the difference from the minimum. Names of PDF
  /// fields use it, so that returned forms can be read independently of the order in the template.
  std::uint32_t number = 0;
  /// The text that a drop-down list offers: unique within its field, and readable when the form is returned. The label
  /// if the schema knows it, otherwise the value.
  std::string option = {};
  friend bool operator==(const FieldChoice&, const FieldChoice&) = default;
};

struct TextField {
  bool multiline = false;
  std::optional<std::size_t> max_characters;
  std::string pattern;  // ECMA-262; empty: any text
};
struct NumberField {
  bool whole = false;
  /// Decimal texts, to avoid rounding; empty: no limit.
  std::string least;
  std::string most;
};
struct DateField {
  bool month_only = false;
  std::string earliest;  // ISO 8601
  std::string latest;
};
struct EmailField {};
struct PhoneField {};
/// A single tick box.
struct CheckField {
  std::string on_value = "true";
};
/// A choice of exactly one option, or of any number.
struct ChoiceField {
  bool several = false;
  bool free_text = false;  // a single choice that also accepts free text: a select with the attribute data-free
  std::vector<FieldChoice> choices;
};
/// An uploaded image; the value is its file name. Pages and workbooks show the image or a frame for it; only web forms
/// have a control.
struct FileField {
  std::vector<std::string> types;  // media types, such as image/jpeg
};
/// A place for a signature. It has no value in the data; its pointer is a plain name.
struct SignatureField {};

using FieldType = std::variant<TextField, NumberField, DateField, EmailField, PhoneField, CheckField, ChoiceField,
                               SignatureField, FileField>;

/// The type as a word: `text`, `date`, `choices` …
std::string_view field_type_name(const FieldType& type);

/// An element of the template that shows a field or one of its choices.
struct FieldControl {
  static constexpr std::uint32_t kWhole = 0xFFFF'FFFF;
  dom::NodeId node;
  std::uint32_t choice = kWhole;  // for radio buttons and tick boxes: index of the choice
};

struct Field {
  std::string pointer;  // of its value in the data
  FieldType type;
  std::string label;  // name for people; empty only if neither the template nor the schema has one
  std::string hint;   // instructions for people; may be empty
  /// Examples of accepted spellings, for values with a format: dates, phone numbers.
  std::vector<std::string> examples;
  std::string placeholder;  // printed while the field is blank, for handwriting: 年　月　日
  bool required = false;
  bool read_only = false;
  std::string value;                   // as in the data; several choices are separated by line feeds
  std::vector<FieldControl> controls;  // at least one, in document order
  diagnostics::OriginId origin;        // of the first control
  diagnostics::DataPlace data_place;   // of the value, if it comes from the data

  /// Whether a choice is selected.
  bool has_chosen(std::string_view choice) const;
};

struct FieldModel {
  std::vector<Field> fields;  // in document order
  /// True if the form is made only for its printed pages: it is not filled in on screen, so fields without room are not
  /// reported.
  bool is_printed = false;

  /// Null if the form has no such field.
  const Field* find(std::string_view pointer) const;
};

/// Whether an element is a control: `<input>`, `<select>` or `<textarea>`.
bool is_control(dom::ElementName name);

/// Collects the fields of a document from its controls: type, limits and value as stated in the template. Controls with
/// the same name are one field: radio buttons are its choices, several tick boxes are choices of which any number may
/// be selected.
FieldModel collect_fields(const dom::Tree& tree);

/// Whether people fill in the field itself, on paper or in a file; false for signatures and uploads.
bool is_filled_in(const Field& field);

/// One field per line, for tests.
std::string dump_fields(const FieldModel& model);

}  // namespace gongwen::forms

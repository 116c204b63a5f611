// The fields of a form, and the stamp that says which form it is.
#pragma once

#include "diagnostics/origin.h"
#include "dom/tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::forms {

// FormStamp: which form, in which edition, a file was made from. It is in several places of the file, since not
// every program that fills in a form keeps all of them.

struct FormStamp {
  std::string kind;     // `expert-application`
  std::string edition;  // the version of its definition
  std::string hash;     // of the definition: 32 hexadecimal digits
  /// Hash of the texts that replace those of the kind, which belong to no definition; empty if none does.
  std::string texts = {};

  /// A file that says nothing of where it comes from.
  bool empty() const { return kind.empty() && edition.empty() && hash.empty(); }
  friend bool operator==(const FormStamp&, const FormStamp&) = default;
};

/// `{"kind":…,"edition":…,"hash":…}`, and `texts` where there is one.
std::string stamp_json(const FormStamp& stamp);

/// `gongwen kind=… edition=… hash=…`: one line for the properties of a document.
std::string stamp_line(const FormStamp& stamp);

// FieldModel: the fields of a form as one list, derived from the controls of a template and the schema at the same
// pointers. Widgets of a PDF, cells of a workbook and inputs of a web page are views of it; reading back fills it.

/// One of the values that a field may have.
struct FieldChoice {
  std::string value;  // as it is in the data
  std::string label;  // as a person sees it
  /// Which of the schema's choices it is, in the schema's order; of whole numbers with a minimum: how many are below.
  /// Names of fields use it, so that what comes back is understood whatever the order of the template.
  std::uint32_t number = 0;
  /// What a list offers for it: unique in its field, and understood when it comes back. The label if the schema knows
  /// it, otherwise the value.
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
  /// Decimal texts, so that nothing is lost; empty: no limit.
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
/// A single box to tick.
struct CheckField {
  std::string on_value = "true";
};
/// Exactly one, or any number, of the choices.
struct ChoiceField {
  bool several = false;
  bool free_text = false;  // a single choice that may also be a custom text: a select with a data-free attribute
  std::vector<FieldChoice> choices;
};
/// A picture that is sent along, whose name is the value. Pages and workbooks show it, or the frame for it, by an
/// image: only web forms have a control.
struct FileField {
  std::vector<std::string> types;  // media types: image/jpeg
};
/// A place to sign; it has no value in the data, and its pointer is a plain name.
struct SignatureField {};

using FieldType = std::variant<TextField, NumberField, DateField, EmailField, PhoneField, CheckField, ChoiceField,
                               SignatureField, FileField>;

/// The type in a word: `text`, `date`, `choices` …
std::string_view field_type_name(const FieldType& type);

/// An element of the template that shows a field, or one of its choices.
struct FieldControl {
  static constexpr std::uint32_t kWhole = 0xFFFF'FFFF;
  dom::NodeId node;
  std::uint32_t choice = kWhole;  // of radio buttons and boxes to tick: the index of what they stand for
};

struct Field {
  std::string pointer;  // JSON pointer of its value in the data
  FieldType type;
  std::string label;  // what a person calls it; empty only when neither the template nor the schema names it
  std::string hint;   // what a person has to know to fill it in; may be empty
  /// Values that it takes, as a person writes them, where their writing is not free: dates, numbers of telephones.
  std::vector<std::string> examples;
  std::string placeholder;  // printed while it is blank, for people who write by hand: 年　月　日
  bool required = false;
  bool read_only = false;
  std::string value;                   // as it is in the data; for several choices, separated by line feeds
  std::vector<FieldControl> controls;  // at least one, in the order of the document
  diagnostics::OriginId origin;        // of the first control
  diagnostics::DataPlace data_place;   // of the value, where it comes from the data

  /// Whether a choice is among the values.
  bool has_chosen(std::string_view choice) const;
};

struct FieldModel {
  std::vector<Field> fields;  // in the order of the document
  /// Whether the controls are printed: pages name their places, where nobody needs room to fill them in.
  bool is_printed = false;

  const Field* find(std::string_view pointer) const;
};

/// Whether an element is a control: `<input>`, `<select>` or `<textarea>`.
bool is_control(dom::ElementName name);

/// The fields of a document's controls: type, limits and value as the template states them. Controls of one name are
/// one field: radio buttons are its choices, several boxes to tick choices of which any number may be taken.
FieldModel collect_fields(const dom::Tree& tree);

/// Whether people fill in the field itself, on paper or in a file: no place to sign, and nothing that is sent along.
bool is_filled_in(const Field& field);

/// One field a line, for tests.
std::string dump_fields(const FieldModel& model);

}  // namespace gongwen::forms

// Writes the fields of a form as JSON, and takes values for them from data.
#pragma once

#include "base/json.h"
#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "intake/foreign_fields.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// The type of a field, as people see it.
enum class FieldSort : std::uint8_t { Text, Check, Radio, Choice, List, Button, Signature };
FieldSort sort_of(const intake::ForeignFormField& field);

/// Passwords are not written: anyone can read the value of a field in the file. Whether the form lists the field among
/// those that scripts calculate (ISO 32000-2, table 224: /CO).
bool is_calculated(const intake::ForeignForm& form, const intake::ForeignFormField& field);

bool is_password(const intake::ForeignFormField& field);
/// Whether its value can be set at all.
bool is_fillable(const intake::ForeignFormField& field);

/// `[{"name":…,"type":"text","label":…,"page":1,"required":true,"value":…}]`
base::Json fields_json(const intake::ForeignForm& form);
/// `{"name":"value","agree":true,"topics":["a","b"]}`: data that fill_form accepts again.
base::Json values_json(const intake::ForeignForm& form);

/// The new value of a field.
struct FilledField {
  const intake::ForeignFormField* field = nullptr;
  std::string text;                 // of a text, or of a choice that may be typed
  std::vector<std::size_t> chosen;  // indices of options; of a button: of the widgets that are on
  bool is_typed = false;            // a choice has `text`
  diagnostics::Origin origin;
  bool is_change = true;  // false: the field already has the value, and is only drawn again
};

/// The value that the field has in the file.
FilledField present_value(const intake::ForeignFormField& field);
/// Whether a signature locks the field of this name.
bool is_locked(const intake::ForeignForm& form, std::string_view name);

/// Takes values for fields from data. Reports: engine/fill-*.
class FieldFiller {
 public:
  FieldFiller(const intake::ForeignForm& form, diagnostics::DiagnosticSink& sink);

  /// Takes values by the names of fields: members of objects have names with dots. A member without a field is an
  /// error.
  void take_all(const data::Value& data);
  /// Takes values by a map from names of fields to JSON pointers. Fields that the map does not name are left alone.
  void take_mapped(const data::Value& data, const data::Value& map);

  std::vector<FilledField>& values() { return values_; }

 private:
  void take_members(const data::Value& object, const std::string& prefix);
  /// Fields of one full name are one field, which has a value in each of them (ISO 32000-2, 12.7.4.2).
  void take(const std::vector<const intake::ForeignFormField*>& fields, const data::Value& value);
  std::optional<FilledField> read(const intake::ForeignFormField& field, const data::Value& value);
  bool read_text(const data::Value& value, FilledField& read);
  bool read_check(const data::Value& value, FilledField& read);
  bool read_choice(const data::Value& value, FilledField& read);
  /// Whether the text is shown for options with different values. Reports: engine/fill-ambiguous.
  bool is_ambiguous(const std::string& wanted, const data::Value& value, const intake::ForeignFormField& field);
  bool choose_item(const data::Value& value, FilledField& read);
  bool choose(const std::string& wanted, const data::Value& value, FilledField& read);
  void report_unknown(const std::string& name, const diagnostics::Origin& origin);

  const intake::ForeignForm& form_;
  diagnostics::DiagnosticSink& sink_;
  std::map<std::string, std::vector<const intake::ForeignFormField*>, std::less<>> fields_;
  std::vector<FilledField> values_;
};

}  // namespace gongwen::engine

// The fields of a form as PDF has them: which controls are one field, of which kind, under which name.
#pragma once

#include "forms/field_model.h"
#include "paint/display_list.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

enum class FormFieldKind : std::uint8_t { Text, Combo, CheckBox, Radios, Signature };

/// Where one of a field's widgets is: the number of its area on a page.
struct WidgetPlace {
  std::size_t page = 0;
  std::size_t area = 0;
};

struct FormField {
  static constexpr std::uint32_t kWhole = forms::FieldControl::kWhole;

  const forms::Field* field = nullptr;
  FormFieldKind kind = FormFieldKind::Text;
  std::uint32_t choice = kWhole;     // of a box to tick among several: which one it stands for
  std::vector<WidgetPlace> widgets;  // in reading order

  /// The JSON pointer; for one of several boxes, with the number of its choice.
  std::string pointer() const;
};

/// In reading order of their first widgets.
std::vector<FormField> form_fields(const paint::PaintedDocument& document, const forms::FieldModel& model);

/// What a reader of the screen says: the label, whether it must be filled in, how dates are written.
std::string spoken_name(const FormField& field, std::string_view language);
/// Of one radio button: with the label of its choice.
std::string spoken_choice(const FormField& field, std::uint32_t choice, std::string_view language);

/// The text that the field shows.
std::string field_text(const FormField& field, std::string_view language);
/// Whether the box that stands for `choice` (kWhole: for the field) is ticked.
bool is_ticked(const FormField& field, std::uint32_t choice);

}  // namespace gongwen::pdf

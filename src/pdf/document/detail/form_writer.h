// Writes the interactive form of a document (ISO 32000-1 section 12.7): fields, their widgets and appearances. PDF/A
// and PDF/UA forbid scripts, NeedAppearances, and widgets without an appearance or a spoken name.
#pragma once

#include "diagnostics/diagnostic.h"
#include "forms/field_model.h"
#include "paint/display_list.h"
#include "pdf/document/detail/field_appearance.h"
#include "pdf/document/detail/structure_writer.h"
#include "pdf/document/field_font.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

// Maps the fields of a form to PDF fields: which controls belong to one field, of which kind, under which name.

enum class FormFieldKind : std::uint8_t { Text, Combo, CheckBox, Radios, Signature };

/// One widget of a field: a page, and the index of the field area on it.
struct WidgetPlace {
  std::size_t page = 0;
  std::size_t area = 0;
};

struct FormField {
  static constexpr std::uint32_t kWhole = forms::FieldControl::kWhole;

  const forms::Field* field = nullptr;
  FormFieldKind kind = FormFieldKind::Text;
  std::uint32_t choice = kWhole;     // index of the choice that this tick box stands for; kWhole otherwise
  std::vector<WidgetPlace> widgets;  // in reading order

  /// The field's name: its JSON pointer; for one of several tick boxes, followed by the number of its choice.
  std::string pointer() const;
};

/// The PDF fields of a document, in reading order of their first widgets.
std::vector<FormField> form_fields(const paint::PaintedDocument& document, const forms::FieldModel& model);

/// What a screen reader says: the label, whether the field is required, how dates are written.
std::string spoken_name(const FormField& field, std::string_view language);
/// What a screen reader says for one radio button: the spoken name with the label of its choice.
std::string spoken_choice(const FormField& field, std::uint32_t choice, std::string_view language);

/// The text that the field shows initially.
std::string field_text(const FormField& field, std::string_view language);
/// Whether the box for `choice` (kWhole: for the whole field) is ticked.
bool is_ticked(const FormField& field, std::uint32_t choice);

/// What a form is made from. The references must outlive it.
struct FormSource {
  const forms::FieldModel& fields;
  const FieldFontFile& font;
  forms::FormStamp stamp;
  /// True if nothing can be typed in: the document is not a form but has signature fields. `font` then has no face.
  bool is_flat() const { return font.face == nullptr; }

  std::string given = {};  // further data that the reader of the returned form needs; empty if none
};

/// A field whose text does not fit into it, even in the smallest size.
struct FieldWithoutRoom {
  const forms::Field* field = nullptr;
  std::string text;  // the whole text that it should show
};

/// A form with its fields set in their font, before it is written. The caller can ask which texts do not fit, and
/// append pages with these texts to the document.
class PreparedForm {
 public:
  /// `source` must outlive the form. Pages without fields may be added to the document afterwards.
  PreparedForm(const paint::PaintedDocument& document, const FormSource& source, const text::FontLibrary& library);

  /// In reading order.
  std::vector<FieldWithoutRoom> fields_without_room(const paint::PaintedDocument& document) const;

  const FormSource& source() const { return source_; }
  FieldFont& font() { return font_; }

 private:
  const FormSource& source_;
  FieldFont font_;
};

class FormWriter {
 public:
  FormWriter(const paint::PaintedDocument& document, PreparedForm& form, FileWriter& file);

  /// Object numbers of the widgets, by page and index of the area on it.
  const std::vector<std::vector<ObjectNumber>>& widgets() const { return widgets_; }

  /// Writes all fields. Returns the object of the interactive form. Reports: pdf/field-overflow, pdf/several-choices.
  ObjectNumber write(const StructureWriter& structure, const std::vector<ObjectNumber>& pages,
                     diagnostics::DiagnosticSink& sink);

 private:
  struct Context {
    const StructureWriter& structure;
    const std::vector<ObjectNumber>& pages;
    diagnostics::DiagnosticSink& sink;
  };

  const paint::FieldArea& area(const WidgetPlace& place) const {
    return document_.pages[place.page].fields[place.area];
  }
  ObjectNumber write_flat(const Context& context);
  ObjectNumber write_field(const FormField& field, const Context& context);
  void add_field_entries(const FormField& field, DictionaryWriter& dictionary);
  void add_value(const FormField& field, DictionaryWriter& dictionary);
  void add_widget_entries(const FormField& field, const WidgetPlace& place, const Context& context,
                          DictionaryWriter& dictionary);
  void add_button(const FormField& field, const paint::FieldArea& area, const FieldBox& box,
                  DictionaryWriter& dictionary);
  void add_text(const FormField& field, const FieldBox& box, const Context& context, const paint::FieldArea& area,
                DictionaryWriter& dictionary);
  ObjectNumber write_own_field(std::string_view name, const std::string& value);
  void add_text_value(const std::string& text, DictionaryWriter& dictionary);

  const paint::PaintedDocument& document_;
  const FormSource& source_;
  FileWriter& file_;
  std::string_view language_;
  std::vector<FormField> fields_;
  FieldFont& font_;
  std::vector<std::vector<ObjectNumber>> widgets_;
};

}  // namespace gongwen::pdf

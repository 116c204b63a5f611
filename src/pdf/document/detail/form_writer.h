// The interactive form of a document (ISO 32000-1 section 12.7): fields, their widgets and what these look like. It has
// nothing that PDF/A and PDF/UA forbid: no scripts, no NeedAppearances, no widget without appearance or spoken name.
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

// The fields of a form as PDF has them: which controls are one field, of which kind, under which name.

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

/// What a form is made from.
struct FormSource {
  const forms::FieldModel& fields;
  const FieldFontFile& font;
  forms::FormStamp stamp;
  /// Nothing to type into: signature fields alone, in a document that is none to fill in. `font` has no face then.
  bool is_flat() const { return font.face == nullptr; }

  std::string given = {};  // what the reader of the form needs beside its fields; empty: nothing
};

/// A field whose text does not fit into it, even in the smallest size.
struct FieldWithoutRoom {
  const forms::Field* field = nullptr;
  std::string text;  // all that it would show
};

/// A form before it is written: its fields are set in their font, so that it is known which texts do not fit. The
/// writer of the file may add pages with these texts after those of the form.
class PreparedForm {
 public:
  /// `source` must outlive the form. The document may get pages without fields afterwards.
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

  /// By page and by the area's number on it.
  const std::vector<std::vector<ObjectNumber>>& widgets() const { return widgets_; }

  /// Returns: the interactive form. Reports: pdf/field-overflow, pdf/several-choices.
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

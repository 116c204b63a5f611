// FormUpdate: writes new values into a form as an incremental update: values, states, appearances; or all fields as
// part of their pages.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/fill/detail/field_values.h"
#include "pdf/update/file_update.h"
#include "pdf/update/widget_painter.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::engine {

class FormUpdate {
 public:
  /// All arguments must outlive this object.
  FormUpdate(std::string_view bytes, const intake::ForeignForm& form, diagnostics::DiagnosticSink& sink);

  /// Fields without appearances also get them: viewers no longer draw such fields after the update. Returns whether a
  /// text was drawn. Reports: engine/fill-no-room, engine/fill-no-room-before, engine/fill-no-glyph.
  bool set(const std::vector<FilledField>& values, const pdf::FieldFontFile& font, const text::FontLibrary& library);
  /// Draws all fields on their pages, as they look in the file, and removes the form. Call it instead of set(). Their
  /// tags become tags of the drawn content.
  struct Flattened {
    std::size_t untagged = 0;            // fields of a tagged file that have no tag
    std::vector<std::string> not_drawn;  // names of fields whose values have no appearance
  };
  Flattened flatten();
  /// Removes claims of standards from the metadata: `pdfuaid:part`.
  void remove_claims(std::span<const std::string_view> names);
  /// Returns the whole file.
  std::string finish() &&;

 private:
  intake::PdfPart& edit(const intake::PdfPart& part);
  void set_entry(const intake::PdfPart& part, std::string_view key, std::string value);
  void remove_entry(const intake::PdfPart& part, std::string_view key);
  void set_value(const FilledField& value);
  void set_button(const FilledField& value);
  std::vector<FilledField> fields_to_draw(const std::vector<FilledField>& filled);
  bool lacks_look(const FilledField& value, const intake::ForeignWidget& widget) const;
  /// Draws all widgets, or only those whose appearance viewers would have to draw.
  void draw(const FilledField& value, bool all, pdf::WidgetPainter& painter);
  void draw_states(const FilledField& value, std::size_t widget, pdf::WidgetPainter& painter);
  void clean_form();
  /// The object that a page draws for a widget: its appearance, or a form around it to which its tag leads.
  struct DrawnWidget {
    pdf::ObjectNumber object;
    std::string placed;  // the operators before it
  };
  DrawnWidget draw_widget(const intake::ForeignWidget& widget, const intake::ForeignTag* tag);
  void write_tags();
  void write_parents();

  const intake::ForeignForm& form_;
  diagnostics::DiagnosticSink& sink_;
  pdf::FileUpdate update_;
  std::map<std::uint32_t, intake::PdfPart> changed_;
  std::map<std::uint32_t, pdf::ObjectNumber> tagged_;             // the drawn objects, by their widgets
  std::vector<std::pair<std::uint64_t, std::uint32_t>> parents_;  // new keys of the parent tree, and elements
  std::vector<const intake::ForeignFormField*> fields_;           // all of the form
  bool is_asked_ = false;  // viewers are asked to draw all fields (NeedAppearances)
  bool is_all_drawn_ = true;
  bool is_flat_ = false;
};

}  // namespace gongwen::engine

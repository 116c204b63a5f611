// FormUpdate: writes new values into a form as an incremental update: values, states, appearances; or all fields as
// part of their pages.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/fill/detail/field_values.h"
#include "pdf/update/file_update.h"
#include "pdf/update/widget_painter.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

class FormUpdate {
 public:
  /// All arguments must outlive this.
  FormUpdate(std::string_view bytes, const intake::ForeignForm& form, diagnostics::DiagnosticSink& sink);

  /// Reports: engine/fill-no-room, engine/fill-no-glyph.
  void set(const std::vector<FilledField>& values, const pdf::FieldFontFile& font, const text::FontLibrary& library);
  /// Draws all fields on their pages, as they look in the file, and removes the form. Instead of set().
  void flatten();
  /// Returns the whole file.
  std::string finish() &&;

 private:
  intake::PdfPart& edit(const intake::PdfPart& part);
  void set_entry(const intake::PdfPart& part, std::string_view key, std::string value);
  void remove_entry(const intake::PdfPart& part, std::string_view key);
  void set_value(const FilledField& value, pdf::WidgetPainter& painter);
  void set_button(const FilledField& value, pdf::WidgetPainter& painter);
  void clean_form();

  const intake::ForeignForm& form_;
  diagnostics::DiagnosticSink& sink_;
  pdf::FileUpdate update_;
  std::map<std::uint32_t, intake::PdfPart> changed_;
  bool is_flat_ = false;
};

}  // namespace gongwen::engine

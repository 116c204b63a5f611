// The fields of a form to fill in: what they are laid out with, the data that they carry, and their font.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "dom/html_sink.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "forms/field_model.h"
#include "intake/returned_file.h"
#include "pdf/document/field_font.h"
#include "schema/schema_fields.h"
#include "templating/sink.h"
#include "text/font_library.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::engine {

// Titles of choices in documents: what `choice_title` of templates answers, and a watch for codes that are printed
// where a reader expects the title.

class ChoiceTitles {
 public:
  /// The JSON Pointer of a place of the data; nothing for what is not of the data.
  using PointerOf = std::function<std::optional<std::string>(diagnostics::DataPlace)>;

  /// Both must live as long as the titles are asked for.
  ChoiceTitles(const CompiledKind& kind, Run& run);
  ChoiceTitles(const CompiledKind& kind, PointerOf pointer_of);

  /// The title in the document's language of the choice that is at this place of the data; nothing where the schema
  /// lists none with titles.
  std::optional<std::string> title_of(diagnostics::DataPlace place, std::string_view code) const;

  /// Whether some choice with a Chinese title is written so: `present`, `by-part`. Always false in documents that are
  /// not Chinese; capitals are abbreviations, which are printed.
  bool is_code(std::string_view text) const { return codes_.contains(text); }

 private:
  void add_codes(const schema::SchemaField& field);

  const CompiledKind& kind_;
  PointerOf pointer_of_;
  bool is_chinese_;
  std::set<std::string, std::less<>> codes_;
};

/// Passes everything on, and says once for each field which codes are printed as text.
class ChoiceWatch final : public templating::Sink {
 public:
  ChoiceWatch(dom::HtmlSink& html, const ChoiceTitles& titles, diagnostics::DiagnosticSink& sink)
      : html_(html), titles_(titles), sink_(sink) {}

  bool literal(const templating::Literal& literal) override { return html_.literal(literal); }
  /// Reports: engine/choice-code.
  bool text(std::string_view value, const diagnostics::Origin& origin) override;
  bool markup(std::string_view value, const diagnostics::Origin& origin) override {
    return html_.markup(value, origin);
  }

 private:
  dom::HtmlSink& html_;
  const ChoiceTitles& titles_;
  diagnostics::DiagnosticSink& sink_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> told_;  // places in templates
};

// What a form to fill in is made of, for what its fields cannot say: see intake/given_values.h.

/// The fields as the reader of the untouched form finds them.
std::vector<intake::RawField> raw_fields(const forms::FieldModel& fields);

/// `shown` is what the reader of the untouched form finds in it; `data` are the data with their defaults. Empty when
/// the form says all that was given.
std::string given_data(const std::vector<intake::RawField>& shown, const CompiledKind& kind,
                       const data::Document& data);

/// The same of a PDF: `fields` are those of the form, with their values.
std::string given_data(const forms::FieldModel& fields, const CompiledKind& kind, const data::Document& data);

// The font of a form's fields, from the prepared ones or from a file of the user's.

/// `wanted` is `common`, `wide`, `none` or the path of a TrueType file, as in PdfOptions::field_font.
/// Reports: engine/no-field-font.
base::Expected<pdf::FieldFontFile> open_field_font(const std::string& wanted, const text::FontLibrary& library,
                                                   diagnostics::DiagnosticSink& sink);

// What the controls of a form to fill in are laid out with. The text in a control is a separate appearance, which the
// page does not show; the layout only has to give the control room.

/// The fields with texts that are no longer than what a control may grow to: most of a page for texts of several lines,
/// some lines for others. A value of any length is then laid out in bounded room, and the form has no pages that hold
/// nothing but the rest of a frame.
forms::FieldModel laid_out_fields(const forms::FieldModel& fields);

}  // namespace gongwen::engine

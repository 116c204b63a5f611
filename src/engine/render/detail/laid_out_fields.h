// Fields of a form to be filled in: their layout, the data that the form carries, and their font.
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

// ChoiceTitles: titles of choices for the filter `choice_title` of templates, and for a check that no code is printed
// where readers expect the title.

class ChoiceTitles {
 public:
  /// Returns the JSON Pointer of a place in the data; nullopt for other places.
  using PointerOf = std::function<std::optional<std::string>(diagnostics::DataPlace)>;

  /// Both must outlive the titles.
  ChoiceTitles(const CompiledKind& kind, Run& run);
  ChoiceTitles(const CompiledKind& kind, PointerOf pointer_of);

  /// The title, in the document's language, of the choice at this place of the data; nullopt if the schema has none.
  std::optional<std::string> title_of(diagnostics::DataPlace place, std::string_view code) const;

  /// Whether a choice with a Chinese title has this code, such as `present` or `by-part`. Always false in documents in
  /// other languages. Capitals are abbreviations, which are meant to be printed.
  bool is_code(std::string_view text) const { return codes_.contains(text); }

 private:
  void add_codes(const schema::SchemaField& field);

  const CompiledKind& kind_;
  PointerOf pointer_of_;
  bool is_chinese_;
  std::set<std::string, std::less<>> codes_;
};

/// ChoiceWatch: passes everything on, and reports once for each field that a code is printed as text.
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

// Data that the fields of a form cannot express: see intake/given_values.h.

/// The fields as a reader finds them in the untouched form.
std::vector<intake::RawField> raw_fields(const forms::FieldModel& fields);

/// The given data that is not in `shown`, the fields that a reader finds in the untouched form; `data` includes its
/// defaults. Empty if the form shows all of it.
std::string given_data(const std::vector<intake::RawField>& shown, const CompiledKind& kind,
                       const data::Document& data);

/// The given data that a PDF with these fields and values does not show.
std::string given_data(const forms::FieldModel& fields, const CompiledKind& kind, const data::Document& data);

/// The stamp of a form that carries `given`. It has the hash of that data, so that a reader notices if the data was
/// lost, and can tell whether other data is the same.
forms::FormStamp stamp_with_given(const CompiledKind& kind, const std::string& given, const data::Document& data);
/// FormStamp::given for data as JSON.
std::string given_hash(const std::string& json);

// The font of a form's fields: a prepared one, or a file of the user.

/// `wanted` is `common`, `wide`, `none` or the path of a TrueType file, as in PdfOptions::field_font.
/// Reports: engine/no-field-font.
base::Expected<pdf::FieldFontFile> open_field_font(const std::string& wanted, const text::FontLibrary& library,
                                                   diagnostics::DiagnosticSink& sink);

// The text in a control of a PDF is a separate appearance that is not part of the page; the layout only has to give the
// control room.

/// Shortens texts to the largest size of their control: most of a page for texts of several lines, a few lines for
/// others. So values of any length get limited room, and no page consists only of the rest of a frame.
forms::FieldModel laid_out_fields(const forms::FieldModel& fields);

}  // namespace gongwen::engine

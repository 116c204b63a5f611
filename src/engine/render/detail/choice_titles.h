// Titles of choices in documents: what `choice_title` of templates answers, and a watch for codes that are printed
// where a reader expects the title.
#pragma once

#include "dom/html_sink.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "schema/schema_fields.h"
#include "templating/sink.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::engine {

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

}  // namespace gongwen::engine

#include "engine/render/detail/book_copy.h"

#include "adopt/book/workbook_expansion.h"
#include "diagnostics/catalogue/book.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/render/detail/markup_text.h"
#include "engine/render/expand_document.h"
#include "gongwen/format.h"
#include "templating/sink.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// Literals of the workbook's template are texts of cells and commands; those of included templates are HTML, from
/// which the text is taken.
class BookSink final : public templating::Sink {
 public:
  BookSink(book::WorkbookExpansion& expansion, diagnostics::SourceId source, const ChoiceTitles& titles,
           diagnostics::DiagnosticSink& sink)
      : expansion_(expansion), source_(source), titles_(titles), sink_(sink) {}

  bool literal(const templating::Literal& literal) override {
    if (literal.span.source == source_) return expansion_.literal(literal.text);
    return add_markup(literal.text, {literal.span, {}});
  }
  bool text(std::string_view value, const diagnostics::Origin& origin) override {
    // Between `<` and `>` of included markup, values are attributes, not content of the cell.
    warn_of_code(value, origin);
    return !markup_.is_in_text() || expansion_.value(value, book::ValueType::Text, origin);
  }
  bool typed(std::string_view value, templating::TypedText type, const diagnostics::Origin& origin) override {
    const bool is_number = type == templating::TypedText::Number;
    return expansion_.value(value, is_number ? book::ValueType::Number : book::ValueType::Boolean, origin);
  }
  bool markup(std::string_view value, const diagnostics::Origin& origin) override { return add_markup(value, origin); }

 private:
  bool add_markup(std::string_view markup, const diagnostics::Origin& origin) {
    // Reported once for the workbook: the first place is enough to find the others.
    const bool is_markup = !markup_.is_in_text() || markup.find('<') != std::string_view::npos;
    if (is_markup && !std::exchange(told_, true)) sink_.report(messages::BookMarkup, origin);
    return expansion_.value(markup_.read(markup), book::ValueType::Text, origin);
  }

  // Reports a choice that is printed as its code, `national`, where a reader expects its title; once for each place of
  // the template.
  void warn_of_code(std::string_view value, const diagnostics::Origin& origin) {
    if (!titles_.is_code(value) || !origin.data_place || !told_of_.insert(origin.template_place.begin).second) return;
    if (const auto title = titles_.title_of(origin.data_place, value))
      sink_.report(messages::EngineChoiceCode, origin, value, *title);
  }

  book::WorkbookExpansion& expansion_;
  diagnostics::SourceId source_;
  const ChoiceTitles& titles_;
  diagnostics::DiagnosticSink& sink_;
  MarkupText markup_;
  bool told_ = false;
  std::set<std::uint32_t> told_of_;  // places in the template
};

/// Names a request that only workbooks made from `workbook.html` can fulfil; empty if absent.
std::string unsuitable(Format format, const RenderOptions& options) {
  if (format != Format::Xlsx) return std::string(format_info(format).name);
  if (options.fillable) return "--fillable";
  if (!options.draft.mark.empty()) return "--draft";
  return options.draft.changes_from.is_blank() ? std::string() : "--changes-from";
}

}  // namespace

// Returns no bytes if an error was reported. The templates are expanded directly into the commands of the workbook,
// without HTML in between.
FinishedFile book_copy(const CompiledKind& kind, const KindOutput& output, Format format, const data::Document& data,
                       const RenderOptions& options, Run& run) {
  FinishedFile file;
  file.format = format;
  if (const std::string wanted = unsuitable(format, options); !wanted.empty()) {
    run.sink().report(messages::EngineOwnWorkbook, diagnostics::Origin{}, wanted, output.template_name);
    return file;
  }
  const diagnostics::ErrorWatch watch(run.sink());
  book::WorkbookExpansion expansion(kind.book.model, run.sink());
  const ChoiceTitles titles(kind, run);
  BookSink out(expansion, kind.book.source, titles, run.sink());
  // Expansion may succeed although errors were reported in expressions: no file is written then.
  if (!expand_into({*kind.templates, kind, output, data, options}, out, run, run.sink()) || watch.saw_errors())
    return file;
  if (auto bytes = expansion.file()) file.bytes = *std::move(bytes);
  file.pages = expansion.sheet_count();
  return file;
}

}  // namespace gongwen::engine

#include "engine/render/expand_document.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "dom/html_sink.h"
#include "dom/tree.h"
#include "engine/core/detail/read_source.h"
#include "engine/render/detail/draft.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/make_workbook.h"
#include "forms/fill_fields.h"
#include "layout/boxes/box.h"
#include "layout/pages/dump.h"
#include "sheet/build_workbook.h"
#include "templating/render.h"

// Runs templates: into a tree of HTML, into a text, or into dumps of stages between template and file.
namespace gongwen::engine {
namespace {

/// Reads the text of the output's template again: a compiled kind keeps only the program.
std::optional<templating::LoadedTemplate> load_template(const CompiledKind& kind, const KindOutput& output, Run& run) {
  TemplateFiles files(kind.files, run.sources());
  return files.load(output.template_name, diagnostics::Origin{}, run.sink());
}

/// Stages before any data.
std::string dump_template(const CompiledKind& kind, const KindOutput& output, Stage stage, Run& run) {
  if (stage == Stage::Program) return templating::dump_program(*kind.templates);
  const std::optional<templating::LoadedTemplate> text = load_template(kind, output, run);
  if (!text) return {};
  const templating::SyntaxOptions syntax;
  return stage == Stage::Tokens ? templating::dump_tokens(*text, syntax, run.sink())
                                : templating::dump_ast(*text, syntax, run.sink());
}

/// The tree, with JSON pointers at values from the data.
std::string dump_tree(const dom::Tree& tree, Run& run) {
  return dom::dump_dom(tree, [&run](const dom::Node& node) -> std::string {
    const diagnostics::DataPlace place = run.sink().origin(node.origin).data_place;
    // Only text comes from the data; elements and attributes belong to the template.
    if (node.kind != dom::NodeKind::Text || !place) return {};
    const auto description = run.documents().describe(place);
    return description ? "data=" + description->pointer : std::string();
  });
}

/// One list for each page.
std::string dump_display_lists(const paint::PaintedDocument& painted) {
  std::string out;
  for (std::size_t i = 0; i < painted.pages.size(); ++i) {
    const paint::PageDisplay& page = painted.pages[i];
    out += "page " + std::to_string(i + 1) + " " + to_text(page.size.width) + "x" + to_text(page.size.height) + "\n";
    out += paint::dump_display_list(page);
  }
  return out;
}

/// Stages of pages, each ending as early as possible.
std::string dump_pages(PreparedDocument& document, const KindOutput& output, const CompiledKind& kind, Stage stage,
                       const text::FontLibrary& fonts, const layout::PageLimits& limits, Run& run) {
  // The same steps as for a file, so that a dump shows the stages of the file.
  PageSurroundings surroundings{fonts, run.origins()};
  surroundings.limits = limits;
  surroundings.data_files = run.data_files();
  surroundings.fields = &document.fields;
  PageStages stages(document.tree, document.styles(output), kind.files, surroundings, run.sink());
  if (!stages.build_boxes()) return {};
  if (stage == Stage::Boxes) return boxes::dump_boxes(stages.boxes(), document.tree);
  if (!stages.lay_out()) return {};
  if (stage == Stage::Fragments) return layout::dump_pages(stages.document(), stages.context());
  const paint::PaintedDocument painted = stages.paint(nullptr);
  return stage == Stage::Tags ? paint::dump_structure(painted.structure) : dump_display_lists(painted);
}

}  // namespace

/// The input that a stage needs. It determines what must be read, and which errors can prevent the
/// dump.
StageSource source_of(Stage stage) {
  switch (stage) {
    case Stage::Tokens:
    case Stage::Ast:
    case Stage::Program: return StageSource::Template;
    case Stage::Dom:
    case Stage::Fields:
    case Stage::Workbook: return StageSource::Data;
    case Stage::Boxes:
    case Stage::Fragments:
    case Stage::DisplayList:
    case Stage::Tags: break;
  }
  return StageSource::Pages;
}

/// Only one output has a workbook or pages.
Format format_of(Stage stage, Format wanted) {
  if (stage == Stage::Workbook) return Format::Xlsx;
  return source_of(stage) == StageSource::Pages ? Format::Pdf : wanted;
}

/// Each stage needs the results of the stages before it, so the work ends with the requested one.
std::string dump_stage(const CompiledKind& kind, const KindOutput& output, Stage stage, const DumpSource& source,
                       const RenderOptions& options, Run& run) {
  // Each stage is made from the one before it, and the dump ends as early as possible: a syntax tree needs no data, and
  // fields need no fonts.
  if (source_of(stage) == StageSource::Template) return dump_template(kind, output, stage, run);
  if (is_book_template(output.template_name)) {
    run.sink().report(diagnostics::messages::EngineOwnWorkbook, diagnostics::Origin{}, "dump", output.template_name);
    return {};
  }
  if (stage == Stage::Dom) {
    const std::optional<dom::Tree> tree = expand_draft(kind, output, *source.data, options, run);
    return tree ? dump_tree(*tree, run) : std::string();
  }
  std::optional<PreparedDocument> document = prepare_document(kind, output, *source.data, options, run);
  if (!document) return {};
  if (stage == Stage::Fields) return forms::dump_fields(document->fields);
  if (stage == Stage::Workbook) {
    WorkbookSource workbook_source{*source.data, document->fields, run.origins(), *kind.engine_options};
    workbook_source.files = &kind.files;
    workbook_source.data_files = run.data_files();
    const auto workbook = build_workbook(document->tree, document->styles(output), workbook_source, run.sink());
    return workbook ? sheet::dump_workbook(*workbook) : std::string();
  }
  return dump_pages(*document, output, kind, stage, *source.fonts, page_limits(options.limits), run);
}

namespace {

/// Collects a text: values are not escaped, since the result is not markup.
class PlainSink final : public templating::Sink {
 public:
  // `true` means to continue: a text is never too long here.
  bool literal(const templating::Literal& literal) override {
    text_.append(literal.text);
    return true;
  }
  bool text(std::string_view value, const diagnostics::Origin&) override {
    text_.append(value);
    return true;
  }
  bool markup(std::string_view value, const diagnostics::Origin&) override {
    text_.append(value);
    return true;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

/// For published sites: the words of members, without markup. White space around the text is removed.
std::optional<std::string> expand_text(const CompiledKind& kind, std::string_view name, const data::Value& data,
                                       const Limits& limits, Run& run) {
  const std::vector<templating::Binding> bindings = template_bindings(kind.calendars, data, false);
  PlainSink text;
  const ChoiceTitles titles(kind, run);
  templating::RenderInput input{name, data, bindings, templating_limits(limits, run.sink().stop_check())};
  input.choice_title = [&titles](diagnostics::DataPlace place, std::string_view code) {
    return titles.title_of(place, code);
  };
  if (!templating::render(*kind.publish_templates, input, text, run.sink())) return std::nullopt;
  // U+2028 stands for a line end in replaced texts: see HtmlSink.
  std::string lines;
  for (const auto& decoded : base::CodePoints(text.text())) {
    base::append_utf8(lines, decoded.code_point == U'\u2028' ? U'\n' : decoded.code_point);
  }
  return std::string(base::trim_ascii_space(lines));
}

/// In blank forms and in reviews missing values are blank.
templating::MissingData missing_data(const Run& run) {
  return run.leaves_blanks() ? templating::MissingData::Blank : templating::MissingData::Error;
}

namespace {

/// The required fields as templates search them: each pointer between line feeds.
std::string required_lines(const schema::Schema& schema) {
  std::string lines = "\n";
  for (const std::string& pointer : forms::required_fields(schema)) lines += pointer + "\n";
  return lines;
}

}  // namespace

/// Bindings inform templates about the kind of run: fillable, reviewing, signable, and the label of an annex.
bool expand_into(const ExpansionSource& source, templating::Sink& out, Run& run,
                 diagnostics::DiagnosticSink& messages) {
  const RenderOptions& options = source.options;
  // Only forms mark required fields.
  const std::string required = options.fillable ? required_lines(*source.kind.schema) : std::string();
  std::vector<templating::Binding> bindings =
      template_bindings(source.kind.calendars, source.data.root(), options.fillable);
  bindings.push_back({"required_fields", std::string_view(required)});
  bindings.push_back({"reviewing", run.leaves_blanks() && !run.makes_blank_form()});
  bindings.push_back({"signable", options.pdf.signable && source.output.medium == Medium::Page});
  // Set only in a bound set: otherwise the template prints the label of its kind.
  if (run.annex_label()) bindings.push_back({"annex_label", std::string_view(*run.annex_label())});
  const ChoiceTitles titles(source.kind, run);
  const templating::ChoiceTitle choice_title = [&titles](diagnostics::DataPlace place, std::string_view code) {
    return titles.title_of(place, code);
  };
  const templating::RenderInput input{source.output.template_name,
                                      source.data.root(),
                                      bindings,
                                      templating_limits(options.limits, run.sink().stop_check()),
                                      missing_data(run),
                                      std::nullopt,
                                      choice_title};
  return templating::render(source.templates, input, out, messages);
}

std::optional<dom::Tree> expand_document(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                         const RenderOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  dom::HtmlSink html(&*kind.literals, run.origins(), run.sink());
  // Warns of codes of choices that the template prints instead of their titles.
  const ChoiceTitles titles(kind, run);
  ChoiceWatch watched(html, titles, run.sink());
  if (!expand_into({*kind.templates, kind, output, data, options}, watched, run, run.sink())) return std::nullopt;
  dom::Tree tree = std::move(html).finish();
  // Errors of markup and of choices do not end the template, so that one run reports all of them.
  if (watch.saw_errors()) return std::nullopt;
  return tree;
}

}  // namespace gongwen::engine

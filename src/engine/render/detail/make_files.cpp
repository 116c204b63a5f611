#include "engine/render/detail/make_files.h"

#include "data/value_order.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/settle_warnings.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/render/detail/make_pdf.h"
#include "engine/render/expand_document.h"
#include "engine/render/make_workbook.h"
#include "forms/fill_fields.h"
#include "resources/environment.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

bool has_own_styles(const dom::Tree& tree) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    if (tree.is_element(node, dom::ElementName::Style) || tree.is_element(node, dom::ElementName::Link)) return true;
  }
  return false;
}

/// A document that is about to become a PDF.
struct ExpandedDocument {
  const CompiledKind& kind;
  dom::Tree& tree;
  const DocumentStyles& styles;
  const forms::FieldModel& fields;
  const data::Document& data;
};

/// The fields that are to be filled in. Places to sign may stay what they are in print.
forms::FieldModel fillable_fields(const forms::FieldModel& fields, const RenderOptions& options) {
  forms::FieldModel fillable = fields;
  for (forms::Field& field : fillable.fields) {
    if (!options.signature_fields && std::holds_alternative<forms::SignatureField>(field.type)) field.controls.clear();
  }
  return fillable;
}

/// Pages of GB/T 9704-2012 come from its style sheet.
bool has_red_head(const Manifest& manifest) {
  constexpr std::string_view styles = "shared/css/profiles/gbt9704.css";
  return std::any_of(manifest.outputs.begin(), manifest.outputs.end(), [&](const ManifestOutput& output) {
    return std::any_of(output.styles.begin(), output.styles.end(),
                       [&](const ManifestStyle& style) { return style.name == styles; });
  });
}

pdf::Attachment attached_data(const data::Document& data) {
  std::string json;
  data::append_value_json(json, data.root());
  return {"data.json", "application/json", std::string(texts::EngineAttachedData.chinese), json + "\n"};
}

FinishedFile make_pdf_file(const ExpandedDocument& document, const MakeOptions& options, Run& run) {
  PdfSurroundings surroundings{options.fonts, run.origins(), {resources::source_date_epoch()}};
  surroundings.profile = proofing::find_profile(options.render.profile);
  surroundings.has_red_head = !run.makes_blank_form() && has_red_head(*document.kind.manifest);
  surroundings.data_folder = run.data_folder();
  surroundings.options.spare_core = options.spare_core;
  surroundings.files_beside = &run.files_beside();
  surroundings.fields = &document.fields;
  if (options.render.attach_data && !run.makes_blank_form()) {
    surroundings.options.attachment = attached_data(document.data);
  }
  const auto make = [&] {
    return make_pdf(document.tree, document.styles, document.kind.files, surroundings, run.sink());
  };
  if (!options.render.fillable) return make();
  // Workbooks say themselves what their labels stand for.
  forms::check_fillable(document.fields, run.sink());
  const base::Expected<pdf::FieldFontFile> font = open_field_font(options.render.field_font, options.fonts, run.sink());
  if (!font) return {};
  const forms::FieldModel fields = fillable_fields(document.fields, options.render);
  std::vector<const forms::Field*> too_long;
  const std::string given = given_data(fields, document.kind, document.data);
  const pdf::FormSource form{fields, *font, stamp_of(document.kind), given, &too_long};
  const forms::FieldModel laid_out = laid_out_fields(document.fields);
  surroundings.fields = &laid_out;
  surroundings.form = &form;
  FinishedFile file = make();
  if (too_long.empty()) return file;
  append_continuation(too_long, document.tree, run.origins(), run.sink());
  return make();
}

FinishedFile make_file(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                       const MakeOptions& options, Run& run) {
  std::optional<PreparedDocument> document = prepare_document(kind, output, data, options.render, run);
  if (!document) return {};
  const DocumentStyles& styles = document->styles(output);
  if (options.render.fillable && document->fields.fields.empty()) {
    run.sink().report(diagnostics::messages::EngineNothingToFillIn, diagnostics::Origin{}, kind.manifest->info.name);
    return {};
  }
  switch (output.format) {
    case Format::Pdf: return make_pdf_file({kind, document->tree, styles, document->fields, data}, options, run);
    case Format::Xlsx: {
      WorkbookSource source{data, document->fields, run.origins()};
      if (options.render.fillable) source.form = &kind;
      return make_workbook(document->tree, styles, source, run.sink());
    }
  }
  return {};
}

}  // namespace

std::optional<PreparedDocument> prepare_document(const CompiledKind& kind, const KindOutput& output,
                                                 const data::Document& data, const RenderOptions& options, Run& run) {
  std::optional<dom::Tree> tree = expand_document(kind, output, data, options, run);
  if (!tree) return std::nullopt;
  PreparedDocument document{*std::move(tree), std::nullopt, {}};
  if (has_own_styles(document.tree)) {
    document.own_styles = output.styles;
    StyleFiles(kind.files, run.sources(), run.sink()).add_of_document(document.tree, *document.own_styles);
  }
  document.fields = forms::collect_fields(document.tree);
  forms::fill_fields(document.fields, {*kind.schema, data.root()}, run.sink());
  return document;
}

std::vector<FinishedFile> make_files(const CompiledKind& kind, const data::Document& data,
                                     std::span<const Format> formats, const MakeOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  std::vector<FinishedFile> files;
  for (const Format format : formats) files.push_back(make_file(kind, *kind.find_output(format), data, options, run));
  settle_warnings(options.render, &data, run);
  if (watch.saw_errors()) return {};
  return files;
}

base::Expected<std::string> make_file_name(const CompiledKind& kind, const data::Document& data,
                                           const RenderOptions& options, Run& run) {
  base::Expected<std::string> name =
      kind.file_name->expand({{}, data.root(), {}, templating_limits(options.limits), missing_data(run)}, run.sink());
  if (!name) return base::kReported;
  if (name->empty() || !resources::is_inner_name(*name) || name->find('/') != std::string::npos) {
    run.sink().report(diagnostics::messages::EngineBadFileName, kind.manifest->file_name_origin, *name);
    return base::kReported;
  }
  return name;
}

}  // namespace gongwen::engine

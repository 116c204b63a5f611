#include "engine/make_files.h"

#include "engine/expand_document.h"
#include "engine/limits.h"
#include "engine/make_pdf.h"
#include "engine/make_workbook.h"
#include "engine/style_files.h"
#include "forms/fill_fields.h"
#include "resources/environment.h"

namespace gongwen::engine {
namespace {

bool has_own_styles(const dom::Tree& tree) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    if (tree.is_element(node, dom::ElementName::Style) || tree.is_element(node, dom::ElementName::Link)) return true;
  }
  return false;
}

FinishedFile make_file(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                       const MakeOptions& options, Run& run) {
  const std::optional<dom::Tree> tree = expand_document(kind, output, data, options.render, run);
  if (!tree) return {};
  const DocumentStyles* styles = &output.styles;
  DocumentStyles own;
  if (has_own_styles(*tree)) {
    own = output.styles;
    StyleFiles(kind.files, run.sources(), run.sink()).add_of_document(*tree, own);
    styles = &own;
  }
  forms::FieldModel fields = forms::collect_fields(*tree);
  forms::fill_fields(fields, {*kind.schema, data.root()}, run.sink());
  switch (output.format) {
    case Format::Pdf: {
      const proofing::Profile* const profile = proofing::find_profile(options.render.profile);
      return make_pdf(*tree, *styles, kind.files,
                      {options.fonts,
                       {resources::source_date_epoch()},
                       profile,
                       boxes::Tolerance::None,
                       &fields,
                       options.render.fillable},
                      run.sink());
    }
    case Format::Xlsx: return make_workbook(*tree, *styles, {data, fields, options.render.fillable}, run.sink());
  }
  return {};
}

}  // namespace

std::vector<FinishedFile> make_files(const CompiledKind& kind, const data::Document& data,
                                     std::span<const Format> formats, const MakeOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  std::vector<FinishedFile> files;
  for (const Format format : formats) files.push_back(make_file(kind, *kind.find_output(format), data, options, run));
  if (options.render.strict) run.sink().promote_warnings();
  if (watch.saw_errors()) return {};
  return files;
}

base::Expected<std::string> make_file_name(const CompiledKind& kind, const data::Document& data,
                                           const RenderOptions& options, Run& run) {
  base::Expected<std::string> name =
      kind.file_name->expand({{}, data.root(), {}, templating_limits(options.limits), missing_data(run)}, run.sink());
  if (!name) return base::kReported;
  if (name->empty() || !resources::is_inner_name(*name) || name->find('/') != std::string::npos) {
    run.sink().report(diagnostics::DiagnosticId::EngineBadFileName, kind.manifest->file_name_origin, *name);
    return base::kReported;
  }
  return name;
}

}  // namespace gongwen::engine

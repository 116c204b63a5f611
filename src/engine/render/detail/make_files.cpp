#include "engine/render/detail/make_files.h"

#include "base/format.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/reports.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/render/detail/draft.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/page_maker.h"
#include "engine/render/expand_document.h"
#include "engine/render/make_workbook.h"
#include "forms/fill_fields.h"
#include "forms/shown_fields.h"

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

/// Written so that what is not a number fails.
bool has_resolution(const PngOptions& options) {
  return options.dpi >= PngOptions::kMinDpi && options.dpi <= PngOptions::kMaxDpi;
}

bool has_printable_label(std::string_view label) {
  return label.size() <= PageCode::kMaxLabel &&
         std::all_of(label.begin(), label.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// Characters of the alphanumeric mode of codes (ISO/IEC 18004, 7.3.4).
bool is_page_code(std::string_view text) {
  constexpr std::string_view kCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  return text.size() <= PageCode::kMaxText && text.find_first_not_of(kCharacters) == std::string_view::npos;
}

/// Pages of GB/T 9704-2012 come from its style sheet.
bool has_red_head(const Manifest& manifest) {
  constexpr std::string_view styles = "shared/css/profiles/gbt9704.css";
  return std::any_of(manifest.outputs.begin(), manifest.outputs.end(), [&](const ManifestOutput& output) {
    return std::any_of(output.styles.begin(), output.styles.end(),
                       [&](const ManifestStyle& style) { return style.name == styles; });
  });
}

FinishedFile make_workbook_file(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                const RenderOptions& options, Run& run) {
  const std::optional<PreparedDocument> document = prepare_document(kind, output, data, options, run);
  if (!document || !has_fields_to_fill_in(kind, *document, options, run)) return {};
  WorkbookSource source{data, document->fields, run.origins(), *kind.engine_options};
  if (options.fillable) source.form = &kind;
  FinishedFile file = make_workbook(document->tree, document->styles(output), source, run.sink());
  file.format = Format::Xlsx;
  return file;
}

/// Appends what there is of a format once more. Returns: whether there is something.
bool append_copies(Format format, std::vector<FinishedFile>& files) {
  const std::size_t end = files.size();
  std::size_t i = 0;
  while (i < end && files[i].format != format) ++i;
  for (const std::size_t first = i; i < end && (i == first || files[i].page > 1); ++i) {
    FinishedFile copy;
    copy.bytes = files[i].bytes;
    copy.pages = files[i].pages;
    copy.format = format;
    copy.page = files[i].page;
    copy.page_sizes = files[i].page_sizes;
    files.push_back(std::move(copy));
  }
  return files.size() > end;
}

}  // namespace

std::optional<PreparedDocument> prepare_document(const CompiledKind& kind, const KindOutput& output,
                                                 const data::Document& data, const RenderOptions& options, Run& run) {
  std::optional<dom::Tree> tree = expand_draft(kind, output, data, options, run);
  if (!tree) return std::nullopt;
  PreparedDocument document{*std::move(tree), std::nullopt, {}};
  if (has_own_styles(document.tree)) {
    document.own_styles = output.styles;
    StyleFiles(kind.files, run.sources(), run.sink()).add_of_document(document.tree, *document.own_styles);
  }
  check_macro_styles(kind, output, document.tree, run);
  document.fields = forms::collect_fields(document.tree);
  forms::fill_fields(document.fields,
                     {*kind.schema, data.root(), forms::document_language(document.tree), kind.texts.replaced},
                     run.sink());
  return document;
}

PageSurroundings printed_surroundings(const CompiledKind& kind, const forms::FieldModel& fields,
                                      const text::FontLibrary& fonts, const RenderOptions& options, Run& run) {
  PageSurroundings surroundings{fonts, run.origins()};
  surroundings.profile = proofing::find_profile(options.profile);
  surroundings.limits = page_limits(options.limits);
  surroundings.has_red_head = !run.makes_blank_form() && has_red_head(*kind.manifest);
  surroundings.data_files = run.data_files();
  surroundings.files_beside = &run.files_beside();
  surroundings.fields = &fields;
  return surroundings;
}

bool suit_options(std::span<const Format> formats, const RenderOptions& options, diagnostics::DiagnosticSink& sink) {
  if (!suit_draft(options, false, sink)) return false;
  if (!is_page_code(options.page_code.text) || !has_printable_label(options.page_code.label)) {
    const bool bad_text = !is_page_code(options.page_code.text);
    sink.report(diagnostics::messages::EngineBadPageCode, diagnostics::Origin{},
                bad_text ? options.page_code.text : options.page_code.label, PageCode::kMaxText, PageCode::kMaxLabel);
    return false;
  }
  for (const Format format : formats) {
    if (options.fillable && !format_info(format).is_document) {
      sink.report(diagnostics::messages::EngineNotFillable, diagnostics::Origin{}, format_info(format).name);
      return false;
    }
    if (format == Format::Png && !has_resolution(options.png)) {
      sink.report(diagnostics::messages::EngineBadResolution, diagnostics::Origin{}, fmt::format("{}", options.png.dpi),
                  PngOptions::kMinDpi, PngOptions::kMaxDpi);
      return false;
    }
  }
  return true;
}

std::vector<FinishedFile> make_files(const CompiledKind& kind, const data::Document& data,
                                     std::span<const Format> formats, const MakeOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  if (!suit_options(formats, options.render, run.sink())) return {};
  std::vector<FinishedFile> files;
  std::optional<PageMaker> pages;
  for (const Format format : formats) {
    // The same data give the same files.
    if (append_copies(format, files)) continue;
    const KindOutput& output = *kind.find_output(format);
    switch (output.medium) {
      case Medium::Page: {
        if (!pages) pages.emplace(kind, output, data, options, run);
        if (std::ranges::count(formats, Format::Pdf) > 0 && std::ranges::count(formats, Format::Ofd) > 0) {
          pages->pair_pdf_with_ofd();
        }
        for (FinishedFile& file : pages->make(format)) files.push_back(std::move(file));
        break;
      }
      case Medium::Sheet: files.push_back(make_workbook_file(kind, output, data, options.render, run)); break;
    }
  }
  settle_warnings(options.render, &data, run);
  if (watch.saw_errors()) return {};
  return files;
}

base::Expected<std::string> make_file_name(const CompiledKind& kind, const data::Document& data,
                                           const RenderOptions& options, Run& run) {
  base::Expected<std::string> name = kind.file_name->expand(
      {{}, data.root(), {}, templating_limits(options.limits, run.sink().stop_check()), missing_data(run)}, run.sink());
  if (!name) return base::kReported;
  if (name->empty() || !resources::is_inner_name(*name) || name->find('/') != std::string::npos) {
    run.sink().report(diagnostics::messages::EngineBadFileName, kind.manifest->file_name_origin, *name);
    return base::kReported;
  }
  return name;
}

}  // namespace gongwen::engine

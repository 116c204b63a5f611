#include "engine/render/detail/make_files.h"

#include "base/format.h"
#include "data/document_builder.h"
#include "diagnostics/catalogue/boxes.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/images.h"
#include "diagnostics/catalogue/layout.h"
#include "diagnostics/catalogue/resources.h"
#include "diagnostics/catalogue/text.h"
#include "dom/html_sink.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/reports.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/render/detail/book_copy.h"
#include "engine/render/detail/draft.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/macro_styles.h"
#include "engine/render/detail/output_files.h"
#include "engine/render/detail/page_maker.h"
#include "engine/render/expand_document.h"
#include "engine/render/make_workbook.h"
#include "forms/field_names.h"
#include "forms/fill_fields.h"
#include "schema/validate.h"
#include "style/rule_set.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>

// Three parts: pages of foreign HTML (typeset_pages), which are tolerated as in browsers; the pages after a form
// (Continuation); and documents of kinds (make_files).
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// Adds the style sheets of a page from elsewhere. Sheets on the web or on a server are not loaded, and their absence
/// is tolerated.
void add_sheets(const dom::Tree& tree, std::string_view encoding, const BundleFiles& files, Run& run,
                DocumentStyles& styles) {
  // Browsers show a page whose style sheet is missing, so for foreign HTML this is a warning.
  const diagnostics::DiagnosticSink::Tolerated sheets(
      run.sink(), {messages::ResourcesNotFound, messages::ResourcesOutsideBundle, messages::ResourcesIsFolder,
                   messages::ResourcesUnreadable, messages::ResourcesTooLarge, messages::ResourcesNotUtf8});
  StyleFiles(files, run.sources(), run.sink()).add_of_document(tree, styles, encoding);
}

bool holds(std::initializer_list<diagnostics::DiagnosticId> ids, diagnostics::DiagnosticId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// The class in which a message is counted; null for messages that are not about skipped content.
std::size_t PassedOver::*class_of(diagnostics::DiagnosticId id, bool is_about_sheets) {
  const std::string_view name = diagnostics::catalogue_entry(id).id;
  if (id == messages::LayoutUnknownTarget || id == messages::BoxesLinkInDrawing) return &PassedOver::links;
  if (id == messages::TextMissingGlyph || id == messages::ImagesSvgText) return &PassedOver::characters;
  // A drawing with such an element is shown without it.
  if (id == messages::BoxesUnsupportedElement || id == messages::ImagesSvgUnsupported) return &PassedOver::elements;
  if (holds({messages::EngineFontFile, messages::TextUnknownFamily, messages::TextUnknownFirstFamily,
             messages::TextUnusableFace, messages::TextFaceWithoutOutlines, messages::TextVariableFace,
             messages::TextFaceNotSubset, messages::TextFaceNotEmbedded},
            id)) {
    return &PassedOver::fonts;
  }
  // A missing file has the same message for sheets and images; the time at which it was reported distinguishes them.
  if (name.starts_with("resources/")) return is_about_sheets ? &PassedOver::style_sheets : &PassedOver::images;
  if (name.starts_with("images/") || id == messages::BoxesImageWithoutSource) return &PassedOver::images;
  if (name.starts_with("css/") || name.starts_with("style/")) return &PassedOver::styles;
  if (name.starts_with("dom/")) return &PassedOver::html;
  const bool is_cut = holds({messages::LayoutTextClipped, messages::LayoutTextCut, messages::LayoutTextTooLarge,
                             messages::LayoutOverflow, messages::LayoutTooWide, messages::LayoutBeyondLeft,
                             messages::LayoutMarginOverflow, messages::LayoutOffSheet, messages::LayoutBeyondCell},
                            id);
  return is_cut ? &PassedOver::cut : nullptr;
}

/// Messages that do not fail a foreign page. A character without a glyph is shown as a box, and the text keeps it.
constexpr std::initializer_list<diagnostics::DiagnosticId> kTolerated = {
    messages::LayoutUnknownTarget, messages::TextMissingGlyph, messages::TextControlCharacter,
    messages::BoxesFormulaParts};

/// Lays out a page from elsewhere. If all pages would have to be reduced, elements that are too wide are narrowed
/// first, and no others: one long line must not make the whole document small.
std::unique_ptr<const LaidOutPages> lay_out(dom::Tree& tree, DocumentStyles& styles, const BundleFiles& files,
                                            PageSurroundings& surroundings, Run& run) {
  if (surroundings.fit == layout::PageFit::Keep) return lay_out_pages(tree, styles, files, surroundings, run.sink());
  constexpr int kMostRounds = 4;
  // Each round lays out again; narrowing one element can reveal another one.
  constexpr std::size_t kMostNarrowed = 50;  // with more, everything on the pages is narrowed
  // The tree is laid out several times.
  surroundings.tree = TreeUse::Keep;
  std::vector<dom::NodeId> narrowed;
  for (int round = 1;; ++round) {
    // Messages of a repeated round would describe pages that are not used.
    diagnostics::DiagnosticSink trial(run.origins());
    trial.set_stop_check(run.sink().stop_check());
    const diagnostics::DiagnosticSink::Tolerated tolerated(trial, kTolerated);
    auto pages = lay_out_pages(tree, styles, files, surroundings, trial);
    const std::size_t known = narrowed.size();
    // After the first element was narrowed, others that it hid are also narrowed. Each round makes elements
    // smaller that are too wide, and lays out again. This ends when a round finds no new one, or after
    // kMostRounds.
    const bool narrows = pages != nullptr && (pages->is_reduced() || known > 0) && round < kMostRounds;
    if (narrows) {
      const bool are_many = known + pages->too_wide().size() > kMostNarrowed;
      for (const LaidOutPages::TooWide& wide : pages->too_wide()) {
        const dom::NodeId element = are_many ? tree.root_element() : wide.element;
        if (std::find(narrowed.begin(), narrowed.end(), element) != narrowed.end()) continue;
        narrowed.push_back(element);
        run.sink().report(messages::LayoutFitted, wide.origin, wide.beyond, wide.page);
      }
    }
    // Messages of earlier rounds concern pages that no longer exist; only those of the last are reported.
    if (narrowed.size() == known) {
      for (const diagnostics::Diagnostic& diagnostic : trial.diagnostics()) run.sink().add(diagnostic);
      return pages;
    }
    styles.rules.add(style::fitting_sheet(tree, std::span(narrowed).subspan(known)), style::CascadeOrigin::UserAgent);
  }
}

/// Counts the messages by class. Those with numbers from `begin` to before `end` concern style sheets.
void count_passed_over(std::size_t begin, std::size_t end, Run& run) {
  // Making a further format of the page repeats the same messages.
  PassedOver& passed = run.passed_over();
  if (passed != PassedOver()) return;
  const std::vector<diagnostics::Diagnostic>& all = run.sink().diagnostics();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::size_t PassedOver::*const member = class_of(all[i].id, i >= begin && i < end)) ++(passed.*member);
  }
}

}  // namespace

/// Errors of the page's own code are tolerated as in browsers; what was skipped is counted and reported.
std::vector<FinishedFile> typeset_pages(const DataSource& html, const OutputFile& output,
                                        const text::FontLibrary& fonts, const EngineOptions& engine,
                                        const RenderOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  // Options are checked before anything is read.
  if (!suit_options({&output.format, 1}, options, run.sink())) return {};
  const base::Expected<PageSource> source = read_page_source(html, run);
  if (!source) return {};
  const std::string_view text = run.sources().source_text(source->id);
  dom::Tree tree = dom::parse_html(text, {source->id, 0, static_cast<std::uint32_t>(text.size())}, run.origins(),
                                   run.sink(), {}, dom::Syntax::Html);
  DocumentStyles styles;
  // Controls look as in browsers, with frames.
  styles.rules.add(style::framed_controls_sheet(), style::CascadeOrigin::UserAgent);
  // Addresses are relative to the file and may not lead out of its folder.
  const BundleFiles files{resources::Folder(folder_of(html.path))};
  const std::size_t before_sheets = run.sink().diagnostics().size();
  add_sheets(tree, source->encoding, files, run, styles);
  const std::size_t after_sheets = run.sink().diagnostics().size();
  if (watch.saw_errors()) return {};
  PageSurroundings surroundings{fonts, run.origins()};
  surroundings.profile = proofing::find_profile(options.profile);
  surroundings.tolerance = boxes::Tolerance::AsBrowsers;
  surroundings.limits = page_limits(options.limits);
  surroundings.makes_flow = output.format == Format::Docx;
  surroundings.sources = &run.sources();
  // A page that is checked against a standard must keep its sizes.
  if (surroundings.profile == nullptr) surroundings.fit = layout::PageFit::Reduce;
  const diagnostics::DiagnosticSink::Tolerated tolerated(run.sink(), kTolerated);
  const auto pages = lay_out(tree, styles, files, surroundings, run);
  if (pages == nullptr) return {};
  PageWriting writing{
      fonts, engine, {engine.date}, {options.png.dpi}, {ofd_profile(options.ofd.profile)}, svg_name({&output, 1})};
  writing.pdf.origins = &run.origins();
  std::vector<FinishedFile> finished = write_pages(*pages, output.format, writing, run.sink());
  count_passed_over(before_sheets, after_sheets, run);
  // Done after counting, which does not depend on severities.
  if (options.strict) run.sink().promote_warnings();
  if (watch.saw_errors()) return {};
  return finished;
}

namespace {

using diagnostics::DataPlace;
using diagnostics::Origin;

/// The index in `/fields/2/value`: 2.
std::optional<std::size_t> field_at(std::string_view pointer) {
  constexpr std::string_view kFields = "/fields/";
  if (!pointer.starts_with(kFields)) return std::nullopt;
  pointer.remove_prefix(kFields.size());
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(pointer.data(), pointer.data() + pointer.size(), index);
  return error == std::errc() ? std::optional(index) : std::nullopt;
}

/// Whether a remark about a value was made before: remarks of the form about a value need not be repeated for the page.
bool is_known(const diagnostics::Diagnostic& remark, const diagnostics::DiagnosticSink& sink) {
  if (remark.severity == diagnostics::Severity::Error || !remark.origin.data_place) return false;
  const std::vector<diagnostics::Diagnostic>& all = sink.diagnostics();
  return std::any_of(all.begin(), all.end(), [&remark](const diagnostics::Diagnostic& known) {
    return known.id == remark.id && known.origin.data_place == remark.origin.data_place &&
           known.arguments == remark.arguments;
  });
}

}  // namespace

/// The fields, information and environment are those of the form.
Continuation::Continuation(const ContinuationSource& source, const std::vector<pdf::FieldWithoutRoom>& fields,
                           const paint::DocumentInformation& form, const PageSurroundings& around)
    : source_(source), fields_(fields), form_(form), around_(around) {}

/// The page has its own run, since its sources and origins are numbered separately.
bool Continuation::expand(const DocumentStyles& form_styles, const BundleFiles& form_files) {
  page_ = source_.kinds.get_page(kContinuationPage);
  if (!page_) {
    source_.run.sink().report(messages::EngineNoPage, Origin{}, kContinuationPage);
    return false;
  }
  run_.emplace(page_);
  run_->obey(source_.run);
  // Fonts and files come from the surrounding form, so that the added pages look like it.
  surroundings_.emplace(PageSurroundings{around_.fonts, run_->origins()});
  surroundings_->data_files = around_.data_files;
  surroundings_->files_beside = around_.files_beside;
  const bool expanded = page_->usable && expand_page(form_styles, form_files);
  return report_messages() && expanded;
}

/// The data of the page. Pointers of values lead back to the fields: see field_at().
data::Document Continuation::make_data(diagnostics::SourceId source) const {
  data::DocumentBuilder builder(source);
  const auto put = [&builder](std::string_view name, std::string_view text) {
    builder.key(name, 0, 0);
    builder.string(text, 0, 0);
  };
  builder.begin_object(0);
  put("language", diagnostics::language_tag(forms::language_of_tag(form_.language)));
  put("title", form_.title);
  builder.key("fields", 0, 0);
  builder.begin_array(0);
  for (const pdf::FieldWithoutRoom& entry : fields_) {
    builder.begin_object(0);
    // The page prints label and text; the pointer lets messages find the field.
    put("pointer", entry.field->pointer);
    put("label", entry.field->label);
    put("value", entry.text);
    builder.end_object(0);
  }
  builder.end_array(0);
  builder.end_object(0);
  return std::move(builder).finish();
}

/// Style sheets of the form come last, so that the pages look like it.
bool Continuation::expand_page(const DocumentStyles& form_styles, const BundleFiles& form_files) {
  const KindOutput* const output = page_->find_output(Format::Pdf);
  if (output == nullptr) {
    run_->sink().report(messages::EngineNoSuchOutput, Origin{}, kContinuationPage, format_info(Format::Pdf).name);
    return false;
  }
  const diagnostics::SourceId source = run_->sources().add_name(std::string(kContinuationPage));
  data_ = std::make_shared<const data::Document>(make_data(source));
  run_->documents().add(data_);
  // A custom page may require data that forms do not have.
  if (!schema::validate(*page_->schema, data_->root(), {}, run_->sink())) return false;
  RenderOptions options;
  options.limits = source_.limits;
  document_ = prepare_document(*page_, *output, *data_, options, *run_);
  if (!document_) return false;
  styles_ = document_->styles(*output);
  // Added after those of the page, so that the form's fonts and colours take precedence.
  styles_.add_sheets_of(form_styles);
  surroundings_->further_files = &form_files;
  stages_.emplace(document_->tree, styles_, page_->files, *surroundings_, run_->sink());
  return stages_->build_boxes();
}

/// Page numbers continue those of the form.
bool Continuation::lay_out(const layout::DocumentLayout& form) {
  const bool done = stages_->lay_out(layout::pages_before_next(form));
  return report_messages() && done;
}

/// Painted pages refer to origins of their run, which are translated into those of the form.
void Continuation::append_to(paint::PaintedDocument& form) {
  diagnostics::OriginTable& origins = source_.run.origins();
  const diagnostics::OriginTable& own = run_->origins();
  paint::append_pages(form, stages_->paint(nullptr), [&](diagnostics::OriginId id) {
    // The writer needs origins only for messages about data; others have been reported.
    const DataPlace place = place_in_form(own.at(id).data_place);
    return place ? origins.add({{}, place}) : diagnostics::OriginId();
  });
}

/// Passes new messages to the run of the form. Returns false if there are errors among them.
bool Continuation::report_messages() {
  const std::vector<diagnostics::Diagnostic>& all = run_->sink().diagnostics();
  for (; reported_ < all.size(); ++reported_) {
    diagnostics::Diagnostic diagnostic = all[reported_];
    // The author has no file of the continuation page. Messages about it point to the field whose text it continues.
    diagnostic.origin = origin_in_form(diagnostic.origin);
    for (diagnostics::Note& note : diagnostic.notes) note.origin = origin_in_form(note.origin);
    if (!is_known(diagnostic, source_.run.sink())) source_.run.sink().add(std::move(diagnostic));
  }
  return !run_->sink().has_errors();
}

/// The same place in terms of the form's run: the template becomes one of its sources.
Origin Continuation::origin_in_form(const Origin& origin) {
  Origin moved{origin.template_place, place_in_form(origin.data_place)};
  if (!origin.template_place) return moved;
  const diagnostics::SourceId source = origin.template_place.source;
  const auto [known, is_new] = sources_.try_emplace(source);
  if (is_new) {
    // The source is copied once, when the first message refers to it.
    const resources::SourceStore& own = run_->sources();
    known->second = source_.run.sources().add(std::string(own.source_name(source)),
                                              std::string(own.source_text(source)), own.source_start(source));
  }
  moved.template_place.source = known->second;
  return moved;
}

/// The place of the value that the field shows, for anything on the page about the field.
DataPlace Continuation::place_in_form(const DataPlace& place) {
  const std::optional<diagnostics::DataDescription> description = run_->documents().describe(place);
  const std::optional<std::size_t> index = description ? field_at(description->pointer) : std::nullopt;
  return index && *index < fields_.size() ? fields_[*index].field->data_place : DataPlace();
}

namespace {

/// Written so that NaN fails.
bool has_resolution(const PngOptions& options) {
  return options.dpi >= PngOptions::kMinDpi && options.dpi <= PngOptions::kMaxDpi;
}

/// Printable ASCII, since codes are printed in a font of that range.
bool has_printable_label(std::string_view label) {
  return label.size() <= PageCode::kMaxLabel &&
         std::all_of(label.begin(), label.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// The alphanumeric mode of codes (ISO/IEC 18004, 7.3.4).
bool is_page_code(std::string_view text) {
  constexpr std::string_view kCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  return text.size() <= PageCode::kMaxText && text.find_first_not_of(kCharacters) == std::string_view::npos;
}

/// Whether the pages are those of GB/T 9704-2012, known by their style sheet.
bool has_red_head(const Manifest& manifest) {
  constexpr std::string_view styles = "shared/css/profiles/gbt9704.css";
  return std::any_of(manifest.outputs.begin(), manifest.outputs.end(), [&](const ManifestOutput& output) {
    return std::any_of(output.styles.begin(), output.styles.end(),
                       [&](const ManifestStyle& style) { return style.name == styles; });
  });
}

/// Workbooks need neither fonts nor layout.
FinishedFile make_workbook_file(const CompiledKind& kind, const KindOutput& output, Format format,
                                const data::Document& data, const RenderOptions& options, Run& run) {
  if (is_book_template(output.template_name)) return book_copy(kind, output, format, data, options, run);
  const std::optional<PreparedDocument> document = prepare_document(kind, output, data, options, run);
  if (!document || !has_fields_to_fill_in(kind, *document, options, run)) return {};
  WorkbookSource source{data, document->fields, run.origins(), *kind.engine_options};
  source.is_xlsx = format == Format::Xlsx;
  if (format != Format::Csv) {
    source.files = &kind.files;
    source.data_files = run.data_files();
  }
  if (format != Format::Xlsx)
    return make_other_workbook(document->tree, document->styles(output), source, format, options.csv, run.sink());
  if (options.fillable) source.form = &kind;
  source.receipt = options.receipt;
  FinishedFile file = make_workbook(document->tree, document->styles(output), source, run.sink());
  file.format = Format::Xlsx;
  return file;
}

/// Copies the files of a format that has been made. Returns whether there were any.
bool append_copies(Format format, std::vector<FinishedFile>& files) {
  const std::size_t end = files.size();
  std::size_t i = 0;
  while (i < end && files[i].format != format) ++i;
  // Files of single pages follow each other.
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

/// Expand, find styles of the document, collect and fill the fields.
std::optional<PreparedDocument> prepare_document(const CompiledKind& kind, const KindOutput& output,
                                                 const data::Document& data, const RenderOptions& options, Run& run) {
  std::optional<dom::Tree> tree = expand_draft(kind, output, data, options, run);
  if (!tree) return std::nullopt;
  PreparedDocument document{*std::move(tree), std::nullopt, {}};
  if (has_own_styles(document.tree)) {
    // A copy: compiled kinds are shared by threads and never change.
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

/// The environment of a document that is printed. Forms add to it.
PageSurroundings printed_surroundings(const CompiledKind& kind, const forms::FieldModel& fields,
                                      const text::FontLibrary& fonts, const RenderOptions& options, Run& run) {
  PageSurroundings surroundings{fonts, run.origins()};
  surroundings.profile = proofing::find_profile(options.profile);
  surroundings.limits = page_limits(options.limits);
  surroundings.sources = &run.sources();
  surroundings.has_red_head = !run.makes_blank_form() && has_red_head(*kind.manifest);
  const bool has_national = kind.manifest->has_national_fonts.value_or(surroundings.has_red_head);
  surroundings.office_fonts = has_national ? flow::OfficeFonts::National : flow::OfficeFonts::System;
  surroundings.has_comments = options.draft.comments;
  surroundings.data_files = run.data_files();
  surroundings.files_beside = &run.files_beside();
  surroundings.fields = &fields;
  return surroundings;
}

/// Checked before anything is made, and for all formats.
bool suit_options(std::span<const Format> formats, const RenderOptions& options, diagnostics::DiagnosticSink& sink) {
  if (!suit_draft(options, false, sink)) return false;
  if (!is_page_code(options.page_code.text) || !has_printable_label(options.page_code.label)) {
    const bool bad_text = !is_page_code(options.page_code.text);
    sink.report(diagnostics::messages::EngineBadPageCode, diagnostics::Origin{},
                bad_text ? options.page_code.text : options.page_code.label, PageCode::kMaxText, PageCode::kMaxLabel);
    return false;
  }
  for (const Format format : formats) {
    // Pictures, OFD files and copies of workbooks have no form fields.
    if (options.fillable && !format_info(format).can_be_filled_in) {
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

/// All formats of pages share one layout; a workbook is made from a separate tree, since its template differs.
std::vector<FinishedFile> make_files(const CompiledKind& kind, const data::Document& data,
                                     std::span<const Format> formats, const MakeOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  if (!suit_options(formats, options.render, run.sink())) return {};
  std::vector<FinishedFile> files;
  std::optional<PageMaker> pages;
  for (const Format format : formats) {
    // Requested twice: the same data gives the same files.
    if (append_copies(format, files)) continue;
    const KindOutput& output = *kind.find_output(format);
    switch (output.medium) {
      case Medium::Page: {
        if (!pages) pages.emplace(kind, output, data, options, run);
        // Both formats were requested, so the files name each other. They share most of the work, so the pair is
        // written at once.
        if (std::ranges::count(formats, Format::Pdf) > 0 && std::ranges::count(formats, Format::Ofd) > 0) {
          pages->pair_pdf_with_ofd();
        }
        if (std::ranges::count(formats, Format::Docx) > 0) pages->make_flow();
        if (std::ranges::count(formats, Format::Pdf) == 0) pages->leave_out_pdf_form();
        for (FinishedFile& file : pages->make(format)) files.push_back(std::move(file));
        break;
      }
      case Medium::Sheet: files.push_back(make_workbook_file(kind, output, format, data, options.render, run)); break;
    }
  }
  // Done before errors are counted: a strict run makes open warnings errors.
  settle_warnings(options.render, &data, run);
  if (watch.saw_errors()) return {};
  return files;
}

/// A name must be one path segment.
base::Expected<std::string> make_file_name(const CompiledKind& kind, const data::Document& data,
                                           const RenderOptions& options, Run& run) {
  base::Expected<std::string> name = kind.file_name->expand(
      {{}, data.root(), {}, templating_limits(options.limits, run.sink().stop_check()), missing_data(run)}, run.sink());
  if (!name) return base::kReported;
  // The name comes from data, which must not determine the folder.
  if (name->empty() || !resources::is_inner_name(*name) || name->find('/') != std::string::npos) {
    run.sink().report(diagnostics::messages::EngineBadFileName, kind.manifest->file_name_origin, *name);
    return base::kReported;
  }
  return name;
}

}  // namespace gongwen::engine

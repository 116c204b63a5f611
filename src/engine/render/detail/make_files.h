// From checked data to finished files in memory.
#pragma once

#include "engine/core/detail/data_files.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/output_files.h"
#include "forms/field_model.h"
#include "pdf/syntax/deflate_queue.h"
#include "pdf/write_pdf.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace gongwen::engine {

struct MakeOptions {
  const text::FontLibrary& fonts;
  const RenderOptions& render;
  pdf::SpareCore spare_core = pdf::SpareCore::Yes;
  KindLibrary* kinds = nullptr;  // for continuation pages of forms; may be null for other documents
  std::string svg_name = {};     // see PageWriting::svg_name
};

/// An expanded document with its styles and fields.
struct PreparedDocument {
  dom::Tree tree;
  std::optional<DocumentStyles> own_styles;  // includes style elements of the document
  forms::FieldModel fields;

  const DocumentStyles& styles(const KindOutput& output) const { return own_styles ? *own_styles : output.styles; }
};

/// Returns nullopt if an error was reported.
std::optional<PreparedDocument> prepare_document(const CompiledKind& kind, const KindOutput& output,
                                                 const data::Document& data, const RenderOptions& options, Run& run);

/// The environment of a document that is printed instead of being filled in.
PageSurroundings printed_surroundings(const CompiledKind& kind, const forms::FieldModel& fields,
                                      const text::FontLibrary& fonts, const RenderOptions& options, Run& run);

/// Whether files of these formats can have these options: fillable, with a sensible resolution and code. Reports:
/// engine/not-fillable, engine/bad-resolution, engine/bad-page-code.
bool suit_options(std::span<const Format> formats, const RenderOptions& options, diagnostics::DiagnosticSink& sink);

/// Makes the files of each format, in this order; the kind must have their media. One file for a format, or one for
/// each page. Empty if any error was reported; warnings count as errors if the options say so.
std::vector<FinishedFile> make_files(const CompiledKind& kind, const data::Document& data,
                                     std::span<const Format> formats, const MakeOptions& options, Run& run);

/// Makes the files of an output with pages from a page of HTML and CSS that is not a template. Style sheets and images
/// are looked up in the folder of the page. Empty if an error was reported; warnings count as errors if the options say
/// so. `engine` has the date for a page without one.
std::vector<FinishedFile> typeset_pages(const DataSource& html, const OutputFile& output,
                                        const text::FontLibrary& fonts, const EngineOptions& engine,
                                        const RenderOptions& options, Run& run);

/// The name of the files without ending, made from the data by the template of the kind.
base::Expected<std::string> make_file_name(const CompiledKind& kind, const data::Document& data,
                                           const RenderOptions& options, Run& run);

// Continuation: pages after a form with the texts that do not fit into its fields. They are the bundle
// `shared/pages/continuation`, laid out as a separate document with the form's styles and continuing its page numbers.

inline constexpr std::string_view kContinuationPage = "continuation";

struct ContinuationSource {
  KindLibrary& kinds;
  const Limits& limits;
  Run& run;  // of the form; gets all messages
};

class Continuation {
 public:
  /// `form` is the information of the form itself, `around` its surroundings.
  Continuation(const ContinuationSource& source, const std::vector<pdf::FieldWithoutRoom>& fields,
               const paint::DocumentInformation& form, const PageSurroundings& around);

  /// Makes the document. Its own styles come before the form's, so that it looks like the form; images that its bundle
  /// lacks come from the form's files. Returns false if an error was reported. Reports: engine/no-page,
  /// engine/no-such-output, and all errors of a page.
  bool expand(const DocumentStyles& form_styles, const BundleFiles& form_files);
  /// Lays out the pages after those of the form; again if these have changed. Returns the same as `expand`.
  bool lay_out(const layout::DocumentLayout& form);

  std::size_t page_count() const { return stages_->document().pages.size(); }
  /// Appends the pages to those of the form. The object must outlive them.
  void append_to(paint::PaintedDocument& form);

 private:
  data::Document make_data(diagnostics::SourceId source) const;
  bool expand_page(const DocumentStyles& form_styles, const BundleFiles& form_files);
  bool report_messages();
  diagnostics::Origin origin_in_form(const diagnostics::Origin& origin);
  diagnostics::DataPlace place_in_form(const diagnostics::DataPlace& place);

  const ContinuationSource& source_;
  std::vector<pdf::FieldWithoutRoom> fields_;
  paint::DocumentInformation form_;
  const PageSurroundings& around_;  // of the form
  std::optional<PageSurroundings> surroundings_;
  std::shared_ptr<const CompiledKind> page_;
  std::optional<Run> run_;                                          // of the page, whose places are in its own sources
  std::size_t reported_ = 0;                                        // how many of its messages
  std::map<diagnostics::SourceId, diagnostics::SourceId> sources_;  // maps its sources to those of the form's run
  std::shared_ptr<const data::Document> data_;
  std::optional<PreparedDocument> document_;
  DocumentStyles styles_;
  std::optional<PageStages> stages_;
};

}  // namespace gongwen::engine

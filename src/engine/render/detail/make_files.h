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
  KindLibrary* kinds = nullptr;  // for the pages after a form; may be null if nothing is to be filled in
  std::string svg_name = {};     // of the files of pages: PageWriting::svg_name
};

/// An expanded document with the styles and fields that go with it.
struct PreparedDocument {
  dom::Tree tree;
  std::optional<DocumentStyles> own_styles;  // with those of the document's own style elements, if it has any
  forms::FieldModel fields;

  const DocumentStyles& styles(const KindOutput& output) const { return own_styles ? *own_styles : output.styles; }
};

/// Returns: nothing when an error was reported.
std::optional<PreparedDocument> prepare_document(const CompiledKind& kind, const KindOutput& output,
                                                 const data::Document& data, const RenderOptions& options, Run& run);

/// What a document is laid out in that is printed, not filled in.
PageSurroundings printed_surroundings(const CompiledKind& kind, const forms::FieldModel& fields,
                                      const text::FontLibrary& fonts, const RenderOptions& options, Run& run);

/// Whether files of these formats can be as the options ask for: filled in, in a resolution that makes sense. Reports:
/// engine/not-fillable, engine/bad-resolution, engine/bad-page-code.
bool suit_options(std::span<const Format> formats, const RenderOptions& options, diagnostics::DiagnosticSink& sink);

/// The files of each format, in the order of the formats, whose media the kind has: one file, or one for each page.
/// Returns: nothing when any error was reported, with warnings as errors where the options say so.
std::vector<FinishedFile> make_files(const CompiledKind& kind, const data::Document& data,
                                     std::span<const Format> formats, const MakeOptions& options, Run& run);

/// The files of an output with pages, from a page of HTML and CSS that is not a template. Style sheets and images are
/// looked for in the folder of the page. Returns: nothing when an error was reported, with warnings as errors where the
/// options say so. `date` is that of a page without one.
std::vector<FinishedFile> typeset_pages(const DataSource& html, const OutputFile& output,
                                        const text::FontLibrary& fonts, std::optional<std::int64_t> date,
                                        const RenderOptions& options, Run& run);

/// The name of the files without ending, as the kind's own template makes it of the data.
base::Expected<std::string> make_file_name(const CompiledKind& kind, const data::Document& data,
                                           const RenderOptions& options, Run& run);

// The pages after a form with the texts that its fields have no room for: the bundle `shared/pages/continuation`, laid
// out as a separate document in the styles of the form, whose pages it counts on from.

inline constexpr std::string_view kContinuationPage = "continuation";

struct ContinuationSource {
  KindLibrary& kinds;
  const Limits& limits;
  Run& run;  // of the form; gets all messages
};

class Continuation {
 public:
  /// `form` is what the form says of itself, `around` what it is made in.
  Continuation(const ContinuationSource& source, const std::vector<pdf::FieldWithoutRoom>& fields,
               const paint::DocumentInformation& form, const PageSurroundings& around);

  /// Makes the document. Its own styles come before those of the form, so that its pages are those of the form; the
  /// files of the form have the images that its own bundle does not have. Returns: false when an error was reported.
  /// Reports: engine/no-page, engine/no-such-output, and all that a page can be wrong in.
  bool expand(const DocumentStyles& form_styles, const BundleFiles& form_files);
  /// Lays out the pages after those of the form; called again if these have changed. Returns the same as `expand`.
  bool lay_out(const layout::DocumentLayout& form);

  std::size_t page_count() const { return stages_->document().pages.size(); }
  /// Adds the pages after those of the form. The object must outlive them.
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
  std::size_t reported_ = 0;                                        // of its messages
  std::map<diagnostics::SourceId, diagnostics::SourceId> sources_;  // where its sources are among those of the form
  std::shared_ptr<const data::Document> data_;
  std::optional<PreparedDocument> document_;
  DocumentStyles styles_;
  std::optional<PageStages> stages_;
};

}  // namespace gongwen::engine

// The pages after a form with the texts that its fields have no room for: the bundle `shared/pages/continuation`, laid
// out as a separate document in the styles of the form, whose pages it counts on from.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/page_stages.h"
#include "pdf/write_pdf.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace gongwen::engine {

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

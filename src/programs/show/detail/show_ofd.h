// Shows OFD files of any producer (GB/T 33190-2016): reads a package and makes the display list of its pages, which the
// writers of PDF, PNG and SVG play. Only for `gongwen-show` and tests: the bytes are foreign.
//   const auto shown = show::show_ofd(bytes, "notice.ofd", fonts, sink);
//   if (shown) file = pdf::write_pdf(shown->painted, fonts, {}, sink);
#pragma once

#include "diagnostics/diagnostic.h"
#include "ofd/show/show_request.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::show {

/// An attached file of the document.
struct ShownAttachment {
  std::string name;
  std::string bytes;
};

struct ShownDocument {
  paint::PaintedDocument painted;
  std::vector<std::string> page_texts;  // in the order of the objects, one line for each baseline
  std::vector<ShownAttachment> attachments;
  ObjectCounts counts;
  std::size_t seals = 0;         // shown, not verified
  std::shared_ptr<void> memory;  // images and fonts that the pages draw
};

/// Returns null after reporting an error. Every deviation from the file is reported with its page and object. `name` is
/// that of the file, for messages. Reports: show/*.
std::unique_ptr<ShownDocument> show_ofd(std::string_view bytes, const std::string& name, const text::FontLibrary& fonts,
                                        diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::show

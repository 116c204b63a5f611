// Writing a document as OFD (GB/T 33190-2016), by default in the archive profile OFD-A (GB/T 42133-2022): pages with
// their text, outline, links and structure, fonts included, in one file.
//   const std::string file = ofd::write_ofd(document, fonts, {}, sink);
#pragma once

#include "base/geometry.h"
#include "diagnostics/diagnostic.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::ofd {

/// Archive: for long keeping; nothing leads out of the file. Plain: all that OFD can hold.
enum class OfdProfile : std::uint8_t { Archive, Plain };

/// A file that goes along.
struct OfdAttachment {
  std::string name;   // `data.xml`; each has a different one
  std::string usage;  // for people
  std::string bytes;
  diagnostics::Origin origin = {};  // who attaches it
};

/// Room for a seal that is put on the finished file, in the space of its page.
struct OfdSealPlace {
  std::string name;
  std::size_t page = 0;
  base::Rect rect;
};

struct OfdOptions {
  OfdProfile profile = OfdProfile::Archive;
  /// For documents without a date; seconds since 1970. Without it one fixed date is used.
  std::optional<std::int64_t> fallback_date = {};
  /// Of what is painted: says what comes from the data. Null: nothing does.
  const diagnostics::OriginTable* origins = nullptr;
  /// Of the PDF file that was made of the same pages, in hexadecimal digits; empty: none was.
  std::string pdf_sha256 = {};
  /// In the archive profile XML and plain text only.
  std::vector<OfdAttachment> attachments = {};
  std::vector<OfdSealPlace> seal_places = {};
};

/// The bytes of the file. The same document gives the same bytes. Fields of forms are not part of it: the document must
/// be painted with their values. Reports: ofd/unusable-face, ofd/group-opacity,
/// ofd/outer-link, ofd/many-tiles, ofd/attachment-type.
std::string write_ofd(const paint::PaintedDocument& document, const text::FontLibrary& library,
                      const OfdOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd

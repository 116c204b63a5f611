// Writes a document as OFD (GB/T 33190-2016), by default in the archive profile OFD-A (GB/T 42133-2022): pages with
// text, outline, links, structure and embedded fonts, in one file.
//   const std::string file = ofd::write_ofd(document, fonts, {}, sink);
#pragma once

#include "base/geometry.h"
#include "diagnostics/diagnostic.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ofd {

/// Archive: for long-term preservation, without external links. Plain: everything that OFD supports.
enum class OfdProfile : std::uint8_t { Archive, Plain };

/// An attached file.
struct OfdAttachment {
  std::string name;   // `data.xml`; must be unique
  std::string usage;  // description for people
  std::string bytes;
  diagnostics::Origin origin = {};  // where the attachment was requested, for messages
};

/// A place for a seal to be applied later, in page coordinates.
struct OfdSealPlace {
  std::string name;
  std::size_t page = 0;
  base::Rect rect;
};

struct OfdOptions {
  OfdProfile profile = OfdProfile::Archive;
  /// Date of documents that state none; seconds since 1970, UTC. If it is missing too, a fixed date is used.
  std::optional<std::int64_t> fallback_date = {};
  /// Tells which painted texts come from the data, and which from the template. Null: none comes from the data.
  const diagnostics::OriginTable* origins = nullptr;
  /// In the archive profile, only XML and plain text are allowed.
  std::vector<OfdAttachment> attachments = {};
  std::vector<OfdSealPlace> seal_places = {};
};

/// A file whose parts are complete except for OFD.xml, which describes it. In this state a PDF of the same pages can
/// refer to the identifier of this file before this file records the hash of the PDF.
///   OfdFile file(document, fonts, {}, sink);
///   const std::string pdf = make_pdf_that_names(file.identifier());
///   const std::string bytes = std::move(file).finish(base::sha256(pdf));
class OfdFile {
 public:
  /// The arguments must outlive the object. Reports: as write_ofd.
  OfdFile(const paint::PaintedDocument& document, const text::FontLibrary& library, const OfdOptions& options,
          diagnostics::DiagnosticSink& sink);
  OfdFile(OfdFile&&) noexcept;
  ~OfdFile();

  /// The DocID, 32 hexadecimal digits that depend only on the parts: the start of the SHA-256 of the names and stored
  /// bytes of all entries except OFD.xml.
  std::string identifier() const;
  /// Returns the bytes of the file. `pdf_sha256`: hash of the PDF with the same pages, in hexadecimal; empty: none.
  std::string finish(std::string_view pdf_sha256) &&;

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

/// Returns the bytes of the file, without reference to a PDF. The same document gives the same bytes. Form fields are
/// not supported: the document must be painted with their values. Reports: ofd/unusable-face, ofd/group-opacity,
/// ofd/outer-link, ofd/many-tiles, ofd/attachment-type.
std::string write_ofd(const paint::PaintedDocument& document, const text::FontLibrary& library,
                      const OfdOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd

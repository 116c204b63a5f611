// Writing a document as OFD (GB/T 33190-2016), by default in the archive profile OFD-A (GB/T 42133-2022): pages with
// their text, outline, links and structure, fonts included, in one file.
//   const std::string file = ofd::write_ofd(document, fonts, {}, sink);
#pragma once

#include "diagnostics/diagnostic.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

struct OfdOptions {
  OfdProfile profile = OfdProfile::Archive;
  /// For documents without a date; seconds since 1970. Without it one fixed date is used.
  std::optional<std::int64_t> fallback_date = {};
  /// Of what is painted: says what comes from the data. Null: nothing does.
  const diagnostics::OriginTable* origins = nullptr;
  /// In the archive profile XML and plain text only.
  std::vector<OfdAttachment> attachments = {};
};

/// A file whose parts are made, up to the one that describes it. So a PDF file of the same pages can state the
/// identifier of this file before this file states the hash of the PDF.
///   OfdFile file(document, fonts, {}, sink);
///   const std::string pdf = make_pdf_that_names(file.identifier());
///   const std::string bytes = std::move(file).finish(base::sha256(pdf));
class OfdFile {
 public:
  /// What is given must outlive it. Reports: as write_ofd.
  OfdFile(const paint::PaintedDocument& document, const text::FontLibrary& library, const OfdOptions& options,
          diagnostics::DiagnosticSink& sink);
  OfdFile(OfdFile&&) noexcept;
  ~OfdFile();

  /// 32 hexadecimal digits that only the same parts give (DocID): the first of the SHA-256 of the names of all entries
  /// but OFD.xml, each with its bytes as they are stored.
  std::string identifier() const;
  /// The bytes. `pdf_sha256`: of the PDF file with the same pages, in hexadecimal digits; empty: there is none.
  std::string finish(std::string_view pdf_sha256) &&;

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

/// The bytes of the file, without a PDF. The same document gives the same bytes. Fields of forms are not part of it:
/// the document must be painted with their values. Reports: ofd/unusable-face, ofd/group-opacity, ofd/outer-link,
/// ofd/many-tiles, ofd/attachment-type.
std::string write_ofd(const paint::PaintedDocument& document, const text::FontLibrary& library,
                      const OfdOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd

// PdfSigner: signatures and seals in finished PDFs (ISO 32000-1 section 12.8; PAdES baseline, EN 319 142-1). Each
// signature is an incremental update: what was there stays byte for byte, and a document that conforms to PDF/A-2a and
// PDF/UA-1 conforms after each one.
//   const PdfSigner signer(key, reader);
//   const auto file = signer.sign("letter.pdf", bytes, options, sink);
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "images/image_set.h"
#include "intake/file_reader.h"
#include "sign/signing_key.h"
#include "sign/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf_sign {

/// What a certifying signature permits afterwards (DocMDP, section 12.8.2.2).
enum class Certify : std::uint8_t { None, NoChanges, Fill, Annotate };

/// Baseline levels: the signature; with a time stamp; with the data to validate it; with a time stamp over these.
enum class Level : std::uint8_t { B, T, Lt, Lta };

/// A place on a page that has no field yet. All lengths are millimetres, from the upper left corner of the page as it
/// is shown.
struct SealPlace {
  std::uint32_t page = 0;  // from 1 on
  double x = 0;            // the centre of the seal
  double y = 0;
};

struct PdfSignOptions {
  std::string field;                          // an empty field of the file; may be left out when it has one
  std::optional<SealPlace> place;             // a new field
  const images::RasterImage* seal = nullptr;  // none: the signature shows nothing
  double diameter = 42;                       // mm, of seals outside of the file's fields
  bool riding = false;                        // the seal across the edges of all pages, too
  Certify certify = Certify::None;
  std::string reason;
  std::string location;
  std::int64_t time = 0;  // when it is signed, by the caller's clock; Unix seconds
  Level level = Level::B;
  sign::TimestampOptions timestamp;  // its trust and CRLs are those for Lt, too
};

/// The picture of a seal from a PNG or JPEG file; nothing after a report.
/// Reports: images/*, resources/*, pdf-sign/not-pixels.
std::optional<images::RasterImage> read_seal(const std::string& path, diagnostics::DiagnosticSink& sink);

struct SignedPdf {
  std::string bytes;
  std::string field;        // its name
  std::uint32_t page = 0;   // 0: the signature shows nothing
  std::size_t earlier = 0;  // signatures that were there before
};

class PdfSigner {
 public:
  /// Both must outlive this.
  PdfSigner(const sign::SigningKey& key, intake::FileReader& reader) : key_(key), reader_(reader) {}

  const sign::SigningKey& key() const { return key_; }

  /// `name` is what messages call the file. Nothing after a report.
  /// Reports: pdf-sign/*, and what keys and time stamps report.
  std::optional<SignedPdf> sign(const std::string& name, std::string_view bytes, const PdfSignOptions& options,
                                diagnostics::DiagnosticSink& sink) const;

 private:
  const sign::SigningKey& key_;
  intake::FileReader& reader_;
};

}  // namespace gongwen::pdf_sign

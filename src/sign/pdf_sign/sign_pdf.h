// PdfSigner: signs and seals finished PDFs (ISO 32000-1 section 12.8; PAdES baseline, EN 319 142-1). Each signature is
// an incremental update: the original stays unchanged byte for byte, and a document that conforms to PDF/A-2a and
// PDF/UA-1 still conforms afterwards.
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

/// The changes that a certifying signature permits afterwards (DocMDP, section 12.8.2.2).
enum class Certify : std::uint8_t { None, NoChanges, Fill, Annotate };

/// Baseline levels: the signature alone; with a time stamp; with validation data; with a time stamp over these.
enum class Level : std::uint8_t { B, T, Lt, Lta };

/// A place on a page for a new field, in millimetres from the upper left corner of the page as it is displayed.
struct SealPlace {
  std::uint32_t page = 0;  // from 1 on
  double x = 0;            // the centre of the seal
  double y = 0;
};

struct PdfSignOptions {
  std::string field;                          // an empty field of the file; may be omitted if it has only one
  std::optional<SealPlace> place;             // a new field
  const images::RasterImage* seal = nullptr;  // null: an invisible signature
  double diameter = 42;                       // mm, for seals outside of the file's fields
  bool riding = false;                        // also adds the seal across the edges of all pages
  Certify certify = Certify::None;
  std::string reason;
  std::string location;
  std::int64_t time = 0;  // the time of signing by the caller's clock; Unix seconds
  Level level = Level::B;
  sign::TimestampOptions timestamp;  // its trust and CRLs are also those for Lt
};

/// Reads the picture of a seal from a PNG or JPEG file; nullopt after reporting an error.
/// Reports: images/*, resources/*, pdf-sign/not-pixels.
std::optional<images::RasterImage> read_seal(const std::string& path, diagnostics::DiagnosticSink& sink);

struct SignedPdf {
  std::string bytes;
  std::string field;        // its name
  std::uint32_t page = 0;   // 0: the signature is invisible
  std::size_t earlier = 0;  // number of earlier signatures
};

class PdfSigner {
 public:
  /// Both must outlive this.
  PdfSigner(const sign::SigningKey& key, intake::FileReader& reader) : key_(key), reader_(reader) {}

  const sign::SigningKey& key() const { return key_; }

  /// `name` is the file's name in messages. Returns nullopt after reporting an error.
  /// Reports: pdf-sign/*, and those of keys and time stamps.
  std::optional<SignedPdf> sign(const std::string& name, std::string_view bytes, const PdfSignOptions& options,
                                diagnostics::DiagnosticSink& sink) const;

 private:
  const sign::SigningKey& key_;
  intake::FileReader& reader_;
};

}  // namespace gongwen::pdf_sign

// FileSigner: signs PDF files and seals OFD files one after another with one key.
//   FileSigner signer(options, reader);
//   if (signer.open(source, sink)) auto made = signer.sign("letter.pdf", bytes, sink);
#pragma once

#include "gongwen/signatures.h"
#include "images/image_set.h"
#include "intake/file_reader.h"
#include "sign/pdf_sign/sign_pdf.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::signing {

inline constexpr std::size_t kMaxSignedBytes = std::size_t{64} << 20;

/// How messages name an option: `seal` as the interfaces have it, or `--seal` as the command does.
enum class OptionNames : std::uint8_t { Plain, OfCommand };

class FileSigner {
 public:
  /// The options, with the time of signing, and the reader must outlive this object.
  FileSigner(const SignOptions& options, intake::FileReader& reader, OptionNames names)
      : options_(options), reader_(reader), names_(names) {}

  /// Reads the files that are the same for every document, and opens the key. Returns whether it can sign.
  /// Reports: sign/*, pdf-sign/*, resources/*.
  bool open(const sign::KeySource& source, diagnostics::DiagnosticSink& sink);

  /// The certificate of the key. Valid after open().
  const sign::CertificateFacts& certificate() const { return key_->certificate(); }

  /// Signs a file with the name `name` in messages; nullopt if it cannot. Reports: pdf-sign/*, ofd-sign/*, sign/*.
  std::optional<SignedFile> sign(const std::string& name, std::string_view bytes, diagnostics::DiagnosticSink& sink);

 private:
  std::optional<SignedFile> sign_pdf(const std::string& name, std::string_view bytes,
                                     diagnostics::DiagnosticSink& sink) const;
  std::optional<SignedFile> seal_ofd(const std::string& name, std::string_view bytes,
                                     diagnostics::DiagnosticSink& sink) const;
  bool suits_ofd(const std::string& name, diagnostics::DiagnosticSink& sink) const;

  const SignOptions& options_;
  intake::FileReader& reader_;
  OptionNames names_;
  pdf_sign::PdfSignOptions pdf_;
  std::optional<images::RasterImage> seal_;
  std::string esl_;  // bytes of the electronic seal
  std::optional<sign::SigningKey> key_;
};

/// Returns the place of the key; the caller adds the source of its secret.
sign::KeySource source_of(const KeyOptions& key);

/// The level that is asked for, or that follows from the time stamp.
SignatureLevel level_of(const SignOptions& options);

}  // namespace gongwen::signing

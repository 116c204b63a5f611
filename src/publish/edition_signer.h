// EditionSigner: signs the PDF of each edition before it is published, and judges what was signed. The key is opened
// when the first edition is ready: a run that publishes nothing uses no PIN.
//   EditionSigner signer(settings, {.secret = ask, .refusal_file = site + "/.gongwen/refused-pin"});
//   if (signer.prepare(now, sink)) signed = signer.sign({"bulletin.pdf", bytes, pages}, now, sink);
#pragma once

#include "diagnostics/diagnostic.h"
#include "intake/file_reader.h"
#include "publish/sign_settings.h"
#include "signatures/judge.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::publish {

/// Where the secret comes from, and what is known of former tries.
struct SignerOptions {
  std::string libexec_folder;
  /// Asked once, in place of the settings' `secret_file`; empty: that file alone.
  std::function<std::optional<std::string>()> secret;
  /// Where it is noted that a token refused the PIN. As long as the file is there, the PIN is not tried again.
  std::string refusal_file;
  /// Tries the PIN all the same.
  bool tries_refused_pin = false;
};

/// A finished file to be signed.
struct UnsignedPdf {
  std::string name;
  std::string_view bytes;
  std::size_t pages = 0;
};

/// What is known of a signature, for the list of issues.
struct EditionSignature {
  std::string signer;
  std::string time;       // 2026-11-24T08:00:00Z
  std::string time_from;  // `token`, or `computer`: nobody vouches for it
  std::string level;      // `B-B`
};

struct SignedEdition {
  std::string bytes;
  EditionSignature signature;
  /// What another reader must find: see signature_words.
  std::set<std::string> found;
};

class EditionSigner {
 public:
  EditionSigner(SignSettings settings, SignerOptions options)
      : settings_(std::move(settings)), options_(std::move(options)), reader_(options_.libexec_folder) {}

  /// Everything that needs no secret: seal, trusted certificates, the validity of a certificate in a file.
  /// That a certificate ends soon is reported to this sink later, too, which outlives the signer: even a strict run
  /// publishes then.
  /// Reports: images/*, resources/*, sign/*, pdf-sign/*, publish/certificate-expired, publish/certificate-not-yet,
  /// publish/certificate-expires.
  bool prepare(std::int64_t now, diagnostics::DiagnosticSink& sink);

  /// Nothing after a report: those above, publish/pin-refused, publish/signature-unsound, and what keys, time stamps
  /// and signatures report.
  std::optional<SignedEdition> sign(const UnsignedPdf& file, std::int64_t now, diagnostics::DiagnosticSink& sink);

  /// Whether fields for signatures are to be made in the document.
  bool needs_fields() const { return !settings_.options.place; }
  /// When the certificate ends, once it is known.
  std::optional<std::int64_t> expires() const { return expires_; }

 private:
  bool open_key(std::int64_t now, diagnostics::DiagnosticSink& sink);
  bool is_refused(diagnostics::DiagnosticSink& sink) const;
  std::optional<sign::Secret> secret(diagnostics::DiagnosticSink& sink) const;
  bool check_validity(const sign::CertificateFacts& certificate, std::int64_t now, diagnostics::DiagnosticSink& sink);
  std::optional<SignedEdition> judge(const UnsignedPdf& file, std::string bytes, std::int64_t now,
                                     diagnostics::DiagnosticSink& sink);

  SignSettings settings_;
  SignerOptions options_;
  intake::FileReader reader_;
  std::optional<images::RasterImage> seal_;
  std::optional<sign::SigningKey> key_;
  std::optional<std::int64_t> expires_;
  diagnostics::DiagnosticSink* notices_ = nullptr;
  bool has_warned_ = false;
};

/// Whether a signature may be relied on as far as the trusted certificates that were given can say: without any, its
/// signer is unknown, and nothing else may be.
bool is_sound(const signatures::JudgedSignature& signature, const sign::TrustOptions& trust);

EditionSignature facts_of(const signatures::JudgedSignature& signature);

}  // namespace gongwen::publish

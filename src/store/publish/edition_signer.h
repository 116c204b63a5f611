// EditionSigner: signs the PDF of each edition before publication and verifies the result. The key is opened when the
// first edition is ready, so a run that publishes nothing needs no PIN.
//   EditionSigner signer(settings, {.secret = ask, .refusal_file = site + "/.gongwen/refused-pin"});
//   if (signer.prepare(now, sink)) signed = signer.sign({"bulletin.pdf", bytes, pages}, now, sink);
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "engine/core/run.h"
#include "intake/file_reader.h"
#include "sign/pdf_sign/sign_pdf.h"
#include "sign/signatures/judge.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

// Settings for signing editions: a file that an operator writes and that contains no secrets.
//   const auto settings = read_sign_settings("signing.yaml", run);

struct SignSettings {
  std::string path;     // of the file
  sign::KeySource key;  // `secret` is not set
  /// A file with the password or PIN in its first line; empty: it has another source.
  std::string secret_file;
  std::string seal_file;
  sign::TrustFiles trust;
  /// `seal`, `place.page` and `time` are set for each edition.
  pdf_sign::PdfSignOptions options;
  bool is_on_last_page = false;  // `place` is on the last page
  /// A certificate that expires within this many days is reported.
  int warn_days = 30;
};

/// Reads settings in JSON, or YAML according to the file name. Paths are relative to the file's folder. Returns nullopt
/// after a report: resources/*, data/*, publish/sign-one-key, publish/sign-needs.
std::optional<SignSettings> read_sign_settings(const std::string& path, engine::Run& run);

/// The settings as a JSON object, for people who inspect a service's configuration; without secrets.
base::Json sign_settings_json(const SignSettings& settings);

/// The source of the secret, and the memory of refused attempts.
struct SignerOptions {
  std::string libexec_folder;
  /// Called once, instead of reading the settings' `secret_file`; empty: only that file is used.
  std::function<std::optional<std::string>()> secret;
  /// Created when a token refuses the PIN. While this file exists, the PIN is not tried again.
  std::string refusal_file;
  /// Tries the PIN nevertheless.
  bool tries_refused_pin = false;
};

/// A finished file to sign.
struct UnsignedPdf {
  std::string name;
  std::string_view bytes;
  std::size_t pages = 0;
};

/// Facts about a signature, for the list of issues.
struct EditionSignature {
  std::string signer;
  std::string time;       // 2026-11-24T08:00:00Z
  std::string time_from;  // `token`, or `computer`: unattested
  std::string level;      // `B-B`
};

struct SignedEdition {
  std::string bytes;
  EditionSignature signature;
  /// What the second reader must find: see signature_words.
  std::set<std::string> found;
};

class EditionSigner {
 public:
  EditionSigner(SignSettings settings, SignerOptions options)
      : settings_(std::move(settings)), options_(std::move(options)), reader_(options_.libexec_folder) {}

  /// Checks everything that needs no secret: seal, trusted certificates, the validity of a certificate in
  /// a file. A certificate that expires soon is later also reported to `sink`, which must outlive the
  /// signer; it is a warning even in a strict run, which still publishes. Reports: images/*, resources/*,
  /// sign/*, pdf-sign/*, publish/certificate-expired, publish/certificate-not-yet,
  /// publish/certificate-expires.
  bool prepare(std::int64_t now, diagnostics::DiagnosticSink& sink);

  /// Signs a file. Returns nullopt after a report: those above, publish/pin-refused, publish/signature-unsound, and
  /// those of keys, time stamps and signatures.
  std::optional<SignedEdition> sign(const UnsignedPdf& file, std::int64_t now, diagnostics::DiagnosticSink& sink);

  /// Returns whether the document must be made with signature fields.
  bool needs_fields() const { return !settings_.options.place; }
  /// Returns when the certificate expires, once known.
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

/// Returns whether a signature is sound, as far as the given trusted certificates allow a judgement: without any, the
/// only thing that may be unknown is the signer.
bool is_sound(const signatures::JudgedSignature& signature, const sign::TrustOptions& trust);

/// The facts about a judged signature that the list of issues shows.
EditionSignature facts_of(const signatures::JudgedSignature& signature);

// The second reader: another library reads a finished PDF in the separate program libexec/gongwen/gongwen-verify, the
// only place where that library is loaded.
//   const auto program = second_reader_path(engine.libexec_folder);
//   if (auto found = ask_second_reader(pdf, program, sink)) compare(*found);
// Its answer is described in src/programs/verify/README.md.

/// The path of the program, in the folder of programs that the engine starts. An installation may lack it.
std::string second_reader_path(const std::string& libexec_folder);

/// Returns what the program finds in a file (pages, texts, structure, signatures), as described in
/// src/programs/verify/main.cpp. `program` is from second_reader_path. The whole file is sent over a pipe, without a
/// copy on disk. Each call starts the program again. Reports: publish/no-second-reader, publish/second-reader-failed,
/// if the program cannot be started, does not finish, or cannot read the file.
base::Expected<base::Json> ask_second_reader(std::string_view pdf, const std::string& program,
                                             diagnostics::DiagnosticSink& sink);

/// Identifies a signature for both readers, by field and byte range: `sig-1 0 100 200 300`.
std::string signature_words(std::string_view field, std::span<const std::uint64_t> range);
/// The signatures in an answer, in this form; nullopt if it does not list any.
std::optional<std::set<std::string>> signatures_in(const base::JsonView& answer);

}  // namespace gongwen::publish

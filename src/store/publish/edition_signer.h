// EditionSigner: signs the PDF of each edition before it is published, and judges what was signed. The key is opened
// when the first edition is ready: a run that publishes nothing uses no PIN.
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

// The settings by which editions are signed: a file that an operator writes, without any secret in it.
//   const auto settings = read_sign_settings("signing.yaml", run);

struct SignSettings {
  std::string path;     // of the file
  sign::KeySource key;  // `secret` is not set
  /// Has the password or PIN in its first line; empty: it comes from elsewhere.
  std::string secret_file;
  std::string seal_file;
  sign::TrustFiles trust;
  /// `seal`, `place.page` and `time` are set when an edition is signed.
  pdf_sign::PdfSignOptions options;
  bool is_on_last_page = false;  // the place
  /// How long before its end a certificate is reported.
  int warn_days = 30;
};

/// JSON, or YAML by the ending of the name. Paths are those from the folder of the file. Nothing after a report.
/// Reports: resources/*, data/*, publish/sign-one-key, publish/sign-needs.
std::optional<SignSettings> read_sign_settings(const std::string& path, engine::Run& run);

/// What the file says, for people who look up how a service is configured: where things are, no secret. A JSON object.
base::Json sign_settings_json(const SignSettings& settings);

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

// The second reader: another library reads a finished PDF, in the program libexec/gongwen/gongwen-verify. That library
// is loaded there and nowhere else.
//   const auto program = second_reader_path(engine.libexec_folder);
//   if (auto found = ask_second_reader(pdf, program, sink)) compare(*found);
// What it reports, see src/verify/README.md.

/// Where the program is: in the folder of the programs that the engine starts. It need not be there: an installation
/// may leave it out.
std::string second_reader_path(const std::string& libexec_folder);

/// What it finds in a file: pages, texts, structure, signatures, as src/verify/main.cpp describes.
/// `program` is the path of second_reader_path.
/// Input: a whole file; it is sent over a pipe, no copy is written. Each call starts the program again.
/// Returns: one object with what was found; nothing when the program was not started, did not finish, or cannot read
/// the file.
/// Reports: publish/no-second-reader, publish/second-reader-failed.
base::Expected<base::Json> ask_second_reader(std::string_view pdf, const std::string& program,
                                             diagnostics::DiagnosticSink& sink);

/// A signature as both readers can name it, by field and range: `sig-1 0 100 200 300`.
std::string signature_words(std::string_view field, std::span<const std::uint64_t> range);
/// Those of an answer, in these words; nothing when it has no list of them.
std::optional<std::set<std::string>> signatures_in(const base::JsonView& answer);

}  // namespace gongwen::publish

#include "diagnostics/catalogue/ofd_sign.h"
#include "diagnostics/catalogue/pdf_sign.h"
#include "diagnostics/catalogue/sign.h"
#include "diagnostics/catalogue/signing.h"
#include "engine/core/run.h"
#include "resources/environment.h"
#include "resources/read_file.h"
#include "sign/ofd_sign/judge_ofd.h"
#include "sign/ofd_sign/sign_ofd.h"
#include "sign/pdf_sign/sign_pdf.h"
#include "signing/detail/finished_file.h"

#include <array>
#include <cmath>
#include <utility>

namespace gongwen::signing {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMaxSignedBytes = std::size_t{64} << 20;
constexpr std::size_t kMaxEslBytes = std::size_t{16} << 20;

/// One call of sign_files: opens the key once, and signs one file after the other.
class FileSigner {
 public:
  explicit FileSigner(const SignOptions& options) : options_(options), reader_(options.libexec_folder) {}

  Signing run(const std::vector<FinishedFile>& files) {
    engine::Run first;
    Signing signing;
    const std::optional<sign::SigningKey> key = check_options(first.sink()) ? prepare(first.sink()) : std::nullopt;
    std::vector<Report> reports;
    reports.push_back(std::move(first).report());
    for (std::size_t i = 0; key && i < files.size(); ++i) {
      engine::Run run;
      if (auto made = sign_file(files[i], *key, run.sink())) {
        if (options_.strict) run.sink().promote_warnings();
        if (!run.sink().has_errors()) signing.files.push_back(*std::move(made));
      }
      reports.push_back(std::move(run).report());
    }
    signing.report = engine::merge_reports(std::move(reports));
    return signing;
  }

 private:
  /// Refuses what excludes each other.
  bool check_options(diagnostics::DiagnosticSink& sink) const {
    const KeyOptions& key = options_.key;
    const int count = !key.key_file.empty() + !key.p12_file.empty() + !key.pkcs11_module.empty();
    const auto refuse = [&](diagnostics::DiagnosticId id, const char* first, const char* second) {
      sink.report(id, diagnostics::Origin{}, std::string_view(first), std::string_view(second));
      return false;
    };
    if (count != 1) return refuse(messages::SigningOneKey, "key, p12, pkcs11", "");
    if (key.pkcs11_module.empty() && !(key.token_label.empty() && key.key_label.empty())) {
      return refuse(messages::SigningNeeds, "token, label", "pkcs11");
    }
    if (!key.p12_file.empty() && !key.certificate_file.empty()) return refuse(messages::SigningExcludes, "cert", "p12");
    const bool has_seal = !options_.seal_file.empty() || !options_.esl_file.empty();
    if (options_.riding && !has_seal) return refuse(messages::SigningNeeds, "riding", "seal, esl");
    if (options_.place && !has_seal) return refuse(messages::SigningNeeds, "at", "seal, esl");
    if (options_.place && !options_.field.empty()) return refuse(messages::SigningExcludes, "at", "field");
    const bool has_stamp = !options_.timestamp.url.empty();
    if (level() != SignatureLevel::B && !has_stamp) return refuse(messages::SigningNeeds, "level", "timestamp");
    if (level() == SignatureLevel::B && has_stamp) return refuse(messages::SigningExcludes, "timestamp", "level b");
    if (!has_stamp && !(options_.timestamp.policy.empty() && options_.timestamp.proxy.empty())) {
      return refuse(messages::SigningNeeds, "timestamp-policy, timestamp-proxy", "timestamp");
    }
    return true;
  }

  SignatureLevel level() const {
    return options_.level.value_or(options_.timestamp.url.empty() ? SignatureLevel::B : SignatureLevel::T);
  }

  /// Opens the key, and reads all files that are the same for every document.
  std::optional<sign::SigningKey> prepare(diagnostics::DiagnosticSink& sink) {
    const diagnostics::ErrorWatch watch(sink);
    pdf_.field = options_.field;
    if (options_.place) pdf_.place = pdf_sign::SealPlace{options_.place->page, options_.place->x, options_.place->y};
    if (options_.diameter) pdf_.diameter = *options_.diameter;
    pdf_.riding = options_.riding;
    pdf_.certify = static_cast<pdf_sign::Certify>(options_.certify);
    pdf_.reason = options_.reason;
    pdf_.location = options_.location;
    pdf_.level = static_cast<pdf_sign::Level>(level());
    pdf_.time = options_.time.value_or(resources::system_clock_seconds());
    pdf_.timestamp.url = options_.timestamp.url;
    pdf_.timestamp.policy = options_.timestamp.policy;
    pdf_.timestamp.proxy = options_.timestamp.proxy;
    pdf_.timestamp.total_milliseconds = static_cast<std::uint32_t>(std::ceil(options_.timestamp.seconds * 1000));
    if (!options_.seal_file.empty()) seal_ = pdf_sign::read_seal(options_.seal_file, sink);
    if (seal_) pdf_.seal = &*seal_;
    if (!options_.esl_file.empty()) {
      if (auto bytes = resources::read_bytes(options_.esl_file, {kMaxEslBytes}, sink)) esl_ = *std::move(bytes);
    }
    sign::read_trust_files(trust_files(options_.trust), pdf_.timestamp.trust, sink);
    if (!sign::check_timestamp_options(pdf_.timestamp, sink) || watch.saw_errors()) return std::nullopt;
    base::Expected<sign::SigningKey> key = sign::SigningKey::open(source_of(sink), sink);
    if (key && (pdf_.time < key->certificate().not_before || pdf_.time > key->certificate().not_after)) {
      sink.report(messages::SignKeyNotValidNow, diagnostics::Origin{}, key->certificate().common_name,
                  sign::time_text(key->certificate().not_before), sign::time_text(key->certificate().not_after));
    }
    return key ? std::optional(*std::move(key)) : std::nullopt;
  }

  sign::KeySource source_of(diagnostics::DiagnosticSink& sink) const {
    const KeyOptions& key = options_.key;
    sign::KeySource source{key.key_file,      key.certificate_file, key.chain_files, key.p12_file,
                           key.pkcs11_module, key.token_label,      key.key_label,   {}};
    source.secret = [&key, &sink]() -> std::optional<sign::Secret> {
      if (!key.secret_file.empty()) return sign::read_secret_file(key.secret_file, sink);
      std::optional<std::string> text = key.secret ? key.secret() : std::nullopt;
      return text ? sign::take_secret(*text) : std::nullopt;
    };
    return source;
  }

  std::optional<SignedFile> sign_file(const FinishedFile& file, const sign::SigningKey& key,
                                      diagnostics::DiagnosticSink& sink) {
    const std::optional<std::string> bytes = bytes_of(file, kMaxSignedBytes, sink);
    if (!bytes) return std::nullopt;
    return ofd_sign::is_package(*bytes) ? seal_ofd(file.path, *bytes, key, sink)
                                        : sign_pdf(file.path, *bytes, key, sink);
  }

  std::optional<SignedFile> sign_pdf(const std::string& name, std::string_view bytes, const sign::SigningKey& key,
                                     diagnostics::DiagnosticSink& sink) {
    if (!options_.esl_file.empty()) {
      sink.report(messages::OfdSignEslForPdf, diagnostics::Origin{}, name);
      return std::nullopt;
    }
    auto made = pdf_sign::PdfSigner(key, reader_).sign(name, bytes, pdf_, sink);
    if (!made) return std::nullopt;
    constexpr std::array<const char*, 4> kLevels{"b", "t", "lt", "lta"};
    return SignedFile{name,
                      std::move(made->bytes),
                      false,
                      std::move(made->field),
                      {made->page},
                      {},
                      made->earlier,
                      key.certificate().subject,
                      kLevels[static_cast<std::size_t>(level())]};
  }

  std::optional<SignedFile> seal_ofd(const std::string& name, std::string_view bytes, const sign::SigningKey& key,
                                     diagnostics::DiagnosticSink& sink) const {
    if (!suits_ofd(name, sink)) return std::nullopt;
    ofd_sign::OfdSignOptions options{.seal_der = esl_,
                                     .field = options_.field,
                                     .place = {},
                                     .width = options_.diameter,
                                     .riding = options_.riding,
                                     .is_last = options_.certify == CertifiedChanges::NoChanges,
                                     .time = pdf_.time,
                                     .timestamp = pdf_.timestamp};
    if (options_.place) options.place = {options_.place->page, options_.place->x, options_.place->y};
    auto made = ofd_sign::sign_ofd(name, bytes, key, options, sink);
    if (!made) return std::nullopt;
    return SignedFile{name,
                      std::move(made->bytes),
                      true,
                      std::move(made->id),
                      std::move(made->pages),
                      std::move(made->seal),
                      made->earlier,
                      key.certificate().subject,
                      {}};
  }

  /// Refuses options for PDFs only, so that none is silently ignored.
  bool suits_ofd(const std::string& name, diagnostics::DiagnosticSink& sink) const {
    const bool partly = options_.certify == CertifiedChanges::Fill || options_.certify == CertifiedChanges::Annotate;
    const bool is_long_term = level() == SignatureLevel::Lt || level() == SignatureLevel::Lta;
    for (const auto& [option, is_given] :
         {std::pair("seal", !options_.seal_file.empty()), std::pair("reason", !options_.reason.empty()),
          std::pair("location", !options_.location.empty()), std::pair("certify fill, annotate", partly),
          std::pair("level lt, lta", is_long_term)}) {
      if (is_given) sink.report(messages::OfdSignNotInOfd, diagnostics::Origin{}, name, std::string_view(option));
    }
    if (options_.esl_file.empty()) sink.report(messages::OfdSignNoSeal, diagnostics::Origin{}, name);
    return !sink.has_errors();
  }

  const SignOptions& options_;
  intake::FileReader reader_;
  pdf_sign::PdfSignOptions pdf_;
  std::optional<images::RasterImage> seal_;
  std::string esl_;  // bytes of the electronic seal
};

}  // namespace
}  // namespace gongwen::signing

namespace gongwen {

Signing sign_files(const std::vector<FinishedFile>& files, const SignOptions& options) {
  return signing::FileSigner(options).run(files);
}

}  // namespace gongwen

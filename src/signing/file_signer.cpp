#include "signing/file_signer.h"

#include "diagnostics/catalogue/ofd_sign.h"
#include "diagnostics/catalogue/pdf_sign.h"
#include "diagnostics/catalogue/sign.h"
#include "diagnostics/catalogue/signing.h"
#include "engine/core/run.h"
#include "resources/environment.h"
#include "resources/read_file.h"
#include "sign/ofd_sign/judge_ofd.h"
#include "sign/ofd_sign/sign_ofd.h"
#include "signing/detail/file_source.h"

#include <array>
#include <cmath>
#include <utility>

namespace gongwen::signing {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMaxEslBytes = std::size_t{16} << 20;

}  // namespace

sign::KeySource source_of(const KeyOptions& key) {
  return {key.key_file,      key.certificate_file, key.chain_files, key.p12_file,
          key.pkcs11_module, key.token_label,      key.key_label,   {}};
}

SignatureLevel level_of(const SignOptions& options) {
  return options.level.value_or(options.timestamp.url.empty() ? SignatureLevel::B : SignatureLevel::T);
}

bool FileSigner::open(const sign::KeySource& source, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  pdf_.field = options_.field;
  if (options_.place) pdf_.place = pdf_sign::SealPlace{options_.place->page, options_.place->x, options_.place->y};
  if (options_.diameter) pdf_.diameter = *options_.diameter;
  pdf_.riding = options_.riding;
  pdf_.certify = static_cast<pdf_sign::Certify>(options_.certify);
  pdf_.reason = options_.reason;
  pdf_.location = options_.location;
  pdf_.level = static_cast<pdf_sign::Level>(level_of(options_));
  pdf_.time = options_.time.value_or(0);
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
  if (!sign::check_timestamp_options(pdf_.timestamp, sink) || watch.saw_errors()) return false;
  base::Expected<sign::SigningKey> key = sign::SigningKey::open(source, sink);
  if (!key) return false;
  key_.emplace(*std::move(key));
  if (pdf_.time < certificate().not_before || pdf_.time > certificate().not_after) {
    sink.report(messages::SignKeyNotValidNow, diagnostics::Origin{}, certificate().common_name,
                sign::time_text(certificate().not_before), sign::time_text(certificate().not_after));
  }
  return true;
}

std::optional<SignedFile> FileSigner::sign(const std::string& name, std::string_view bytes,
                                           diagnostics::DiagnosticSink& sink) {
  return ofd_sign::is_package(bytes) ? seal_ofd(name, bytes, sink) : sign_pdf(name, bytes, sink);
}

std::optional<SignedFile> FileSigner::sign_pdf(const std::string& name, std::string_view bytes,
                                               diagnostics::DiagnosticSink& sink) const {
  if (!options_.esl_file.empty()) {
    sink.report(messages::OfdSignEslForPdf, diagnostics::Origin{}, name);
    return std::nullopt;
  }
  auto made = pdf_sign::PdfSigner(*key_, reader_).sign(name, bytes, pdf_, sink);
  if (!made) return std::nullopt;
  constexpr std::array<const char*, 4> kLevels{"b", "t", "lt", "lta"};
  return SignedFile{name,
                    std::move(made->bytes),
                    false,
                    std::move(made->field),
                    {made->page},
                    {},
                    made->earlier,
                    certificate().subject,
                    kLevels[static_cast<std::size_t>(level_of(options_))]};
}

std::optional<SignedFile> FileSigner::seal_ofd(const std::string& name, std::string_view bytes,
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
  auto made = ofd_sign::sign_ofd(name, bytes, *key_, options, sink);
  if (!made) return std::nullopt;
  return SignedFile{
      name,          std::move(made->bytes), true, std::move(made->id), std::move(made->pages), std::move(made->seal),
      made->earlier, certificate().subject,  {}};
}

/// Refuses options for PDFs only, so that none is silently ignored.
bool FileSigner::suits_ofd(const std::string& name, diagnostics::DiagnosticSink& sink) const {
  const bool partly = options_.certify == CertifiedChanges::Fill || options_.certify == CertifiedChanges::Annotate;
  const SignatureLevel level = level_of(options_);
  const bool is_long_term = level == SignatureLevel::Lt || level == SignatureLevel::Lta;
  const std::string start = names_ == OptionNames::OfCommand ? "--" : "";
  for (const auto& [option, is_given] :
       {std::pair("seal", !options_.seal_file.empty()), std::pair("reason", !options_.reason.empty()),
        std::pair("location", !options_.location.empty()), std::pair("certify fill, annotate", partly),
        std::pair("level lt, lta", is_long_term)}) {
    if (is_given) sink.report(messages::OfdSignNotInOfd, diagnostics::Origin{}, name, start + option);
  }
  if (options_.esl_file.empty()) sink.report(messages::OfdSignNoSeal, diagnostics::Origin{}, name);
  return !sink.has_errors();
}

namespace {

/// Refuses options that exclude each other.
bool check_options(const SignOptions& options, diagnostics::DiagnosticSink& sink) {
  const KeyOptions& key = options.key;
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
  const bool has_seal = !options.seal_file.empty() || !options.esl_file.empty();
  if (options.riding && !has_seal) return refuse(messages::SigningNeeds, "riding", "seal, esl");
  if (options.place && !has_seal) return refuse(messages::SigningNeeds, "at", "seal, esl");
  if (options.place && !options.field.empty()) return refuse(messages::SigningExcludes, "at", "field");
  const bool has_stamp = !options.timestamp.url.empty();
  if (level_of(options) != SignatureLevel::B && !has_stamp) return refuse(messages::SigningNeeds, "level", "timestamp");
  if (level_of(options) == SignatureLevel::B && has_stamp)
    return refuse(messages::SigningExcludes, "timestamp", "level b");
  if (!has_stamp && !(options.timestamp.policy.empty() && options.timestamp.proxy.empty())) {
    return refuse(messages::SigningNeeds, "timestamp-policy, timestamp-proxy", "timestamp");
  }
  return true;
}

sign::KeySource source_with_secret(const KeyOptions& key, diagnostics::DiagnosticSink& sink) {
  sign::KeySource source = source_of(key);
  source.secret = [&key, &sink]() -> std::optional<sign::Secret> {
    if (!key.secret_file.empty()) return sign::read_secret_file(key.secret_file, sink);
    std::optional<std::string> text = key.secret ? key.secret() : std::nullopt;
    return text ? sign::take_secret(*text) : std::nullopt;
  };
  return source;
}

/// Opens the key once, and signs one file after the other.
Signing sign_all(const std::vector<FileSource>& files, SignOptions options) {
  if (!options.time) options.time = resources::system_clock_seconds();
  intake::FileReader reader(options.libexec_folder);
  FileSigner signer(options, reader, OptionNames::Plain);
  engine::Run first;
  Signing signing;
  const bool is_ready =
      check_options(options, first.sink()) && signer.open(source_with_secret(options.key, first.sink()), first.sink());
  std::vector<Report> reports;
  reports.push_back(std::move(first).report());
  for (std::size_t i = 0; is_ready && i < files.size(); ++i) {
    engine::Run run;
    const std::optional<std::string> bytes = bytes_of(files[i], kMaxSignedBytes, run.sink());
    auto made = bytes ? signer.sign(files[i].path, *bytes, run.sink()) : std::nullopt;
    if (options.strict) run.sink().promote_warnings();
    if (made && !run.sink().has_errors()) signing.files.push_back(*std::move(made));
    reports.push_back(std::move(run).report());
  }
  signing.report = engine::merge_reports(std::move(reports));
  return signing;
}

}  // namespace
}  // namespace gongwen::signing

namespace gongwen {

Signing sign_files(const std::vector<FileSource>& files, const SignOptions& options) {
  return signing::sign_all(files, options);
}

}  // namespace gongwen

#include "diagnostics/catalogue/signing.h"
#include "engine/core/run.h"
#include "resources/environment.h"
#include "signing/detail/finished_file.h"
#include "signing/file_signer.h"

#include <utility>

namespace gongwen::signing {
namespace {

namespace messages = diagnostics::messages;

/// Refuses what excludes each other.
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
Signing sign_all(const std::vector<FinishedFile>& files, SignOptions options) {
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

Signing sign_files(const std::vector<FinishedFile>& files, const SignOptions& options) {
  return signing::sign_all(files, options);
}

}  // namespace gongwen

#include "publish/edition_signer.h"

#include "base/calendar.h"
#include "base/json.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/sign.h"
#include "publish/second_reader.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "sign/digest.h"
#include "signatures/report.h"

#include <algorithm>
#include <utility>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::size_t kMaxSideFileBytes = std::size_t{16} << 20;
constexpr std::int64_t kSecondsOfDay = 86'400;

/// Whether something is not known of a signature only because nothing was given to judge it by.
bool may_be_unknown(sign::FindingKind kind, const sign::TrustOptions& trust) {
  using sign::FindingKind;
  if (sign::weight(kind) == sign::Verdict::Valid) return true;
  if (kind == FindingKind::NoTrust || kind == FindingKind::ChainUnknown) return trust.anchors_der.empty();
  return kind == FindingKind::RevocationUnknown && trust.crls_der.empty() && trust.ocsps_der.empty();
}

}  // namespace

bool is_sound(const signatures::JudgedSignature& signature, const sign::TrustOptions& trust) {
  if (signature.verdict == sign::Verdict::Valid) return true;
  if (!signature.facts.faults.empty() || !signature.is_known_format || !signature.cms.is_intact) return false;
  const bool is_changed = std::any_of(
      signature.changes.begin(), signature.changes.end(),
      [](const signatures::JudgedChange& one) { return one.permission != signatures::Permission::Permitted; });
  return !is_changed && std::all_of(signature.cms.findings.begin(), signature.cms.findings.end(),
                                    [&](const sign::Finding& one) { return may_be_unknown(one.kind, trust); });
}

EditionSignature facts_of(const signatures::JudgedSignature& signature) {
  EditionSignature facts;
  facts.signer = signature.cms.signer.common_name;
  facts.level = signature.level;
  const signatures::SigningTime time = signatures::signing_time(signature);
  facts.time = time.time;
  facts.time_from = time.source;
  return facts;
}

bool EditionSigner::check_validity(const sign::CertificateFacts& certificate, std::int64_t now, DiagnosticSink& sink) {
  const std::string& name = certificate.common_name;
  expires_ = certificate.not_after;
  if (now < certificate.not_before) {
    sink.report(messages::PublishCertificateNotYet, Origin{}, name, sign::time_text(certificate.not_before));
    return false;
  }
  if (now > certificate.not_after) {
    sink.report(messages::PublishCertificateExpired, Origin{}, name, sign::time_text(certificate.not_after));
    return false;
  }
  const std::int64_t days = (certificate.not_after - now) / kSecondsOfDay;
  if (days < settings_.warn_days && !std::exchange(has_warned_, true)) {
    notices_->report(messages::PublishCertificateExpires, Origin{}, name, sign::time_text(certificate.not_after), days);
  }
  return true;
}

bool EditionSigner::prepare(std::int64_t now, DiagnosticSink& sink) {
  notices_ = &sink;
  if (!sign::has_cryptography(sink)) return false;
  if (!settings_.seal_file.empty()) {
    seal_ = pdf_sign::read_seal(settings_.seal_file, sink);
    if (!seal_) return false;
  }
  if (!sign::read_trust_files(settings_.trust, settings_.options.timestamp.trust, sink)) return false;
  const std::string& file = settings_.key.certificate_file;
  if (file.empty()) return true;
  const auto bytes = resources::read_bytes(file, {kMaxSideFileBytes}, sink);
  std::vector<std::string> certificates;
  if (!bytes || !sign::add_certificates(file, *bytes, certificates, sink)) return false;
  const auto certificate = sign::read_certificate(certificates.front());
  return !certificate || check_validity(*certificate, now, sink);
}

/// A PIN that was wrong would be wrong the next night, too, until the token is locked.
bool EditionSigner::is_refused(DiagnosticSink& sink) const {
  if (settings_.key.pkcs11_module.empty() || options_.tries_refused_pin) return false;
  if (!resources::path_exists(options_.refusal_file)) return false;
  DiagnosticSink unheard;
  const auto text = resources::read_bytes(options_.refusal_file, {}, unheard);
  const auto json = text ? base::parse_json(*text) : std::nullopt;
  const std::string token = json ? json->view().text_of("token") : settings_.key.token_label;
  const std::string time = json ? json->view().text_of("time") : std::string();
  sink.report(messages::PublishPinRefused, Origin{}, token, time, options_.refusal_file);
  return true;
}

std::optional<sign::Secret> EditionSigner::secret(DiagnosticSink& sink) const {
  if (options_.secret) {
    auto text = options_.secret();
    return text ? sign::take_secret(*text) : std::nullopt;
  }
  if (settings_.secret_file.empty()) return std::nullopt;
  return sign::read_secret_file(settings_.secret_file, sink);
}

bool EditionSigner::open_key(std::int64_t now, DiagnosticSink& sink) {
  if (key_) return check_validity(key_->certificate(), now, sink);
  if (is_refused(sink)) return false;
  sign::KeySource source = settings_.key;
  source.secret = [&] {
    return secret(sink);
  };
  const std::size_t before = sink.diagnostics().size();
  base::Expected<sign::SigningKey> key = sign::SigningKey::open(source, sink);
  const auto& all = sink.diagnostics();
  const bool is_wrong = std::any_of(all.begin() + static_cast<std::ptrdiff_t>(std::min(before, all.size())), all.end(),
                                    [](const auto& one) { return one.id == messages::SignTokenWrongPin; });
  if (is_wrong && !options_.refusal_file.empty()) {
    base::Json refusal = base::Json::object();
    refusal.set("token", source.token_label.empty() ? source.pkcs11_module : source.token_label);
    refusal.set("time", base::format_moment(now));
    if (const auto error = resources::write_durable_file(options_.refusal_file, refusal.text() + "\n")) {
      sink.report(messages::PublishUnwritable, Origin{}, options_.refusal_file, error.message());
    }
  }
  if (!key) return false;
  if (!source.pkcs11_module.empty() && !options_.refusal_file.empty()) resources::remove_tree(options_.refusal_file);
  key_.emplace(*std::move(key));
  return check_validity(key_->certificate(), now, sink);
}

std::optional<SignedEdition> EditionSigner::sign(const UnsignedPdf& file, std::int64_t now, DiagnosticSink& sink) {
  if (!open_key(now, sink)) return std::nullopt;
  pdf_sign::PdfSignOptions options = settings_.options;
  options.time = now;
  if (seal_) options.seal = &*seal_;
  if (settings_.is_on_last_page) options.place->page = static_cast<std::uint32_t>(file.pages);
  auto made = pdf_sign::PdfSigner(*key_, reader_).sign(file.name, file.bytes, options, sink);
  if (!made) return std::nullopt;
  return judge(file, std::move(made->bytes), now, sink);
}

/// Nobody but us has seen the file so far: what is not in order now is an error of ours, of the key, or of an
/// authority.
std::optional<SignedEdition> EditionSigner::judge(const UnsignedPdf& file, std::string bytes, std::int64_t now,
                                                  DiagnosticSink& sink) {
  sign::TrustOptions trust = settings_.options.timestamp.trust;
  trust.at = now;
  const intake::SignedPdf facts = reader_.read_signatures(bytes);
  const signatures::JudgedPdf judged = signatures::judge(bytes, facts, trust);
  bool is_good = bytes.starts_with(file.bytes) && facts.notices.empty();
  SignedEdition edition;
  const signatures::JudgedSignature* own = nullptr;
  for (const signatures::JudgedSignature& one : judged.signatures) {
    edition.found.insert(signature_words(one.facts.field, one.facts.range));
    if (one.facts.is_timestamp) continue;
    own = &one;
    if (is_sound(one, trust)) continue;
    is_good = false;
    signatures::report_signature(file.name, one, sink);
  }
  if (!is_good || own == nullptr) {
    sink.report(messages::PublishSignatureUnsound, Origin{}, file.name);
    return std::nullopt;
  }
  edition.signature = facts_of(*own);
  edition.bytes = std::move(bytes);
  return edition;
}

}  // namespace gongwen::publish

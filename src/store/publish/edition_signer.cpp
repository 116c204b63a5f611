#include "store/publish/edition_signer.h"

#include "base/date.h"
#include "base/file_path.h"
#include "base/json.h"
#include "data/document.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/sign.h"
#include "engine/input/settings_file.h"
#include "resources/child_program.h"
#include "resources/environment.h"
#include "resources/file_descriptor.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "schema/schema.h"
#include "sign/digest.h"
#include "sign/signatures/report.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <system_error>
#include <utility>
#include <vector>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

constexpr std::string_view kSettingsSchema =
#include "signing_schema.inc"
    ;
constexpr std::array<std::string_view, 4> kCertifications{"none", "no-changes", "fill", "annotate"};
constexpr std::array<std::string_view, 4> kLevels{"b", "t", "lt", "lta"};

const schema::Schema& settings_schema() {
  static const schema::Schema schema = schema::built_in_schema(kSettingsSchema);
  return schema;
}

template <typename Enum>
Enum chosen(const std::array<std::string_view, 4>& names, std::string_view name) {
  return static_cast<Enum>(std::find(names.begin(), names.end(), name) - names.begin());
}

class SettingsReader {
 public:
  SettingsReader(const Value& root, const std::string& path, engine::Run& run)
      : root_(root), folder_(base::folder_part(path)), run_(run) {
    settings_.path = path;
  }

  std::optional<SignSettings> read() {
    const diagnostics::ErrorWatch watch(run_.sink());
    read_key();
    settings_.secret_file = path_of(root_, "secret_file");
    settings_.seal_file = path_of(root_, "seal");
    settings_.trust = {paths_of("trust"), paths_of("crl"), paths_of("ocsp")};
    read_look();
    read_level();
    if (const auto days = root_.find("warn_days")) settings_.warn_days = static_cast<int>(days->integer());
    return watch.saw_errors() ? std::nullopt : std::optional(std::move(settings_));
  }

 private:
  static std::string text(const Value& object, std::string_view name) {
    const std::optional<Value> value = object.find(name);
    return value ? std::string(value->string()) : std::string();
  }

  std::string from_folder(std::string_view path) const {
    return path.starts_with('/') || folder_.empty() ? std::string(path) : base::join_path(folder_, path);
  }

  std::string path_of(const Value& object, std::string_view name) const {
    const std::string path = text(object, name);
    return path.empty() ? path : from_folder(path);
  }

  std::vector<std::string> paths_of(std::string_view name) const {
    std::vector<std::string> paths;
    const std::optional<Value> list = root_.find(name);
    for (std::size_t i = 0; list && i < list->size(); ++i) paths.push_back(from_folder(list->at(i).string()));
    return paths;
  }

  /// Reports that setting `name` requires setting `other`.
  void need(std::string_view name, std::string_view other) {
    const std::optional<Value> value = root_.find(name);
    if (value && !root_.find(other)) run_.sink().report(messages::PublishSignNeeds, value->origin(), name, other);
  }

  void read_key() {
    std::size_t sources = 0;
    for (const char* const name : {"key", "p12", "pkcs11"}) sources += root_.find(name) ? 1 : 0;
    if (sources != 1) run_.sink().report(messages::PublishSignOneKey, root_.origin());
    need("key", "certificate");
    sign::KeySource& key = settings_.key;
    key.key_file = path_of(root_, "key");
    key.certificate_file = path_of(root_, "certificate");
    key.chain_files = paths_of("chain");
    key.p12_file = path_of(root_, "p12");
    if (const std::optional<Value> token = root_.find("pkcs11")) {
      key.pkcs11_module = path_of(*token, "module");
      key.token_label = text(*token, "token");
      key.key_label = text(*token, "label");
    }
  }

  void read_look() {
    pdf_sign::PdfSignOptions& options = settings_.options;
    options.field = text(root_, "field");
    options.reason = text(root_, "reason");
    options.location = text(root_, "location");
    if (const auto diameter = root_.find("diameter")) options.diameter = diameter->number();
    const std::optional<Value> riding = root_.find("riding");
    options.riding = riding && riding->boolean();
    if (options.riding) need("riding", "seal");
    if (root_.find("certify")) options.certify = chosen<pdf_sign::Certify>(kCertifications, text(root_, "certify"));
    const std::optional<Value> place = root_.find("place");
    if (!place) return;
    need("place", "seal");
    if (const auto field = root_.find("field")) {
      run_.sink().report(messages::PublishSignOnePlace, field->origin());
      return;
    }
    const Value page = *place->find("page");
    settings_.is_on_last_page = page.is_string();
    options.place = pdf_sign::SealPlace{settings_.is_on_last_page ? 0 : static_cast<std::uint32_t>(page.integer()),
                                        place->find("x")->number(), place->find("y")->number()};
  }

  void read_level() {
    pdf_sign::PdfSignOptions& options = settings_.options;
    sign::TimestampOptions& timestamp = options.timestamp;
    timestamp.url = text(root_, "timestamp");
    timestamp.policy = text(root_, "timestamp_policy");
    timestamp.proxy = text(root_, "timestamp_proxy");
    if (const auto seconds = root_.find("timestamp_timeout")) {
      timestamp.total_milliseconds = static_cast<std::uint32_t>(std::ceil(seconds->number() * 1000));
    }
    for (const char* const name : {"timestamp_policy", "timestamp_proxy", "timestamp_timeout"}) need(name, "timestamp");
    options.level = options.timestamp.url.empty() ? pdf_sign::Level::B : pdf_sign::Level::T;
    if (!root_.find("level")) return;
    options.level = chosen<pdf_sign::Level>(kLevels, text(root_, "level"));
    if (options.level == pdf_sign::Level::B) {
      // At this level no time stamp is used, so none is requested.
      options.timestamp.url.clear();
    } else {
      need("level", "timestamp");
    }
    if (options.level >= pdf_sign::Level::Lt) need("level", "trust");
  }

  const Value& root_;
  std::string folder_;
  engine::Run& run_;
  SignSettings settings_;
};

}  // namespace

std::optional<SignSettings> read_sign_settings(const std::string& path, engine::Run& run) {
  const auto document = engine::read_settings_file(path, settings_schema(), run);
  if (!document) return std::nullopt;
  return SettingsReader(document->root(), path, run).read();
}

base::Json sign_settings_json(const SignSettings& settings) {
  base::Json json = base::Json::object();
  json.set("settings", settings.path);
  const sign::KeySource& key = settings.key;
  json.set("key", !key.pkcs11_module.empty() ? key.pkcs11_module : !key.p12_file.empty() ? key.p12_file : key.key_file);
  if (!key.token_label.empty()) json.set("token", key.token_label);
  json.set("secretFile", settings.secret_file);
  json.set("level", kLevels[static_cast<std::size_t>(settings.options.level)]);
  json.set("certify", kCertifications[static_cast<std::size_t>(settings.options.certify)]);
  json.set("timestamp", settings.options.timestamp.url).set("warnDays", settings.warn_days);
  return json;
}

namespace {

using diagnostics::Origin;

constexpr const char* kProgram = "gongwen-verify";
constexpr std::chrono::seconds kMostTime{180};
constexpr std::size_t kMaxAnswer = std::size_t{512} << 20;

void report_missing(const std::string& program, std::error_code error, diagnostics::DiagnosticSink& sink) {
  sink.report(messages::PublishNoSecondReader, Origin{}, program, error.message());
}

}  // namespace

std::string second_reader_path(const std::string& libexec_folder) {
  return resources::libexec_path(libexec_folder, kProgram);
}

base::Expected<base::Json> ask_second_reader(std::string_view pdf, const std::string& program,
                                             diagnostics::DiagnosticSink& sink) {
  resources::ProgramCall call{program, {kProgram}};
  call.most_output = kMaxAnswer;
  const resources::ProgramEnd ended = resources::run_program(call, pdf, kMostTime);
  // The loader exits like this if a library of the program is missing.
  const bool lacks_library = resources::end_words(ended.status) == "exit status 127";
  if (ended.not_started || lacks_library) {
    report_missing(program, lacks_library ? std::error_code(ELIBACC, std::generic_category()) : ended.not_started,
                   sink);
    return base::kReported;
  }
  const bool is_complete = !ended.is_out_of_time && !ended.is_too_long;
  const std::string end = is_complete ? resources::end_words(ended.status) : "no answer in time";
  std::optional<base::Json> read = base::parse_json(ended.output);
  const auto why = read ? read->view().find("error") : std::nullopt;
  if (end.empty() && read && !why) return *std::move(read);
  const std::string words = !end.empty() ? end : why ? std::string(why->text()) : "no JSON";
  sink.report(messages::PublishSecondReaderFailed, Origin{}, words);
  return base::kReported;
}

std::string signature_words(std::string_view field, std::span<const std::uint64_t> range) {
  std::string words(field);
  for (const std::uint64_t number : range) words += " " + std::to_string(number);
  return words;
}

std::optional<std::set<std::string>> signatures_in(const base::JsonView& answer) {
  const auto list = answer.find("signatures");
  if (!list || !list->is_list()) return std::nullopt;
  std::set<std::string> found;
  for (std::size_t i = 0; i < list->size(); ++i) {
    std::vector<std::uint64_t> numbers;
    const auto range = list->at(i).find("range");
    for (std::size_t k = 0; range && k < range->size(); ++k) numbers.push_back(range->at(k).number().value_or(0));
    found.insert(signature_words(list->at(i).text_of("field"), numbers));
  }
  return found;
}

namespace {

using diagnostics::DiagnosticSink;

constexpr std::size_t kMaxSideFileBytes = std::size_t{16} << 20;

/// Returns whether a finding only means that no data was given by which to judge the signature.
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
  const std::int64_t days = (certificate.not_after - now) / base::kSecondsPerDay;
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

/// A wrong PIN would be wrong again in the next run, until the token is locked.
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

/// Opens the key once. A refused PIN is recorded durably, so that later runs do not try it again; success removes the
/// record.
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

/// Verifies the signed file. No other program has had the file, so any error comes from this program, the key or an
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

#include "base/format.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "cli/options.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/pdf_sign.h"
#include "diagnostics/catalogue/sign.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/ofd_sign.h"
#include "diagnostics/catalogue/texts/pdf_sign.h"
#include "diagnostics/printer.h"
#include "engine/api/result_json.h"
#include "engine/core/run.h"
#include "engine/render/kept_forms.h"
#include "resources/atomic_file.h"
#include "resources/byte_stream.h"
#include "resources/environment.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "service/inbox/accounts.h"
#include "signing/file_signer.h"

#include <array>
#include <charconv>
#include <set>
#include <utility>

// key manages the keys for the API of a service. sign signs and seals PDF and OFD files: it opens the key once, and
// signs one file after the other.

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr std::array kKeyActions{
    ActionOptions{"add", "WORD --scope", "--days"},
    ActionOptions{"list", "", "--json"},
    ActionOptions{"revoke", "WORD", ""},
};

class KeyCommand final : public Command {
 public:
  std::string_view name() const override { return "key"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliKeySummary); }
  void declare(OptionList& list) override {
    OptionSpec& action = list.add("ACTION", &action_, texts::CliKeyAction);
    action.required = true;
    for (const ActionOptions& known : kKeyActions) action.choices.emplace_back(known.action);
    list.add("WORD", &word_, texts::CliKeyWord);
    inbox_.declare(list);
    OptionSpec& scope = list.add("--scope", &scopes_, texts::CliKeyScope);
    for (const std::string_view known : inbox::known_scopes()) scope.choices.emplace_back(known);
    list.add("--days", &days_, texts::CliKeyDays).value = "N";
    list.add("--json", &json_, texts::CliAsJson);
    specs_ = list.specs();
  }

  int run(Session& session) override {
    if (const int status = check_action(session, kKeyActions, specs_, "key", action_)) return status;
    const auto time = days_.empty() ? std::optional<inbox::Seconds>(0) : parse_days(days_, 1);
    if (!time) return print_usage_error(session, messages::CliBadValue, {days_});
    int status = 0;
    const std::unique_ptr<inbox::Inbox> opened = inbox_.open(session, action_ == "add", status);
    if (!opened) return status;
    if (action_ == "add") return add(session, *opened, *time);
    return action_ == "revoke" ? revoke(session, *opened) : list_keys(session, *opened);
  }

 private:
  /// Prints the key, which is stored nowhere.
  int add(Session& session, inbox::Inbox& inbox, inbox::Seconds time) const {
    const inbox::Seconds now = system_seconds();
    const auto key = inbox::ApiKeys(inbox).add(word_, scopes_, now, time == 0 ? 0 : now + time);
    if (!key) return print_inbox_error(session, inbox.name(), key.error());
    const int noted = note_in_audit(session, inbox, "key.add", "key:" + word_);
    return worse(noted, session.print(*key + "\n"));
  }

  int revoke(Session& session, inbox::Inbox& inbox) const {
    const auto fault = inbox::ApiKeys(inbox).revoke(word_, system_seconds());
    if (fault && fault->kind == inbox::Fault::Kind::NotFound) {
      return print_usage_error(session, messages::CliUnknownKey, {word_});
    }
    if (fault) return print_inbox_error(session, inbox.name(), *fault);
    return note_in_audit(session, inbox, "key.revoke", "key:" + word_);
  }

  int list_keys(Session& session, inbox::Inbox& inbox) const {
    const auto keys = inbox::ApiKeys(inbox).list();
    if (!keys) return print_inbox_error(session, inbox.name(), keys.error());
    return session.print(json_ ? json_of(*keys).text() + "\n" : text_of_keys(*keys, session.wording()));
  }

  static bool is_expired(const inbox::ApiKey& key) { return key.expires != 0 && key.expires <= system_seconds(); }

  static base::Json json_of(const std::vector<inbox::ApiKey>& keys) {
    base::Json list = base::Json::list();
    for (const inbox::ApiKey& key : keys) {
      base::Json json = base::Json::object();
      json.set("id", key.id).set("name", key.name).set("scopes", base::Json::list_of(key.scopes));
      json.set("created", key.created).set("expires", key.expires).set("revoked", key.revoked);
      list.add(std::move(json));
    }
    return list;
  }

  /// `k2x7qa3m  portal  render, forms`
  static std::string text_of_keys(const std::vector<inbox::ApiKey>& keys, const Wording& wording) {
    std::string text;
    for (const inbox::ApiKey& key : keys) {
      text += fmt::format("{}  {}  {}", key.id, diagnostics::escape_controls(key.name), fmt::join(key.scopes, ", "));
      if (key.revoked) text += fmt::format("  {}", wording(texts::CliKeyRevoked));
      if (!key.revoked && is_expired(key)) text += fmt::format("  {}", wording(texts::CliKeyExpired));
      text += '\n';
    }
    return text.empty() ? std::string(wording(texts::CliKeyNone)) : text;
  }

  InboxOption inbox_;
  std::vector<OptionSpec> specs_;
  std::string action_;
  std::string word_;
  std::vector<std::string> scopes_;
  std::string days_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_key_command() { return std::make_unique<KeyCommand>(); }

namespace {

constexpr double kMaxMillimetres = 5000;

/// Parses a non-negative number without any other text.
std::optional<double> plain_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number >= 0 && number <= kMaxMillimetres ? std::optional(number) : std::nullopt;
}

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

class SignCommand final : public Command {
 public:
  std::string_view name() const override { return "sign"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::PdfSignSummary); }
  void declare(OptionList& list) override {
    list.add("FILE", &files_, texts::PdfSignFile).required = true;
    OptionSpec& output = list.add("-o,--output", &output_, texts::PdfSignOutput);
    output.required = true;
    output.value = "FILE";
    list.add("--key", &options_.key.key_file, texts::PdfSignKey).value = "FILE";
    list.add("--cert", &options_.key.certificate_file, texts::PdfSignCertificate).value = "FILE";
    list.add("--chain", &options_.key.chain_files, texts::PdfSignChain).value = "FILE";
    list.add("--p12", &options_.key.p12_file, texts::PdfSignP12).value = "FILE";
    list.add("--pkcs11", &options_.key.pkcs11_module, texts::PdfSignPkcs11).value = "FILE";
    list.add("--token", &options_.key.token_label, texts::PdfSignToken).value = "LABEL";
    list.add("--label", &options_.key.key_label, texts::PdfSignLabel).value = "LABEL";
    secret_.declare(list);
    list.add("--field", &options_.field, texts::PdfSignFieldName).value = "NAME";
    list.add("--page", &page_, texts::PdfSignPage).value = "N";
    list.add("--at", &at_, texts::PdfSignAt).value = "X,Y";
    list.add("--diameter", &diameter_, texts::PdfSignDiameter).value = "MM";
    list.add("--seal", &options_.seal_file, texts::PdfSignSeal).value = "FILE";
    list.add("--esl", &options_.esl_file, texts::OfdSignEsl).value = "FILE";
    list.add("--riding", &options_.riding, texts::PdfSignRiding);
    list.add("--certify", &certify_, texts::PdfSignCertify).choices = {"none", "no-changes", "fill", "annotate"};
    list.add("--reason", &options_.reason, texts::PdfSignReason).value = "TEXT";
    list.add("--location", &options_.location, texts::PdfSignLocation).value = "TEXT";
    list.add("--timestamp", &options_.timestamp.url, texts::PdfSignTimestampUrl).value = "URL";
    list.add("--timestamp-policy", &options_.timestamp.policy, texts::PdfSignTimestampPolicy).value = "OID";
    list.add("--timestamp-proxy", &options_.timestamp.proxy, texts::PdfSignTimestampProxy).value = "URL";
    list.add("--timestamp-timeout", &timeout_, texts::PdfSignTimestampTimeout).value = "SECONDS";
    list.add("--level", &level_, texts::PdfSignLevel).choices = {"b", "t", "lt", "lta"};
    list.add("--trust", &options_.trust.anchors, texts::PdfSignTrust).value = "FILE";
    list.add("--crl", &options_.trust.crls, texts::PdfSignCrl).value = "FILE";
    list.add("--ocsp", &options_.trust.ocsps, texts::PdfSignOcsp).value = "FILE";
    list.add("--force", &force_, texts::CliForceOutput);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    session_ = &session;
    secret_.take_variable();
    if (const int status = read_options()) return status;
    const EngineOptions engine = session.engine_options();
    intake::FileReader reader(engine.libexec_folder);
    reader_ = &reader;
    signing::FileSigner signer(options_, reader, signing::OptionNames::OfCommand);
    engine::Run run;
    const bool is_open = signer.open(key_source(run.sink()), run.sink());
    secret_.forget();
    std::vector<Report> reports;
    reports.push_back(std::move(run).report());
    for (std::size_t i = 0; is_open && i < files_.size(); ++i) reports.push_back(sign_file(files_[i], signer));
    return finish(engine::merge_reports(std::move(reports)));
  }

 private:
  int read_options() {
    if (const int status = check_key()) return status;
    if (const int status = read_place()) return status;
    if (options_.riding && !has_seal()) return print_usage_error(*session_, messages::CliMissing, {"--seal / --esl"});
    const std::vector<std::string> certify = {"none", "no-changes", "fill", "annotate"};
    options_.certify = static_cast<CertifiedChanges>(place_of(certify, certify_));
    const std::vector<std::string> levels = {"b", "t", "lt", "lta"};
    if (level_.empty()) level_ = options_.timestamp.url.empty() ? "b" : "t";
    options_.level = static_cast<SignatureLevel>(place_of(levels, level_));
    if (options_.level != SignatureLevel::B && options_.timestamp.url.empty()) {
      return print_usage_error(*session_, messages::CliMissing, {"--timestamp"});
    }
    if (options_.level == SignatureLevel::B && !options_.timestamp.url.empty()) {
      return refuse_useless(*session_, "--timestamp", "--level b");
    }
    if (const int status = read_timestamp_options()) return status;
    options_.time = wall_clock_seconds();
    return read_output();
  }

  int read_timestamp_options() {
    for (const auto& [option, value] :
         {std::pair{"--timestamp-policy", &options_.timestamp.policy},
          std::pair{"--timestamp-proxy", &options_.timestamp.proxy}, std::pair{"--timestamp-timeout", &timeout_}}) {
      if (options_.timestamp.url.empty() && !value->empty()) {
        return print_usage_error(*session_, messages::CliMissing, {"--timestamp"});
      }
    }
    if (timeout_.empty()) return 0;
    const auto seconds = plain_number(timeout_);
    if (!seconds || *seconds <= 0) {
      return print_usage_error(*session_, messages::CliBadNumber, {timeout_, "--timestamp-timeout"});
    }
    options_.timestamp.seconds = *seconds;
    return 0;
  }

  /// Whether a seal was given: a picture for PDFs, or an electronic seal for OFD files.
  bool has_seal() const { return !options_.seal_file.empty() || !options_.esl_file.empty(); }

  static std::size_t place_of(const std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? 0 : static_cast<std::size_t>(found - names.begin());
  }

  /// Checks that exactly one source of the key was given.
  int check_key() const {
    const int count =
        !options_.key.key_file.empty() + !options_.key.p12_file.empty() + !options_.key.pkcs11_module.empty();
    if (count == 0) return print_usage_error(*session_, messages::CliMissing, {"--key"});
    if (count > 1) {
      return print_usage_error(*session_, messages::CliTooMany, {options_.key.p12_file.empty() ? "--key" : "--p12"});
    }
    if (options_.key.key_file.empty() && !options_.key.certificate_file.empty() && options_.key.pkcs11_module.empty()) {
      return refuse_useless(*session_, "--cert", "--p12");
    }
    for (const auto& [option, value] :
         {std::pair{"--token", &options_.key.token_label}, std::pair{"--label", &options_.key.key_label}}) {
      if (options_.key.pkcs11_module.empty() && !value->empty()) {
        return print_usage_error(*session_, messages::CliMissing, {"--pkcs11"});
      }
    }
    return 0;
  }

  int read_place() {
    if (!diameter_.empty()) {
      const auto diameter = plain_number(diameter_);
      if (!diameter || *diameter < 1) {
        return print_usage_error(*session_, messages::CliBadNumber, {diameter_, "--diameter"});
      }
      options_.diameter = *diameter;
    }
    if (page_.empty() && at_.empty()) {
      if (!diameter_.empty() && !options_.riding) return print_usage_error(*session_, messages::CliMissing, {"--at"});
      return 0;
    }
    if (page_.empty() || at_.empty()) {
      return print_usage_error(*session_, messages::CliMissing, {page_.empty() ? "--page" : "--at"});
    }
    if (!options_.field.empty()) return refuse_useless(*session_, "--at", "--field");
    if (!has_seal()) return print_usage_error(*session_, messages::CliMissing, {"--seal / --esl"});
    const auto page = plain_number(page_);
    if (!page || *page < 1 || *page != static_cast<std::uint32_t>(*page)) {
      return print_usage_error(*session_, messages::CliBadNumber, {page_, "--page"});
    }
    const std::size_t comma = at_.find(',');
    const auto x = plain_number(std::string_view(at_).substr(0, comma));
    const auto y = comma == std::string::npos ? std::nullopt : plain_number(std::string_view(at_).substr(comma + 1));
    if (!x || !y) return print_usage_error(*session_, messages::CliBadNumber, {at_, "--at"});
    options_.place = SealPosition{static_cast<std::uint32_t>(*page), *x, *y};
    return 0;
  }

  int read_output() {
    into_folder_ = files_.size() > 1 || output_.ends_with('/') || resources::Folder(output_).exists();
    if (!into_folder_) return give_output_to(*session_, output_, json_);
    if (!output_.ends_with('/')) output_ += '/';
    std::set<std::string> names;
    for (const std::string& file : files_) {
      if (resources::is_stream(file)) return print_usage_error(*session_, messages::CliBadValue, {file});
      if (!names.insert(file_name(file)).second) {
        return print_usage_error(*session_, messages::PdfSignSameName, {output_ + file_name(file)});
      }
    }
    return 0;
  }

  sign::KeySource key_source(diagnostics::DiagnosticSink& sink) {
    sign::KeySource source = signing::source_of(options_.key);
    source.secret = [this, &sink] {
      return secret(sink);
    };
    return source;
  }

  /// Gets the secret from the file, the environment, or the user, in this order. No message contains it.
  std::optional<sign::Secret> secret(diagnostics::DiagnosticSink& sink) {
    if (secret_.is_given()) return secret_.read(sink);
    std::string line = resources::read_secret_line(session_->wording()(texts::PdfSignAskSecret));
    return sign::take_secret(line);
  }

  Report sign_file(const std::string& file, signing::FileSigner& signer) {
    engine::Run run;
    const std::string shown = file == "-" ? "<stdin>" : file;
    if (const auto bytes = resources::read_bytes(file, {signing::kMaxSignedBytes}, run.sink())) {
      const std::string path = into_folder_ ? output_ + file_name(file) : output_;
      const auto made = signer.sign(shown, *bytes, run.sink());
      if (made && write(path, made->bytes, run.sink())) add(file, path, *made, signer.certificate().common_name);
    }
    return std::move(run).report();
  }

  bool write(const std::string& path, const std::string& bytes, diagnostics::DiagnosticSink& sink) const {
    if (session_->options().strict) sink.promote_warnings();
    if (sink.has_errors()) return false;
    if (!force_ && !engine::may_take_place(path, bytes, *reader_, sink)) return false;
    return resources::write_file(path, bytes, sink);
  }

  /// Notes a file that was written for the result.
  void add(const std::string& source, const std::string& path, const SignedFile& made, const std::string& signer) {
    signed_.add(engine::signed_json(made, source, path));
    const Wording& wording = session_->wording();
    shown_ += made.is_ofd ? wording(texts::OfdSignSealed, path, made.seal, signer, made.field)
                          : wording(texts::PdfSignSigned, path, signer, made.field);
  }

  int finish(const Report& report) {
    if (json_) return print_result(*session_, std::move(base::Json::object().set("files", std::move(signed_))), report);
    const int status = session_->print_report(report);
    return shown_.empty() ? status : worse(status, session_->tell(shown_));
  }

  std::vector<std::string> files_;
  std::string output_;
  intake::FileReader* reader_ = nullptr;  // set while run() runs
  SecretOption secret_;
  std::string page_;
  std::string at_;
  std::string diameter_;
  std::string certify_;
  std::string level_;
  std::string timeout_;
  bool json_ = false;
  bool force_ = false;

  bool into_folder_ = false;
  SignOptions options_;
  base::Json signed_ = base::Json::list();
  std::string shown_;
  Session* session_ = nullptr;
};

}  // namespace

std::unique_ptr<Command> make_sign_command() { return std::make_unique<SignCommand>(); }

}  // namespace gongwen::cli

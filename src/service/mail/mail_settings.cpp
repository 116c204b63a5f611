#include "service/mail/mail_settings.h"

#include "base/file_path.h"
#include "data/document.h"
#include "diagnostics/catalogue/mail.h"
#include "engine/input/settings_file.h"
#include "resources/folder.h"
#include "schema/schema.h"
#include "sign/signing_key.h"

namespace gongwen::service {
namespace {

namespace messages = diagnostics::messages;

// Compiled into the program, so that editors and the check use the same schema.
constexpr std::string_view kMailSchema =
#include "mail_schema.inc"
    ;

const schema::Schema& mail_schema() {
  static const schema::Schema schema = schema::built_in_schema(kMailSchema);
  return schema;
}

// Types and ranges have been checked against the schema: a missing member gives an empty text.
std::string mail_text(const data::Value& root, std::string_view name) {
  const std::optional<data::Value> value = root.find(name);
  return value ? std::string(value->string()) : std::string();
}

/// Reports a user without a password, or a password without a user. Half of a login is always a mistake: the server
/// would refuse it at the first mail, hours later.
void check_login(const data::Value& of, std::string_view user, bool has_secret, diagnostics::DiagnosticSink& sink) {
  if (has_secret == !user.empty()) return;
  sink.report(messages::MailHalfLogin, of.origin(), has_secret ? "user" : "secret_file");
}

MailboxSettings read_mailbox(const std::string& path, const data::Value& box, engine::Run& run) {
  const auto path_of = [&](std::string_view name) {
    return engine::path_in_settings(path, mail_text(box, name));
  };
  MailboxSettings settings;
  settings.server.url = mail_text(box, "server");
  settings.server.certificates = path_of("certificates");
  settings.server.user = mail_text(box, "user");
  if (box.find("folder")) settings.server.folder = mail_text(box, "folder");
  settings.secret_file = path_of("secret_file");
  settings.credential = mail_text(box, "credential");
  settings.handled_folder = mail_text(box, "handled_folder");
  if (const auto minutes = box.find("minutes")) settings.interval = std::chrono::minutes(minutes->integer());
  check_login(box, settings.server.user, !settings.secret_file.empty() || !settings.credential.empty(), run.sink());
  return settings;
}

}  // namespace

std::optional<MailSettings> read_mail_settings(const std::string& path, engine::Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const auto document = engine::read_settings_file(path, mail_schema(), run);
  if (!document) return std::nullopt;
  const data::Value root = document->root();
  const auto path_of = [&](std::string_view name) {
    return engine::path_in_settings(path, mail_text(root, name));
  };
  MailSettings settings;
  settings.path = resources::plain_path(path);
  settings.server.url = mail_text(root, "server");
  settings.server.needs_tls = mail_text(root, "tls") != "none";
  settings.server.certificates = path_of("certificates");
  settings.server.user = mail_text(root, "user");
  settings.from = mail_text(root, "from");
  settings.from_name = mail_text(root, "from_name");
  settings.reply_to = mail_text(root, "reply_to");
  settings.pages = mail_text(root, "pages");
  settings.bounces = mail_text(root, "bounces");
  settings.secret_file = path_of("secret_file");
  settings.credential = mail_text(root, "credential");
  if (const auto rate = root.find("per_minute")) settings.per_minute = static_cast<std::uint64_t>(rate->integer());
  if (const auto seconds = root.find("seconds")) settings.limit = std::chrono::seconds(seconds->integer());
  if (const auto minutes = root.find("hold_minutes")) settings.hold = std::chrono::minutes(minutes->integer());
  check_login(root, settings.server.user, !settings.secret_file.empty() || !settings.credential.empty(), run.sink());
  if (const auto box = root.find("mailbox")) {
    settings.mailbox = read_mailbox(path, *box, run);
    // Without return addresses of our own, it is unknown which mail was returned.
    if (settings.bounces.empty()) run.sink().report(messages::MailNoBounces, box->origin());
  }
  // A password would be readable on the way. `smtps:` encrypts from the first byte; otherwise `tls` must not be
  // `none`.
  if (!settings.server.user.empty() && !settings.server.needs_tls && !settings.server.url.starts_with("smtps:")) {
    run.sink().report(messages::MailOpenPassword, root.find("tls")->origin());
  }
  return watch.saw_errors() ? std::nullopt : std::optional(std::move(settings));
}

std::optional<std::string> read_first_line(const std::string& secret_file, const std::string& credential,
                                           const std::string& credentials_folder, diagnostics::DiagnosticSink& sink) {
  // The credential takes precedence; systemd puts it into $CREDENTIALS_DIRECTORY.
  std::string path = secret_file;
  if (!credential.empty()) {
    if (credentials_folder.empty()) {
      sink.report(messages::MailNoCredentials, diagnostics::Origin{}, credential);
      return std::nullopt;
    }
    path = base::join_path(credentials_folder, credential);
  }
  const std::optional<sign::Secret> secret = sign::read_secret_file(path, sink);
  if (secret) return secret->text();
  if (!sink.has_errors()) sink.report(messages::MailEmptySecret, diagnostics::Origin{}, path);
  return std::nullopt;
}

std::optional<std::string> read_mail_password(const MailSettings& settings, const std::string& credentials_folder,
                                              diagnostics::DiagnosticSink& sink) {
  if (settings.server.user.empty()) return std::string();
  return read_first_line(settings.secret_file, settings.credential, credentials_folder, sink);
}

std::vector<std::string> files_of_mail(const MailSettings& settings) {
  std::vector<std::string> files{settings.secret_file, settings.server.certificates};
  if (settings.mailbox) {
    files.push_back(settings.mailbox->secret_file);
    files.push_back(settings.mailbox->server.certificates);
  }
  std::erase(files, std::string());
  return files;
}

}  // namespace gongwen::service

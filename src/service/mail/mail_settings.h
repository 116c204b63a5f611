// Settings of the service's mail: a file that an operator writes and that contains no secrets (docs/OPERATING.md).
//   const auto settings = read_mail_settings("mail.yaml", run);
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/core/run.h"
#include "resources/mail_client.h"
#include "resources/mailbox.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::service {

/// The mailbox to which the address for bounces leads.
struct MailboxSettings {
  resources::MailboxServer server;  // without the password
  std::string secret_file;          // as in MailSettings
  std::string credential;
  /// Handled messages are moved to this folder; if it is empty, they are marked as read.
  std::string handled_folder;
  std::chrono::minutes interval{5};
};

/// Example: `{"server": "smtps://mail.office.example", "user": "forms", "credential": "mail-password", "from":
/// "forms@office.example", "pages": "https://forms.office.example"}`.
struct MailSettings {
  std::string path;              // path of the file
  resources::MailServer server;  // without the password
  std::string from;              // address of the sender
  std::string from_name;
  std::string reply_to;
  /// The password is in the first line of a file, or of a systemd credential; both empty: no password is needed.
  std::string secret_file;
  std::string credential;
  /// The address at which applicants reach the service, `https://forms.example`, for links in mails; if empty, mails
  /// have no links.
  std::string pages;
  /// Address to which failures are returned, with the id of the mail (`bounce+ID@office.example`); empty: the sender's.
  std::string bounces;
  std::uint64_t per_minute = 60;  // limit of mails
  std::chrono::seconds limit{60};
  /// How long mail about a decision waits, so that the decision can be undone.
  std::chrono::minutes hold{10};
  /// Read for returned mail; without it, only programs report such mail.
  std::optional<MailboxSettings> mailbox = {};
};

/// Reads settings in JSON, or YAML according to the file name. Paths are relative to the file's folder. Returns nullopt
/// after a report: resources/*, data/*, mail/*. Called by the subcommands `serve` and `mail`, and again by the process
/// that sends mail.
std::optional<MailSettings> read_mail_settings(const std::string& path, engine::Run& run);

/// Reads a secret from the first line of a file, or of a systemd credential. Returns nullopt after a report:
/// resources/*, mail/no-credentials, mail/empty-secret.
std::optional<std::string> read_first_line(const std::string& secret_file, const std::string& credential,
                                           const std::string& credentials_folder, diagnostics::DiagnosticSink& sink);

/// Returns the password of the server; empty if it needs none, as without a user.
/// `credentials_folder` is that of systemd. Returns nullopt after a report: resources/*,
/// mail/no-secret.
std::optional<std::string> read_mail_password(const MailSettings& settings, const std::string& credentials_folder,
                                              diagnostics::DiagnosticSink& sink);
/// Returns the files with passwords and certificates that the settings name. For Landlock: the process may read these
/// besides its libraries.
std::vector<std::string> files_of_mail(const MailSettings& settings);

}  // namespace gongwen::service

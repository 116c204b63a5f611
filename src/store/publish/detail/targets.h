// Targets: the places to which a site is handed on, and how. The settings are a file that an operator writes and that
// contains no secrets (docs/PUBLISHING.md, "Handing on").
//   const auto settings = read_hand_on_settings("hand-on.yaml", run);
//   for (const Target& target : settings->targets) …
#pragma once

#include "engine/core/run.h"
#include "resources/mail_client.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

enum class TargetKind : std::uint8_t { Folder, Rsync, Sftp, S3, Mail, Command };

/// Where a secret is: in the first line of a file, or of a systemd credential. Both empty: no secret is needed.
struct SecretPlace {
  std::string file;
  std::string credential;
};

struct MailSettings {
  resources::MailServer server = {};  // without the password
  std::string from = {};              // address
  std::string from_name = {};
  std::string reply_to = {};
  std::vector<std::string> to = {};
  bool attaches = true;  // whether the PDF of the edition is attached
};

struct Target {
  std::string name = {};
  TargetKind kind = TargetKind::Command;
  /// The outcomes that are handed on, for mail and commands: `published`, `corrected`, `withdrawn`.
  std::set<std::string> outcomes = {"published", "corrected", "withdrawn"};
  std::optional<std::chrono::seconds> limit = std::chrono::seconds(600);  // for one try; nullopt: none
  int tries_per_day = 24;
  std::optional<int> days = std::nullopt;  // number of days after which it is not tried again; nullopt: always tried
  /// A folder; `user@host:/path` of rsync and SFTP; `s3://bucket/prefix`; a shell command.
  std::string place = {};
  // SSH
  std::string key_file = {};
  std::string known_hosts = {};
  int port = 22;
  // S3
  std::string endpoint = {};
  std::string region = {};
  std::string access_key = {};
  std::string certificates = {};
  MailSettings mail = {};
  SecretPlace secret = {};

  /// Returns whether the target is a copy of the whole site; others are told of each edition.
  bool is_copy() const { return kind != TargetKind::Mail && kind != TargetKind::Command; }
};

struct HandOnSettings {
  std::vector<Target> targets;
  /// Mail to operators about units that have failed.
  std::optional<Target> messages;
};

/// The name of the target of --run-after, which has no settings.
inline constexpr std::string_view kRunAfter = "run-after";

/// Reads settings in JSON, or YAML according to the file name. Paths are relative to the file's folder. Returns nullopt
/// after a report: resources/*, data/*, publish/target-….
std::optional<HandOnSettings> read_hand_on_settings(const std::string& path, engine::Run& run);

}  // namespace gongwen::publish

#include "store/publish/detail/targets.h"

#include "base/file_path.h"
#include "base/utf8.h"
#include "data/document.h"
#include "diagnostics/catalogue/publish.h"
#include "engine/input/settings_file.h"
#include "resources/read_file.h"
#include "schema/schema.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

constexpr std::string_view kTargetsSchema =
#include "targets_schema.inc"
    ;
constexpr std::size_t kMaxAddresses = std::size_t{4} << 20;  // bytes of a list of recipients

const schema::Schema& targets_schema() {
  static const schema::Schema schema = schema::built_in_schema(kTargetsSchema);
  return schema;
}

/// The settings that a kind requires, and those that it allows besides the common ones.
struct KindRule {
  std::string_view name;
  std::vector<std::string_view> needed;
  std::vector<std::string_view> allowed;
};

const KindRule& rule_of(TargetKind kind) {
  static const std::array<KindRule, 6> rules{
      KindRule{"folder", {"path"}, {}},
      KindRule{"rsync", {"place"}, {"key", "known_hosts", "port"}},
      KindRule{"sftp", {"place", "key", "known_hosts"}, {"port"}},
      KindRule{"s3", {"place"}, {"endpoint", "region", "access_key", "certificates", "secret_file", "credential"}},
      KindRule{"mail",
               {"server", "from"},
               {"tls", "user", "from_name", "reply_to", "to", "to_file", "attach", "certificates", "secret_file",
                "credential", "for"}},
      KindRule{"command", {"run"}, {"for"}}};
  return rules[static_cast<std::size_t>(kind)];
}

constexpr std::array<std::string_view, 5> kOfAllKinds{"name", "kind", "seconds", "tries_per_day", "days"};

template <typename Names>
bool has_name(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string member_text(const Value& object, std::string_view name) {
  const std::optional<Value> value = object.find(name);
  return value ? std::string(value->string()) : std::string();
}

class TargetReader {
 public:
  TargetReader(const std::string& path, engine::Run& run) : folder_(base::folder_part(path)), run_(run) {}

  HandOnSettings read(const Value& root) {
    HandOnSettings settings;
    const std::optional<Value> list = root.find("targets");
    std::set<std::string> names{std::string(kRunAfter), "messages"};
    for (std::size_t i = 0; list && i < list->size(); ++i) {
      Target target = read_target(list->at(i));
      if (!names.insert(target.name).second) {
        sink().report(messages::PublishTargetTwice, list->at(i).find("name")->origin(), target.name);
      }
      settings.targets.push_back(std::move(target));
    }
    if (const std::optional<Value> value = root.find("messages")) {
      Target target;
      target.name = "messages";
      target.kind = TargetKind::Mail;
      read_times(*value, target);
      read_mail(*value, target);
      settings.messages = std::move(target);
    }
    return settings;
  }

 private:
  diagnostics::DiagnosticSink& sink() { return run_.sink(); }

  std::string path_of(const Value& object, std::string_view name) const {
    const std::string path = member_text(object, name);
    return path.empty() || path.starts_with('/') || folder_.empty() ? path : base::join_path(folder_, path);
  }

  Target read_target(const Value& value) {
    Target target;
    target.name = member_text(value, "name");
    const std::string kind = member_text(value, "kind");
    while (rule_of(target.kind).name != kind) {
      target.kind = static_cast<TargetKind>((static_cast<int>(target.kind) + 1) % 6);
    }
    check_members(value, target.kind);
    read_times(value, target);
    target.place = target.kind == TargetKind::Folder
                       ? path_of(value, "path")
                       : member_text(value, target.kind == TargetKind::Command ? "run" : "place");
    target.key_file = path_of(value, "key");
    target.known_hosts = path_of(value, "known_hosts");
    if (const auto port = value.find("port")) target.port = static_cast<int>(port->integer());
    target.endpoint = member_text(value, "endpoint");
    target.region = member_text(value, "region");
    target.access_key = member_text(value, "access_key");
    target.certificates = path_of(value, "certificates");
    if (target.kind == TargetKind::Mail) read_mail(value, target);
    if (target.kind == TargetKind::S3) read_secret(value, target, "access_key");
    const bool is_remote = target.place.find(':') != std::string::npos;
    if (target.kind == TargetKind::Sftp) need_remote(value, target.place);
    if (target.kind == TargetKind::Rsync && !is_remote) target.place = path_of(value, "place");
    if (target.kind == TargetKind::Rsync && is_remote) {
      need_remote(value, target.place);
      need(value, "key", true);
      need(value, "known_hosts", true);
    }
    return target;
  }

  void check_members(const Value& value, TargetKind kind) {
    const KindRule& rule = rule_of(kind);
    for (const std::string_view name : rule.needed) need(value, name, true);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string_view name = value.key_at(i);
      if (has_name(rule.needed, name) || has_name(rule.allowed, name) || has_name(kOfAllKinds, name)) continue;
      sink().report(messages::PublishTargetUnused, value.at(i).origin(), name, rule.name);
    }
  }

  void need(const Value& value, std::string_view name, bool is_needed) {
    if (is_needed && !value.find(name)) {
      sink().report(messages::PublishTargetNeeds, value.origin(), member_text(value, "name"), name);
    }
  }

  /// The address becomes an argument of a program: it must name a host and an absolute path, and must not be an option.
  void need_remote(const Value& value, std::string_view place) {
    const std::size_t colon = place.find(":/");
    const std::string_view host = place.substr(0, std::min(colon, place.size()));
    const auto is_plain = [](char c) {
      return base::is_ascii_alnum(c) || std::string_view("@.-_").find(c) != std::string_view::npos;
    };
    const bool is_good = colon != std::string_view::npos && !host.empty() && !host.starts_with('-') &&
                         host.find("@-") == std::string_view::npos && std::all_of(host.begin(), host.end(), is_plain) &&
                         place.substr(colon + 2).find_first_of("\"\\\n") == std::string_view::npos;
    if (!is_good) sink().report(messages::PublishTargetRemote, value.find("place")->origin(), place);
  }

  static void read_times(const Value& value, Target& target) {
    if (const auto seconds = value.find("seconds")) target.limit = std::chrono::seconds(seconds->integer());
    if (const auto tries = value.find("tries_per_day")) target.tries_per_day = static_cast<int>(tries->integer());
    if (const auto days = value.find("days")) target.days = static_cast<int>(days->integer());
    const std::optional<Value> outcomes = value.find("for");
    if (outcomes) target.outcomes.clear();
    for (std::size_t i = 0; outcomes && i < outcomes->size(); ++i) {
      target.outcomes.insert(std::string(outcomes->at(i).string()));
    }
  }

  /// A user needs a secret, and a secret a user.
  void read_secret(const Value& value, Target& target, std::string_view user) {
    target.secret = {path_of(value, "secret_file"), member_text(value, "credential")};
    const bool has_secret = !target.secret.file.empty() || !target.secret.credential.empty();
    if (has_secret) need(value, user, true);
    if (value.find(user)) need(value, "secret_file", !has_secret);
  }

  void read_mail(const Value& value, Target& target) {
    MailSettings& mail = target.mail;
    mail.server.url = member_text(value, "server");
    mail.server.needs_tls = member_text(value, "tls") != "none";
    mail.server.certificates = path_of(value, "certificates");
    mail.server.user = member_text(value, "user");
    mail.from = member_text(value, "from");
    mail.from_name = member_text(value, "from_name");
    mail.reply_to = member_text(value, "reply_to");
    if (const auto attach = value.find("attach")) mail.attaches = attach->boolean();
    read_secret(value, target, "user");
    // A password would be readable on the way.
    if (!mail.server.user.empty() && !mail.server.needs_tls && !mail.server.url.starts_with("smtps:")) {
      sink().report(messages::PublishTargetOpenPassword, value.find("tls")->origin());
    }
    const std::optional<Value> to = value.find("to");
    for (std::size_t i = 0; to && i < to->size(); ++i) add_recipient(std::string(to->at(i).string()), mail);
    if (value.find("to_file")) read_recipients(path_of(value, "to_file"), *value.find("to_file"), mail);
    if (mail.to.empty()) need(value, "to", true);
  }

  static void add_recipient(const std::string& address, MailSettings& mail) {
    if (!has_name(mail.to, address)) mail.to.push_back(address);
  }

  /// One address a line; empty lines and those that begin with `#` are skipped.
  void read_recipients(const std::string& path, const Value& value, MailSettings& mail) {
    const auto bytes = resources::read_bytes(path, {kMaxAddresses}, sink());
    std::string_view rest = bytes ? std::string_view(*bytes) : std::string_view();
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string line(base::trim_ascii_space(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.empty() || line.starts_with('#')) continue;
      const std::size_t at = line.find('@');
      const bool is_address =
          at != std::string::npos && at > 0 && at + 1 < line.size() &&
          std::all_of(line.begin(), line.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '<' && c != '>'; });
      if (!is_address) sink().report(messages::PublishTargetRecipient, value.origin(), line, path);
      if (is_address) add_recipient(line, mail);
    }
  }

  std::string folder_;
  engine::Run& run_;
};

}  // namespace

std::optional<HandOnSettings> read_hand_on_settings(const std::string& path, engine::Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const auto document = engine::read_settings_file(path, targets_schema(), run);
  if (!document) return std::nullopt;
  HandOnSettings settings = TargetReader(path, run).read(document->root());
  return watch.saw_errors() ? std::nullopt : std::optional(std::move(settings));
}

}  // namespace gongwen::publish

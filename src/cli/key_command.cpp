#include "base/format.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/printer.h"
#include "inbox/accounts.h"

#include <array>

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
  /// The key itself is printed once, and kept nowhere.
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

}  // namespace gongwen::cli

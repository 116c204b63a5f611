#include "base/format.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "inbox/accounts.h"
#include "inbox/audit.h"

#include <algorithm>
#include <charconv>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr inbox::Seconds kDay = 86'400;
constexpr inbox::Seconds kMaxDays = 36'500;

class KeyCommand final : public Command {
 public:
  std::string_view name() const override { return "key"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliKeySummary); }
  void declare(OptionList& list) override {
    OptionSpec& action = list.add("ACTION", &action_, texts::CliKeyAction);
    action.required = true;
    action.choices = {"add", "list", "revoke"};
    list.add("WORD", &word_, texts::CliKeyWord);
    inbox_.declare(list);
    OptionSpec& scope = list.add("--scope", &scopes_, texts::CliKeyScope);
    for (const std::string_view known : inbox::known_scopes()) scope.choices.emplace_back(known);
    list.add("--days", &days_, texts::CliKeyDays).value = "N";
    list.add("--json", &json_, texts::CliAsJson);
  }

  int run(Session& session) override {
    if (action_ != "list" && word_.empty()) return print_usage_error(session, messages::CliMissing, {"WORD"});
    if (action_ == "add" && scopes_.empty()) return print_usage_error(session, messages::CliMissing, {"--scope"});
    inbox::Seconds days = 0;
    if (!days_.empty()) {
      const auto [end, error] = std::from_chars(days_.data(), days_.data() + days_.size(), days);
      if (error != std::errc() || end != days_.data() + days_.size() || days < 1 || days > kMaxDays) {
        return print_usage_error(session, messages::CliBadValue, {days_});
      }
    }
    int status = 0;
    const std::unique_ptr<inbox::Inbox> opened = inbox_.open(session, status);
    if (!opened) return status;
    if (action_ == "add") return add(session, *opened, days);
    return action_ == "revoke" ? revoke(session, *opened) : list_keys(session, *opened);
  }

 private:
  /// The audit says who manages keys.
  static void note(inbox::Inbox& inbox, const std::string& action, const std::string& object) {
    static_cast<void>(inbox::Audit(inbox).add({0, wall_clock_seconds(), author_name({}), "", action, object, "ok"}));
  }

  /// The key itself is printed once, and kept nowhere.
  int add(Session& session, inbox::Inbox& inbox, inbox::Seconds days) const {
    const inbox::Seconds now = wall_clock_seconds();
    const auto key = inbox::ApiKeys(inbox).add(word_, scopes_, now, days == 0 ? 0 : now + days * kDay);
    if (!key) return print_inbox_error(session, inbox.name(), key.error());
    note(inbox, "key.add", "key:" + word_);
    return session.print(*key + "\n");
  }

  int revoke(Session& session, inbox::Inbox& inbox) const {
    const auto fault = inbox::ApiKeys(inbox).revoke(word_, wall_clock_seconds());
    if (fault && fault->kind == inbox::Fault::Kind::NotFound) {
      return print_usage_error(session, messages::CliUnknownKey, {word_});
    }
    if (fault) return print_inbox_error(session, inbox.name(), *fault);
    note(inbox, "key.revoke", "key:" + word_);
    return 0;
  }

  int list_keys(Session& session, inbox::Inbox& inbox) const {
    const auto keys = inbox::ApiKeys(inbox).list();
    if (!keys) return print_inbox_error(session, inbox.name(), keys.error());
    return session.print(json_ ? json_of(*keys).text() + "\n" : text_of_keys(*keys, session.wording()));
  }

  static bool is_expired(const inbox::ApiKey& key) { return key.expires != 0 && key.expires <= wall_clock_seconds(); }

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
      text += fmt::format("{}  {}  {}", key.id, key.name, fmt::join(key.scopes, ", "));
      if (key.revoked) text += fmt::format("  {}", wording(texts::CliKeyRevoked));
      if (!key.revoked && is_expired(key)) text += fmt::format("  {}", wording(texts::CliKeyExpired));
      text += '\n';
    }
    return text.empty() ? std::string(wording(texts::CliKeyNone)) : text;
  }

  InboxOption inbox_;
  std::string action_;
  std::string word_;
  std::vector<std::string> scopes_;
  std::string days_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_key_command() { return std::make_unique<KeyCommand>(); }

}  // namespace gongwen::cli

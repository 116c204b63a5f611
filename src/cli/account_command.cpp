#include "base/format.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/printer.h"
#include "inbox/accounts.h"
#include "inbox/secrets.h"
#include "resources/environment.h"

#include <array>
#include <string>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr std::array kAccountActions{
    ActionOptions{"add", "NAME", "--title --role --no-password"},
    ActionOptions{"list", "", "--json"},
    ActionOptions{"password", "NAME", "--no-password"},
    ActionOptions{"role", "NAME --role", ""},
    ActionOptions{"disable", "NAME", ""},
    ActionOptions{"enable", "NAME", ""},
};

class AccountCommand final : public Command {
 public:
  std::string_view name() const override { return "account"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliAccountSummary); }
  void declare(OptionList& list) override {
    OptionSpec& action = list.add("ACTION", &action_, texts::CliAccountAction);
    action.required = true;
    for (const ActionOptions& known : kAccountActions) action.choices.emplace_back(known.action);
    list.add("NAME", &name_, texts::CliAccountName);
    inbox_.declare(list);
    list.add("--title", &title_, texts::CliAccountTitle).value = "TEXT";
    list.add("--role", &role_, texts::CliAccountRole).choices = {inbox::known_roles().begin(),
                                                                 inbox::known_roles().end()};
    list.add("--no-password", &no_password_, texts::CliAccountNoPassword);
    list.add("--json", &json_, texts::CliAsJson);
    specs_ = list.specs();
  }

  int run(Session& session) override {
    if (const int status = check_action(session, kAccountActions, specs_, "account", action_)) return status;
    int status = 0;
    const std::unique_ptr<inbox::Inbox> opened = inbox_.open(session, action_ == "add", status);
    if (!opened) return status;
    if (action_ == "list") return list_accounts(session, *opened);
    return change(session, *opened);
  }

 private:
  int change(Session& session, inbox::Inbox& inbox) {
    inbox::Accounts accounts(inbox);
    const inbox::Seconds now = system_seconds();
    const inbox::Role role = inbox::find_role(role_).value_or(inbox::Role::Viewer);
    std::optional<inbox::Fault> fault;
    if (action_ == "add" || action_ == "password") {
      std::string hash;
      if (const int status = make_hash(session, hash)) return status;
      fault = action_ == "add" ? accounts.add({name_, title_, role, false, now}, hash, now)
                               : accounts.set_password(name_, hash, now);
    } else if (action_ == "role") {
      fault = accounts.set_role(name_, role, now);
    } else {
      fault = accounts.disable(name_, action_ == "disable", now);
    }
    if (fault && fault->kind == inbox::Fault::Kind::NotFound) {
      return print_usage_error(session, messages::CliUnknownAccount, {name_});
    }
    if (fault && fault->kind == inbox::Fault::Kind::Exists) {
      return print_usage_error(session, messages::CliAccountExists, {name_});
    }
    if (fault) return print_inbox_error(session, inbox.name(), *fault);
    return note_in_audit(session, inbox, "account." + action_, "account:" + name_);
  }

  int make_hash(Session& session, std::string& hash) const {
    if (no_password_) return 0;
    const std::string password = resources::read_secret_line(session.wording()(texts::CliAccountAskPassword));
    switch (inbox::judge_password(password, name_)) {
      case inbox::PasswordFault::TooShort: return print_usage_error(session, messages::CliPasswordShort, {});
      case inbox::PasswordFault::TooLong: return print_usage_error(session, messages::CliPasswordLong, {});
      case inbox::PasswordFault::TooSimple: return print_usage_error(session, messages::CliPasswordSimple, {});
      case inbox::PasswordFault::LikeTheName: return print_usage_error(session, messages::CliPasswordLikeName, {});
      case inbox::PasswordFault::None: break;
    }
    auto made = inbox::password_hash(password);
    if (!made) return print_usage_error(session, messages::CliNoPasswords, {made.error().reason});
    hash = *std::move(made);
    return 0;
  }

  int list_accounts(Session& session, inbox::Inbox& inbox) const {
    const auto accounts = inbox::Accounts(inbox).list();
    if (!accounts) return print_inbox_error(session, inbox.name(), accounts.error());
    std::string text;
    base::Json list = base::Json::list();
    for (const inbox::Account& account : *accounts) {
      base::Json json = base::Json::object();
      json.set("name", account.name).set("title", account.title).set("role", inbox::role_name(account.role));
      list.add(std::move(json.set("disabled", account.disabled).set("created", account.created)));
      text += fmt::format("{}  {}  {}", diagnostics::escape_controls(account.name), inbox::role_name(account.role),
                          diagnostics::escape_controls(account.title));
      if (account.disabled) text += fmt::format("  {}", session.wording()(texts::CliAccountDisabled));
      text += '\n';
    }
    if (json_) return session.print(list.text() + "\n");
    return session.print(text.empty() ? std::string(session.wording()(texts::CliAccountNone)) : text);
  }

  InboxOption inbox_;
  std::vector<OptionSpec> specs_;
  std::string action_;
  std::string name_;
  std::string title_;
  std::string role_;
  bool no_password_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_account_command() { return std::make_unique<AccountCommand>(); }

}  // namespace gongwen::cli

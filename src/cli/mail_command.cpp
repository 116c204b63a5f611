#include "cli/mail_command.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/mail.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/mail.h"
#include "diagnostics/printer.h"
#include "engine/core/run.h"
#include "resources/mail_client.h"
#include "resources/mail_message.h"
#include "service/inbox/outbox.h"
#include "service/mail/mail_sender.h"
#include "service/mail/mail_settings.h"

#include <array>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr std::array kMailActions{
    ActionOptions{"test", "WORD --mail", ""},
    ActionOptions{"list", "", "--status --json"},
    ActionOptions{"retry", "WORD", ""},
    ActionOptions{"cancel", "WORD", ""},
};
constexpr std::size_t kMostListed = 10'000;

class MailCommand final : public Command {
 public:
  std::string_view name() const override { return "mail"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliMailSummary); }
  void declare(OptionList& list) override {
    OptionSpec& action = list.add("ACTION", &action_, texts::CliMailAction);
    action.required = true;
    for (const ActionOptions& known : kMailActions) action.choices.emplace_back(known.action);
    list.add("WORD", &word_, texts::CliMailWord);
    list.add("--mail", &settings_, texts::CliServeMail).value = "FILE";
    inbox_.declare(list);
    OptionSpec& state = list.add("--status", &status_word_, texts::CliMailStatus);
    for (const inbox::MailState known : inbox::all_mail_states()) {
      state.choices.emplace_back(inbox::mail_state_name(known));
    }
    list.add("--json", &json_, texts::CliAsJson);
    specs_ = list.specs();
  }

  int run(Session& session) override {
    if (const int status = check_action(session, kMailActions, specs_, "mail", action_)) return status;
    if (action_ == "test") return test(session);
    int status = 0;
    const std::unique_ptr<inbox::Inbox> opened = inbox_.open(session, false, status);
    if (!opened) return status;
    if (action_ == "list") return list_mails(session, *opened);
    return action_ == "retry" ? retry(session, *opened) : cancel(session, *opened);
  }

 private:
  static base::Json json_of(const inbox::OutboxMail& mail) {
    base::Json json = base::Json::object();
    json.set("id", mail.id).set("mail", mail.name).set("receipt", mail.facts.receipt);
    json.set("state", inbox::mail_state_name(mail.state)).set("tries", mail.tries).set("code", mail.code);
    json.set("said", mail.said).set("created", base::format_moment(mail.created));
    json.set("changed", base::format_moment(mail.changed));
    if (mail.next != 0) json.set("next", base::format_moment(mail.next));
    return json;
  }

  /// Without addresses: those who may see them look at the submission.
  int list_mails(Session& session, inbox::Inbox& inbox) const {
    const auto state = status_word_.empty() ? std::nullopt : inbox::find_mail_state(status_word_);
    const auto mails = inbox::Outbox(inbox).list(state, kMostListed);
    if (!mails) return print_inbox_error(session, inbox.name(), mails.error());
    base::Json list = base::Json::list();
    std::string text;
    for (const inbox::OutboxMail& mail : *mails) {
      list.add(json_of(mail));
      text += fmt::format("{}  {}  {:9}  {:9}  {}", mail.id, base::format_moment(mail.created), mail.name,
                          inbox::mail_state_name(mail.state), mail.facts.receipt);
      if (mail.code != 0) text += fmt::format("  {}", mail.code);
      if (!mail.said.empty()) text += "  " + diagnostics::escape_controls(mail.said);
      text += '\n';
    }
    if (json_) return session.print(list.text() + "\n");
    return session.print(text.empty() ? std::string(session.wording()(texts::MailNone)) : text);
  }

  int print_mail_fault(const Session& session, const inbox::Inbox& inbox, const inbox::Fault& fault) const {
    if (fault.kind == inbox::Fault::Kind::NotFound) return print_usage_error(session, messages::MailUnknown, {word_});
    if (fault.kind == inbox::Fault::Kind::WrongState) return print_usage_error(session, messages::MailTooLate, {word_});
    return print_inbox_error(session, inbox.name(), fault);
  }

  /// One mail, or all that were given up.
  int retry(Session& session, inbox::Inbox& inbox) const {
    inbox::Outbox outbox(inbox);
    std::vector<std::string> ids{word_};
    if (word_ == inbox::mail_state_name(inbox::MailState::Failed)) {
      const auto failed = outbox.list(inbox::MailState::Failed, kMostListed);
      if (!failed) return print_inbox_error(session, inbox.name(), failed.error());
      ids.clear();
      for (const inbox::OutboxMail& mail : *failed) ids.push_back(mail.id);
    }
    for (const std::string& id : ids) {
      if (const auto fault = outbox.retry(id, system_seconds())) return print_mail_fault(session, inbox, *fault);
      if (const int status = note_in_audit(session, inbox, "mail.retry", "mail:" + id)) return status;
    }
    return session.tell(session.wording()(texts::MailRetried, ids.size()));
  }

  int cancel(Session& session, inbox::Inbox& inbox) const {
    if (const auto fault = inbox::Outbox(inbox).cancel(word_, system_seconds())) {
      return print_mail_fault(session, inbox, *fault);
    }
    if (const int status = note_in_audit(session, inbox, "mail.cancel", "mail:" + word_)) return status;
    return session.tell(session.wording()(texts::MailCancelledNow));
  }

  /// Sends one mail, from this process.
  int test(Session& session) {
    if (!resources::is_mail_address(word_)) return print_usage_error(session, messages::MailBadAddress, {word_});
    engine::Run run;
    std::optional<service::MailSettings> settings = service::read_mail_settings(settings_, run);
    const std::string credentials = environment_variable("CREDENTIALS_DIRECTORY").value_or(std::string());
    std::optional<std::string> password;
    if (settings) password = service::read_mail_password(*settings, credentials, run.sink());
    if (!password) return session.print_report(std::move(run).report());
    resources::MailMessage message;
    message.from = settings->from;
    message.from_name = settings->from_name;
    message.reply_to = settings->reply_to;
    message.subject = session.wording()(texts::CliMailTestSubject);
    message.text = session.wording()(texts::CliMailTestText);
    message.date = base::format_moment(wall_clock_seconds());
    message.message_id = resources::message_id_of(fmt::format("test {} {}", word_, message.date), settings->from);
    resources::MailServer server = settings->server;
    server.password = *password;
    resources::MailClient client(std::move(server));
    const std::string bytes = message.bytes_for(word_);
    const resources::MailAnswer answer = client.send({settings->from, word_, bytes}, settings->limit);
    const std::string reason = service::without_addresses(answer.reason);
    switch (answer.state) {
      case resources::MailAnswer::State::Taken: return session.tell(session.wording()(texts::CliMailTestSent, word_));
      case resources::MailAnswer::State::Unsure:
        return print_usage_error(session, messages::MailUnsure, {word_, reason});
      case resources::MailAnswer::State::Refused:
      case resources::MailAnswer::State::Lost: break;
    }
    return print_usage_error(session, messages::MailNotSent, {word_, reason});
  }

  InboxOption inbox_;
  std::vector<OptionSpec> specs_;
  std::string status_word_;
  bool json_ = false;
  std::string action_;
  std::string word_;
  std::string settings_;
};

}  // namespace

std::unique_ptr<Command> make_mail_command() { return std::make_unique<MailCommand>(); }

}  // namespace gongwen::cli

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/printer.h"
#include "resources/environment.h"
#include "service/inbox/accounts.h"
#include "service/inbox/audit.h"
#include "service/inbox/calls.h"
#include "service/inbox/receipt.h"
#include "service/inbox/secrets.h"
#include "service/inbox/submissions.h"
#include "service/inbox/upkeep.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string>

// The commands about the inbox of a service: account manages the logins of the office; inbox lists, exports, backs up
// and purges submissions, manages calls and invitations, and prints the audit.

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
    if (action_ == "add" && !inbox::account_name(name_)) {
      return print_usage_error(session, messages::CliAccountName, {name_});
    }
    name_ = inbox::meant_account(name_);
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
      return print_usage_error(session, messages::CliAccountExists, {fault->reason.empty() ? name_ : fault->reason});
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

namespace {

/// Lists are read in pages, so that an inbox may have any size.
constexpr std::size_t kAtOnce = 500;

constexpr std::array kInboxActions{
    ActionOptions{"list", "", "--kind --status --json"},
    ActionOptions{"show", "WORD", "--json"},
    ActionOptions{"export", "", "--kind --status"},
    ActionOptions{"backup", "WORD", ""},
    ActionOptions{"calls", "", "--kind --json"},
    ActionOptions{"open", "WORD --from --until", "--limit --text --invite --json"},
    ActionOptions{"close", "WORD", "--json"},
    ActionOptions{"invite", "WORD --invite", "--json"},
    ActionOptions{"purge", "", "--kind --days"},
    ActionOptions{"audit", "", "--verify --json"},
};

/// Text from other people, escaped for a line of a list.
std::string shown(const std::string& text) { return diagnostics::escape_controls(text); }

std::string shown_or_dash(const std::string& text) { return text.empty() ? std::string("-") : shown(text); }

/// The start of a day in China.
std::optional<inbox::Seconds> start_of_day(const std::string& text) {
  const std::optional<base::Date> date = base::parse_date(text);
  if (!date) return std::nullopt;
  return base::days_since_1970(*date) * base::kSecondsPerDay - base::kChinaTime;
}

class InboxCommand final : public Command {
 public:
  std::string_view name() const override { return "inbox"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliInboxSummary); }
  void declare(OptionList& list) override {
    OptionSpec& action = list.add("ACTION", &action_, texts::CliInboxAction);
    action.required = true;
    for (const ActionOptions& known : kInboxActions) action.choices.emplace_back(known.action);
    list.add("WORD", &word_, texts::CliInboxWord);
    inbox_.declare(list);
    list.add("--kind", &filter_.kind, texts::CliInboxKind).value = "KIND";
    OptionSpec& state = list.add("--status", &status_word_, texts::CliInboxStatus);
    for (const inbox::State known : inbox::all_states()) state.choices.emplace_back(inbox::state_name(known));
    list.add("--days", &days_word_, texts::CliInboxDays).value = "N";
    list.add("--from", &from_, texts::CliInboxFrom).value = "DAY";
    list.add("--until", &until_, texts::CliInboxUntil).value = "DAY";
    list.add("--limit", &limit_, texts::CliInboxLimit).value = "N";
    list.add("--text", &text_, texts::CliInboxText).value = "TEXT";
    list.add("--invite", &invited_, texts::CliInboxInvite).value = "NAME";
    list.add("--verify", &verify_, texts::CliInboxVerify);
    list.add("--json", &json_, texts::CliAsJson);
    specs_ = list.specs();
  }

  int run(Session& session) override {
    if (const int status = check_action(session, kInboxActions, specs_, "inbox", action_)) return status;
    if (verify_ && json_) return refuse_useless(session, "--json", "--verify");
    if (!status_word_.empty()) filter_.state = inbox::find_state(status_word_);
    if (!days_word_.empty()) {
      keep_ = parse_days(days_word_, 0);
      if (!keep_) return print_usage_error(session, messages::CliBadValue, {days_word_});
    }
    int status = 0;
    const std::unique_ptr<inbox::Inbox> opened = inbox_.open(session, false, status);
    if (!opened) return status;
    if (action_ == "calls") return list_calls(session, *opened);
    if (action_ == "open") return open_call(session, *opened);
    if (action_ == "close" || action_ == "invite") return change_call(session, *opened);
    if (action_ == "list") return list_submissions(session, *opened);
    if (action_ == "show") return show(session, *opened);
    if (action_ == "export") return export_lines(session, *opened);
    if (action_ == "backup") return back_up(session, *opened);
    return action_ == "purge" ? purge(session, *opened) : audit(session, *opened);
  }

 private:
  static int print_fault(const Session& session, const inbox::Inbox& inbox, const inbox::Fault& fault) {
    return print_inbox_error(session, inbox.name(), fault);
  }

  /// The audit's name for the selected submissions.
  std::string audited() const { return filter_.kind.empty() ? "all" : "kind:" + filter_.kind; }

  /// Calls `take` with each selected submission, latest first, until one returns an exit status.
  template <typename Take>
  int for_each(Session& session, inbox::Inbox& inbox, const Take& take) const {
    inbox::SubmissionFilter filter = filter_;
    filter.count = kAtOnce;
    for (;;) {
      const auto found = inbox::Submissions(inbox).list(filter);
      if (!found) return print_fault(session, inbox, found.error());
      for (const inbox::Submission& submission : *found) {
        if (const int status = take(submission)) return status;
      }
      if (found->size() < kAtOnce) return 0;
      filter.before = found->back().number;
    }
  }

  static base::Json json_of(const inbox::Submission& submission) {
    base::Json json = base::Json::object();
    json.set("receipt", submission.receipt).set("kind", submission.kind);
    json.set("state", inbox::state_name(submission.state)).set("versions", submission.versions);
    json.set("person", submission.person).set("organisation", submission.organisation);
    json.set("assignee", submission.assignee);
    json.set("created", base::format_moment(submission.created));
    json.set("changed", base::format_moment(submission.changed));
    if (!submission.signatures.empty()) json.set("signatures", base::Json::written(submission.signatures));
    return json;
  }

  /// `ZJ-2026-000123-7  expert-application  in_review  2026-11-23  name, organisation`
  static std::string line_of(const inbox::Submission& submission) {
    std::string line =
        fmt::format("{}  {}  {}  {}  {}", submission.receipt, submission.kind, inbox::state_name(submission.state),
                    base::date_in_china(submission.created), shown(submission.person));
    if (!submission.organisation.empty()) line += ", " + shown(submission.organisation);
    return line + '\n';
  }

  int list_submissions(Session& session, inbox::Inbox& inbox) const {
    if (const int status = note_in_audit(session, inbox, "submission.list", audited())) return status;
    base::Json list = base::Json::list();
    bool any = false;
    const int status = for_each(session, inbox, [&](const inbox::Submission& submission) {
      any = true;
      if (!json_) return session.print(line_of(submission));
      list.add(json_of(submission));
      return 0;
    });
    if (status != 0) return status;
    if (json_) return session.print(list.text() + "\n");
    return any ? 0 : session.tell(session.wording()(texts::CliInboxNone));
  }

  int show(Session& session, inbox::Inbox& inbox) const {
    inbox::Submissions submissions(inbox);
    const auto receipt = inbox::parse_receipt(word_);
    const auto found = submissions.find_receipt(receipt ? inbox::receipt_text(*receipt) : word_);
    if (!found && found.error().kind == inbox::Fault::Kind::NotFound) {
      return print_usage_error(session, messages::CliUnknownReceipt, {word_});
    }
    if (!found) return print_fault(session, inbox, found.error());
    const auto version = submissions.version(found->id, found->versions);
    if (!version) return print_fault(session, inbox, version.error());
    const auto events = submissions.events(found->id);
    if (!events) return print_fault(session, inbox, events.error());
    const auto remarks = submissions.remarks(found->id);
    if (!remarks) return print_fault(session, inbox, remarks.error());
    if (const int status = note_in_audit(session, inbox, "submission.show", "submission:" + found->receipt)) {
      return status;
    }
    return session.print(json_ ? line_with_data(history_json(*found, *events, *remarks), *version)
                               : history_text(*found, *events, *remarks));
  }

  static base::Json history_json(const inbox::Submission& submission, const std::vector<inbox::Event>& events,
                                 const std::vector<inbox::Remark>& remarks) {
    base::Json json = json_of(submission);
    base::Json said = base::Json::list();
    for (const inbox::Remark& remark : remarks) {
      base::Json one = base::Json::object();
      one.set("version", remark.version).set("pointer", remark.pointer).set("text", remark.text);
      said.add(std::move(one.set("author", remark.author).set("answer", remark.answer)));
    }
    base::Json done = base::Json::list();
    for (const inbox::Event& event : events) {
      base::Json one = base::Json::object();
      one.set("time", base::format_moment(event.time)).set("actor", event.actor);
      one.set("action", inbox::action_name(event.action)).set("state", inbox::state_name(event.state));
      done.add(std::move(one.set("detail", event.detail)));
    }
    json.set("events", std::move(done)).set("remarks", std::move(said));
    return json;
  }

  static std::string history_text(const inbox::Submission& submission, const std::vector<inbox::Event>& events,
                                  const std::vector<inbox::Remark>& remarks) {
    std::string text = line_of(submission);
    for (const inbox::Event& event : events) {
      text += fmt::format("  {}  {}  {}", base::format_moment(event.time), inbox::action_name(event.action),
                          inbox::state_name(event.state));
      for (const std::string& word : {event.actor, event.detail}) text += word.empty() ? "" : "  " + shown(word);
      text += '\n';
    }
    for (const inbox::Remark& remark : remarks) {
      text += fmt::format("  {}  {}\n", remark.pointer.empty() ? "/" : shown(remark.pointer), shown(remark.text));
      if (!remark.answer.empty()) text += fmt::format("    {}\n", shown(remark.answer));
    }
    return text;
  }

  /// The submitted data, in one line with the rest.
  static std::string line_with_data(base::Json json, const inbox::Version& version) {
    std::string data = version.json;
    std::replace(data.begin(), data.end(), '\n', ' ');
    return json.set("sha256", version.hash).set("data", base::Json::written(data)).text() + '\n';
  }

  int export_lines(Session& session, inbox::Inbox& inbox) const {
    if (const int status = note_in_audit(session, inbox, "submission.export", audited())) return status;
    return for_each(session, inbox, [&](const inbox::Submission& submission) {
      const auto version = inbox::Submissions(inbox).version(submission.id, submission.versions);
      if (!version) return print_fault(session, inbox, version.error());
      return session.print(line_with_data(json_of(submission), *version));
    });
  }

  // Calls: when and for whom forms are open.

  static base::Json json_of_call(const inbox::Call& call) {
    base::Json json = base::Json::object();
    json.set("id", call.id).set("kind", call.kind).set("state", inbox::call_state_name(call.state(system_seconds())));
    json.set("from", base::date_in_china(call.terms.opens)).set("until", base::date_in_china(call.terms.closes - 1));
    json.set("limit", call.terms.most).set("submitted", call.submitted).set("invited", call.invited);
    return json;
  }

  /// `k2x7…  expert-application  open  2026-12-01 2026-12-31  3/100`
  static std::string line_of_call(const inbox::Call& call) {
    const std::string most = call.terms.most == 0 ? std::string() : fmt::format("/{}", call.terms.most);
    return fmt::format("{}  {}  {}  {} {}  {}{}\n", call.id, call.kind,
                       inbox::call_state_name(call.state(system_seconds())), base::date_in_china(call.terms.opens),
                       base::date_in_china(call.terms.closes - 1), call.submitted, most);
  }

  int list_calls(Session& session, inbox::Inbox& inbox) const {
    const auto calls = inbox::Calls(inbox).list(filter_.kind);
    if (!calls) return print_fault(session, inbox, calls.error());
    base::Json list = base::Json::list();
    std::string text;
    for (const inbox::Call& call : *calls) {
      list.add(json_of_call(call));
      text += line_of_call(call);
    }
    if (json_) return session.print(list.text() + "\n");
    return text.empty() ? session.tell(session.wording()(texts::CliInboxNoCalls)) : session.print(text);
  }

  /// Returns the option with an invalid value; empty if all are valid.
  std::string read_terms(inbox::CallTerms& terms) const {
    const auto opens = start_of_day(from_);
    const auto closes = start_of_day(until_);
    if (!opens) return from_;
    if (!closes || *closes < *opens) return until_;
    terms = {*opens, *closes + base::kSecondsPerDay, 0, text_, text_};
    if (limit_.empty()) return {};
    const auto [end, error] = std::from_chars(limit_.data(), limit_.data() + limit_.size(), terms.most);
    const bool is_whole = error == std::errc() && end == limit_.data() + limit_.size();
    return is_whole && terms.most > 0 ? std::string() : limit_;
  }

  int open_call(Session& session, inbox::Inbox& inbox) const {
    inbox::CallTerms terms;
    if (const std::string bad = read_terms(terms); !bad.empty()) {
      return print_usage_error(session, messages::CliBadValue, {bad});
    }
    const TextResult form = session.engine().form(word_, session.wording().language);
    if (!form.report.ok()) return session.print_report(form.report);
    const auto call = inbox::Calls(inbox).add(word_, terms, !invited_.empty(), system_seconds());
    if (!call) return print_fault(session, inbox, call.error());
    if (const int status = note_in_audit(session, inbox, "call.open", "call:" + call->id)) return status;
    return invited_.empty() ? print_call(session, *call, {}) : print_invitations(session, inbox, *call);
  }

  int change_call(Session& session, inbox::Inbox& inbox) const {
    inbox::Calls calls(inbox);
    const auto call = calls.get(word_);
    if (!call && call.error().kind == inbox::Fault::Kind::NotFound) {
      return print_usage_error(session, messages::CliUnknownCall, {word_});
    }
    if (!call) return print_fault(session, inbox, call.error());
    if (action_ == "invite") return print_invitations(session, inbox, *call);
    const auto closed = call->closed != 0 ? call : calls.close(call->id, call->revision, system_seconds());
    if (!closed) return print_fault(session, inbox, closed.error());
    const int status = note_in_audit(session, inbox, "call.close", "call:" + call->id);
    return worse(status, print_call(session, *closed, {}));
  }

  int print_invitations(Session& session, inbox::Inbox& inbox, const inbox::Call& call) const {
    const auto made = inbox::Calls(inbox).invite(call.id, invited_, system_seconds());
    if (!made && made.error().kind == inbox::Fault::Kind::WrongState) {
      return print_usage_error(session, messages::CliNoInvitations, {call.id});
    }
    if (!made) return print_fault(session, inbox, made.error());
    const int status = note_in_audit(session, inbox, "call.invite", "call:" + call.id);
    return worse(status, print_call(session, call, *made));
  }

  /// Prints the codes of invitations, which are stored nowhere.
  int print_call(Session& session, const inbox::Call& call, const std::vector<inbox::NewInvitation>& made) const {
    base::Json list = base::Json::list();
    std::string text = line_of_call(call);
    for (const inbox::NewInvitation& one : made) {
      const std::string link = fmt::format("/forms/{}#{}", call.kind, one.secret);
      text += fmt::format("  {}  {}\n", link, shown(one.name));
      base::Json json = base::Json::object();
      list.add(std::move(json.set("name", one.name).set("code", one.secret).set("link", link)));
    }
    if (!json_) return session.print(text);
    return session.print(json_of_call(call).set("invitations", std::move(list)).text() + "\n");
  }

  int back_up(Session& session, inbox::Inbox& inbox) const {
    const auto made = inbox::back_up(inbox, word_);
    if (!made && made.error().kind == inbox::Fault::Kind::Exists) {
      return print_usage_error(session, messages::CliBackupExists, {word_});
    }
    if (!made && made.error().kind == inbox::Fault::Kind::WrongState) {
      return print_usage_error(session, messages::CliBackupOnServer, {});
    }
    if (!made) return print_fault(session, inbox, made.error());
    int status = note_in_audit(session, inbox, "inbox.backup", "");
    status = worse(status, session.tell(session.wording()(texts::CliInboxBackedUp, made->files)));
    for (const std::string& name : made->damaged) {
      status = worse(status, print_fault(session, inbox, {inbox::Fault::Kind::Damaged, "files/" + name}));
    }
    return status;
  }

  /// How long decided submissions of a kind are kept; nullopt if the kind does not state it.
  std::optional<inbox::Seconds> time_of(Session& session, const std::string& kind) const {
    if (keep_) return keep_;
    const TextResult described = session.engine().form(kind, session.wording().language);
    const std::optional<base::Json> form = base::parse_json(described.text);
    const auto days = form ? form->view().number_of("keepDays") : std::nullopt;
    return days ? std::optional(static_cast<inbox::Seconds>(*days) * base::kSecondsPerDay) : std::nullopt;
  }

  int purge(Session& session, inbox::Inbox& inbox) const {
    const auto kinds = inbox::Submissions(inbox).kinds();
    if (!kinds) return print_fault(session, inbox, kinds.error());
    std::map<std::string, inbox::Seconds> keep;
    for (const std::string& kind : *kinds) {
      if (const auto time = time_of(session, kind)) keep.emplace(kind, *time);
    }
    const auto purged = inbox::purge(inbox, keep, system_seconds(), filter_.kind);
    if (!purged) return print_fault(session, inbox, purged.error());
    const int status = note_in_audit(session, inbox, "inbox.purge", audited());
    const std::string text =
        session.wording()(texts::CliInboxPurged, purged->drafts, purged->submissions, purged->files);
    return worse(status, session.tell(text));
  }

  int audit(Session& session, inbox::Inbox& inbox) const {
    inbox::Audit audit(inbox);
    if (verify_) {
      std::int64_t lines = 0;
      const auto wrong = audit.verify(lines);
      if (!wrong) return print_fault(session, inbox, wrong.error());
      if (*wrong != 0) {
        print_usage_error(session, messages::CliAuditBroken, {std::to_string(*wrong)});
        return static_cast<int>(Status::BadInput);
      }
      const auto last = audit.read(lines, 1);
      const std::string hash = last && !last->empty() ? last->front().hash : std::string("-");
      return session.print(session.wording()(texts::CliInboxAuditWhole, lines, hash));
    }
    for (std::int64_t from = 1;;) {
      const auto lines = audit.read(from, kAtOnce);
      if (!lines) return print_fault(session, inbox, lines.error());
      for (const inbox::AuditLine& line : *lines) {
        if (const int status = session.print(audit_line(line))) return status;
      }
      if (lines->size() < kAtOnce) return 0;
      from = lines->back().number + 1;
    }
  }

  std::string audit_line(const inbox::AuditLine& line) const {
    if (!json_) {
      return fmt::format("{}  {}  {}  {}  {}  {}  {}\n", line.number, base::format_moment(line.time),
                         shown_or_dash(line.who), shown_or_dash(line.address), line.action, shown_or_dash(line.object),
                         line.result);
    }
    base::Json json = base::Json::object();
    json.set("number", line.number).set("time", base::format_moment(line.time)).set("who", line.who);
    json.set("address", line.address).set("action", line.action).set("object", line.object);
    return json.set("result", line.result).set("hash", line.hash).text() + '\n';
  }

  InboxOption inbox_;
  std::vector<OptionSpec> specs_;
  inbox::SubmissionFilter filter_;
  std::string action_;
  std::string word_;
  std::string status_word_;
  std::string days_word_;
  std::string from_;
  std::string until_;
  std::string limit_;
  std::string text_;
  std::vector<std::string> invited_;
  std::optional<inbox::Seconds> keep_;  // the value of --days
  bool verify_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_inbox_command() { return std::make_unique<InboxCommand>(); }

}  // namespace gongwen::cli

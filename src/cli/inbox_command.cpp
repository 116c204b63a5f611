#include "base/calendar.h"
#include "base/format.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "inbox/accounts.h"
#include "inbox/audit.h"
#include "inbox/backup.h"
#include "inbox/receipt.h"
#include "inbox/submissions.h"

#include <algorithm>
#include <charconv>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr inbox::Seconds kSecondsOfDay = 86'400;
constexpr inbox::Seconds kMostDays = 36'500;
/// Of lists that are read piece by piece, so that an inbox may be of any size.
constexpr std::size_t kAtOnce = 500;

class InboxCommand final : public Command {
 public:
  std::string_view name() const override { return "inbox"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliInboxSummary); }
  void declare(OptionList& list) override {
    OptionSpec& action = list.add("ACTION", &action_, texts::CliInboxAction);
    action.required = true;
    action.choices = {"list", "show", "export", "backup", "purge", "audit"};
    list.add("WORD", &word_, texts::CliInboxWord);
    inbox_.declare(list);
    list.add("--kind", &filter_.kind, texts::CliInboxKind).value = "KIND";
    OptionSpec& state = list.add("--status", &status_word_, texts::CliInboxStatus);
    for (const inbox::State known : inbox::all_states()) state.choices.emplace_back(inbox::state_name(known));
    list.add("--days", &days_word_, texts::CliInboxDays).value = "N";
    list.add("--verify", &verify_, texts::CliInboxVerify);
    list.add("--json", &json_, texts::CliAsJson);
  }

  int run(Session& session) override {
    const bool needs_word = action_ == "show" || action_ == "backup";
    if (needs_word && word_.empty()) return print_usage_error(session, messages::CliMissing, {"WORD"});
    if (!status_word_.empty()) filter_.state = inbox::find_state(status_word_);
    if (!days_word_.empty()) {
      inbox::Seconds days = -1;
      const auto [end, error] = std::from_chars(days_word_.data(), days_word_.data() + days_word_.size(), days);
      if (error != std::errc() || end != days_word_.data() + days_word_.size() || days < 0 || days > kMostDays) {
        return print_usage_error(session, messages::CliBadValue, {days_word_});
      }
      days_ = days;
    }
    int status = 0;
    const std::unique_ptr<inbox::Inbox> opened = inbox_.open(session, status);
    if (!opened) return status;
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

  /// The audit says who looks into what people handed in.
  static void note(inbox::Inbox& inbox, const std::string& action, const std::string& object) {
    static_cast<void>(inbox::Audit(inbox).add({0, wall_clock_seconds(), author_name({}), "", action, object, "ok"}));
  }

  /// Calls `take` with each submission that is asked for, the latest first, until one has an exit status.
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
    return json;
  }

  /// `ZJ-2026-000123-7  expert-application  in_review  2026-11-23  name, organisation`
  static std::string line_of(const inbox::Submission& submission) {
    std::string line =
        fmt::format("{}  {}  {}  {}  {}", submission.receipt, submission.kind, inbox::state_name(submission.state),
                    base::date_in_china(submission.created), submission.person);
    if (!submission.organisation.empty()) line += ", " + submission.organisation;
    return line + '\n';
  }

  int list_submissions(Session& session, inbox::Inbox& inbox) const {
    base::Json list = base::Json::list();
    std::string text;
    const int status = for_each(session, inbox, [&](const inbox::Submission& submission) {
      if (json_) {
        list.add(json_of(submission));
      } else {
        text += line_of(submission);
      }
      return 0;
    });
    if (status != 0) return status;
    if (json_) return session.print(list.text() + "\n");
    return text.empty() ? session.tell(session.wording()(texts::CliInboxNone)) : session.print(text);
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
    note(inbox, "submission.show", "submission:" + found->receipt);
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
      for (const std::string& word : {event.actor, event.detail}) text += word.empty() ? "" : "  " + word;
      text += '\n';
    }
    for (const inbox::Remark& remark : remarks) {
      text += fmt::format("  {}  {}\n", remark.pointer.empty() ? "/" : remark.pointer, remark.text);
    }
    return text;
  }

  /// The data stand there as they were handed in, in one line with the rest.
  static std::string line_with_data(const base::Json& head, const inbox::Version& version) {
    std::string line = head.text();
    line.pop_back();
    std::string data = version.json;
    std::replace(data.begin(), data.end(), '\n', ' ');
    return line + fmt::format(R"(,"sha256":"{}","data":{}}})", version.hash, data) + '\n';
  }

  int export_lines(Session& session, inbox::Inbox& inbox) const {
    note(inbox, "submission.export", filter_.kind.empty() ? "all" : "kind:" + filter_.kind);
    return for_each(session, inbox, [&](const inbox::Submission& submission) {
      const auto version = inbox::Submissions(inbox).version(submission.id, submission.versions);
      if (!version) return print_fault(session, inbox, version.error());
      return session.print(line_with_data(json_of(submission), *version));
    });
  }

  int back_up(Session& session, inbox::Inbox& inbox) const {
    const auto made = inbox::back_up(inbox, word_);
    if (!made && made.error().kind == inbox::Fault::Kind::Exists) {
      return print_usage_error(session, messages::CliBackupExists, {word_});
    }
    if (!made) return print_fault(session, inbox, made.error());
    note(inbox, "inbox.backup", "");
    int status = session.tell(session.wording()(texts::CliInboxBackedUp, made->files));
    for (const std::string& name : made->damaged) {
      status = worse(status, print_fault(session, inbox, {inbox::Fault::Kind::Damaged, "files/" + name}));
    }
    return status;
  }

  /// After how many days decided submissions of a kind are removed; nothing for kinds that do not say.
  std::optional<inbox::Seconds> days_of(Session& session, const std::string& kind) const {
    if (days_) return days_;
    const TextResult described = session.engine().form(kind, session.wording().language);
    const std::optional<base::Json> form = base::parse_json(described.text);
    const auto days = form ? form->view().number_of("keepDays") : std::nullopt;
    return days ? std::optional(static_cast<inbox::Seconds>(*days)) : std::nullopt;
  }

  int purge(Session& session, inbox::Inbox& inbox) const {
    const inbox::Seconds now = wall_clock_seconds();
    const auto drafts = inbox::Drafts(inbox).purge(now);
    if (!drafts) return print_fault(session, inbox, drafts.error());
    const auto sessions = inbox::Sessions(inbox).purge(now);
    if (!sessions) return print_fault(session, inbox, sessions.error());
    const auto kinds = inbox::Submissions(inbox).kinds();
    if (!kinds) return print_fault(session, inbox, kinds.error());
    std::int64_t submissions = 0;
    for (const std::string& kind : *kinds) {
      const auto days = filter_.kind.empty() || filter_.kind == kind ? days_of(session, kind) : std::nullopt;
      if (!days) continue;
      const auto removed = inbox::Submissions(inbox).purge(kind, now - *days * kSecondsOfDay);
      if (!removed) return print_fault(session, inbox, removed.error());
      submissions += *removed;
    }
    const auto files = inbox::Files(inbox).sweep(now);
    if (!files) return print_fault(session, inbox, files.error());
    note(inbox, "inbox.purge", filter_.kind.empty() ? "all" : "kind:" + filter_.kind);
    return session.tell(session.wording()(texts::CliInboxPurged, *drafts, submissions, *files));
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
                         line.who.empty() ? "-" : line.who, line.address.empty() ? "-" : line.address, line.action,
                         line.object.empty() ? "-" : line.object, line.result);
    }
    base::Json json = base::Json::object();
    json.set("number", line.number).set("time", base::format_moment(line.time)).set("who", line.who);
    json.set("address", line.address).set("action", line.action).set("object", line.object);
    return json.set("result", line.result).set("hash", line.hash).text() + '\n';
  }

  InboxOption inbox_;
  inbox::SubmissionFilter filter_;
  std::string action_;
  std::string word_;
  std::string status_word_;
  std::string days_word_;
  std::optional<inbox::Seconds> days_;
  bool verify_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_inbox_command() { return std::make_unique<InboxCommand>(); }

}  // namespace gongwen::cli

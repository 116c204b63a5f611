// The issues of the periodical: a table with published, due, waiting and held issues, and open points. Decisions about
// an issue are made on its own page (facts.cpp), which shows its preview.
#include "base/date.h"
#include "diagnostics/catalogue/texts/common.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

using diagnostics::Language;

constexpr std::string_view kIssuesAddress = "/office/issues";
/// Issues on a page: two years of a monthly periodical.
constexpr std::size_t kIssuesOfPage = 24;

struct StageWord {
  std::string_view stage;
  const diagnostics::BilingualText& words;
};

// Words for the engine's stages of an issue (ListedIssue::stage); a stage that is missing here is shown unchanged.
const std::array<StageWord, 11>& stage_words() {
  static const std::array<StageWord, 11> words{{{"collecting", texts::OfficeStageCollecting},
                                                {"due", texts::OfficeStageDue},
                                                {"failed", texts::OfficeStageFailed},
                                                {"asked", texts::OfficeStageAsked},
                                                {"sent-back", texts::OfficeStageSentBack},
                                                {"approved", texts::OfficeStageApproved},
                                                {"held", texts::OfficeStageHeld},
                                                {"published", texts::OfficeStagePublished},
                                                {"changed", texts::OfficeStageChanged},
                                                {"withdrawn", texts::OfficeStageWithdrawn},
                                                {"left", texts::OfficeStageLeft}}};
  return words;
}

/// Returns a time as people read it; the text itself if it is not a time.
std::string shown_time(const std::string& time) {
  const auto moment = base::parse_moment(time);
  return moment ? local_time(*moment) : time;
}

std::string address_of_issue(const std::string& period) {
  const std::vector<http::FormField> query{{"period", period}};
  return fmt::format("{}/issue?{}", kFactsAddress, http::write_form(query));
}

// One cell has all that people have to know: the decision, what was not forwarded, what failed.
base::Json issue_row(const ListedIssue& issue, Language language) {
  std::vector<std::string> remarks;
  const std::string standing = standing_words(issue.standing, language);
  if (!standing.empty()) remarks.push_back(standing);
  if (!issue.not_handed_on.empty()) {
    remarks.push_back(texts::OfficeIssuesNotHandedOn.in(language, joined_texts(issue.not_handed_on, language)));
  }
  for (const TextOfBoth& error : issue.errors) remarks.push_back(error.in(language));
  // Number and edition are 0 until the issue is published for the first time.
  const std::string number =
      issue.issue == 0 ? std::string() : texts::OfficeIssuesNumber.in(language, issue.year, issue.issue);
  const std::string edition = issue.edition == 0 ? std::string() : std::to_string(issue.edition);
  return row_of(text_cell(issue.period, address_of_issue(issue.period)),
                text_cell(stage_in_words(issue.stage, language)), text_cell(number), text_cell(issue.date),
                text_cell(edition), text_cell(joined_lines(remarks)));
}

}  // namespace

std::string stage_in_words(const std::string& stage, Language language) {
  const auto found = std::find_if(stage_words().begin(), stage_words().end(),
                                  [&](const StageWord& one) { return one.stage == stage; });
  return found == stage_words().end() ? stage : std::string(found->words.in(language));
}

std::string joined_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : " ") + line;
  return text;
}

// `standing.state` is empty for an issue without a decision: then there are no words.
std::string standing_words(const StandingSaid& standing, Language language) {
  const std::string time = shown_time(standing.time);
  std::string words;
  if (standing.state == "asked") words = texts::OfficeStandingAsked.in(language, standing.by, time);
  if (standing.state == "approved") words = texts::OfficeStandingApproved.in(language, standing.by, time);
  if (standing.state == "sent-back") words = texts::OfficeStandingSentBack.in(language, standing.by, time);
  if (standing.state == "left") words = texts::OfficeStandingLeft.in(language, standing.by, time);
  if (standing.state == "withdrawn") words = texts::OfficeStandingWithdrawn.in(language, standing.by, time);
  if (standing.state == "released") words = texts::OfficeStandingReleased.in(language, standing.by, time);
  // A hold ends by itself at `until`, or stays until it is released.
  if (standing.state == "held" && !standing.until.empty()) {
    words = texts::OfficeStandingHeldUntil.in(language, shown_time(standing.until));
  } else if (standing.state == "held") {
    words = texts::OfficeStandingHeld.in(language, standing.by, time);
  }
  if (!standing.reason.empty()) words += texts::OfficeStandingReason.in(language, standing.reason);
  return words;
}

/// GET /office/issues.
void OfficePages::issues(const VisitPtr& visit) {
  RecordsRequest request{RecordsAction::State};
  const std::size_t first = number_of_digits(visit->asked("first"));
  ask_records(visit, std::move(request), {}, [this, visit, first](TaskAnswer answer) {
    const auto state = base::from_json<PeriodicalSaid>(answer.body);
    if (!state) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    Context context = base::Json::object();
    base::Json rows = base::Json::list();
    const std::size_t end = std::min(state->issues.size(), first + kIssuesOfPage);
    for (std::size_t i = first; i < end; ++i) rows.add(issue_row(state->issues[i], visit->language));
    const std::vector<std::string> heads{
        visit->words(texts::OfficeIssuesPeriod),  visit->words(texts::OfficeIssuesState),
        visit->words(texts::OfficeIssuesIssue),   visit->words(texts::OfficeIssuesDate),
        visit->words(texts::OfficeIssuesEdition), visit->words(texts::OfficeIssuesRemarks)};
    std::vector<std::string> paragraphs;
    if (state->issues.empty()) paragraphs.push_back(visit->words(texts::OfficeIssuesNone));
    for (const TextOfBoth& error : state->errors) paragraphs.push_back(error.in(visit->language));
    // As the last unattended run found it; 0: there was none.
    if (state->certificate_expires != 0) {
      const std::string day = base::date_in_china(static_cast<base::Moment>(state->certificate_expires));
      paragraphs.push_back(texts::OfficeIssuesCertificate.in(visit->language, day));
    }
    for (const OpenIssuePoint& point : state->open) {
      paragraphs.push_back(texts::OfficeFactsOpen.in(visit->language, point.title.in(visit->language),
                                                     joined_texts(point.keys, visit->language)));
    }
    context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
    context.set("paragraphs", base::Json::list_of(paragraphs));
    if (end < state->issues.size()) context.set("next", fmt::format("{}?first={}", kIssuesAddress, end));
    base::Json records = base::Json::object();
    records.set("address", std::string(kFactsAddress)).set("label", visit->words(texts::OfficeFacts));
    context.set("links", list_of(std::move(records)));
    context.set("said", messages_json(answer.report, visit->language));
    const unsigned status = answer.outcome == Outcome::Done ? 200 : http::status::kUnprocessable;
    send_office(visit, status, "table", visit->words(texts::OfficeIssues), std::move(context));
  });
}

/// Returns the forms for decisions about the issue that the page shows: approval, hold, publication; for a published
/// issue, whether it is left as it is or withdrawn.
base::Json OfficePages::decision_forms(const VisitPtr& visit, const std::string& period, const IssueAnswer& issue,
                                       const ListedIssue& listed) const {
  // `_facts` and `_edition` are the state that the page showed: the store refuses a decision about another one.
  base::Json forms = base::Json::list();
  const std::string address = std::string(kFactsAddress) + "/issue";
  const std::string edition = std::to_string(listed.edition);
  const auto add = [&](base::Json inputs, base::Json buttons, const diagnostics::BilingualText* title) {
    base::Json form = form_json("post", address, std::move(inputs), std::move(buttons));
    form.set("hidden", hidden_json({{"period", period}, {"_facts", issue.facts}, {"_edition", edition}}));
    if (title != nullptr) form.set("title", visit->words(*title));
    forms.add(std::move(form));
  };
  const auto button = [&](std::string_view name, const diagnostics::BilingualText& label, bool minor) {
    return button_json(name, "1", visit->words(label), minor);
  };
  const bool is_made = issue.outcome == "previewed";
  const bool is_held = issue.standing.state == "held";
  // While an issue is held, its approval is kept separately.
  const std::string& state = is_held ? issue.standing.approval : issue.standing.state;
  // Approval is possible even if the settings do not require it; once begun, it has to be finished.
  const bool needs_approval = office_.needs_approval || !state.empty();
  if (is_made && !is_held && !office_.site.empty() && (!needs_approval || state == "approved")) {
    add(base::Json::list(), list_of(button("_publish", texts::OfficeFactsPublish, false)), nullptr);
  }
  if (is_made) {
    base::Json inputs = base::Json::list();
    // asked → approve or send back; approved → no button; otherwise → ask.
    base::Json buttons = base::Json::list();
    if (state == "asked") {
      inputs.add(input_json("_reason", "text", visit->words(texts::OfficeDecisionReason), visit->field("_reason")));
      buttons.add(button("_approve", texts::OfficeDecisionApprove, false));
      buttons.add(button("_send_back", texts::OfficeDecisionSendBack, true));
    } else if (state != "approved") {
      buttons.add(button("_ask", texts::OfficeDecisionAsk, !office_.needs_approval));
    }
    if (buttons.size() > 0) add(std::move(inputs), std::move(buttons), &texts::OfficeDecisionApproval);
  }
  base::Json inputs = base::Json::list();
  base::Json buttons = base::Json::list();
  if (is_held) {
    buttons.add(button("_release", texts::OfficeDecisionRelease, true));
  } else {
    base::Json until = input_json("_until", "text", visit->words(texts::OfficeDecisionUntil), visit->field("_until"));
    inputs.add(std::move(until.set("hint", visit->words(texts::OfficeDecisionUntilHint))));
    inputs.add(input_json("_reason", "text", visit->words(texts::OfficeDecisionReason)));
    buttons.add(button("_hold", texts::OfficeDecisionHold, true));
  }
  add(std::move(inputs), std::move(buttons), &texts::OfficeDecisionHolding);
  const std::string& stage = listed.stage;
  // Only a public issue can be left as it is or withdrawn.
  const bool is_public = stage == "published" || stage == "changed" || stage == "left";
  // Left: facts have changed since publication, and the office decides not to publish a corrected edition.
  if (is_public && issue.changes > 0) {
    add(list_of(input_json("_reason", "text", visit->words(texts::OfficeDecisionReason))),
        list_of(button("_leave", texts::OfficeDecisionLeave, true)), &texts::OfficeDecisionLeaving);
  }
  // The next page asks for the reason and for confirmation.
  if (is_public) {
    add(base::Json::list(), list_of(button("_withdraw", texts::OfficeDecisionWithdraw, true)),
        &texts::OfficeDecisionWithdrawal);
  }
  return forms;
}

/// Returns the posted decision; nullopt for any other button.
std::optional<std::string> OfficePages::posted_decision(const VisitPtr& visit) {
  for (const auto& [button, decision] :
       {std::pair{"_ask", "ask"}, std::pair{"_approve", "approve"}, std::pair{"_send_back", "send-back"},
        std::pair{"_hold", "hold"}, std::pair{"_release", "release"}, std::pair{"_leave", "leave"},
        std::pair{"_withdraw", "withdraw"}}) {
    if (visit->has(button)) return decision;
  }
  return std::nullopt;
}

/// Asks for confirmation before an issue is withdrawn, and for the reason.
void OfficePages::ask_withdrawal(const VisitPtr& visit, const std::string& period, std::vector<std::string> errors) {
  base::Json form =
      form_json("post", std::string(kFactsAddress) + "/issue",
                list_of(input_json("_reason", "text", visit->words(texts::OfficeDecisionPublicReason))),
                list_of(button_json("_withdraw", "sure", visit->words(texts::OfficeDecisionWithdrawSure))));
  form.set("hidden", hidden_json({{"period", period}, {"_edition", visit->field("_edition")}}));
  Context context = base::Json::object();
  context.set("rows", base::Json::list()).set("heads", base::Json::list());
  context.set("paragraphs",
              base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeDecisionWithdrawMeans)}));
  context.set("forms", list_of(std::move(form)));
  base::Json back = base::Json::object();
  back.set("address", address_of_issue(period)).set("label", visit->words(texts::OfficeDecisionBack));
  context.set("links", list_of(std::move(back)));
  const unsigned status = errors.empty() ? 200 : http::status::kUnprocessable;
  send_office(visit, status, "table", texts::OfficeDecisionWithdrawAsk.in(visit->language, period), std::move(context),
              std::move(errors));
}

/// Carries out a decision and shows the resulting issue. Withdrawing takes two pages: the first button leads to the
/// question, `sure` comes from there.
void OfficePages::decide_issue(const VisitPtr& visit, const std::string& period, const std::string& decision) {
  const bool lacks_reason = visit->field("_reason").empty();
  if (decision == "withdraw" && visit->field("_withdraw") != "sure") return ask_withdrawal(visit, period, {});
  if (decision == "withdraw" && lacks_reason) {
    return ask_withdrawal(visit, period, {visit->words(texts::OfficeDecisionReasonNeeded)});
  }
  if (decision == "leave" && lacks_reason) {
    return send_problem(visit, http::status::kUnprocessable, visit->words(texts::OfficeDecisionReasonNeeded));
  }
  RecordsRequest request{RecordsAction::Decide};
  request.period = period;
  request.decision = decision;
  request.reason = visit->field("_reason");
  const std::string typed = visit->field("_until");
  if (decision == "hold" && !typed.empty()) {
    // A date and a time without an offset are those of the office.
    // `2026-08-03 09:00` → `2026-08-03T09:00+08:00`; a date alone is the beginning of the day.
    std::string text = typed;
    std::replace(text.begin(), text.end(), ' ', 'T');
    const bool has_time = text.find('T') != std::string::npos;
    const bool has_offset = text.ends_with('Z') || text.rfind('+') != std::string::npos;
    const auto until = base::parse_moment(has_time && !has_offset ? text + "+08:00" : text);
    if (!until) {
      return send_problem(visit, http::status::kUnprocessable, texts::OfficeDecisionBadTime.in(visit->language, typed));
    }
    request.until = static_cast<std::uint64_t>(*until);
  }
  // The decision is about the facts that the page showed.
  request.agreed = visit->field("_facts");
  request.edition = number_of_digits(visit->field("_edition"));
  // Afterwards the preview is made again, since its buttons depend on the decision.
  ask_records(visit, std::move(request), {}, [this, visit, period, decision](TaskAnswer answer) {
    const bool done = answer.outcome == Outcome::Done;
    note(visit, "facts." + decision, "period:" + period, done ? "ok" : "refused");
    if (done && decision == "withdraw") {
      visit->notices.push_back(texts::OfficeDecisionIsWithdrawn.in(visit->language, period));
    }
    if (done && decision == "leave") visit->notices.push_back(texts::OfficeDecisionIsLeft.in(visit->language, period));
    preview_issue(visit, period, done ? std::string() : answer.report);
  });
}

}  // namespace gongwen::service

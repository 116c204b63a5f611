// The list of submissions: what is to be done, and what has been done; and what waits for somebody, above it.
#include "base/date.h"
#include "base/escapes.h"
#include "service/detail/submission_list.h"
#include "service/inbox/outbox.h"

#include <algorithm>
#include <set>

namespace gongwen::service {

namespace {

base::Json submission_rows(const std::vector<inbox::Submission>& submissions, const KindTable& table,
                           diagnostics::Language language) {
  base::Json rows = base::Json::list();
  for (const inbox::Submission& one : submissions) {
    base::Json row = base::Json::object();
    row.set("tick", texts::OfficeBulkTick.in(language, one.receipt));
    row.set("id", one.id).set("receipt", one.receipt).set("kind", table.title_of(one.kind));
    row.set("person", one.person).set("organisation", one.organisation).set("time", local_time(one.created));
    row.set("changed", local_time(one.changed)).set("due", one.due == 0 ? std::string() : local_day(one.due - 1));
    row.set("state", inbox::state_name(one.state)).set("state_words", state_words(one.state).in(language));
    if (const auto mark = signature_mark(one.signatures, language)) {
      row.set("signature", mark->state).set("signature_words", mark->words);
    }
    row.set("errors", one.errors > 0 ? texts::OfficeErrors.in(language, one.errors) : std::string());
    rows.add(std::move(row.set("assignee", one.assignee)));
  }
  return rows;
}

/// The states to choose from, with the number of submissions in each.
base::Json state_choices(const std::vector<std::pair<inbox::State, std::int64_t>>& counts, const std::string& chosen,
                         diagnostics::Language language) {
  base::Json states = base::Json::list();
  add_choice(states, "", texts::OfficeFilterAll.in(language), chosen);
  for (const inbox::State state : inbox::all_states()) {
    std::int64_t number = 0;
    for (const auto& [known, there] : counts) number += known == state ? there : 0;
    add_choice(states, inbox::state_name(state), fmt::format("{} ({})", state_words(state).in(language), number),
               chosen);
  }
  return states;
}

/// Choices of the filter by errors.
base::Json error_choices(const std::string& chosen, diagnostics::Language language) {
  base::Json choices = base::Json::list();
  add_choice(choices, "", texts::OfficeFilterAll.in(language), chosen);
  add_choice(choices, "1", texts::OfficeFilterFaulty.in(language), chosen);
  add_choice(choices, "0", texts::OfficeFilterFaultless.in(language), chosen);
  return choices;
}

/// What the list offers to do with the submissions that are ticked, or with all that are found.
base::Json bulk_json(const std::shared_ptr<OfficeVisit>& visit, std::int64_t total,
                     const std::vector<inbox::Account>& accounts) {
  base::Json bulk = base::Json::object();
  base::Json actions = base::Json::list();
  if (visit->account.role >= inbox::Role::Reviewer) {
    add_choice(actions, "review", visit->words(texts::OfficeReview), "");
    add_choice(actions, "assign", visit->words(texts::OfficeAssign), "");
  }
  if (visit->account.role >= inbox::Role::Secretary) {
    add_choice(actions, "accept", visit->words(texts::OfficeAccept), "");
    add_choice(actions, "reopen", visit->words(texts::OfficeReopen), "");
  }
  base::Json assignees = base::Json::list();
  add_choice(assignees, "", visit->words(texts::OfficeNobody), "");
  for (const inbox::Account& account : accounts) {
    if (!account.disabled)
      add_choice(assignees, account.name, account.title.empty() ? account.name : account.title, "-");
  }
  std::vector<std::pair<std::string, std::string>> hidden;
  for (const std::string_view name : kFilterParameters) {
    if (const std::string value = visit->asked(name); !value.empty()) hidden.emplace_back(name, value);
  }
  const auto most = static_cast<std::int64_t>(kMaxBulk);
  bulk.set("actions", std::move(actions)).set("assignees", std::move(assignees)).set("hidden", hidden_json(hidden));
  bulk.set("all", total <= most ? texts::OfficeBulkAll.in(visit->language, total) : std::string());
  bulk.set("title", visit->words(texts::OfficeBulk)).set("action", visit->words(texts::OfficeBulkAction));
  bulk.set("assignee", visit->words(texts::OfficeColumnAssignee)).set("button", visit->words(texts::OfficeCorrectGo));
  bulk.set("tick", visit->words(texts::OfficeBulkTickHead))
      .set("total", texts::OfficeBulkTotal.in(visit->language, total));
  return bulk;
}

}  // namespace

void OfficePages::list(const VisitPtr& visit) {
  with_kinds(visit, [this, visit](const KindTable& kinds) { show_list(visit, kinds); });
}

void OfficePages::show_list(const VisitPtr& visit, const KindTable& table) {
  inbox::Submissions submissions(inbox_);
  inbox::SubmissionFilter filter;
  std::vector<std::string> errors;
  if (const auto bad = read_submission_filter([&](std::string_view name) { return visit->asked(name); }, filter)) {
    errors.push_back(texts::OfficeBadDate.in(visit->language, *bad));
    filter.count = 0;
  }
  const auto found = submissions.list(filter);
  if (!found) return send_fault(visit, found.error());
  const auto kinds = submissions.kinds();
  const auto counts = submissions.count(filter.kind);
  if (!kinds || !counts) return send_fault(visit, kinds ? counts.error() : kinds.error());

  base::Json kind_choices = base::Json::list();
  add_choice(kind_choices, "", visit->words(texts::OfficeFilterAll), filter.kind);
  for (const std::string& kind : *kinds) add_choice(kind_choices, kind, table.title_of(kind), filter.kind);
  Context context = base::Json::object();
  context.set("rows", submission_rows(*found, table, visit->language))
      .set("has_signed",
           std::any_of(found->begin(), found->end(), [](const auto& one) { return !one.signatures.empty(); }))
      .set("has_errors", std::any_of(found->begin(), found->end(), [](const auto& one) { return one.errors > 0; }))
      .set("faulty", error_choices(visit->asked("errors"), visit->language))
      .set("kinds", std::move(kind_choices))
      .set("states", state_choices(*counts, visit->asked("state"), visit->language));
  base::Json typed = base::Json::object();
  typed.set("text", filter.text).set("from", visit->asked("from")).set("to", visit->asked("to"));
  context.set("filter", std::move(typed));
  const auto total = submissions.count(filter);
  const auto accounts = inbox::Accounts(inbox_).list();
  if (!total || !accounts) return send_fault(visit, total ? accounts.error() : total.error());
  context.set("bulk", bulk_json(visit, *total, *accounts));
  context.set("sort", sort_links(visit->query, filter));
  context.set("pages", page_links(visit->query, filter, *total, visit->language));
  context.set("has_due", std::any_of(found->begin(), found->end(), [](const auto& one) { return one.due > 0; }));
  // What cannot be typed into the filter's fields stays while it is shown.
  std::vector<std::pair<std::string, std::string>> kept;
  for (const std::string_view name : {"assignee", "due_before", "sort"}) {
    if (const std::string value = visit->asked(name); !value.empty()) kept.emplace_back(name, value);
  }
  context.set("kept", hidden_json(kept));
  std::string csv = list_address(visit->query, "sort", visit->asked("sort"));
  context.set("csv", csv.insert(std::string_view("/office/").size(), "list.csv"));
  // The cards stand above the whole list only: a search shows its results first.
  auto cards = visit->query.empty() ? cards_of(visit) : base::Json::list();
  if (!cards) return send_fault(visit, cards.error());
  context.set("cards", *std::move(cards));
  base::Json words = base::Json::object();
  const auto word = [&](std::string_view name, const diagnostics::BilingualText& text) {
    words.set(name, visit->words(text));
  };
  word("kind", texts::OfficeFilterKind);
  word("state", texts::OfficeFilterState);
  word("check", texts::OfficeMessages);
  word("text", texts::OfficeFilterText);
  word("from", texts::OfficeFilterFrom);
  word("to", texts::OfficeFilterTo);
  word("show", texts::OfficeFilterButton);
  word("receipt", texts::OfficeColumnReceipt);
  word("person", texts::OfficeColumnPerson);
  word("organisation", texts::OfficeColumnOrganisation);
  word("time", texts::OfficeColumnTime);
  word("assignee", texts::OfficeColumnAssignee);
  word("signature", texts::OfficeColumnSignature);
  word("none", texts::OfficeNoSubmissions);
  word("changed", texts::OfficeColumnChanged);
  word("due", texts::OfficeColumnDue);
  word("csv", texts::OfficeListCsv);
  word("pages", texts::OfficePageList);
  word("waiting", texts::OfficeWaiting);
  context.set("w", std::move(words));
  const unsigned status = errors.empty() ? 200 : http::status::kUnprocessable;
  send_office(visit, status, "list", visit->words(texts::OfficeTitle), std::move(context), std::move(errors));
}

/// What waits for somebody, as links to the list with such submissions; nothing of which there is none.
inbox::Result<base::Json> OfficePages::cards_of(const VisitPtr& visit) {
  struct Card {
    const diagnostics::BilingualText& words;
    inbox::SubmissionFilter filter;
    std::vector<http::FormField> query;
    bool is_urgent = false;
  };
  const inbox::Seconds now = options_.clock();
  const std::string today = local_day(now);
  const std::string next_week = local_day(now + 7 * base::kSecondsPerDay);
  std::vector<Card> cards;
  const auto add = [&](const diagnostics::BilingualText& words, std::vector<http::FormField> query,
                       bool is_urgent = false) {
    Card card{words, {}, std::move(query), is_urgent};
    read_submission_filter(
        [&](std::string_view name) {
          const std::string* const value = http::find_field(card.query, name);
          return value == nullptr ? std::string() : *value;
        },
        card.filter);
    cards.push_back(std::move(card));
  };
  add(texts::OfficeCardNew, {{"state", "submitted"}});
  add(texts::OfficeCardMine, {{"state", "in_review"}, {"assignee", visit->account.name}});
  add(texts::OfficeCardFaulty, {{"state", "submitted"}, {"errors", "1"}}, true);
  add(texts::OfficeCardOverdue, {{"state", "returned"}, {"due_before", today}}, true);
  add(texts::OfficeCardDue, {{"state", "returned"}, {"due_before", next_week}});
  base::Json list = base::Json::list();
  inbox::Submissions submissions(inbox_);
  for (const Card& card : cards) {
    const auto count = submissions.count(card.filter);
    if (!count) return base::Failure{count.error()};
    if (*count == 0) continue;
    base::Json json = base::Json::object();
    json.set("count", *count).set("words", visit->words(card.words)).set("urgent", card.is_urgent);
    list.add(std::move(json.set("address", "/office/?" + http::write_form(card.query))));
  }
  if (visit->account.role >= inbox::Role::Reviewer) {
    const auto mails = inbox::Outbox(inbox_).count();
    if (!mails) return base::Failure{mails.error()};
    std::int64_t failed = 0;
    for (const auto& [state, count] : *mails)
      failed += state == inbox::MailState::Failed || state == inbox::MailState::Bounced ? count : 0;
    if (failed > 0) {
      base::Json json = base::Json::object();
      json.set("count", failed).set("words", visit->words(texts::OfficeCardMails)).set("urgent", true);
      list.add(std::move(json.set("address", "/office/mails")));
    }
  }
  return list;
}

/// GET /office/list.csv: all submissions that the filter finds, in the order of the list.
void OfficePages::send_list(const VisitPtr& visit) {
  with_kinds(visit, [this, visit](const KindTable& kinds) {
    inbox::SubmissionFilter filter;
    if (const auto bad = read_submission_filter([&](std::string_view name) { return visit->asked(name); }, filter))
      return send_problem(visit, http::status::kUnprocessable, texts::OfficeBadDate.in(visit->language, *bad));
    constexpr std::size_t kRowsAtOnce = 1'000;
    filter.count = kRowsAtOnce;
    filter.skip = 0;
    std::string csv = "\xEF\xBB\xBF";  // by which spreadsheet programs know UTF-8
    const auto add = [&csv](const std::vector<std::string>& cells) {
      for (std::size_t i = 0; i < cells.size(); ++i) csv += (i == 0 ? "" : ",") + safe_csv_cell(cells[i]);
      csv += "\r\n";
    };
    std::vector<std::string> heads;
    for (const diagnostics::BilingualText* const head :
         {&texts::OfficeColumnReceipt, &texts::OfficeFilterKind, &texts::OfficeColumnPerson,
          &texts::OfficeColumnOrganisation, &texts::OfficeFilterState, &texts::OfficeMessages, &texts::OfficeColumnTime,
          &texts::OfficeColumnChanged, &texts::OfficeColumnDue, &texts::OfficeColumnAssignee})
      heads.push_back(visit->words(*head));
    add(heads);
    for (;; filter.skip += kRowsAtOnce) {
      const auto found = inbox::Submissions(inbox_).list(filter);
      if (!found) return send_fault(visit, found.error());
      for (const inbox::Submission& one : *found) {
        add({one.receipt, kinds.title_of(one.kind), one.person, one.organisation,
             std::string(state_words(one.state).in(visit->language)), one.errors < 0 ? "" : std::to_string(one.errors),
             local_time(one.created), local_time(one.changed), one.due == 0 ? "" : local_day(one.due - 1),
             one.assignee});
      }
      if (found->size() < kRowsAtOnce) break;
    }
    note(visit, "export", "list", "csv");
    send_file(visit, "text/csv; charset=utf-8", "list.csv", std::move(csv), true);
  });
}

}  // namespace gongwen::service

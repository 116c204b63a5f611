// The list of submissions: open and finished ones; above it, those that wait for the office; and the list as a file,
// CSV or Excel.
#include "base/date.h"
#include "base/utf8.h"
#include "service/detail/submission_list.h"
#include "service/inbox/outbox.h"

#include <algorithm>
#include <set>

namespace gongwen::service {

namespace {

/// Number of submissions of a file that are read, with their values, in one round.
constexpr std::size_t kRowsAtOnce = 1'000;
/// Limit of rows for a workbook, which is made in memory.
constexpr std::int64_t kMostRows = 50'000;
constexpr std::string_view kExcel = "xlsx";

/// Long values are shown completely on the page of the submission, and in files. In code points, so that no character
/// is cut in two.
std::string shortened(const std::string& text) {
  constexpr std::size_t kLongest = 60;
  const std::string_view begin = base::first_code_points(text, kLongest);
  return begin.size() == text.size() ? text : std::string(begin) + "…";
}

/// Returns the cells of all rows: those that all submissions have, and `cells` for columns with values of the form.
base::Json submission_rows(const std::vector<inbox::Submission>& submissions, const std::vector<ListColumn>& columns,
                           const ListedCells& cells, const KindTable& table, diagnostics::Language language) {
  base::Json rows = base::Json::list();
  for (std::size_t row = 0; row < submissions.size(); ++row) {
    const inbox::Submission& one = submissions[row];
    std::vector<OfficeCell> shown;
    std::size_t value = 0;
    // Counts the columns with values: cells come in the order in which these were requested.
    for (const ListColumn& column : columns) {
      shown.push_back(column.is_value() ? OfficeCell{shortened(cell_text(cells, row, value++))}
                                        : list_cell(column, one, table, language));
    }
    base::Json json = base::Json::object();
    // The tick box posts `id`.
    json.set("id", one.id).set("tick", texts::OfficeBulkTick.in(language, one.receipt));
    rows.add(std::move(json.set("cells", base::to_json(shown))));
  }
  return rows;
}

base::Json list_heads(const std::vector<ListColumn>& columns, const std::vector<http::FormField>& query,
                      const inbox::SubmissionFilter& filter) {
  const std::vector<SortLink> links = sort_links(query, filter);
  base::Json heads = base::Json::list();
  for (const ListColumn& column : columns) {
    base::Json head = base::Json::object();
    head.set("text", column.head);
    // A column without an order has no link; there are at most as many links as orders.
    for (const SortLink& link : links) {
      if (link.sort == column.sort) head.set("link", base::to_json(link));
    }
    heads.add(std::move(head));
  }
  return heads;
}

/// Returns the columns to choose from, with the shown ones ticked; the rest of the query is carried along.
base::Json column_choices(const std::vector<ListColumn>& all, const std::vector<ListColumn>& shown,
                          const OfficeVisit& visit) {
  base::Json choices = base::Json::list();
  for (const ListColumn& column : all) {
    const bool is_shown =
        std::any_of(shown.begin(), shown.end(), [&column](const ListColumn& one) { return one.name == column.name; });
    base::Json choice = base::Json::object();
    choice.set("value", column.name).set("label", column.head).set("chosen", is_shown);
    choices.add(std::move(choice));
  }
  std::vector<std::pair<std::string, std::string>> hidden;
  // The page's form is sent with GET, so parameters that are not in it would be lost.
  for (const http::FormField& field : kept_query(visit.query)) {
    if (field.name != kColumnParameter) hidden.emplace_back(field.name, field.value);
  }
  base::Json columns = base::Json::object();
  columns.set("title", visit.words(texts::OfficeColumns)).set("choices", std::move(choices));
  columns.set("hidden", hidden_json(hidden)).set("button", visit.words(texts::OfficeColumnsShow));
  // The link back to the usual columns, only if others were chosen.
  const bool is_chosen = !chosen_columns(all, visit.query).empty();
  columns.set("usual", is_chosen ? list_address(visit.query, kColumnParameter, {}) : std::string());
  return std::move(columns.set("usual_words", visit.words(texts::OfficeColumnsUsual)));
}

/// Returns the states to choose from, with the number of submissions in each.
base::Json state_choices(const std::vector<std::pair<inbox::State, std::int64_t>>& counts, const std::string& chosen,
                         diagnostics::Language language) {
  base::Json states = base::Json::list();
  add_choice(states, "", texts::OfficeFilterAll.in(language), chosen);
  for (const inbox::State state : inbox::all_states()) {
    // States without submissions are listed with 0, so that the list of states never changes its order.
    std::int64_t number = 0;
    for (const auto& [known, there] : counts) number += known == state ? there : 0;
    add_choice(states, inbox::state_name(state), fmt::format("{} ({})", state_words(state).in(language), number),
               chosen);
  }
  return states;
}

/// Returns the choices of the filter by errors.
base::Json error_choices(const std::string& chosen, diagnostics::Language language) {
  base::Json choices = base::Json::list();
  add_choice(choices, "", texts::OfficeFilterAll.in(language), chosen);
  add_choice(choices, "1", texts::OfficeFilterFaulty.in(language), chosen);
  add_choice(choices, "0", texts::OfficeFilterFaultless.in(language), chosen);
  return choices;
}

/// Returns the actions that the list offers for the ticked submissions, or for all that were found.
base::Json bulk_json(const std::shared_ptr<OfficeVisit>& visit, std::int64_t total,
                     const std::vector<inbox::Account>& accounts, bool sends_mail) {
  base::Json bulk = base::Json::object();
  base::Json actions = base::Json::list();
  // The menu offers what BulkButton::find() accepts from this role.
  if (visit->account.role >= inbox::Role::Reviewer) {
    add_choice(actions, "review", visit->words(texts::OfficeReview), "");
    add_choice(actions, "assign", visit->words(texts::OfficeAssign), "");
    add_choice(actions, "letters", visit->words(texts::OfficeLetters), "");
    if (sends_mail) add_choice(actions, "remind", visit->words(texts::OfficeRemind), "");
  }
  if (visit->account.role >= inbox::Role::Secretary) {
    add_choice(actions, "accept", visit->words(texts::OfficeAccept), "");
    add_choice(actions, "reopen", visit->words(texts::OfficeReopen), "");
  }
  base::Json assignees = base::Json::list();
  add_choice(assignees, "", visit->words(texts::OfficeNobody), "");
  for (const inbox::Account& account : accounts) {
    if (!account.disabled)
      // No account has the name `-`, so no account is selected at first.
      add_choice(assignees, account.name, account.title.empty() ? account.name : account.title, "-");
  }
  std::vector<std::pair<std::string, std::string>> hidden;
  for (const std::string_view name : kFilterParameters) {
    if (const std::string value = visit->asked(name); !value.empty()) hidden.emplace_back(name, value);
  }
  const auto most = static_cast<std::int64_t>(kMaxBulk);
  bulk.set("actions", std::move(actions)).set("assignees", std::move(assignees)).set("hidden", hidden_json(hidden));
  // More than kMaxBulk cannot be decided in one run, so “all” is not offered.
  bulk.set("all", total <= most ? texts::OfficeBulkAll.in(visit->language, total) : std::string());
  bulk.set("title", visit->words(texts::OfficeBulk)).set("action", visit->words(texts::OfficeBulkAction));
  bulk.set("assignee", visit->words(texts::OfficeColumnAssignee)).set("button", visit->words(texts::OfficeCorrectGo));
  bulk.set("tick", visit->words(texts::OfficeBulkTickHead))
      .set("total", texts::OfficeBulkTotal.in(visit->language, total));
  return bulk;
}

}  // namespace

/// A page of the list that is being made: workers are asked for columns and cells while bundles may change.
struct OfficePages::FoundList {
  KindTable kinds;
  inbox::SubmissionFilter filter;
  std::vector<std::string> errors;
  std::vector<inbox::Submission> found;
  std::vector<ListColumn> all;      // columns to choose from
  std::vector<ListColumn> columns;  // columns that are shown
  ListedCells cells;                // values of forms
};

void OfficePages::list(const VisitPtr& visit) {
  with_kinds(visit, [this, visit](const KindTable& kinds) {
    const auto list = std::make_shared<FoundList>();
    list->kinds = kinds;
    const auto asked = [&visit](std::string_view name) {
      return visit->asked(name);
    };
    // A filter with a wrong value (date, state, order, page) shows an error and no submissions.
    if (const auto bad = read_submission_filter(asked, list->filter)) {
      list->errors.push_back(texts::OfficeBadFilter.in(visit->language, bad->value));
      list->filter.count = 0;
    }
    auto found = inbox::Submissions(inbox_).list(list->filter);
    if (!found) return send_fault(visit, found.error());
    list->found = *std::move(found);
    // Three steps, of which the last two may ask a worker: columns, cells, page.
    with_columns(visit, kinds, list->filter.kind, [this, visit, list](std::vector<ListColumn> all) {
      list->all = std::move(all);
      list->columns = chosen_columns(list->all, visit->query);
      if (list->columns.empty()) list->columns = usual_columns(list->all, list->found);
      with_cells(visit, list->columns, list->found, [this, visit, list](ListedCells cells) {
        list->cells = std::move(cells);
        show_found(visit, *list);
      });
    });
  });
}

/// Finds the columns that a list of this kind can have. A worker is asked once for those of a form.
void OfficePages::with_columns(const VisitPtr& visit, const KindTable& table, const std::string& kind,
                               std::function<void(std::vector<ListColumn>)> go_on) {
  // Columns of values come after the common ones.
  const auto joined = [visit](const std::vector<FormColumn>& values) {
    std::vector<ListColumn> all = common_columns(visit->language);
    for (const FormColumn& value : values) all.push_back({value.pointer, value.title});
    return all;
  };
  if (!table.forms.contains(kind)) return go_on(joined({}));
  // The cache is emptied when bundles change (OfficePages::forget_kinds).
  const std::pair key{kind, visit->language};
  const auto known = kinds_;
  const auto columns = known->columns.find(key);
  if (columns != known->columns.end()) return go_on(joined(columns->second));
  Task task;
  task.operation = Operation::Cells;
  task.kind = kind;
  ask(visit, std::move(task), [known, key, joined, go_on = std::move(go_on)](const TaskAnswer& answer) {
    const auto listed = base::from_json<ListedCells>(answer.body);
    // If the answer cannot be read, the list has only its common columns.
    if (listed) known->columns[key] = listed->columns;
    go_on(joined(listed ? listed->columns : std::vector<FormColumn>()));
  });
}

/// Reads the values of forms, all of one kind, for those of the columns that show values.
void OfficePages::with_cells(const VisitPtr& visit, const std::vector<ListColumn>& columns,
                             const std::vector<inbox::Submission>& found, std::function<void(ListedCells)> go_on) {
  Task task;
  task.operation = Operation::Cells;
  for (const ListColumn& column : columns) {
    if (column.is_value()) task.options.columns.push_back(column.name);
  }
  // Most lists show no values, so no worker is asked.
  if (task.options.columns.empty() || found.empty()) return go_on({});
  // Value columns exist only with a filter by kind, so all found are of one kind.
  task.kind = found.front().kind;
  inbox::Submissions submissions(inbox_);
  for (const inbox::Submission& one : found) {
    auto version = submissions.version(one.id, one.versions);
    if (!version) return send_fault(visit, version.error());
    task.files.push_back({one.receipt, std::move(version->json)});
    task.options.editions.push_back(version->edition);
  }
  ask(visit, std::move(task), [go_on = std::move(go_on)](const TaskAnswer& answer) {
    go_on(base::from_json<ListedCells>(answer.body).value_or(ListedCells()));
  });
}

// Everything is counted anew for each page, so numbers and rows agree except for changes within milliseconds.
void OfficePages::show_found(const VisitPtr& visit, const FoundList& list) {
  const KindTable& table = list.kinds;
  inbox::Submissions submissions(inbox_);
  const inbox::SubmissionFilter& filter = list.filter;
  const auto kinds = submissions.kinds();
  const auto counts = submissions.count(filter.kind);
  if (!kinds || !counts) return send_fault(visit, kinds ? counts.error() : kinds.error());
  const auto total = submissions.count(filter);
  const auto accounts = inbox::Accounts(inbox_).list();
  if (!total || !accounts) return send_fault(visit, total ? accounts.error() : total.error());

  base::Json kind_choices = base::Json::list();
  add_choice(kind_choices, "", visit->words(texts::OfficeFilterAll), filter.kind);
  for (const std::string& kind : *kinds) add_choice(kind_choices, kind, table.title_of(kind), filter.kind);
  Context context = base::Json::object();
  context.set("rows", submission_rows(list.found, list.columns, list.cells, table, visit->language))
      .set("heads", list_heads(list.columns, visit->query, filter))
      .set("columns", column_choices(list.all, list.columns, *visit))
      .set("faulty", error_choices(visit->asked("errors"), visit->language))
      .set("kinds", std::move(kind_choices))
      .set("states", state_choices(*counts, visit->asked("state"), visit->language));
  base::Json typed = base::Json::object();
  typed.set("text", filter.text).set("from", visit->asked("from")).set("to", visit->asked("to"));
  context.set("filter", std::move(typed));
  context.set("bulk", bulk_json(visit, *total, *accounts, inbox_.sends_mail()));
  context.set("pages", page_links(visit->query, filter, *total, visit->language));
  // Parameters that the filter's fields cannot express are kept while it is shown.
  std::vector<std::pair<std::string, std::string>> kept;
  // `due_before` comes with links of cards, `assignee` from there or from programs.
  for (const http::FormField& field : kept_query(visit->query)) {
    const bool is_kept = field.name == "assignee" || field.name == "due_before" || field.name == "sort";
    if (is_kept || field.name == kColumnParameter) kept.emplace_back(field.name, field.value);
  }
  context.set("kept", hidden_json(kept));
  const std::string query = http::write_form(kept_query(visit->query));
  const std::string files = query.empty() ? std::string() : "?" + query;
  context.set("csv", "/office/list.csv" + files).set("xlsx", "/office/list.xlsx" + files);
  auto searches = searches_of(visit, query);
  if (!searches) return send_fault(visit, searches.error());
  context.set("searches", *std::move(searches));
  // The cards are only above the whole list; a search shows its results first.
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
  word("none", texts::OfficeNoSubmissions);
  word("csv", texts::OfficeListCsv);
  word("xlsx", texts::OfficeListExcel);
  word("pages", texts::OfficePageList);
  word("waiting", texts::OfficeWaiting);
  context.set("w", std::move(words));
  const unsigned status = list.errors.empty() ? 200 : http::status::kUnprocessable;
  send_office(visit, status, "list", visit->words(texts::OfficeTitle), std::move(context), list.errors);
}

/// Returns links to the lists of submissions that wait for the office; empty lists are left out. Counted by the same
/// filter as the list that the link leads to, so the numbers agree.
inbox::Result<base::Json> OfficePages::cards_of(const VisitPtr& visit) {
  struct Card {
    const diagnostics::BilingualText& words;
    inbox::SubmissionFilter filter;
    std::vector<http::FormField> query;
    bool is_urgent = false;
  };
  const inbox::Seconds now = options_.clock();
  const std::string today = local_day(now);
  // Corrections that are due within the next seven days.
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
  // Failed mail is shown to those who can send it again.
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

// All submissions that the filter finds, as a file with the columns of the page. A file is put together in rounds of
// kRowsAtOnce submissions: list, ask for cells, append; finish_file() ends it.

struct OfficePages::ListFile {
  std::string format;
  KindTable kinds;
  inbox::SubmissionFilter filter;
  std::vector<ListColumn> columns;
  std::vector<std::vector<std::string>> rows = {};  // the first row has the heads
};

/// GET /office/list.csv, /office/list.xlsx.
void OfficePages::send_list(const VisitPtr& visit, const std::string& format) {
  with_kinds(visit, [this, visit, format](const KindTable& kinds) {
    const auto file = std::make_shared<ListFile>();
    file->format = format;
    file->kinds = kinds;
    inbox::SubmissionFilter& filter = file->filter;
    // Unlike the page, a file with a wrong filter is refused, since it would be empty without a visible reason.
    if (const auto bad = read_submission_filter([&](std::string_view name) { return visit->asked(name); }, filter))
      return send_problem(visit, http::status::kUnprocessable, texts::OfficeBadFilter.in(visit->language, bad->value));
    const auto total = inbox::Submissions(inbox_).count(filter);
    if (!total) return send_fault(visit, total.error());
    if (format == kExcel && *total > kMostRows) {
      return send_problem(visit, http::status::kUnprocessable,
                          texts::OfficeExportTooMany.in(visit->language, kMostRows));
    }
    filter.count = kRowsAtOnce;
    filter.skip = 0;
    with_columns(visit, kinds, filter.kind, [this, visit, file](const std::vector<ListColumn>& all) {
      file->columns = chosen_columns(all, visit->query);
      if (file->columns.empty()) file->columns = usual_file_columns(all);
      std::vector<std::string>& heads = file->rows.emplace_back();
      for (const ListColumn& column : file->columns) heads.push_back(column.head);
      add_to_file(visit, file);
    });
  });
}

void OfficePages::add_to_file(const VisitPtr& visit, const std::shared_ptr<ListFile>& file) {
  // A submission that comes between two rounds moves the rest by one, so one may be in the file twice, or not at all.
  auto found = inbox::Submissions(inbox_).list(file->filter);
  if (!found) return send_fault(visit, found.error());
  with_cells(visit, file->columns, *found, [this, visit, file, found = *found](const ListedCells& cells) {
    for (std::size_t row = 0; row < found.size(); ++row) {
      std::vector<std::string>& texts = file->rows.emplace_back();
      std::size_t value = 0;
      for (const ListColumn& column : file->columns) {
        texts.push_back(column.is_value() ? cell_text(cells, row, value++)
                                          : list_cell(column, found[row], file->kinds, visit->language, true).text);
      }
    }
    // A round that is not full is the last one.
    if (found.size() < kRowsAtOnce) return finish_file(visit, *file);
    file->filter.skip += kRowsAtOnce;
    add_to_file(visit, file);
  });
}

void OfficePages::finish_file(const VisitPtr& visit, const ListFile& file) {
  // Written to the audit, since personal data leaves the service.
  note(visit, "submission.export", file.filter.kind.empty() ? "all" : "kind:" + file.filter.kind, "ok");
  const std::string name =
      fmt::format("{} {}.{}", visit->words(texts::OfficeTitle), local_day(visit->now), file.format);
  if (file.format != kExcel) return send_file(visit, "text/csv; charset=utf-8", name, csv_file(file.rows), true);
  Task task;
  // A worker writes the workbook; CSV is written here.
  task.operation = Operation::ListFile;
  task.files = {
      {"list.json", workbook_json(visit->words(texts::OfficeTitle), file.rows, file.columns, visit->language).text()}};
  ask(visit, std::move(task), [this, visit, name](TaskAnswer answer) {
    send_file(visit, answer.media_type, name, std::move(answer.body), true);
  });
}

}  // namespace gongwen::service

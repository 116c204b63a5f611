// The list of submissions: what is to be done, and what was done.
#include "service/detail/office_visit.h"
#include "service/detail/review_view.h"

#include <algorithm>

namespace gongwen::service {
namespace {

/// The address of the page after this one, with the same filter.
std::string next_address(const std::vector<http::FormField>& query, std::int64_t last) {
  std::vector<http::FormField> fields;
  for (const http::FormField& field : query) {
    if (field.name != "before" && !field.value.empty()) fields.push_back(field);
  }
  fields.push_back({"before", std::to_string(last)});
  return "/office/?" + http::write_form(fields);
}

base::Json submission_rows(const std::vector<inbox::Submission>& submissions, std::size_t count, const KindTable& table,
                           diagnostics::Language language) {
  base::Json rows = base::Json::list();
  for (std::size_t i = 0; i < std::min(count, submissions.size()); ++i) {
    const inbox::Submission& one = submissions[i];
    base::Json row = base::Json::object();
    row.set("id", one.id).set("receipt", one.receipt).set("kind", table.title_of(one.kind));
    row.set("person", one.person).set("organisation", one.organisation).set("time", local_time(one.created));
    row.set("state", inbox::state_name(one.state)).set("state_words", state_words(one.state).in(language));
    if (const auto mark = signature_mark(one.signatures, language)) {
      row.set("signature", mark->state).set("signature_words", mark->words);
    }
    rows.add(std::move(row.set("assignee", one.assignee)));
  }
  return rows;
}

/// With how many there are of each.
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

}  // namespace

void OfficePages::list(const VisitPtr& visit) {
  if (visit->posts()) return send_not_found(visit);
  with_kinds(visit, [this, visit](const KindTable& kinds) { show_list(visit, kinds); });
}

void OfficePages::show_list(const VisitPtr& visit, const KindTable& table) {
  inbox::Submissions submissions(inbox_);
  inbox::SubmissionFilter filter;
  filter.kind = visit->asked("kind");
  filter.state = inbox::find_state(visit->asked("state"));
  filter.text = visit->asked("text");
  filter.before = static_cast<std::int64_t>(number_of_digits(visit->asked("before")));
  std::vector<std::string> errors;
  if (const auto bad = read_days(visit->asked("from"), visit->asked("to"), filter)) {
    errors.push_back(texts::OfficeBadDate.in(visit->language, *bad));
  }
  const std::size_t count = filter.count++;  // one more, to know whether there are any after these
  const auto found = submissions.list(filter);
  if (!found) return send_fault(visit, found.error());
  const auto kinds = submissions.kinds();
  const auto counts = submissions.count(filter.kind);
  if (!kinds || !counts) return send_fault(visit, kinds ? counts.error() : kinds.error());

  base::Json kind_choices = base::Json::list();
  add_choice(kind_choices, "", visit->words(texts::OfficeFilterAll), filter.kind);
  for (const std::string& kind : *kinds) add_choice(kind_choices, kind, table.title_of(kind), filter.kind);
  Context context = base::Json::object();
  context.set("rows", submission_rows(*found, count, table, visit->language))
      .set("has_signed",
           std::any_of(found->begin(), found->end(), [](const auto& one) { return !one.signatures.empty(); }))
      .set("kinds", std::move(kind_choices))
      .set("states", state_choices(*counts, visit->asked("state"), visit->language));
  base::Json typed = base::Json::object();
  typed.set("text", filter.text).set("from", visit->asked("from")).set("to", visit->asked("to"));
  context.set("filter", std::move(typed));
  if (found->size() > count) context.set("next", next_address(visit->query, (*found)[count - 1].number));
  base::Json words = base::Json::object();
  const auto word = [&](std::string_view name, const diagnostics::BilingualText& text) {
    words.set(name, visit->words(text));
  };
  word("kind", texts::OfficeFilterKind);
  word("state", texts::OfficeFilterState);
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
  context.set("w", std::move(words));
  const unsigned status = errors.empty() ? 200 : kFormInvalid;
  send_office(visit, status, "list", visit->words(texts::OfficeTitle), std::move(context), std::move(errors));
}

}  // namespace gongwen::service

#include "base/date.h"
#include "service/detail/office_pages.h"
#include "service/detail/review_view.h"

#include <algorithm>

// Facts one by one: a record as a form, whose values are written as in the cells of a table.

namespace gongwen::service {

// The list of submissions: what is to be done, and what was done.

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

namespace {

/// A cell with a value that has parts.
constexpr std::string_view kJsonMark = "json:";
/// What the form of a record is for the store.
constexpr std::string_view kRecordTable = "record.csv";
constexpr std::string_view kMember = "m:";  // before names of members, which are fields of a posted form
std::string csv_cell(std::string_view text) {
  std::string cell = "\"";
  for (const char c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + '"';
}

/// A value as people write it in a cell: texts of a list with `；` between them, all else that has parts as JSON.
std::string cell_text(const base::JsonView& value) {
  if (value.is_text()) return std::string(value.text());
  if (!value.is_list() && !value.is_object()) return value.json();
  std::string text;
  for (std::size_t i = 0; value.is_list() && i < value.size(); ++i) {
    const base::JsonView item = value.at(i);
    if (!item.is_text() || item.text().find("；") != std::string_view::npos)
      return std::string(kJsonMark) + value.json();
    text += (i == 0 ? "" : "；") + std::string(item.text());
  }
  return value.is_list() ? text : std::string(kJsonMark) + value.json();
}

}  // namespace

void OfficePages::show_record(const VisitPtr& visit) {
  FactsEntry entry{visit->asked("type"), visit->asked("key"), {}, {}};
  if (const std::string decided = visit->asked("decides"); !decided.empty()) {
    entry.values.emplace_back(visit->asked("member"), decided);
  }
  if (entry.key.empty()) return record_form(visit, std::move(entry), 200, {}, {});
  base::Json request = base::Json::object();
  request.set("action", "history").set("type", entry.type).set("key", entry.key);
  ask_records(visit, std::move(request), {}, [this, visit, entry](TaskAnswer answer) mutable {
    const auto json = base::parse_json(answer.body);
    entry.seen = json ? json->view().text_of("seen") : std::string();
    record_form(visit, std::move(entry), 200, {}, answer.body);
  });
}

/// A form for a record: first what its other fields depend on, then all fields, whose values are written as in the
/// cells of a table.
void OfficePages::record_form(const VisitPtr& visit, FactsEntry entry, unsigned status, const std::string& report,
                              const std::string& history) {
  base::Json request = base::Json::object();
  base::Json known = base::Json::list();
  for (const auto& [name, value] : entry.values) {
    if (value.starts_with(kJsonMark) || value.empty()) continue;
    known.add(std::move(base::Json::list().add("/" + name).add(value)));
  }
  request.set("action", "fields").set("type", entry.type).set("key", entry.key).set("values", std::move(known));
  ask_records(visit, std::move(request), {},
              [this, visit, entry = std::move(entry), status, report, history](TaskAnswer answer) {
                const auto json = base::parse_json(answer.body);
                if (answer.outcome != Outcome::Done || !json) return send_not_found(visit);
                show_record_form(visit, entry, json->view(), status, report, history);
              });
}

namespace {

std::size_t choices_of(const base::JsonView& field) {
  const auto choices = field.find("choices");
  return choices ? choices->size() : 0;
}

base::Json choices_json(const base::JsonView& field, const std::string& chosen, bool optional) {
  base::Json choices = base::Json::list();
  if (optional) add_choice(choices, "", "", chosen);
  const auto list = field.find("choices");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    add_choice(choices, list->at(i).text_of("value"), list->at(i).text_of("label"), chosen);
  }
  return choices;
}

/// The field that others depend on; nothing where there is none to choose.
std::optional<base::JsonView> deciding_field(const base::JsonView& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields.at(i).flag_of("decides") && choices_of(fields.at(i)) > 1) return fields.at(i);
  }
  return std::nullopt;
}

std::string action_of_record(const std::string& action, diagnostics::Language language) {
  if (action == "add") return std::string(texts::OfficeFactsAdd.in(language));
  if (action == "change") return std::string(texts::OfficeFactsDidChange.in(language));
  if (action == "remove") return std::string(texts::OfficeFactsDidRemove.in(language));
  return action;
}

/// What the history of a store has after the reason: where in a file the record came from. That of the form on this
/// page is nobody's file; of former programs there are folders of the service before it.
std::string reason_words(std::string reason, diagnostics::Language language) {
  const std::size_t open = reason.rfind('(');
  if (open == std::string::npos || !reason.ends_with(')')) return reason;
  std::string place = reason.substr(open + 1, reason.size() - open - 2);
  const bool has_folder = place.starts_with('/') && place.find("/gongwen-") != std::string::npos;
  if (has_folder) place.erase(0, place.rfind('/') + 1);
  const bool is_form = place.starts_with(kRecordTable);
  if (!has_folder && !is_form) return reason;
  reason.resize(open);
  while (reason.ends_with(' ')) reason.pop_back();
  if (is_form) place = texts::OfficeFactsByForm.in(language);
  return reason.empty() ? place : reason + texts::OfficeMessageNote.in(language, place);
}

base::Json history_rows(const std::string& history, diagnostics::Language language) {
  base::Json rows = base::Json::list();
  const auto json = base::parse_json(history);
  const auto changes = json ? json->view().find("changes") : std::nullopt;
  for (std::size_t i = 0; changes && i < changes->size(); ++i) {
    const base::JsonView one = changes->at(i);
    const auto moment = base::parse_moment(one.text_of("time"));
    rows.add(row_of_texts({moment ? local_time(*moment) : one.text_of("time"),
                           action_of_record(one.text_of("action"), language), one.text_of("by"),
                           reason_words(one.text_of("reason"), language)}));
  }
  return rows;
}

/// The control for a field of a record.
base::Json input_of(const base::JsonView& field, const std::string& value, const std::string& optional_mark) {
  const std::string id = std::string(kMember) + field.text_of("name");
  const bool optional = !field.flag_of("required");
  const bool is_list = field.flag_of("list");
  const std::string label = field.text_of("title") + (optional ? optional_mark : std::string());
  base::Json input = choices_of(field) > 0 && !is_list
                         ? select_json(id, label, choices_json(field, value, optional))
                         : input_json(id, is_list || value.starts_with(kJsonMark) ? "textarea" : "text", label, value);
  return std::move(input.set("hint", field.text_of("hint")));
}

}  // namespace

void OfficePages::show_record_form(const VisitPtr& visit, const FactsEntry& entry, const base::JsonView& fields,
                                   unsigned status, const std::string& report, const std::string& history) {
  // What was typed counts more than what the record has.
  const auto value_of = [&](const base::JsonView& field) {
    const std::string name = field.text_of("name");
    for (const auto& [member, value] : entry.values) {
      if (member == name) return value;
    }
    const auto value = field.find("value");
    return value ? cell_text(*value) : std::string();
  };
  base::Json inputs = base::Json::list();
  base::Json buttons = base::Json::list();
  std::vector<std::pair<std::string, std::string>> hidden{
      {"_type", entry.type}, {"_key", entry.key}, {"_seen", entry.seen}};
  const std::optional<base::JsonView> decider = deciding_field(fields);
  const bool asks_first = decider && value_of(*decider).empty();
  if (asks_first) {
    inputs.add(select_json("decides", decider->text_of("title"), choices_json(*decider, {}, false)));
    buttons.add(button_json("_", "", visit->words(texts::OfficeFactsGo)));
    hidden = {{"type", entry.type}, {"member", decider->text_of("name")}};
  }
  for (std::size_t i = 0; !asks_first && i < fields.size(); ++i) {
    const base::JsonView field = fields.at(i);
    if (field.text_of("title").empty()) {
      // What the form does not show goes along as it is.
      hidden.emplace_back(std::string(kMember) + field.text_of("name"), value_of(field));
    } else {
      inputs.add(input_of(field, value_of(field), visit->words(texts::OfficeFactsOptional)));
    }
  }
  if (!asks_first && visit->account.role >= inbox::Role::Secretary) {
    inputs.add(input_json("_reason", "text", visit->words(texts::OfficeFactsReason), visit->field("_reason")));
    buttons.add(button_json("_save", "1", visit->words(texts::OfficeFactsSave)));
    if (!entry.key.empty()) buttons.add(button_json("_remove", "1", visit->words(texts::OfficeFactsDelete), true));
  }
  Context context = base::Json::object();
  base::Json form = form_json(asks_first ? "get" : "post", std::string(kFactsAddress) + "/record", std::move(inputs),
                              std::move(buttons));
  context.set("forms", list_of(std::move(form.set("hidden", hidden_json(hidden)))));
  const std::vector<std::string> heads{visit->words(texts::OfficeTime), visit->words(texts::OfficeFactsChange),
                                       visit->words(texts::OfficeAuditWho), visit->words(texts::OfficeFactsReason)};
  context.set("rows", history_rows(history, visit->language)).set("heads", base::Json::list_of(heads));
  if (!asks_first) {
    context.set("paragraphs", base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeFactsLists)}));
  }
  // The cells are those of an invisible table.
  context.set("said", messages_json(report, visit->language, {false, false, {}}));
  std::vector<std::string> errors;
  if (status == kFormConflict) {
    errors.push_back(visit->words(entry.key.empty() ? texts::OfficeFactsGone : texts::OfficeFactsConflict));
  }
  if (status == kFormConflict && !entry.key.empty()) {
    base::Json link = base::Json::object();
    link.set("address", record_address(entry.type, entry.key)).set("label", visit->words(texts::OfficeFactsReopen));
    context.set("links", list_of(std::move(link)));
  }
  if (status == kFormInvalid) errors.push_back(visit->words(texts::OfficeFactsErrors));
  const std::string title = entry.key.empty() ? visit->words(texts::OfficeFactsNew) : entry.key;
  send_office(visit, status, "table", title, std::move(context), std::move(errors));
}

/// What was typed stays on the page. Of a record that somebody has removed it becomes a new one, if it is saved.
void OfficePages::show_conflict(const VisitPtr& visit, FactsEntry entry, bool is_gone) {
  if (is_gone) {
    entry.key.clear();
    entry.seen.clear();
  }
  record_form(visit, std::move(entry), kFormConflict, {}, {});
}

void OfficePages::remove_record(const VisitPtr& visit, const FactsEntry& entry) {
  base::Json request = base::Json::object();
  request.set("action", "remove").set("type", entry.type).set("key", entry.key).set("seen", entry.seen);
  request.set("reason", visit->field("_reason"));
  ask_records(visit, std::move(request), {}, [this, visit, entry](TaskAnswer answer) {
    const auto json = base::parse_json(answer.body);
    if (json && json->view().flag_of("conflict")) return show_conflict(visit, entry, false);
    const bool done = answer.outcome == Outcome::Done;
    note(visit, "facts.remove", "store", done ? "ok" : "refused");
    if (!done) return list_facts(visit, kFormInvalid, answer.report);
    send_to(visit, std::string(kFactsAddress));
  });
}

/// A record is entered as a table with one row: a new one never replaces another, and one that is changed must be as
/// it was seen.
void OfficePages::save_record(const VisitPtr& visit) {
  FactsEntry entry{visit->field("_type"), visit->field("_key"), visit->field("_seen"), {}};
  if (visit->has("_remove")) return remove_record(visit, entry);
  std::string heads;
  std::string cells;
  for (const http::FormField& field : visit->fields) {
    if (!field.name.starts_with(kMember)) continue;
    entry.values.emplace_back(field.name.substr(kMember.size()), field.value);
    if (field.value.empty()) continue;
    heads += (heads.empty() ? "" : ",") + csv_cell(entry.values.back().first);
    cells += (cells.empty() ? "" : ",") + csv_cell(field.value);
  }
  base::Json request = base::Json::object();
  request.set("action", "import").set("type", entry.type).set("reason", visit->field("_reason"));
  if (entry.key.empty()) request.set("onlyNew", true);
  if (!entry.key.empty()) request.set("replaces", true).set("key", entry.key).set("seen", entry.seen);
  std::vector<MemoryFile> files{{std::string(kRecordTable), heads + "\n" + cells + "\n"}};
  ask_records(visit, std::move(request), std::move(files), [this, visit, entry](TaskAnswer answer) {
    const auto json = base::parse_json(answer.body);
    if (json && json->view().flag_of("conflict")) return show_conflict(visit, entry, json->view().flag_of("gone"));
    if (answer.outcome != Outcome::Done) return record_form(visit, entry, kFormInvalid, answer.report, {});
    note(visit, "facts.enter", "type:" + entry.type, "ok");
    const auto records = json ? json->view().find("records") : std::nullopt;
    const std::string key = records && records->size() > 0 ? records->at(0).text_of("key") : std::string();
    send_to(visit, key.empty() ? std::string(kFactsAddress) : record_address(entry.type, key));
  });
}

}  // namespace gongwen::service

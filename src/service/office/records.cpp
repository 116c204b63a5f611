#include "base/date.h"
#include "base/escapes.h"
#include "service/detail/office_pages.h"
#include "service/detail/review_view.h"
#include "service/detail/stored_pictures.h"

#include <algorithm>
#include <cctype>

// Facts one by one: a record as a form. Saving writes a table of one row and imports it, so that forms and workbooks
// are checked by the same code. A value with parts is `json:…` in its cell.

namespace gongwen::service {

namespace {

/// Begins a cell whose value has parts.
constexpr std::string_view kJsonMark = "json:";
/// The name of the table that a form is for the store.
constexpr std::string_view kRecordTable = "record.csv";
constexpr std::string_view kMember = "m:";  // before names of members, which are fields of a posted form
// Before names of members to which a picture is added: its file, what it shows, and where it goes.
constexpr std::string_view kPicture = "p:";
constexpr std::string_view kPictureText = "pt:";
constexpr std::string_view kPicturePlace = "pp:";
/// A value as people write it in a cell: texts of a list separated by `；`, anything else with parts as JSON.
std::string cell_text(const base::JsonView& value) {
  if (value.is_text()) return std::string(value.text());
  if (!value.is_list() && !value.is_object()) return value.json();
  std::string text;
  for (std::size_t i = 0; value.is_list() && i < value.size(); ++i) {
    const base::JsonView item = value.at(i);
    // A text that contains the separator would come back as two.
    if (!item.is_text() || item.text().find("；") != std::string_view::npos)
      return std::string(kJsonMark) + value.json();
    text += (i == 0 ? "" : "；") + std::string(item.text());
  }
  return value.is_list() ? text : std::string(kJsonMark) + value.json();
}

}  // namespace

/// The form of a record, with its history; without a key, of a new one.
void OfficePages::show_record(const VisitPtr& visit) {
  FactsEntry entry{visit->asked("type"), visit->asked("key"), {}, {}};
  // The value on which the other fields depend was chosen on the page before.
  if (const std::string decided = visit->asked("decides"); !decided.empty()) {
    entry.values.emplace_back(visit->asked("member"), decided);
  }
  if (entry.key.empty()) return record_form(visit, std::move(entry), 200, {}, {});
  RecordsRequest request{RecordsAction::History};
  request.type = entry.type;
  request.key = entry.key;
  ask_records(visit, std::move(request), {}, [this, visit, entry](TaskAnswer answer) mutable {
    const auto past = base::from_json<RecordPast>(answer.body).value_or(RecordPast());
    entry.seen = past.seen;
    record_form(visit, std::move(entry), 200, {}, past.changes);
  });
}

/// Asks for the fields of a record: first for the value on which the others depend, then for all.
void OfficePages::record_form(const VisitPtr& visit, FactsEntry entry, unsigned status, const std::string& report,
                              const std::vector<PastChange>& history) {
  RecordsRequest request{RecordsAction::Fields};
  request.type = entry.type;
  request.key = entry.key;
  for (const auto& [name, value] : entry.values) {
    if (!value.starts_with(kJsonMark) && !value.empty()) request.values.emplace_back("/" + name, value);
  }
  ask_records(visit, std::move(request), {},
              [this, visit, entry = std::move(entry), status, report, history](TaskAnswer answer) {
                const auto fields = base::from_json<std::vector<RecordField>>(answer.body);
                if (answer.outcome != Outcome::Done || !fields) return send_not_found(visit);
                show_record_form(visit, entry, *fields, status, report, history);
              });
}

namespace {

base::Json choices_json(const RecordField& field, const std::string& chosen, bool optional) {
  base::Json choices = base::Json::list();
  if (optional) add_choice(choices, "", "", chosen);
  for (const webform::WebChoice& choice : field.choices) add_choice(choices, choice.value, choice.label, chosen);
  return choices;
}

/// The field on which others depend; null if there is none to choose.
const RecordField* deciding_field(const std::vector<RecordField>& fields) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [](const RecordField& field) { return field.decides && field.choices.size() > 1; });
  return found == fields.end() ? nullptr : &*found;
}

std::string action_of_record(const std::string& action, diagnostics::Language language) {
  if (action == "add") return std::string(texts::OfficeFactsAdd.in(language));
  if (action == "change") return std::string(texts::OfficeFactsDidChange.in(language));
  if (action == "remove") return std::string(texts::OfficeFactsDidRemove.in(language));
  return action;
}

/// The reason of a change in words. The store appends the place in a file from which the record came. For this form
/// that is a table nobody has seen; earlier versions of the program wrote temporary folders of the service there.
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

base::Json history_rows(const std::vector<PastChange>& history, diagnostics::Language language) {
  base::Json rows = base::Json::list();
  for (const PastChange& one : history) {
    const auto moment = base::parse_moment(one.time);
    rows.add(row_of_texts({moment ? local_time(*moment) : one.time, action_of_record(one.action, language), one.by,
                           reason_words(one.reason, language)}));
  }
  return rows;
}

/// The control for a field: a choice, a text area for lists and values with parts, or a line of text.
base::Json input_of(const RecordField& field, const std::string& value, const std::string& optional_mark) {
  const std::string id = std::string(kMember) + field.name;
  const bool optional = !field.required;
  const std::string label = field.title + (optional ? optional_mark : std::string());
  base::Json input =
      !field.choices.empty() && !field.list
          ? select_json(id, label, choices_json(field, value, optional))
          : input_json(id, field.list || value.starts_with(kJsonMark) ? "textarea" : "text", label, value);
  return std::move(input.set("hint", field.hint));
}

}  // namespace

void OfficePages::show_record_form(const VisitPtr& visit, const FactsEntry& entry,
                                   const std::vector<RecordField>& fields, unsigned status, const std::string& report,
                                   const std::vector<PastChange>& history) {
  // What was typed takes precedence over what the record has.
  const auto value_of = [&](const RecordField& field) {
    for (const auto& [member, value] : entry.values) {
      if (member == field.name) return value;
    }
    const auto value = field.value ? base::parse_json(with_marks(field.value->text, field.name)) : std::nullopt;
    return value ? cell_text(value->view()) : std::string();
  };
  base::Json inputs = base::Json::list();
  base::Json buttons = base::Json::list();
  std::vector<std::pair<std::string, std::string>> hidden{
      {"_type", entry.type}, {"_key", entry.key}, {"_seen", entry.seen}};
  const RecordField* const decider = deciding_field(fields);
  const bool asks_first = decider != nullptr && value_of(*decider).empty();
  if (asks_first) {
    inputs.add(select_json("decides", decider->title, choices_json(*decider, {}, false)));
    buttons.add(button_json("_", "", visit->words(texts::OfficeFactsGo)));
    hidden = {{"type", entry.type}, {"member", decider->name}};
  }
  for (const RecordField& field : asks_first ? std::vector<RecordField>() : fields) {
    if (field.title.empty()) {
      // Fields without a title are not shown and sent along unchanged.
      hidden.emplace_back(std::string(kMember) + field.name, value_of(field));
    } else {
      inputs.add(input_of(field, value_of(field), visit->words(texts::OfficeFactsOptional)));
    }
    if (field.pictures.empty() || visit->account.role < inbox::Role::Secretary) continue;
    inputs.add(input_json(std::string(kPicture) + field.name, "file",
                          texts::OfficeFactsPicture.in(visit->language, field.title)));
    base::Json text =
        input_json(std::string(kPictureText) + field.name, "text", visit->words(texts::OfficeFactsPictureText),
                   visit->field(std::string(kPictureText) + field.name));
    inputs.add(std::move(text.set("hint", visit->words(texts::OfficeFactsPictureHint))));
    hidden.emplace_back(std::string(kPicturePlace) + field.name, field.pictures);
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
  // Cells in messages are those of the table that nobody sees.
  context.set("said", messages_json(report, visit->language, {false, false, {}}));
  std::vector<std::string> errors;
  if (status == http::status::kConflict) {
    errors.push_back(visit->words(entry.key.empty() ? texts::OfficeFactsGone : texts::OfficeFactsConflict));
  }
  if (status == http::status::kConflict && !entry.key.empty()) {
    base::Json link = base::Json::object();
    link.set("address", record_address(entry.type, entry.key)).set("label", visit->words(texts::OfficeFactsReopen));
    context.set("links", list_of(std::move(link)));
  }
  if (status == http::status::kUnprocessable) errors.push_back(visit->words(texts::OfficeFactsErrors));
  const std::string title = entry.key.empty() ? visit->words(texts::OfficeFactsNew) : entry.key;
  send_office(visit, status, "table", title, std::move(context), std::move(errors));
}

/// The record has changed, or was removed: the page keeps what was typed. A removed record would become a new one when
/// it is saved.
void OfficePages::show_conflict(const VisitPtr& visit, FactsEntry entry, bool is_gone) {
  if (is_gone) {
    entry.key.clear();
    entry.seen.clear();
  }
  record_form(visit, std::move(entry), http::status::kConflict, {}, {});
}

void OfficePages::remove_record(const VisitPtr& visit, const FactsEntry& entry) {
  RecordsRequest request{RecordsAction::Remove};
  request.type = entry.type;
  request.key = entry.key;
  request.seen = entry.seen;
  request.reason = visit->field("_reason");
  ask_records(visit, std::move(request), {}, [this, visit, entry](TaskAnswer answer) {
    const auto change = base::from_json<RecordsChange>(answer.body).value_or(RecordsChange());
    if (change.conflict) return show_conflict(visit, entry, false);
    const bool done = answer.outcome == Outcome::Done;
    note(visit, "facts.remove", "store", done ? "ok" : "refused");
    if (!done) return list_facts(visit, http::status::kUnprocessable, answer.report);
    send_to(visit, std::string(kFactsAddress));
  });
}

namespace {

/// The picture that was chosen for a member, under a name of ours; nullopt if there is none.
std::optional<MemoryFile> picture_of(const std::shared_ptr<OfficeVisit>& visit, const std::string& member) {
  for (UploadedFile& file : visit->files) {
    if (file.field != std::string(kPicture) + member || file.bytes.empty()) continue;
    const std::size_t dot = file.name.rfind('.');
    const std::string ending = dot == std::string::npos ? std::string() : file.name.substr(dot + 1);
    const bool is_plain = !ending.empty() && ending.size() <= 4 &&
                          std::all_of(ending.begin(), ending.end(),
                                      [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
    return MemoryFile{"picture-" + member + (is_plain ? "." + ending : ""), std::move(file.bytes)};
  }
  return std::nullopt;
}

/// The cell of a list with the picture added to it. A list of texts becomes one with parts; what is no list stays, and
/// the check of the record says what is wrong with it.
std::string with_picture(const std::string& cell, const std::string& place, const std::string& file,
                         const std::string& alt) {
  std::string json;
  if (cell.starts_with(kJsonMark)) {
    json = cell.substr(kJsonMark.size());
  } else if (!cell.empty()) {
    base::Json texts = base::Json::list();
    for (std::size_t at = 0; at <= cell.size();) {
      const std::size_t end = std::min(cell.find("；", at), cell.size());
      texts.add(cell.substr(at, end - at));
      at = end + std::string_view("；").size();
    }
    json = texts.text();
  }
  const std::string made = with_figure(json, place, file, alt);
  return made.empty() ? cell : std::string(kJsonMark) + made;
}

}  // namespace

/// Saves a record as a table of one row. A new record never replaces another; one that is changed must still be as it
/// was shown (`_seen`).
void OfficePages::save_record(const VisitPtr& visit) {
  FactsEntry entry{visit->field("_type"), visit->field("_key"), visit->field("_seen"), {}};
  if (visit->has("_remove")) return remove_record(visit, entry);
  std::string heads;
  std::string cells;
  std::vector<MemoryFile> pictures;
  for (const http::FormField& field : visit->fields) {
    if (!field.name.starts_with(kMember)) continue;
    const std::string member = field.name.substr(kMember.size());
    entry.values.emplace_back(member, field.value);
    std::string value = field.value;
    if (auto picture = picture_of(visit, member)) {
      value = with_picture(value, visit->field(std::string(kPicturePlace) + member), picture->path,
                           visit->field(std::string(kPictureText) + member));
      pictures.push_back(*std::move(picture));
    }
    // An empty field is a missing value.
    if (value.empty()) continue;
    heads += (heads.empty() ? "" : ",") + base::csv_cell(member);
    cells += (cells.empty() ? "" : ",") + base::csv_cell(value);
  }
  RecordsRequest request{RecordsAction::Import};
  request.type = entry.type;
  request.key = entry.key;
  request.seen = entry.seen;
  request.only_new = entry.key.empty();
  request.replaces = !entry.key.empty();
  request.reason = visit->field("_reason");
  request.has_pictures = true;
  std::vector<MemoryFile> files{{std::string(kRecordTable), heads + "\n" + cells + "\n"}};
  for (MemoryFile& picture : pictures) files.push_back(std::move(picture));
  ask_records(visit, std::move(request), std::move(files), [this, visit, entry](TaskAnswer answer) {
    const auto change = base::from_json<RecordsChange>(answer.body).value_or(RecordsChange());
    if (change.conflict) return show_conflict(visit, entry, change.gone);
    if (answer.outcome != Outcome::Done)
      return record_form(visit, entry, http::status::kUnprocessable, answer.report, {});
    note(visit, "facts.enter", "type:" + entry.type, "ok");
    const std::string key = change.records.empty() ? std::string() : change.records.front().key;
    send_to(visit, key.empty() ? std::string(kFactsAddress) : record_address(entry.type, key));
  });
}

}  // namespace gongwen::service

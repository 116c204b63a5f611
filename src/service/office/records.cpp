#include "base/date.h"
#include "base/utf8.h"
#include "service/detail/actor_names.h"
#include "service/detail/office_pages.h"

#include <algorithm>

// Facts one by one: a record as a form, made by the renderer of the applicants' forms (RecordStore::form_page). The
// worker that has the store makes the page, reads the input and saves it; errors come back as the page, at their
// fields.

namespace gongwen::service {

namespace {

/// Earlier versions of the program gave forms to the store under this name. A record that is typed here reaches the
/// store as a file (kTypedRecord), which the store's history names as the place.
constexpr std::string_view kFormerTable = "record.csv";
constexpr std::string_view kRecordStyleAddress = "/office/form.css";
/// The hidden field with a ReferringForm; a form with a larger one opens no further forms.
constexpr std::string_view kBack = "_back";
// Each further form carries those before it, so the amount of data grows with each.
constexpr std::size_t kMostBack = 200'000;

/// Finds the field on which others depend; null if it leaves no choice.
const RecordField* deciding_field(const std::vector<RecordField>& fields) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  // With a single choice there is nothing to ask.
                                  [](const RecordField& field) { return field.decides && field.choices.size() > 1; });
  return found == fields.end() ? nullptr : &*found;
}

std::string history_address(const std::string& type, const std::string& key) {
  const std::vector<http::FormField> query{{"type", type}, {"key", key}};
  return fmt::format("{}/record/history?{}", kFactsAddress, http::write_form(query));
}

}  // namespace

/// Shows the form of a record; without a key, of a new one. Users who may not change records see its values.
void OfficePages::show_record(const VisitPtr& visit) {
  FactsEntry entry{visit->asked("type"), visit->asked("key"), {}, std::nullopt};
  if (visit->account.role < inbox::Role::Secretary) return show_record_lines(visit, entry);
  // The value on which the other fields depend was chosen on the page before.
  if (const std::string decided = visit->asked("decides"); !decided.empty()) {
    // The value goes into the form like typed input: `/type` = `meeting`.
    entry.values = TypedValues{{"/" + visit->asked("member"), {decided}}};
  }
  if (entry.key.empty()) return entry.values ? record_form(visit, entry, 200) : choose_form(visit, entry);
  RecordsRequest request{RecordsAction::History};
  request.type = entry.type;
  request.key = entry.key;
  ask_records(visit, std::move(request), {}, [this, visit, entry](TaskAnswer answer) mutable {
    const auto past = base::from_json<RecordPast>(answer.body).value_or(RecordPast());
    // `seen` is the state of the record that the form shows; saving is refused if the state is different by then.
    if (past.seen.empty()) return send_not_found(visit);
    entry.seen = past.seen;
    record_form(visit, entry, 200);
  });
}

/// Asks for the value on which the other fields depend, such as the type of an event; a record without such a value
/// has its form at once.
void OfficePages::choose_form(const VisitPtr& visit, const FactsEntry& entry) {
  RecordsRequest request{RecordsAction::Fields};
  request.type = entry.type;
  // Only fields: without values the store cannot tell which form is meant.
  ask_records(visit, std::move(request), {}, [this, visit, entry](TaskAnswer answer) {
    const auto fields = base::from_json<std::vector<RecordField>>(answer.body);
    if (answer.outcome != Outcome::Done || !fields) return send_not_found(visit);
    const RecordField* const decider = deciding_field(*fields);
    if (decider == nullptr) {
      FactsEntry blank = entry;
      blank.values = TypedValues();
      return record_form(visit, blank, 200);
    }
    base::Json choices = base::Json::list();
    for (const webform::WebChoice& choice : decider->choices) add_choice(choices, choice.value, choice.label, "");
    base::Json form = form_json("get", std::string(kFactsAddress) + "/record",
                                list_of(select_json("decides", decider->title, std::move(choices))),
                                list_of(button_json("_", "", visit->words(texts::OfficeFactsGo))));
    form.set("hidden", hidden_json({{"type", entry.type}, {"member", decider->name}}));
    Context context = base::Json::object();
    context.set("forms", list_of(std::move(form)));
    send_office(visit, 200, "table", visit->words(texts::OfficeFactsNew), std::move(context));
  });
}

namespace {

/// Returns the number of rows of a list on the page: one more after `_add`.
std::map<std::string, std::size_t> rows_asked(const OfficeVisit& visit, const TypedValues& values) {
  // `_add` has the pointer of the list.
  const std::string list = visit.field("_add");
  if (list.empty()) return {};
  return {{list, rows_of(values, list) + 1}};
}

}  // namespace

// Used for the page itself, and again if saving finds errors: the worker then makes the page with them.
FormPageInput OfficePages::page_around(const VisitPtr& visit, const FactsEntry& entry, unsigned status) const {
  FormPageInput around;
  around.action = std::string(kFactsAddress) + "/record";
  around.style_address = kRecordStyleAddress;
  around.hidden = {{"_token", token_of(*visit)}, {"_type", entry.type}, {"_key", entry.key}, {"_seen", entry.seen}};
  around.notices = visit->notices;
  around.orders_rows = true;
  // Beyond the limit no further form can be opened from this one.
  around.offers_new = entry.back.size() < kMostBack;
  if (!entry.back.empty()) {
    around.hidden.emplace_back(kBack, entry.back);
    around.notices.push_back(visit->words(texts::OfficeFactsMakeAbout));
  }
  around.links.push_back({std::string(kFactsAddress), visit->words(texts::OfficeFacts)});
  if (!entry.key.empty())
    around.links.push_back({history_address(entry.type, entry.key), visit->words(texts::OfficeFactsHistory)});
  // A record that was removed is saved as a new one, which the page says.
  if (status == http::status::kConflict) {
    around.messages.push_back(
        {{}, visit->words(entry.key.empty() ? texts::OfficeFactsGone : texts::OfficeFactsConflict)});
    if (!entry.key.empty()) {
      around.links.insert(around.links.begin(),
                          {record_address(entry.type, entry.key), visit->words(texts::OfficeFactsReopen)});
    }
  }
  if (entry.values) around.rows = rows_asked(*visit, *entry.values);
  around.extras.push_back({"_reason", visit->words(texts::OfficeFactsReason), {}, entry.reason});
  around.buttons = {{"_check", visit->words(texts::ServiceCheck), false},
                    {"_save", visit->words(texts::OfficeFactsSave), true}};
  if (!entry.back.empty()) around.buttons.push_back({"_return", visit->words(texts::OfficeFactsReturn), false});
  if (!entry.key.empty()) around.buttons.push_back({"_remove", visit->words(texts::OfficeFactsDelete), false});
  return around;
}

/// Shows the form with the input, or else with the values of the record.
void OfficePages::record_form(const VisitPtr& visit, const FactsEntry& entry, unsigned status) {
  RecordsRequest request{RecordsAction::Form};
  request.type = entry.type;
  request.key = entry.key;
  request.named = entry.named;
  request.page_around = form_page_json(page_around(visit, entry, status));
  MemoryFile values{"values", entry.values ? entries_json(*entry.values) : std::string(kNoEntries)};
  // NotFound also for a type that the store does not have.
  ask_records(visit, std::move(request), {std::move(values)}, [this, visit, status](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done || answer.body.empty()) return send_not_found(visit);
    send_shown(visit, status, std::move(answer.body));
  });
}

/// Shows the values of a record to users who may not change it.
void OfficePages::show_record_lines(const VisitPtr& visit, const FactsEntry& entry) {
  RecordsRequest request{RecordsAction::Lines};
  request.type = entry.type;
  request.key = entry.key;
  ask_records(visit, std::move(request), {}, [this, visit, entry](TaskAnswer answer) {
    const auto said = base::from_json<RecordsChange>(answer.body);
    if (answer.outcome != Outcome::Done || !said) return send_not_found(visit);
    base::Json rows = base::Json::list();
    for (const EnteredValue& value : said->values) rows.add(row_of_texts({value.title, value.text}));
    Context context = base::Json::object();
    const std::vector<std::string> heads{visit->words(texts::OfficeFactsField),
                                         visit->words(texts::OfficeFactsSummary)};
    context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
    base::Json history = base::Json::object();
    history.set("address", history_address(entry.type, entry.key))
        .set("label", visit->words(texts::OfficeFactsHistory));
    context.set("links", list_of(std::move(history)));
    send_office(visit, 200, "table", entry.key, std::move(context));
  });
}

// The history of a record.

namespace {

std::string action_of_record(const std::string& action, diagnostics::Language language) {
  if (action == "add") return std::string(texts::OfficeFactsAdd.in(language));
  if (action == "change") return std::string(texts::OfficeFactsDidChange.in(language));
  if (action == "remove") return std::string(texts::OfficeFactsDidRemove.in(language));
  return action;
}

/// Returns the reason of a change in words. The store appends the place in a file from which the record came. For this
/// form that is a file that no user has seen; earlier versions of the program wrote temporary folders of the service
/// there. `统计口径变更 (record.csv:2)` → the reason and, in words, that it came from this form.
std::string reason_words(std::string reason, diagnostics::Language language) {
  const std::size_t open = reason.rfind('(');
  if (open == std::string::npos || !reason.ends_with(')')) return reason;
  std::string place = reason.substr(open + 1, reason.size() - open - 2);
  // If it is in a temporary folder, only the name of the file is shown.
  const bool has_folder = place.starts_with('/') && place.find("/gongwen-") != std::string::npos;
  if (has_folder) place.erase(0, place.rfind('/') + 1);
  const bool is_form = place.starts_with(kTypedRecord) || place.starts_with(kFormerTable);
  if (!has_folder && !is_form) return reason;
  reason.resize(open);
  while (reason.ends_with(' ')) reason.pop_back();
  if (is_form) place = texts::OfficeFactsByForm.in(language);
  return reason.empty() ? place : reason + texts::OfficeMessageNote.in(language, place);
}

}  // namespace

void OfficePages::show_record_history(const VisitPtr& visit) {
  RecordsRequest request{RecordsAction::History};
  request.type = visit->asked("type");
  request.key = visit->asked("key");
  const FactsEntry entry{request.type, request.key, {}, std::nullopt};
  ask_records(visit, std::move(request), {}, [this, visit, entry](TaskAnswer answer) {
    const auto past = base::from_json<RecordPast>(answer.body).value_or(RecordPast());
    if (past.changes.empty()) return send_not_found(visit);
    const ActorNames actors(inbox_, visit->language);
    base::Json rows = base::Json::list();
    for (const PastChange& one : past.changes) {
      const auto moment = base::parse_moment(one.time);
      rows.add(row_of_texts({moment ? local_time(*moment) : one.time, action_of_record(one.action, visit->language),
                             actors.of_program(one.by), reason_words(one.reason, visit->language)}));
    }
    const std::vector<std::string> heads{visit->words(texts::OfficeTime), visit->words(texts::OfficeFactsChange),
                                         visit->words(texts::OfficeAuditWho), visit->words(texts::OfficeFactsReason)};
    Context context = base::Json::object();
    context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
    base::Json record = base::Json::object();
    record.set("address", record_address(entry.type, entry.key)).set("label", entry.key);
    if (!past.seen.empty()) context.set("links", list_of(std::move(record)));
    send_office(visit, 200, "table", visit->words(texts::OfficeFactsHistory), std::move(context));
  });
}

// Changes.

/// The record has changed, or was removed: the page keeps the input. A removed record would become a new one when it is
/// saved.
void OfficePages::show_conflict(const VisitPtr& visit, FactsEntry entry, bool is_gone) {
  // Without key and `seen` the entry is that of a new record.
  if (is_gone) {
    entry.key.clear();
    entry.seen.clear();
  }
  record_form(visit, entry, http::status::kConflict);
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

/// Returns the chosen pictures, under names of ours, and the members to which they are added. `kPicture/photo` is the
/// file, `kPictureText/photo` its description.
std::vector<AddedPicture> chosen_pictures(OfficeVisit& visit, std::vector<MemoryFile>& files) {
  std::vector<AddedPicture> pictures;
  for (UploadedFile& file : visit.files) {
    if (!file.field.starts_with(kPicture) || file.bytes.empty()) continue;
    const std::string member = file.field.substr(kPicture.size());
    // The ending tells the engine the type; the name is ours, so that no two pictures have the same one.
    const std::size_t dot = file.name.rfind('.');
    const std::string ending = dot == std::string::npos ? std::string() : file.name.substr(dot + 1);
    const bool is_plain =
        !ending.empty() && ending.size() <= 4 && std::all_of(ending.begin(), ending.end(), base::is_ascii_alnum);
    const std::string name =
        fmt::format("picture-{}{}{}", pictures.size() + 1, is_plain ? "." : "", is_plain ? ending : "");
    pictures.push_back({member, name, visit.field(std::string(kPictureText) + member)});
    files.push_back({name, std::move(file.bytes)});
  }
  return pictures;
}

/// Returns whether the value that selects the form has been changed on the page, so that it needs other fields.
/// `kFormOf` fields have the values with which the page was made.
bool selects_another_form(const OfficeVisit& visit) {
  return std::any_of(visit.fields.begin(), visit.fields.end(), [&](const http::FormField& field) {
    if (!field.name.starts_with(kFormOf)) return false;
    const std::string now = visit.field("/" + field.name.substr(kFormOf.size()));
    return !now.empty() && now != field.value;
  });
}

}  // namespace

/// Opens the form of a new record that a field of this one is to name; the input of this form travels along.
void OfficePages::make_referred(const VisitPtr& visit, const FactsEntry& entry) {
  const std::string wanted = visit->field("_make");
  // `_make` is `TYPE POINTER`: which record is to be made, and the field that will name it.
  const std::size_t blank = std::min(wanted.find(' '), wanted.size());
  ReferringForm form{entry.type,
                     entry.key,
                     entry.seen,
                     entry.reason,
                     wanted.substr(std::min(blank + 1, wanted.size())),
                     entries_json(*entry.values),
                     entry.back};
  FactsEntry made{wanted.substr(0, blank), {}, {}, TypedValues()};
  // The input of the field becomes the name of the new record.
  const auto typed = std::find_if(entry.values->begin(), entry.values->end(),
                                  [&](const TypedValue& value) { return value.pointer == form.pointer; });
  if (typed != entry.values->end() && !typed->texts.empty()) made.named = typed->texts.front();
  made.back = base::to_json(form).text();
  // If the chain of forms is too long, no further one is opened.
  if (form.pointer.empty() || entry.back.size() >= kMostBack) return record_form(visit, entry, 200);
  record_form(visit, made, 200);
}

/// Returns to the form for which a new record was made. `key` is that of the record; empty: none was made.
void OfficePages::return_to_form(const VisitPtr& visit, const std::string& back, const std::string& key) {
  const auto form = base::from_json<ReferringForm>(back);
  auto values = form ? parse_entries(form->values) : std::nullopt;
  if (!values) return send_to(visit, std::string(kFactsAddress));
  FactsEntry entry{form->type, form->key, form->seen, *std::move(values), form->reason, {}, form->back};
  if (!key.empty()) {
    // The key replaces the input of the field.
    std::erase_if(*entry.values, [&](const TypedValue& value) { return value.pointer == form->pointer; });
    entry.values->push_back({form->pointer, {key}});
    visit->notices.push_back(texts::OfficeFactsMade.in(visit->language, key));
  }
  record_form(visit, entry, 200);
}

/// Saves a record, checks it, or shows the form again with one row more or less.
void OfficePages::save_record(const VisitPtr& visit) {
  FactsEntry entry{visit->field("_type"),           visit->field("_key"),    visit->field("_seen"),
                   posted_values(visit->fields),    visit->field("_reason"), {},
                   visit->field(std::string(kBack))};
  // Values for which the page has no field, such as those of another type of record, travel along and are not lost.
  const TypedValues left = left_values(visit->fields);
  entry.values->insert(entry.values->end(), left.begin(), left.end());
  if (visit->has("_remove")) return remove_record(visit, entry);
  if (visit->has("_make")) return make_referred(visit, entry);
  if (visit->has("_return")) return return_to_form(visit, entry.back, {});
  if (visit->has("_delete")) entry.values = without_row(*entry.values, visit->field("_delete"));
  if (visit->has("_up")) entry.values = with_row_up(*entry.values, visit->field("_up"));
  // The other value has other fields: the form is made again, and nothing is saved yet.
  if (selects_another_form(*visit)) {
    visit->notices.push_back(visit->words(texts::OfficeFactsOtherForm));
    return record_form(visit, entry, 200);
  }
  if (visit->has("_delete") || visit->has("_up") || visit->has("_add")) return record_form(visit, entry, 200);
  RecordsRequest request{RecordsAction::Save};
  request.type = entry.type;
  request.key = entry.key;
  request.seen = entry.seen;
  request.preview = !visit->has("_save");
  request.reason = visit->field("_reason");
  request.page_around = form_page_json(page_around(visit, entry, 200));
  std::vector<MemoryFile> files{{"values", entries_json(*entry.values)}};
  request.pictures = chosen_pictures(*visit, files);
  ask_records(visit, std::move(request), std::move(files), [this, visit, entry](TaskAnswer answer) {
    const bool done = answer.outcome == Outcome::Done;
    // Errors: the worker has made the page with them.
    if (answer.media_type.starts_with("text/html")) {
      return send_shown(visit, done ? 200U : http::status::kUnprocessable, std::move(answer.body));
    }
    const auto change = base::from_json<RecordsChange>(answer.body).value_or(RecordsChange());
    if (change.conflict) return show_conflict(visit, entry, change.gone);
    if (!done) return list_facts(visit, http::status::kUnprocessable, answer.report);
    note(visit, "facts.enter", "type:" + entry.type, "ok");
    // The first record of the change is that of this form.
    const std::string key = change.records.empty() ? std::string() : change.records.front().key;
    // A form that was opened from another one leads back to it, with the new key.
    if (!entry.back.empty()) return return_to_form(visit, entry.back, key);
    send_to(visit, key.empty() ? std::string(kFactsAddress) : record_address(entry.type, key));
  });
}

}  // namespace gongwen::service

// Operation::Records: a worker's access to the store of facts and to the site that is published from it. Only this
// worker writes to the store, one task after another, so that requests need no locks among themselves; `seen`, the
// edition that the user saw, detects a record that was changed between two requests.
#include "base/date.h"
#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/office.h"
#include "gongwen/publication_state.h"
#include "gongwen/publish.h"
#include "gongwen/store.h"
#include "resources/file_tree.h"
#include "resources/files.h"
#include "service/detail/cell_remarks.h"
#include "service/detail/records_task.h"
#include "service/detail/stored_pictures.h"
#include "service/detail/task.h"
#include "service/http/conditional.h"
#include "service/worker.h"
#include "sign/signing_key.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

namespace gongwen::service {

std::span<const std::string_view> json_names(RecordsAction) {
  static constexpr std::array<std::string_view, 15> kNames{"list",     "history", "fields",  "lines",  "form",
                                                           "describe", "save",    "export",  "import", "enter",
                                                           "remove",   "preview", "publish", "decide", "state"};
  return kNames;
}

std::string type_title(const std::vector<RecordType>& types, const std::string& type, diagnostics::Language language) {
  const auto found = std::find_if(types.begin(), types.end(), [&](const RecordType& one) { return one.name == type; });
  return found == types.end() ? type : found->title.in(language);
}

namespace {

constexpr std::array<std::string_view, 4> kActions{"add", "change", "same", "missing"};

/// One request. Reports name files without their temporary folder. The first file of a task is a RecordsRequest
/// in JSON, the others are uploads. Errors of the store come back as a report in the answer, never as an
/// exception.
class RecordsRun {
 public:
  RecordsRun(const Task& task, const RecordsRequest& request, const EngineOptions& engine, const RenderOptions& render)
      : task_(task), request_(request), engine_(engine), render_(render), store_(request.store, engine) {}

  TaskAnswer run() {
    // Users choose types from a list; a program may send anything.
    if (request_.of_program && !request_.type.empty() && !knows_type()) return unknown(kUnknownType, type_names());
    switch (request_.action) {
      case RecordsAction::List: return list();
      case RecordsAction::History: return history();
      case RecordsAction::Fields: return fields();
      case RecordsAction::Lines: return lines();
      case RecordsAction::Form: return form();
      case RecordsAction::Describe: return describe();
      case RecordsAction::Save: return save();
      case RecordsAction::Export:
        return text(store_.export_workbook(request_.type, request_.period), format_info(Format::Xlsx).media_type);
      case RecordsAction::Import: return import();
      case RecordsAction::Enter: return enter();
      case RecordsAction::Remove:
        return changed(store_.remove(request_.type, request_.key, reason(request_.reason), request_.seen));
      case RecordsAction::Preview: return publish(true);
      case RecordsAction::Publish: return publish(false);
      // Decide itself publishes nothing, so it is a preview, except for `leave` and `withdraw` (see publish()).
      case RecordsAction::Decide: return publish(true);
      case RecordsAction::State: return state();
    }
    return {};
  }

 private:
  std::int64_t now() const { return static_cast<std::int64_t>(request_.now); }
  // Returns what the history of each record shows: when, why, who.
  ChangeReason reason(const std::string& text) const { return {now(), text, request_.by}; }

  /// Returns an answer with only the report; `Done` if the report has no errors.
  TaskAnswer answer_of(const Report& report) const {
    TaskAnswer answer;
    answer.outcome = report.ok() ? Outcome::Done : Outcome::BadData;
    // `in_words` for people: applicants' words instead of pointers and ids.
    answer.report = without_folders(
        report.json(task_.language, task_.options.in_words ? Audience::Applicant : Audience::Author), {folder_});
    answer.warnings = report.warning_count();
    answer.media_type = "application/json";
    return answer;
  }

  /// Returns an answer that says that something does not exist; failed if the store cannot be read, since that is
  /// unknown then.
  TaskAnswer none(TaskAnswer answer) const {
    RecordRange no_record;
    no_record.count = 0;
    if (!store_.list({}, {}, no_record).report.ok()) answer.outcome = Outcome::Failed;
    return answer;
  }

  TaskAnswer text(TextResult result, std::string_view media_type) const {
    TaskAnswer answer = answer_of(result.report);
    answer.media_type = media_type;
    answer.body = std::move(result.text);
    return answer;
  }

  /// An answer with a body that is written as JSON.
  template <typename Said>
  TaskAnswer answer_of(const Report& report, const Said& said) const {
    TaskAnswer answer = answer_of(report);
    answer.body = base::to_json(said).text();
    return answer;
  }

  /// The types of the store with their titles.
  std::vector<RecordType> types() const {
    std::vector<RecordType> list;
    for (const RecordTypeName& one : store_.types().types) list.push_back({one.name, {one.title_zh, one.title_en}});
    return list;
  }

  /// A summary begins with the value on which the other fields depend, if there is one, such as the type of a
  /// document; its title replaces the value. `GB/T 标准 ‖ …`: the value before the first space is replaced by its
  /// title.
  std::string summary_of(const StoredRecord& record) const {
    const std::string title = MessageText{record.title_en, record.title_zh}.in(task_.language);
    if (title.empty()) return record.summary;
    return title + record.summary.substr(std::min(record.summary.find(' '), record.summary.size()));
  }

  /// `count` records from `first` on, and how many there are in all, for the page numbers.
  TaskAnswer list() const {
    RecordRange range;
    range.first = request_.first;
    if (request_.count) range.count = *request_.count;
    const RecordList found = store_.list(request_.type, request_.period, range);
    RecordListing list{types(), {}, found.all};
    for (const StoredRecord& record : found.records) {
      list.records.push_back({record.type, record.key, summary_of(record)});
    }
    return answer_of(found.report, list);
  }

  TaskAnswer history() const {
    const RecordHistory history = store_.history(request_.type, request_.key);
    RecordPast past{{}, history.edition};
    // `edition` becomes `seen` in the page, and comes back with the change.
    for (const RecordChange& change : history.changes) {
      past.changes.push_back({change.time, change.action, change.reason, change.by});
    }
    TaskAnswer answer = answer_of(history.report, past);
    return past.changes.empty() ? none(std::move(answer)) : answer;
  }

  /// Imports files. The store reads files by name, so they are written into a temporary folder first. Returns nullopt
  /// if that fails.
  std::optional<RecordImport> import_files(std::span<const MemoryFile> files, const ImportOptions& options,
                                           const ChangeReason& reason) const {
    const auto folder = resources::TemporaryFolder::make(engine_.temporary_folder);
    if (!folder || files.empty()) return std::nullopt;
    // Files keep their names, since messages and places (`data.xlsx, B3`) name them.
    std::vector<std::string> paths;
    folder_ = folder->path() + '/';
    for (const MemoryFile& file : files) {
      const std::string path = folder_ + file.path;
      // Pictures are beside the record that names them. For Save only the record itself is imported; the files after it
      // are pictures.
      if (paths.empty() || request_.action != RecordsAction::Save) paths.push_back(path);
      if (resources::write_new_file(path, file.bytes)) return std::nullopt;
    }
    ImportOptions named = options;
    named.language = task_.language;
    named.files_in = folder_;
    return store_.import(paths, named, reason);
  }

  /// The first file of the task is the request, the others are the uploaded workbooks.
  TaskAnswer import() const {
    ImportOptions options;
    options.type = request_.type;
    options.remove_missing = request_.remove_missing;
    // `agreed` is the hash of the plan that was previewed: if the store has changed meanwhile, nothing is imported.
    if (!request_.plan.empty()) options.agreed = request_.plan;
    options.preview = request_.preview;
    options.drops_orphans = request_.drops_orphans;
    // On the page of an import users can take some records of a file and leave others.
    if (request_.only) {
      options.only.emplace();
      for (const ChosenRecord& record : *request_.only) options.only->push_back({record.type, record.key});
    }
    const std::vector<MemoryFile> files(task_.files.begin() + 1, task_.files.end());
    const auto imported = import_files(files, options, reason(request_.reason));
    if (!imported) return {};
    if (request_.remarks) return remarked(files.front(), imported->report);
    RecordsChange said;
    const std::string report = answer_of(imported->report).report;
    // Whether the page can offer the workbook with remarks at its cells.
    said.has_cells = !imported->report.ok() && !cell_remarks(report, files.front().path, task_.language).empty();
    return import_answer(*imported, std::move(said));
  }

  /// The workbook with the messages at its cells.
  TaskAnswer remarked(const MemoryFile& file, const Report& report) const {
    TaskAnswer answer = answer_of(report);
    auto book = remarked_workbook(file.bytes, cell_remarks(answer.report, file.path, task_.language));
    answer.outcome = book ? Outcome::Done : Outcome::NotOffered;
    answer.media_type = format_info(Format::Xlsx).media_type;
    if (book) answer.body = *std::move(book);
    return answer;
  }

  // One record as a form.

  TaskAnswer fields() const {
    TaskAnswer answer = text(store_.fields(request_.type, {}, task_.language), "application/json");
    return answer.outcome == Outcome::Done ? answer : none(std::move(answer));
  }

  TaskAnswer lines() const {
    RecordsChange said;
    for (RecordLine& line : store_.lines(request_.type, request_.key, task_.language)) {
      said.values.push_back({request_.type, std::move(line.label), std::move(line.text)});
    }
    TaskAnswer answer = answer_of(Report(), said);
    if (!said.values.empty()) return answer;
    answer.outcome = Outcome::BadData;
    return none(std::move(answer));
  }

  /// Returns the pictures in the record, by the members that have them. Pictures within texts
  /// are data URLs of up to megabytes: pages get marks instead, and saving puts the pictures
  /// back.
  std::map<std::string, std::vector<std::string>> kept_pictures() const {
    std::map<std::string, std::vector<std::string>> pictures;
    if (request_.key.empty()) return pictures;
    for (const RecordField& field : fields_of(request_.type, {}, request_.key)) {
      if (field.value) pictures[field.name] = picture_addresses(field.value->text);
    }
    return pictures;
  }

  static bool has_text(const TypedValues& values, std::string_view part) {
    return std::any_of(values.begin(), values.end(), [part](const TypedValue& value) {
      return std::any_of(value.texts.begin(), value.texts.end(),
                         [part](const std::string& text) { return text.find(part) != std::string::npos; });
    });
  }

  /// The first token of a pointer: `body` of `/body/1`.
  static std::string member_of(const std::string& pointer) {
    return pointer.substr(1, std::min(pointer.find('/', 1), pointer.size()) - 1);
  }

  /// Returns the values of the record that the request names, with marks in place of pictures.
  TypedValues stored_values() const {
    TypedValues values = store_.form_values(request_.type, request_.key);
    if (!has_text(values, "data:image/")) return values;
    const auto pictures = kept_pictures();
    // Marks are numbered within a member, so the page may move them, but not invent one.
    for (TypedValue& value : values) {
      const std::string member = member_of(value.pointer);
      const auto kept = pictures.find(member);
      if (kept == pictures.end() || kept->second.empty()) continue;
      for (std::string& text : value.texts) text = with_marks(text, member, kept->second);
    }
    return values;
  }

  /// Returns the values of an object by their pointers, as typed input: texts unchanged, a list of texts for several
  /// choices, and anything else as JSON.
  static TypedValues values_of_program(const std::string& json) {
    TypedValues values;
    // Problems of the text are ignored here: the import reads it again and reports them.
    diagnostics::DiagnosticSink ignored;
    const auto read = data::read_json(diagnostics::SourceId(0), json, {}, ignored);
    const std::optional<data::Value> object = read ? std::optional(read->root()) : std::nullopt;
    for (std::size_t i = 0; object && i < object->size(); ++i) {
      const data::Value value = object->at(i);
      if (value.is_null()) continue;
      TypedValue typed{std::string(object->key_at(i)), {}};
      // `["a","b"]` counts as several choices, `[1,2]` as JSON.
      bool has_texts = value.is_array();
      for (std::size_t item = 0; has_texts && item < value.size(); ++item) {
        has_texts = value.at(item).is_string();
        if (has_texts) typed.texts.emplace_back(value.at(item).string());
      }
      if (!has_texts) {
        typed.texts.assign(1, value.is_string() ? std::string(value.string()) : std::string());
        if (!value.is_string()) data::append_value_json(typed.texts.front(), value);
      }
      values.push_back(std::move(typed));
    }
    return values;
  }

  std::optional<TypedValues> typed() const {
    if (task_.files.size() < 2) return std::nullopt;
    if (request_.of_program) return values_of_program(task_.files[1].bytes);
    // `kNoEntries`: the page is opened for the first time, with the stored values.
    if (task_.files[1].bytes == kNoEntries && !request_.key.empty()) return stored_values();
    return parse_entries(task_.files[1].bytes);
  }

  /// The fields of the form that these values select.
  std::vector<RecordField> fields_by(const TypedValues& values) const {
    std::vector<RecordValue> known;
    for (const TypedValue& value : values) {
      // Only members at the top can decide about the form.
      const bool is_member = value.pointer.find('/', 1) == std::string::npos;
      if (is_member && value.texts.size() == 1 && !value.texts.front().empty()) {
        known.push_back({value.pointer, value.texts.front()});
      }
    }
    return fields_of(request_.type, known);
  }

  /// Returns the page, with the parts that depend on the form: the values that selected it, and a control for each
  /// member that takes pictures.
  TaskAnswer page_of(const TypedValues& values, const std::vector<FormMessage>& messages, Outcome outcome) const {
    auto input = parse_form_page(request_.page_around, task_.language);
    if (!input) return {};
    input->values = values;
    input->messages.insert(input->messages.end(), messages.begin(), messages.end());
    const bool is_praised = request_.preview && outcome == Outcome::Done && messages.empty();
    if (is_praised) input->notices.emplace_back(diagnostics::texts::OfficeNoMessages.in(task_.language));
    for (const RecordField& field : fields_by(values)) {
      const std::string pointer = "/" + field.name;
      const auto typed =
          std::find_if(values.begin(), values.end(), [&](const TypedValue& value) { return value.pointer == pointer; });
      // The page states which form it has, so that a posted page is read by the same one.
      if (field.decides && typed != values.end() && !typed->texts.empty()) {
        input->hidden.emplace_back(std::string(kFormOf) + field.name, typed->texts.front());
      }
      // A field that can take pictures gets two controls: the file and its description.
      if (field.pictures.empty()) continue;
      namespace texts = diagnostics::texts;
      FormExtra file{std::string(kPicture) + field.name, texts::OfficeFactsPicture.in(task_.language, field.title)};
      file.is_file = true;
      input->extras.insert(input->extras.begin(), {std::move(file),
                                                   {std::string(kPictureText) + field.name,
                                                    std::string(texts::OfficeFactsPictureText.in(task_.language)),
                                                    std::string(texts::OfficeFactsPictureHint.in(task_.language))}});
    }
    TextResult page = store_.form_page(request_.type, *input);
    TaskAnswer answer = text(std::move(page), kHtmlType);
    if (answer.outcome != Outcome::Done) return none(std::move(answer));
    answer.outcome = outcome;
    return answer;
  }

  TaskAnswer form() const {
    const auto values = typed();
    // A new record from a link with values, such as an issue from a plan.
    if (!request_.named.empty()) return page_of(store_.values_named(request_.type, request_.named), {}, Outcome::Done);
    return values ? page_of(*values, {}, Outcome::Done) : TaskAnswer();
  }

  // For programs.

  std::vector<std::string> type_names() const {
    std::vector<std::string> names;
    for (const RecordTypeName& type : store_.types().types) names.push_back(type.name);
    return names;
  }

  bool knows_type() const {
    const std::vector<std::string> names = type_names();
    // The list is short; it is read for each request, since another process may have changed the schema.
    return std::find(names.begin(), names.end(), request_.type) != names.end();
  }

  /// Returns the answer if the request names something that does not exist, with the possible names.
  TaskAnswer unknown(std::string_view what, std::vector<std::string> known) const {
    TaskAnswer answer;
    answer.outcome = Outcome::BadData;
    answer.name = what;
    answer.known = std::move(known);
    return none(std::move(answer));
  }

  /// Describes the form of a record, or of a new one, with its values. `chosen` selects the
  /// form of a new record, such as the type of a document; without it, the default one is
  /// described.
  TaskAnswer describe() const {
    TypedValues values;
    if (request_.key.empty() && !request_.chosen.empty()) {
      const auto fields = fields_of(request_.type, {});
      const auto decider = std::find_if(fields.begin(), fields.end(), [](const auto& field) { return field.decides; });
      if (decider == fields.end()) return unknown(kUnknownForm, {});
      std::vector<std::string> known;
      for (const webform::WebChoice& choice : decider->choices) known.push_back(choice.value);
      if (std::find(known.begin(), known.end(), request_.chosen) == known.end()) return unknown(kUnknownForm, known);
      values.push_back({"/" + decider->name, {request_.chosen}});
    }
    if (!request_.key.empty() && store_.history(request_.type, request_.key).edition.empty()) {
      return unknown(kUnknownRecord, {});
    }
    TextResult said = store_.form(request_.type, values, task_.language, request_.key);
    if (auto form = base::parse_json(said.text)) {
      base::Json typed = base::Json::object();
      // Values by pointers, as save() takes them.
      for (const TypedValue& value : request_.key.empty() ? values : stored_values()) {
        const bool is_single = value.texts.size() == 1;
        typed.set(value.pointer, is_single ? base::Json(value.texts.front()) : base::Json::list_of(value.texts));
      }
      said.text = form->set("values", std::move(typed)).text();
    }
    return text(std::move(said), "application/json");
  }

  /// Returns the errors at their fields.
  TaskAnswer errors_of(const Report& report, const std::vector<FormMessage>& messages) const {
    RecordsChange said;
    for (const FormMessage& message : messages) {
      said.errors.push_back({message.pointer, message.label, message.text, message.severity == Severity::Error});
    }
    TaskAnswer answer = answer_of(report, said);
    answer.outcome = Outcome::BadData;
    return answer;
  }

  /// Reads or takes the record of a program, and saves it.
  TaskAnswer save_of_program(const std::string& record, const TypedValues& values) const {
    const std::string base = seen();
    const auto imported = import_record(record, values, base);
    if (!imported) return {};
    if (imported->conflict) return conflict();
    // Errors as a list with pointers, which a program can show at its own fields.
    if (!imported->report.ok()) return errors_of(imported->report, form_messages(imported->report, task_.language));
    RecordsChange said;
    const std::string key = imported->records.empty() ? request_.key : imported->records.front().key;
    // The new edition, so that a program can continue with changes without reading again.
    said.seen = request_.preview ? base : store_.history(request_.type, key).edition;
    return import_answer(*imported, std::move(said));
  }

  /// Returns those values of a record that select its form.
  TypedValues deciding_values(const std::string& record) const {
    TypedValues values;
    const auto object = base::parse_json(record);
    for (const RecordField& field : object ? fields_of(request_.type, {}) : std::vector<RecordField>()) {
      const std::string value = field.decides ? object->view().text_of(field.name) : std::string();
      if (!value.empty()) values.push_back({"/" + field.name, {value}});
    }
    return values;
  }

  /// Returns the record with the chosen pictures. The picture is inserted at the place that the field names (`pictures`
  /// is a place within the member).
  std::string with_chosen(const std::string& record) const {
    auto object = base::parse_json(record);
    if (!object) return record;
    for (const AddedPicture& picture : request_.pictures) {
      std::string place;
      for (const RecordField& field : fields_of(request_.type, {}, request_.key)) {
        if (field.name == picture.member) place = field.pictures;
      }
      const auto member = object->view().find(picture.member);
      const std::string made = with_figure(member ? member->json() : "", place, picture.file, picture.alt);
      if (!made.empty()) object->set(picture.member, base::Json::written(made));
    }
    return object->text();
  }

  /// Saves the typed values: a new record never replaces another, and a changed record must still be as it was shown.
  /// With `preview` it is only checked. Errors come back as the page, with a message at each field.
  TaskAnswer save() const {
    // `whole`: the program sends the complete record, not single values.
    if (request_.whole) {
      if (task_.files.size() < 2) return {};
      return save_of_program(task_.files[1].bytes, deciding_values(task_.files[1].bytes));
    }
    const auto values = typed();
    if (!values) return {};
    TypedValues restored = *values;
    // Read first: marks stand for addresses of the stored record.
    const auto pictures = has_text(restored, kStoredMark) ? kept_pictures() : decltype(kept_pictures())();
    for (const auto& [member, addresses] : pictures) {
      for (TypedValue& value : restored) {
        if (member_of(value.pointer) != member) continue;
        for (std::string& text : value.texts) text = with_addresses(std::move(text), member, addresses);
      }
    }
    const FormReading reading = store_.read_form(request_.type, restored, task_.language, request_.key);
    if (request_.of_program) {
      return reading.ok ? save_of_program(reading.json, *values) : errors_of(reading.report, reading.messages);
    }
    if (!reading.ok) return page_of(*values, reading.messages, Outcome::BadData);
    const auto imported = import_record(with_chosen(reading.json), *values, seen());
    if (!imported) return {};
    // Without a key it is a new record: a conflict means that its name is taken, which is shown at its field.
    if (imported->conflict && !request_.key.empty()) return conflict();
    const auto messages = form_messages(imported->report, task_.language);
    if (!imported->report.ok()) return page_of(*values, messages, Outcome::BadData);
    return request_.preview ? page_of(*values, messages, Outcome::Done) : import_answer(*imported);
  }

  /// Returns the edition on which the change is based: the current one if it is among several ETags; otherwise `-`,
  /// which is never an edition, so that the change is refused.
  std::string seen() const {
    if (request_.matched.empty() || request_.key.empty()) return request_.seen;
    constexpr std::string_view kNoEdition = "-";
    std::string now = store_.history(request_.type, request_.key).edition;
    // A record that does not exist has an empty edition, which `""` does not mean.
    const bool fits = !now.empty() && http::has_etag(request_.matched, '"' + now + '"', false);
    return fits ? std::move(now) : std::string(kNoEdition);
  }

  /// Saves one record, with the pictures that follow the values. `seen`: the edition on which a changed record is
  /// based.
  std::optional<RecordImport> import_record(const std::string& record, const TypedValues& values,
                                            const std::string& seen) const {
    ImportOptions options;
    options.type = request_.type;
    options.typed = values;
    options.preview = request_.preview;
    // `only_new` for new records, `replaces` and `seen` for changed ones: the two exclude each other.
    options.only_new = request_.key.empty();
    if (!request_.key.empty()) {
      options.replaces = request_.key;
      options.seen = seen;
    }
    std::vector<MemoryFile> files{{std::string(kTypedRecord), record}};
    files.insert(files.end(), task_.files.begin() + 2, task_.files.end());
    return import_files(files, options, reason(request_.reason));
  }

  // Submissions.

  /// Returns the records that were made from a submission before. They are recognised by the reason of their change,
  /// which starts with its receipt number; records that were removed since do not count, so that a wrong entry can be
  /// removed and made again.
  std::vector<RecordName> entered_before() const {
    const std::string& receipt = request_.receipt;
    // The whole history: receipts are in the reason of changes, by which they are found.
    std::set<std::pair<std::string, std::string>> known;
    for (const RecordChange& change : store_.history().changes) {
      const bool is_of_it = change.reason == receipt || change.reason.starts_with(receipt + ' ');
      if (change.action == "remove") {
        known.erase({change.type, change.key});
      } else if (is_of_it) {
        known.emplace(change.type, change.key);
      }
    }
    std::vector<RecordName> list;
    for (const auto& [type, key] : known) list.push_back({type, key});
    return list;
  }

  std::vector<RecordField> fields_of(const std::string& type, const std::vector<RecordValue>& known,
                                     const std::string& key = {}) const {
    return base::from_json<std::vector<RecordField>>(store_.fields(type, known, task_.language, key).text)
        .value_or(std::vector<RecordField>());
  }

  /// Returns the error if the bundle of a form names a type that the store does not have.
  std::optional<TaskAnswer> unknown_type() const {
    for (const FormRecord& record : request_.records) {
      const TextResult fields = store_.fields(record.type, {}, task_.language);
      if (!fields.report.ok()) return answer_of(fields.report, RecordsChange());
    }
    return std::nullopt;
  }

  /// Enters the records of a submission as new ones: none replaces another. If the submission was entered before, only
  /// a preview is made, and the answer names its records.
  TaskAnswer enter() const {
    if (auto refused = unknown_type()) return *std::move(refused);
    base::Json lists = base::Json::object();
    RecordsChange said;
    for (const RecordTypeName& type : store_.types().types) {
      base::Json list = base::Json::list();
      for (const FormRecord& one : request_.records) {
        // In the order of the store's types, since records may refer to those of earlier types.
        const auto record = base::parse_json(one.record.text);
        if (!record || one.type != type.name) continue;
        list.add(base::Json::written(one.record.text));
        for (RecordLine& line : store_.lines_of(type.name, one.record.text, task_.language)) {
          said.values.push_back({type.name, std::move(line.label), std::move(line.text)});
        }
      }
      if (list.size() > 0) lists.set(type.plural, std::move(list));
    }
    said.entered = entered_before();
    ImportOptions options;
    options.only_new = true;
    options.preview = request_.preview || !said.entered.empty();
    // Entering needs the hash of the plan that a user has seen; without it nothing is stored.
    if (!options.preview) options.agreed = request_.plan;
    const auto imported =
        import_files(std::vector<MemoryFile>{{"submission.json", lists.text()}}, options, reason(request_.receipt));
    if (!imported) return {};
    const bool is_known = !said.entered.empty();
    TaskAnswer answer = import_answer(*imported, std::move(said));
    if (is_known) answer.outcome = Outcome::BadData;
    return answer;
  }

  /// Returns the answer if the record has changed since the user saw it, or was removed.
  TaskAnswer conflict() const {
    RecordsChange said;
    said.conflict = true;
    // Gone: another user has removed the record.
    said.gone = store_.history(request_.type, request_.key).edition.empty();
    TaskAnswer answer;
    answer.outcome = Outcome::BadData;
    answer.media_type = "application/json";
    answer.body = base::to_json(said).text();
    return answer;
  }

  /// Returns the answer to an import. `said` has what is already known about a submission.
  TaskAnswer import_answer(const RecordImport& imported, RecordsChange said = {}) const {
    said.plan = imported.plan;
    said.conflict = imported.conflict;
    said.changed = imported.changed;
    said.has_orphans = imported.has_orphans;
    said.types = types();
    for (const ImportedRecord& record : imported.records) {
      // Fields, values before and after, and their places have the same indexes.
      PlannedChange change{std::string(kActions[static_cast<std::size_t>(record.action)]), record.type, record.key};
      change.place = record.place;
      for (std::size_t i = 0; i < record.fields.size(); ++i) {
        const ChangedValue value = i < record.values.size() ? record.values[i] : ChangedValue();
        change.values.push_back({record.fields[i], value.before, value.after, value.pointer, value.place});
      }
      said.records.push_back(std::move(change));
    }
    TaskAnswer answer = answer_of(imported.report, said);
    // The page itself explains a conflict.
    if (imported.conflict) answer.report.clear();
    return answer;
  }

  TaskAnswer changed(const RecordChanges& changes) const {
    if (changes.conflict) return conflict();
    RecordsChange said;
    said.changed = changes.changed;
    return answer_of(changes.report, said);
  }

  static StandingSaid standing_said(const IssueStanding& standing) {
    return {standing.state, standing.by, standing.time, standing.reason, standing.until, standing.approval};
  }

  static std::vector<TextOfBoth> texts_of(const std::vector<MessageText>& texts) {
    std::vector<TextOfBoth> both;
    for (const MessageText& text : texts) both.push_back({text.chinese, text.english});
    return both;
  }

  IssueDecision decision() const {
    // Any other word releases: the table of routes admits only these.
    if (request_.decision == "ask") return IssueDecision::Ask;
    if (request_.decision == "approve") return IssueDecision::Approve;
    if (request_.decision == "send-back") return IssueDecision::SendBack;
    return request_.decision == "hold" ? IssueDecision::Hold : IssueDecision::Release;
  }

  /// Returns the state of all issues. Reading the records takes far longer than showing a page, so the answer is cached
  /// until they or the site change, the day ends, or a hold ends. A worker does one task after another.
  TaskAnswer state() const {
    struct Kept {
      std::string stamp;
      diagnostics::Language language = {};  // of messages
      std::int64_t day = 0;
      std::int64_t until = 0;
      TaskAnswer answer;
    };
    static Kept kept;
    constexpr std::int64_t kDay = 86'400;
    std::string stamp = store_.stamp();
    if (!stamp.empty()) stamp += resources::stamp_of_files({request_.site + "/.gongwen/current/index.json"});
    const std::int64_t day = (now() + base::kChinaTime) / kDay;
    const bool is_same = !stamp.empty() && kept.stamp == stamp && kept.language == task_.language;
    if (is_same && kept.day == day && now() < kept.until) return kept.answer;
    PublishOptions options;
    options.store = request_.store;
    options.site = request_.site;
    options.now = now();
    const PublicationState found = publication_state(engine_, options);
    PeriodicalSaid said;
    said.errors = texts_of(found.errors);
    said.certificate_expires = static_cast<std::uint64_t>(found.certificate_expires.value_or(0));
    std::int64_t until = now() + kDay;
    for (const IssueState& issue : found.issues) {
      said.issues.push_back({issue.period, std::string(stage_name(issue.stage)), issue.year, issue.issue, issue.edition,
                             issue.date, standing_said(issue.standing), issue.not_handed_on, texts_of(issue.errors)});
      if (const auto end = base::parse_moment(issue.standing.until)) until = std::min(until, *end);
    }
    for (const OpenPoint& point : found.open) said.open.push_back({{point.title_zh, point.title_en}, point.keys});
    TaskAnswer answer = answer_of(found.report, said);
    // If something cannot be read now, perhaps because another program writes, it is tried again.
    if (found.report.ok()) kept = {std::move(stamp), task_.language, day, until, answer};
    return answer;
  }

  /// Publishes an issue, or previews it. A preview answers with the document if one can be made.
  TaskAnswer publish(bool preview) const {
    PublishOptions options;
    options.store = request_.store;
    options.site = request_.site;
    options.period = request_.period;
    options.preview = preview;
    // Everything except a preview needs the hash of the preview that was seen; with an empty one nothing is done.
    if (request_.action != RecordsAction::Preview) options.agreed = request_.agreed;
    options.signing = request_.signing;
    // The secret is read only for signing, and is in no task or log.
    const std::string& secret_file = request_.secret_file;
    diagnostics::DiagnosticSink unread;
    if (!secret_file.empty()) {
      options.secret = [&]() -> std::optional<std::string> {
        const auto secret = sign::read_secret_file(secret_file, unread);
        return secret ? std::optional(secret->text()) : std::nullopt;
      };
    }
    options.now = now();
    options.by = request_.by;
    options.needs_approval = request_.needs_approval;
    if (request_.action == RecordsAction::Decide) {
      options.reason = request_.reason;
      options.leave = request_.decision == "leave";
      options.withdraw = request_.decision == "withdraw";
      if (options.leave || options.withdraw) {
        options.preview = false;
        options.seen_edition = static_cast<int>(request_.edition);
        options.signing.clear();  // nothing is signed: an expired certificate must not keep an issue public
      } else {
        options.decision = decision();
      }
      if (request_.until != 0) options.hold_until = static_cast<std::int64_t>(request_.until);
    }
    options.render.deadline = render_.deadline;
    const Publication publication = publish_issues(engine_, options);
    IssueAnswer said;
    if (!publication.issues.empty()) {
      const PublishedIssue& issue = publication.issues.front();
      if (request_.document && !issue.document.empty()) {
        TaskAnswer answer = answer_of(publication.report);
        answer.outcome = Outcome::Done;
        answer.media_type = format_info(Format::Pdf).media_type;
        answer.body = issue.document;
        return answer;
      }
      said = {std::string(outcome_name(issue.outcome)),
              issue.year,
              issue.issue,
              issue.edition,
              issue.pages,
              issue.facts,
              issue.is_other,
              issue.signer,
              issue.contents,
              {},
              standing_said(issue.standing),
              issue.changes};
      for (const OpenPoint& point : issue.open) said.open.push_back({{point.title_zh, point.title_en}, point.keys});
    }
    return answer_of(publication.report, said);
  }

  const Task& task_;
  const RecordsRequest& request_;
  const EngineOptions& engine_;
  const RenderOptions& render_;
  RecordStore store_;
  mutable std::string folder_;  // temporary folder of an import's files
};

}  // namespace

TaskAnswer answer_records(const Task& task, const EngineOptions& engine, const RenderOptions& render) {
  const auto request = task.files.empty() ? std::nullopt : base::from_json<RecordsRequest>(task.files.front().bytes);
  if (!request) return {};
  return RecordsRun(task, *request, engine, render).run();
}

}  // namespace gongwen::service

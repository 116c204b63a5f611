#include "engine/batch/detail/task_message.h"

#include "base/json.h"
#include "engine/batch/detail/record_maker.h"

#include <array>
#include <cmath>
#include <utility>

// ObjectReader, which reads and removes objects in the background; and the JSON of tasks and answers. Numbers
// that may have fractions are sent as integers of thousandths, since the JSON of the module base cannot read
// fractions.
namespace gongwen::engine {
namespace {

constexpr std::uint64_t kTaskVersion = 1;
constexpr double kThousandths = 1'000;

/// In the order of RecordForm and MadeRecord::State.
constexpr std::array<std::string_view, 3> kForms{"json", "yaml", "row"};
constexpr std::array<std::string_view, 3> kStates{"made", "told", "crashed"};

template <typename Value, std::size_t Count>
std::optional<Value> value_of_word(const std::array<std::string_view, Count>& words, std::string_view word) {
  for (std::size_t i = 0; i < Count; ++i) {
    if (words[i] == word) return static_cast<Value>(i);
  }
  return std::nullopt;
}

/// Visits the elements of a list until `visit` returns false. Returns false then, and if the list is missing.
template <typename Visit>
bool each_in(const base::JsonView& object, std::string_view name, const Visit& visit) {
  const std::optional<base::JsonView> list = object.find(name);
  if (!list || !list->is_list()) return false;
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (!visit(list->at(i))) return false;
  }
  return true;
}

/// The options that change documents. Options named by local_option() are not sent. The receiver
/// ignores unknown members, and uses defaults for absent ones; a change of meaning needs another
/// kTaskVersion.
base::Json render_json(const RenderOptions& options) {
  base::Json json = base::Json::object();
  json.set("strict", options.strict).set("fillable", options.fillable).set("profile", options.profile);
  json.set("attach_data", options.pdf.attach_data).set("signature_fields", options.pdf.signature_fields);
  json.set("field_font", options.pdf.field_font).set("signable", options.pdf.signable);
  // In thousandths, as an integer: exact on every machine.
  json.set("dpi", static_cast<std::uint64_t>(std::lround(options.png.dpi * kThousandths)));
  json.set("ofd_plain", options.ofd.profile == OfdProfile::Plain);
  json.set("csv_sheet", options.csv.sheet);
  json.set("csv_gb18030", options.csv.encoding == CsvOptions::Encoding::Gb18030);
  json.set("line_numbers", options.draft.line_numbers).set("mark", options.draft.mark);
  return json;
}

/// The counterpart of render_json.
RenderOptions parse_render(const base::JsonView& json) {
  RenderOptions options;
  options.strict = json.flag_of("strict");
  options.fillable = json.flag_of("fillable");
  options.profile = json.text_of("profile");
  options.pdf.attach_data = json.flag_of("attach_data");
  options.pdf.signature_fields = json.flag_of("signature_fields");
  options.pdf.signable = json.flag_of("signable");
  options.pdf.field_font = json.text_of("field_font");
  options.png.dpi = static_cast<double>(json.number_of("dpi").value_or(0)) / kThousandths;
  if (json.flag_of("ofd_plain")) options.ofd.profile = OfdProfile::Plain;
  options.csv.sheet = json.text_of("csv_sheet");
  if (json.flag_of("csv_gb18030")) options.csv.encoding = CsvOptions::Encoding::Gb18030;
  options.draft.line_numbers = json.flag_of("line_numbers");
  options.draft.mark = json.text_of("mark");
  return options;
}

/// The files beside the data that a document shows, with their hashes.
base::Json beside_json(const std::vector<ManifestFile>& files) {
  base::Json list = base::Json::list();
  for (const ManifestFile& file : files) {
    list.add(std::move(base::Json::object().set("name", file.name).set("hash", file.hash)));
  }
  return list;
}

std::vector<ManifestFile> parse_beside(const base::JsonView& json) {
  std::vector<ManifestFile> files;
  each_in(json, "beside", [&](const base::JsonView& file) {
    files.push_back({file.text_of("name"), file.text_of("hash")});
    return true;
  });
  return files;
}

/// `remarks`, `errors` and cells are not sent: the sender makes such records itself. A row of a table is sent as its
/// CSV text; its headings are in the task.
base::Json record_json(const Record& record) {
  base::Json json = base::Json::object();
  json.set("n", record.number).set("place", record.place).set("source", record.source_name);
  json.set("line", record.start.line).set("column", record.start.column);
  json.set("form", kForms.at(static_cast<std::size_t>(record.form))).set("text", record.text);
  return std::move(json.set("row", record.row));
}

/// A record without number or form is invalid.
std::optional<Record> parse_record(const base::JsonView& json) {
  const std::optional<std::uint64_t> number = json.number_of("n");
  const auto form = value_of_word<RecordForm>(kForms, json.text_of("form"));
  if (!number || !form) return std::nullopt;
  Record record;
  record.number = *number;
  record.place = json.text_of("place");
  record.source_name = json.text_of("source");
  record.start.line = static_cast<std::uint32_t>(json.number_of("line").value_or(1));
  record.start.column = static_cast<std::uint32_t>(json.number_of("column").value_or(1));
  record.form = *form;
  record.text = json.text_of("text");
  record.row = json.number_of("row").value_or(0);
  return record;
}

/// A format that this program does not know makes the task invalid.
bool parse_formats(const base::JsonView& json, std::vector<Format>& formats) {
  return each_in(json, "formats", [&](const base::JsonView& name) {
    const FormatInfo* const format = find_format(name.text());
    if (format != nullptr) formats.push_back(format->format);
    return format != nullptr;
  });
}

/// A made file is described; its bytes are in the store, under their hash.
base::Json made_file_json(const MadeFile& file) {
  base::Json json = base::Json::object();
  json.set("format", format_info(file.format).name).set("hash", file.hash).set("bytes", file.bytes);
  return std::move(json.set("pages", file.pages).set("page", file.page));
}

/// Returns nullopt for a format that this program does not know.
std::optional<MadeFile> parse_made_file(const base::JsonView& json) {
  const FormatInfo* const format = find_format(json.text_of("format"));
  if (format == nullptr) return std::nullopt;
  return MadeFile{format->format, json.text_of("hash"), json.number_of("bytes").value_or(0),
                  json.number_of("pages").value_or(0), json.number_of("page").value_or(0)};
}

}  // namespace

/// The parts of a definition are sent separately, so that a mismatch can be explained.
base::Json definition_json(const DefinitionParts& parts) {
  base::Json json = base::Json::object();
  json.set("program", parts.program).set("bundle", parts.bundle).set("fonts", parts.fonts).set("whole", parts.whole);
  return json;
}

DefinitionParts parse_definition(const base::JsonView& json) {
  return {json.text_of("program"), json.text_of("bundle"), json.text_of("fonts"), json.text_of("whole")};
}

/// From cause to consequence: another program explains other fonts.
std::string_view different_part(const DefinitionParts& one, const DefinitionParts& other) {
  if (one.program != other.program) return "program";
  if (one.bundle != other.bundle) return "bundle";
  if (one.fonts != other.fonts) return "fonts";
  return one.whole != other.whole ? "options" : std::string_view();
}

/// Confirmed warnings, former data and replaced texts are files of this machine; custom fonts and limits are not part
/// of a task.
std::string_view local_option(const RenderOptions& options) {
  if (options.confirmed) return "confirmed";
  if (!options.texts.empty()) return "texts";
  if (!options.draft.changes_from.is_blank()) return "changes";
  if (options.report_defaults) return "verbose";
  const std::string& font = options.pdf.field_font;
  if (font != "none" && font != "common" && font != "wide") return "field-font";
  if (options.limits != Limits()) return "limit";
  return {};
}

/// One JSON object. All records of a task come from the same table, so its head is written once.
std::string write_task(const BatchTask& task) {
  base::Json json = base::Json::object();
  json.set("v", kTaskVersion).set("run", task.run).set("task", task.number).set("kind", task.kind);
  json.set("definition", definition_json(task.definition));
  base::Json formats = base::Json::list();
  for (const Format format : task.formats) formats.add(format_info(format).name);
  json.set("formats", std::move(formats)).set("options", render_json(task.render));
  base::Json records = base::Json::list();
  for (const Record& record : task.records) records.add(record_json(record));
  json.set("records", std::move(records)).set("beside", beside_json(task.beside));
  // Rows need their headings, which the worker matches with the schema.
  const RecordTable* const table = task.records.empty() ? nullptr : task.records.front().table.get();
  if (table != nullptr) json.set("header", table->header).set("separator", std::string(1, table->separator));
  return json.text();
}

/// Objects and lists are checked; texts that are missing count as empty.
std::optional<ParsedTask> parse_task(std::string_view text) {
  const std::optional<base::Json> json = base::parse_json(text, {text.size()});
  // No other member of a task of another version is read: they may have other meanings.
  if (!json || json->view().number_of("v") != kTaskVersion) return std::nullopt;
  const base::JsonView view = json->view();
  const auto definition = view.find("definition");
  const auto options = view.find("options");
  if (!definition || !options) return std::nullopt;
  ParsedTask parsed;
  BatchTask& task = parsed.task;
  task.run = view.text_of("run");
  task.number = view.number_of("task").value_or(0);
  task.kind = view.text_of("kind");
  task.definition = parse_definition(*definition);
  task.render = parse_render(*options);
  task.beside = parse_beside(view);
  parsed.header = view.text_of("header");
  if (const std::string separator = view.text_of("separator"); !separator.empty()) parsed.separator = separator.front();
  const bool is_whole = parse_formats(view, task.formats) && each_in(view, "records", [&](const base::JsonView& one) {
                          std::optional<Record> record = parse_record(one);
                          if (record) task.records.push_back(*std::move(record));
                          return record.has_value();
                        });
  // A task without run could not be answered.
  if (!is_whole || task.run.empty() || task.kind.empty()) return std::nullopt;
  return parsed;
}

/// Only a made record has files.
base::Json made_record_json(const MadeRecord& record) {
  base::Json json = base::Json::object();
  json.set("n", record.number).set("status", kStates.at(static_cast<std::size_t>(record.state)));
  if (record.state == MadeRecord::State::Crashed) json.set("reason", record.reason);
  if (record.state != MadeRecord::State::Made) return json;
  base::Json files = base::Json::list();
  for (const MadeFile& file : record.files) files.add(made_file_json(file));
  json.set("name", record.name).set("files", std::move(files)).set("beside", beside_json(record.beside));
  json.set("microseconds", static_cast<std::uint64_t>(std::llround(record.milliseconds * kThousandths)));
  if (record.has_messages) json.set("messages", true);
  return json;
}

/// Returns nullopt if the answer is damaged; the sender then makes the record itself.
std::optional<MadeRecord> parse_made_record(const base::JsonView& json) {
  const std::optional<std::uint64_t> number = json.number_of("n");
  const auto state = value_of_word<MadeRecord::State>(kStates, json.text_of("status"));
  if (!number || !state) return std::nullopt;
  MadeRecord record;
  record.number = *number;
  record.state = *state;
  record.reason = json.text_of("reason");
  // Only a made record has further members.
  if (record.state != MadeRecord::State::Made) return record;
  record.name = json.text_of("name");
  record.has_messages = json.flag_of("messages");
  record.beside = parse_beside(json);
  record.milliseconds = static_cast<double>(json.number_of("microseconds").value_or(0)) / kThousandths;
  // One unknown file makes the record unusable: its documents would be incomplete.
  const bool is_whole = each_in(json, "files", [&](const base::JsonView& one) {
    const std::optional<MadeFile> file = parse_made_file(one);
    if (file) record.files.push_back(*file);
    return file.has_value();
  });
  // A list that stopped early is not whole.
  return is_whole ? std::optional(std::move(record)) : std::nullopt;
}

/// `records` are already JSON, as written by the process of the worker.
std::string task_answer_json(std::uint64_t task, const std::string& worker, const std::string& refused,
                             const std::vector<std::string>& records) {
  base::Json json = base::Json::object();
  json.set("v", kTaskVersion).set("task", task).set("worker", worker).set("refused", refused);
  base::Json list = base::Json::list();
  for (const std::string& record : records) list.add(base::Json::written(record));
  return json.set("records", std::move(list)).text();
}

/// An answer of another version refuses the task, so that the sender reports the version.
std::optional<TaskResult> parse_result(std::string_view text) {
  const std::optional<base::Json> json = base::parse_json(text, {text.size()});
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  TaskResult result;
  result.number = view.number_of("task").value_or(0);
  result.worker = view.text_of("worker");
  result.refused = view.text_of("refused");
  // Workers of another version count as having refused the task, so that others or this machine do it.
  if (view.number_of("v") != kTaskVersion) {
    result.refused = "task";
    return result;
  }
  const bool is_whole = each_in(view, "records", [&](const base::JsonView& one) {
    std::optional<MadeRecord> record = parse_made_record(one);
    if (record) result.records.push_back(*std::move(record));
    return record.has_value();
  });
  return is_whole ? std::optional(std::move(result)) : std::nullopt;
}

/// Fewer members than parse_task, so that it works for other versions.
std::optional<TaskHead> parse_task_head(std::string_view text) {
  const std::optional<base::Json> json = base::parse_json(text, {text.size()});
  if (!json || !json->view().is_object()) return std::nullopt;
  TaskHead head{json->view().text_of("run"), json->view().number_of("task").value_or(0)};
  each_in(json->view(), "records", [&](const base::JsonView& record) {
    head.records.push_back(record.number_of("n").value_or(0));
    return true;
  });
  if (head.run.empty() || head.records.empty()) return std::nullopt;
  return head;
}

/// The objects to which a record's answer refers, so that they can be removed if the answer is no longer wanted.
std::vector<std::string> objects_of(std::string_view made_record) {
  std::vector<std::string> objects;
  const std::optional<base::Json> json = base::parse_json(made_record, {made_record.size()});
  const std::optional<MadeRecord> made = json ? parse_made_record(json->view()) : std::nullopt;
  if (!made) return objects;
  for (const MadeFile& file : made->files) objects.push_back(file.hash);
  return objects;
}

}  // namespace gongwen::engine

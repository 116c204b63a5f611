#include "service/detail/task.h"

#include "base/json.h"
#include "forms/field_names.h"
#include "resources/message_channel.h"
#include "webform/page.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

/// `[["a","1"],["b","2"]]`
template <typename Pairs>
base::Json pairs_list(const Pairs& pairs) {
  base::Json list = base::Json::list();
  for (const auto& [first, second] : pairs) {
    base::Json pair = base::Json::list();
    pair.add(first).add(second);
    list.add(std::move(pair));
  }
  return list;
}

base::Json values_json(const TypedValues& values) {
  base::Json list = base::Json::list();
  for (const TypedValue& value : values) {
    base::Json json = base::Json::object();
    json.set("pointer", value.pointer).set("texts", base::Json::list_of(value.texts));
    if (value.is_file) json.set("file", true);
    list.add(std::move(json));
  }
  return list;
}

TypedValues values_of(const base::JsonView& list) {
  TypedValues values;
  if (!list.is_list()) return values;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const base::JsonView one = list.at(i);
    TypedValue value;
    value.pointer = one.text_of("pointer");
    const auto texts = one.find("texts");
    for (std::size_t j = 0; texts && j < texts->size(); ++j) value.texts.emplace_back(texts->at(j).text());
    value.is_file = one.flag_of("file");
    values.push_back(std::move(value));
  }
  return values;
}

base::Json messages_list(const std::vector<FormMessage>& messages) {
  base::Json list = base::Json::list();
  for (const FormMessage& message : messages) {
    base::Json one = base::Json::object();
    one.set("pointer", message.pointer).set("text", message.text).set("id", webform::page_id(message.pointer));
    list.add(std::move(one.set("error", message.severity == Severity::Error)));
  }
  return list;
}

}  // namespace

std::string entries_json(const TypedValues& values) { return values_json(values).text(); }

std::string messages_json(const std::vector<FormMessage>& messages) { return messages_list(messages).text(); }

std::optional<TypedValues> parse_entries(std::string_view text) {
  const std::optional<base::Json> json = base::parse_json(text);
  return json ? std::optional(values_of(json->view())) : std::nullopt;
}

std::string form_page_json(const FormPageInput& input) {
  base::Json json = base::Json::object();
  json.set("action", input.action).set("hidden", pairs_list(input.hidden));
  json.set("rows", pairs_list(input.rows)).set("file_names", pairs_list(input.file_names));
  json.set("notices", base::Json::list_of(input.notices)).set("style", input.style_address);
  json.set("left_step", input.left_step)
      .set("step", input.step)
      .set("at_first_error", input.at_first_error)
      .set("leads_to_all", input.leads_to_all);
  json.set("script", input.script_address).set("leads_to_language", input.leads_to_language);
  base::Json buttons = base::Json::list();
  for (const FormButton& button : input.buttons) {
    base::Json one = base::Json::object();
    one.set("name", button.name).set("label", button.label).set("main", button.is_main);
    one.set("each_step", button.is_on_each_step).set("attachments", button.is_for_attachments);
    buttons.add(std::move(one));
  }
  json.set("buttons", std::move(buttons));
  base::Json links = base::Json::list();
  for (const FormLink& link : input.links) {
    links.add(std::move(base::Json::object().set("address", link.address).set("label", link.label)));
  }
  json.set("links", std::move(links)).set("messages", messages_list(input.messages));
  return json.text();
}

std::optional<FormPageInput> parse_form_page(std::string_view text, diagnostics::Language language) {
  const std::optional<base::Json> json = base::parse_json(text);
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  FormPageInput input;
  input.language = language;
  input.action = view.text_of("action");
  input.style_address = view.text_of("style");
  input.step = view.number_of("step").value_or(0);
  input.left_step = view.number_of("left_step").value_or(0);
  input.at_first_error = view.flag_of("at_first_error");
  input.script_address = view.text_of("script");
  input.leads_to_language = view.flag_of("leads_to_language");
  const auto links = view.find("links");
  for (std::size_t i = 0; links && i < links->size(); ++i) {
    input.links.push_back({links->at(i).text_of("address"), links->at(i).text_of("label")});
  }
  input.leads_to_all = view.flag_of("leads_to_all");
  const auto hidden = view.find("hidden");
  for (std::size_t i = 0; hidden && i < hidden->size(); ++i) {
    input.hidden.emplace_back(hidden->at(i).at(0).text(), hidden->at(i).at(1).text());
  }
  const auto rows = view.find("rows");
  for (std::size_t i = 0; rows && i < rows->size(); ++i) {
    input.rows.emplace(rows->at(i).at(0).text(), rows->at(i).at(1).number().value_or(0));
  }
  const auto names = view.find("file_names");
  for (std::size_t i = 0; names && i < names->size(); ++i) {
    input.file_names.emplace(names->at(i).at(0).text(), names->at(i).at(1).text());
  }
  const auto notices = view.find("notices");
  for (std::size_t i = 0; notices && i < notices->size(); ++i) input.notices.emplace_back(notices->at(i).text());
  const auto buttons = view.find("buttons");
  for (std::size_t i = 0; buttons && i < buttons->size(); ++i) {
    const base::JsonView one = buttons->at(i);
    input.buttons.push_back({one.text_of("name"), one.text_of("label"), one.flag_of("main"), one.flag_of("each_step"),
                             one.flag_of("attachments")});
  }
  const auto messages = view.find("messages");
  for (std::size_t i = 0; messages && i < messages->size(); ++i) {
    const base::JsonView one = messages->at(i);
    const Severity severity = one.flag_of("error") ? Severity::Error : Severity::Warning;
    input.messages.push_back({one.text_of("pointer"), one.text_of("text"), severity});
  }
  return input;
}

namespace {

constexpr std::array<std::string_view, kOperationCount> kOperations{
    "kinds",  "describe", "schema",  "check", "render", "extract", "form",  "form-page",
    "review", "collect",  "records", "photo", "scan",   "codes",   "stack", "password"};
constexpr std::array<std::string_view, 9> kOutcomes{"done",         "unchanged",      "invalid-data",
                                                    "unknown-kind", "no-such-format", "no-such-page",
                                                    "unreadable",   "too-long",       "failed"};

template <typename Value, std::size_t count>
std::optional<Value> find_name(const std::array<std::string_view, count>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Value>(found - names.begin());
}

// What is as in a new object is not written: most of a task and of an answer. It is read as that again.

void set_given(base::Json& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.set(name, text);
}

void set_given(base::Json& json, std::string_view name, std::uint64_t number) {
  if (number != 0) json.set(name, number);
}

void set_given(base::Json& json, std::string_view name, bool flag) {
  if (flag) json.set(name, flag);
}

/// 0 for one that was not written; nothing for what is not a number.
std::optional<std::uint64_t> given_number(const base::JsonView& json, std::string_view name) {
  return json.find(name) ? json.number_of(name) : std::optional<std::uint64_t>(0);
}

base::Json options_json(const TaskOptions& options) {
  base::Json json = base::Json::object();
  set_given(json, "format", options.format);
  set_given(json, "profile", options.profile);
  set_given(json, "if_none_match", options.if_none_match);
  set_given(json, "dpi", options.dpi);
  set_given(json, "page", options.page);
  set_given(json, "blank", options.blank);
  set_given(json, "fillable", options.fillable);
  set_given(json, "attach_data", options.attach_data);
  set_given(json, "ofd_plain", options.ofd_plain);
  set_given(json, "strict", options.strict);
  set_given(json, "values_only", options.values_only);
  set_given(json, "check", options.check);
  set_given(json, "review", options.review);
  set_given(json, "in_words", options.in_words);
  set_given(json, "titles", options.titles);
  set_given(json, "by_label", options.by_label);
  set_given(json, "collected_as", options.collected_as);
  set_given(json, "leaves_out", options.leaves_out);
  set_given(json, "page_around", options.page_around);
  set_given(json, "praise", options.praise);
  set_given(json, "command", options.command);
  set_given(json, "edition", options.edition);
  set_given(json, "page_code", options.page_code);
  set_given(json, "page_label", options.page_label);
  return json;
}

TaskOptions options_of(const base::JsonView& json) {
  TaskOptions options;
  options.format = json.text_of("format");
  options.profile = json.text_of("profile");
  options.if_none_match = json.text_of("if_none_match");
  options.dpi = json.number_of("dpi").value_or(0);
  options.page = json.number_of("page").value_or(0);
  options.blank = json.flag_of("blank");
  options.fillable = json.flag_of("fillable");
  options.attach_data = json.flag_of("attach_data");
  options.ofd_plain = json.flag_of("ofd_plain");
  options.strict = json.flag_of("strict");
  options.values_only = json.flag_of("values_only");
  options.check = json.flag_of("check");
  options.review = json.flag_of("review");
  options.in_words = json.flag_of("in_words");
  options.titles = json.text_of("titles");
  options.by_label = json.flag_of("by_label");
  options.collected_as = json.text_of("collected_as");
  options.leaves_out = json.text_of("leaves_out");
  options.page_around = json.text_of("page_around");
  options.praise = json.text_of("praise");
  options.command = json.text_of("command");
  options.edition = json.text_of("edition");
  options.page_code = json.text_of("page_code");
  options.page_label = json.text_of("page_label");
  return options;
}

}  // namespace

std::string_view operation_name(Operation operation) { return kOperations[static_cast<std::size_t>(operation)]; }

std::string_view outcome_name(Outcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

std::string write_task(const Task& task) {
  base::Json paths = base::Json::list();
  for (const MemoryFile& file : task.files) paths.add(file.path);
  base::Json head = base::Json::object();
  head.set("operation", operation_name(task.operation)).set("kind", task.kind);
  head.set("language", diagnostics::language_tag(task.language));
  head.set("milliseconds", static_cast<std::uint64_t>(task.time.count()));
  head.set("options", options_json(task.options)).set("files", std::move(paths));
  std::string messages;
  resources::append_message(messages, head.text());
  for (const MemoryFile& file : task.files) resources::append_message(messages, file.bytes);
  return messages;
}

std::optional<Task> parse_task(std::string_view message) {
  const std::optional<base::Json> json = base::parse_json(message);
  if (!json) return std::nullopt;
  const base::JsonView head = json->view();
  const auto operation = find_name<Operation>(kOperations, head.text_of("operation"));
  const auto milliseconds = head.number_of("milliseconds");
  const auto options = head.find("options");
  const auto files = head.find("files");
  if (!operation || !milliseconds || !options || !files || files->size() > kMaxTaskFiles) return std::nullopt;
  Task task;
  task.operation = *operation;
  task.kind = head.text_of("kind");
  task.language = forms::language_of_tag(head.text_of("language"));
  task.time = std::chrono::milliseconds(*milliseconds);
  task.options = options_of(*options);
  for (std::size_t i = 0; i < files->size(); ++i) task.files.push_back({std::string(files->at(i).text()), {}});
  return task;
}

std::string form_result_json(const FormResult& result) {
  base::Json json = base::Json::object();
  json.set("ok", result.ok).set("data", result.data).set("edition", result.edition);
  json.set("person", result.person).set("organisation", result.organisation);
  return json.text();
}

std::optional<FormResult> parse_form_result(std::string_view text) {
  const std::optional<base::Json> json = base::parse_json(text);
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  return FormResult{view.flag_of("ok"), view.text_of("data"), view.text_of("edition"), view.text_of("person"),
                    view.text_of("organisation")};
}

std::string without_folders(std::string report, const std::set<std::string>& folders) {
  // The longest first: one may lie in another.
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
    if (folder->empty()) continue;
    for (std::size_t at = report.find(*folder); at != std::string::npos; at = report.find(*folder, at)) {
      report.erase(at, folder->size());
    }
  }
  return report;
}

std::string left_out_json(const LeftOut& left_out) {
  base::Json json = base::Json::object();
  json.set("all", left_out.all).set("names", base::Json::list_of(left_out.names)).set("hash", left_out.hash);
  return json.text();
}

std::optional<LeftOut> parse_left_out(std::string_view text) {
  const std::optional<base::Json> json = base::parse_json(text);
  const auto names = json && json->view().is_object() ? json->view().find("names") : std::nullopt;
  if (!names || names->size() == 0) return std::nullopt;
  LeftOut left_out{json->view().number_of("all").value_or(0), {}, json->view().text_of("hash")};
  for (std::size_t i = 0; i < names->size(); ++i) left_out.names.emplace_back(names->at(i).text());
  return left_out;
}

std::string write_answer(const TaskAnswer& answer) {
  base::Json head = base::Json::object();
  head.set("outcome", outcome_name(answer.outcome)).set("memory", answer.memory);
  set_given(head, "type", answer.media_type);
  set_given(head, "name", answer.name);
  set_given(head, "tag", answer.tag);
  set_given(head, "report", answer.report);
  set_given(head, "reading", answer.reading);
  set_given(head, "warnings", answer.warnings);
  set_given(head, "pages", answer.pages);
  std::string messages;
  resources::append_message(messages, head.text());
  resources::append_message(messages, answer.body);
  return messages;
}

std::optional<TaskAnswer> parse_answer(std::string_view message, std::string body) {
  const std::optional<base::Json> json = base::parse_json(message);
  if (!json) return std::nullopt;
  const base::JsonView head = json->view();
  const auto outcome = find_name<Outcome>(kOutcomes, head.text_of("outcome"));
  const auto warnings = given_number(head, "warnings");
  const auto pages = given_number(head, "pages");
  const auto memory = head.number_of("memory");
  if (!outcome || !warnings || !pages || !memory) return std::nullopt;
  TaskAnswer answer;
  answer.outcome = *outcome;
  answer.media_type = head.text_of("type");
  answer.name = head.text_of("name");
  answer.tag = head.text_of("tag");
  answer.report = head.text_of("report");
  answer.reading = head.text_of("reading");
  answer.warnings = *warnings;
  answer.pages = *pages;
  answer.memory = *memory;
  answer.body = std::move(body);
  return answer;
}

}  // namespace gongwen::service

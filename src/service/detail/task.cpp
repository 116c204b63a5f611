// Tasks and answers as JSON. Members with their default values, which are most, are not written, so messages stay
// short.
#include "service/detail/task.h"

#include "engine/webform/page.h"
#include "engine/webform/web_form.h"
#include "resources/message_channel.h"

#include <array>

namespace gongwen {

// Names of types of the engine in messages; they are not stored, so both sides always have the same version.
std::span<const std::string_view> json_names(Severity) {
  static constexpr std::array<std::string_view, 3> kNames{"note", "warning", "error"};
  return kNames;
}

void json_members(auto& of, base::MembersOf<FormAnswer> auto& answer) {
  of("name", answer.name)("label", answer.label)("value", answer.value);
}

void json_members(auto& of, base::MembersOf<FormMessage> auto& message) {
  of("pointer", message.pointer)("text", message.text)("severity", message.severity);
  of("answer", message.answer);
}

void json_members(auto& of, base::MembersOf<FormButton> auto& button) {
  of("name", button.name)("label", button.label)("main", button.is_main);
  of("each_step", button.is_on_each_step)("attachments", button.is_for_attachments);
}

void json_members(auto& of, base::MembersOf<FormExtra> auto& extra) {
  of("name", extra.name)("label", extra.label)("hint", extra.hint)("value", extra.value)("file", extra.is_file);
}

void json_members(auto& of, base::MembersOf<FormLink> auto& link) { of("address", link.address)("label", link.label); }

void json_members(auto& of, base::MembersOf<FormFold> auto& fold) {
  of("title", fold.title)("text", fold.text)("link", fold.link);
}

void json_members(auto& of, base::MembersOf<FormAddressCheck> auto& check) {
  of("send", check.send)("about", check.about)("code", check.code)("check", check.check);
  of("confirmed", check.confirmed)("known", check.known)("waiting", check.waiting);
  of("said", check.said)("error", check.is_error);
}

/// The contents around the fields. Language and values travel with the task and in a file. Members that a page does not
/// use keep their defaults.
void json_members(auto& of, base::MembersOf<FormPageInput> auto& page) {
  of("action", page.action)("hidden", page.hidden)("rows", page.rows)("file_names", page.file_names);
  of("notices", page.notices)("links", page.links)("fold", page.fold)("buttons", page.buttons)("messages",
                                                                                               page.messages);
  of("step", page.step)("left_step", page.left_step)("at_first_error", page.at_first_error);
  of("leads_to_all", page.leads_to_all)("leads_to_language", page.leads_to_language);
  of("address_check", page.address_check)("extras", page.extras)("left", page.left);
  of("pictures", page.picture_addresses)("doubted_row", page.doubted_row)("orders_rows", page.orders_rows);
  of.given("offers_new", page.offers_new);
  of("style", page.style_address)("script", page.script_address);
}

}  // namespace gongwen

namespace gongwen::service {

// In the order of Operation.
std::span<const std::string_view> json_names(Operation) {
  static constexpr std::array<std::string_view, kOperationCount> kNames{
      "kinds",  "describe", "schema",    "check",   "render", "bind",        "extract", "form",    "form-page",
      "review", "collect",  "records",   "photo",   "scan",   "codes",       "stack",   "edition", "mail",
      "design", "cells",    "list-file", "convert", "fill",   "form-fields", "password"};
  return kNames;
}

std::span<const std::string_view> json_names(Outcome) {
  static constexpr std::array<std::string_view, 9> kNames{"done",         "unchanged",      "invalid-data",
                                                          "unknown-kind", "no-such-format", "no-such-page",
                                                          "unreadable",   "too-long",       "failed"};
  return kNames;
}

// Only members that differ from a new object are written.

void json_members(auto& of, base::MembersOf<TaskOptions> auto& options) {
  of.given("format", options.format).given("profile", options.profile).given("if_none_match", options.if_none_match);
  of.given("dpi", options.dpi).given("page", options.page).given("blank", options.blank);
  of.given("fillable", options.fillable).given("attach_data", options.attach_data).given("flatten", options.flatten);
  of.given("csv_sheet", options.csv_sheet).given("csv_gb18030", options.csv_gb18030);
  of.given("ofd_plain", options.ofd_plain).given("strict", options.strict).given("values_only", options.values_only);
  of.given("check", options.check).given("review", options.review).given("in_words", options.in_words);
  of.given("titles", options.titles).given("by_label", options.by_label).given("collected_as", options.collected_as);
  of.given("mail", options.mail).given("design", options.design);
  of.given("design_origin", options.design_origin).given("design_data", options.design_data);
  of.given("design_title", options.design_title);
  of.given("leaves_out", options.leaves_out).given("page_around", options.page_around).given("praise", options.praise);
  of.given("command", options.command).given("edition", options.edition);
  of.given("by_edition", options.by_edition).given("editions", options.editions);
  of.given("receipt", options.receipt).given("columns", options.columns);
  of.given("page_code", options.page_code).given("page_label", options.page_label);
}

namespace {

/// The first message of a task.
struct TaskHead {
  Operation operation = Operation::Kinds;
  std::string kind;
  Language language = Language::Chinese;
  std::uint64_t milliseconds = 0;
  TaskOptions options;
  std::vector<std::string> files;

  friend void json_members(auto& of, base::MembersOf<TaskHead> auto& head) {
    of.must("operation", head.operation).must("kind", head.kind).must("language", head.language);
    of.must("milliseconds", head.milliseconds).must("options", head.options).must("files", head.files);
  }
};

}  // namespace

void json_members(auto& of, base::MembersOf<TaskAnswer> auto& answer) {
  of.must("outcome", answer.outcome).must("memory", answer.memory).given("type", answer.media_type);
  of.given("name", answer.name).given("tag", answer.tag).given("report", answer.report);
  of.given("reading", answer.reading).given("warnings", answer.warnings).given("pages", answer.pages);
  of.given("known", answer.known);
}

void json_members(auto& of, base::MembersOf<FormResult> auto& result) {
  of.must("ok", result.ok)("data", result.data)("edition", result.edition);
  of("person", result.person)("organisation", result.organisation).given("email", result.email);
}

void json_members(auto& of, base::MembersOf<LeftOut> auto& left_out) {
  of("all", left_out.all)("names", left_out.names)("hash", left_out.hash);
}

std::string entries_json(const TypedValues& values) { return base::to_json(values).text(); }

// `{}` (kNoEntries) is the usual value of a new draft, so it is handled without a parser.
std::optional<TypedValues> parse_entries(std::string_view text) {
  return text == kNoEntries ? TypedValues() : base::from_json<TypedValues>(text);
}

std::string messages_json(const std::vector<FormMessage>& messages) {
  base::Json list = base::Json::list();
  for (const FormMessage& message : messages) {
    base::Json one = base::Json::object();
    one.set("pointer", message.pointer).set("text", message.text).set("id", webform::page_id(message.pointer));
    list.add(std::move(one.set("error", message.severity == Severity::Error)));
  }
  return list.text();
}

std::string form_page_json(const FormPageInput& input) { return base::to_json(input).text(); }

// The language is not part of the JSON: a page is made in that of the visit, or of the worker's task.
std::optional<FormPageInput> parse_form_page(std::string_view text, Language language) {
  auto input = base::from_json<FormPageInput>(text);
  if (input) input->language = language;
  return input;
}

std::string_view operation_name(Operation operation) {
  return json_names(operation)[static_cast<std::size_t>(operation)];
}

std::string_view outcome_name(Outcome outcome) { return json_names(outcome)[static_cast<std::size_t>(outcome)]; }

// The first message is the head as JSON, with the names of the files; each file follows as a separate message, so that
// its bytes need no escaping. Example: two files make three messages.
std::string write_task(const Task& task) {
  TaskHead head{task.operation, task.kind, task.language, static_cast<std::uint64_t>(task.time.count()),
                task.options,   {}};
  for (const MemoryFile& file : task.files) head.files.push_back(file.path);
  std::string messages;
  resources::append_message(messages, base::to_json(head).text());
  for (const MemoryFile& file : task.files) resources::append_message(messages, file.bytes);
  return messages;
}

std::optional<Task> parse_task(std::string_view message) {
  auto head = base::from_json<TaskHead>(message);
  // A head that names more files than a task may have comes from a broken or hostile peer and is discarded.
  if (!head || head->files.size() > kMaxTaskFiles) return std::nullopt;
  Task task{head->operation, head->kind, head->language, std::chrono::milliseconds(head->milliseconds), head->options};
  for (std::string& path : head->files) task.files.push_back({std::move(path), {}});
  return task;
}

std::string form_result_json(const FormResult& result) { return base::to_json(result).text(); }

std::optional<FormResult> parse_form_result(std::string_view text) { return base::from_json<FormResult>(text); }

std::string without_folders(std::string report, const std::set<std::string>& folders) {
  // Longer folders first, since one may be inside another. std::set is ordered: `/a/b/c` comes after `/a/b`, so the
  // loop goes backwards.
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
    if (folder->empty()) continue;
    for (std::size_t at = report.find(*folder); at != std::string::npos; at = report.find(*folder, at)) {
      report.erase(at, folder->size());
    }
  }
  return report;
}

std::string left_out_json(const LeftOut& left_out) { return base::to_json(left_out).text(); }

std::optional<LeftOut> parse_left_out(std::string_view text) {
  auto left_out = base::from_json<LeftOut>(text);
  if (left_out && left_out->names.empty()) left_out.reset();
  return left_out;
}

std::string write_answer(const TaskAnswer& answer) {
  std::string messages;
  // Two messages, head and body; Link::take_message joins them again.
  resources::append_message(messages, base::to_json(answer).text());
  resources::append_message(messages, answer.body);
  return messages;
}

std::optional<TaskAnswer> parse_answer(std::string_view message, std::string body) {
  auto answer = base::from_json<TaskAnswer>(message);
  if (answer) answer->body = std::move(body);
  return answer;
}

}  // namespace gongwen::service

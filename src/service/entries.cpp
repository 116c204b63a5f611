#include "base/json.h"
#include "service/detail/task.h"
#include "webform/page.h"

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

}  // namespace gongwen::service

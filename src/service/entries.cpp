#include "base/json.h"
#include "service/detail/task.h"

namespace gongwen::service {

std::string entries_json(const TypedValues& values) {
  base::Json list = base::Json::list();
  for (const TypedValue& value : values) {
    base::Json json = base::Json::object();
    json.set("pointer", value.pointer).set("texts", base::Json::list_of(value.texts));
    if (value.is_file) json.set("file", true);
    list.add(std::move(json));
  }
  return list.text();
}

std::optional<TypedValues> parse_entries(std::string_view text) {
  const std::optional<base::Json> json = base::parse_json(text);
  if (!json) return std::nullopt;
  TypedValues values;
  if (!json->view().is_list()) return values;
  for (std::size_t i = 0; i < json->view().size(); ++i) {
    const base::JsonView one = json->view().at(i);
    TypedValue value;
    value.pointer = one.text_of("pointer");
    const auto texts = one.find("texts");
    for (std::size_t j = 0; texts && j < texts->size(); ++j) value.texts.emplace_back(texts->at(j).text());
    const auto file = one.find("file");
    value.is_file = file && file->is_true();
    values.push_back(std::move(value));
  }
  return values;
}

std::string form_page_json(const FormPageInput& input) {
  base::Json hidden = base::Json::list();
  for (const auto& [name, value] : input.hidden) {
    base::Json pair = base::Json::list();
    pair.add(name).add(value);
    hidden.add(std::move(pair));
  }
  base::Json rows = base::Json::list();
  for (const auto& [pointer, count] : input.rows) {
    base::Json pair = base::Json::list();
    pair.add(pointer).add(count);
    rows.add(std::move(pair));
  }
  base::Json json = base::Json::object();
  json.set("action", input.action).set("hidden", std::move(hidden)).set("rows", std::move(rows));
  json.set("notices", base::Json::list_of(input.notices)).set("style", input.style_address);
  base::Json buttons = base::Json::list();
  for (const FormButton& button : input.buttons) {
    base::Json one = base::Json::object();
    one.set("name", button.name).set("label", button.label).set("main", button.is_main);
    buttons.add(std::move(one));
  }
  json.set("buttons", std::move(buttons));
  base::Json messages = base::Json::list();
  for (const FormMessage& message : input.messages) {
    base::Json one = base::Json::object();
    one.set("pointer", message.pointer).set("text", message.text);
    messages.add(std::move(one.set("error", message.severity == Severity::Error)));
  }
  json.set("messages", std::move(messages));
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
  const auto hidden = view.find("hidden");
  for (std::size_t i = 0; hidden && i < hidden->size(); ++i) {
    input.hidden.emplace_back(hidden->at(i).at(0).text(), hidden->at(i).at(1).text());
  }
  const auto rows = view.find("rows");
  for (std::size_t i = 0; rows && i < rows->size(); ++i) {
    input.rows.emplace(rows->at(i).at(0).text(), rows->at(i).at(1).number().value_or(0));
  }
  const auto notices = view.find("notices");
  for (std::size_t i = 0; notices && i < notices->size(); ++i) input.notices.emplace_back(notices->at(i).text());
  const auto buttons = view.find("buttons");
  for (std::size_t i = 0; buttons && i < buttons->size(); ++i) {
    const base::JsonView one = buttons->at(i);
    const auto main = one.find("main");
    input.buttons.push_back({one.text_of("name"), one.text_of("label"), main && main->is_true()});
  }
  const auto messages = view.find("messages");
  for (std::size_t i = 0; messages && i < messages->size(); ++i) {
    const base::JsonView one = messages->at(i);
    const auto error = one.find("error");
    const Severity severity = error && error->is_true() ? Severity::Error : Severity::Warning;
    input.messages.push_back({one.text_of("pointer"), one.text_of("text"), severity});
  }
  return input;
}

}  // namespace gongwen::service

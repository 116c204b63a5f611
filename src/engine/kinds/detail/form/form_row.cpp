#include "engine/kinds/detail/form/form_row.h"

#include "base/format.h"
#include "base/json.h"
#include "data/values.h"

namespace gongwen::engine {

Members& Members::put(std::string_view name, std::string_view expression) {
  text_ += fmt::format("{}\"{}\": {}", text_.empty() ? "" : ", ", name, expression);
  return *this;
}

Members& Members::put_text(std::string_view name, std::string_view text) { return put(name, base::json_string(text)); }

std::string list_of(const std::vector<std::string>& items, std::string_view between) {
  std::string all;
  for (const std::string& item : items) all += (all.empty() ? "" : std::string(between)) + item;
  return "[" + all + "]";
}

// `/jobs/*/from`: the stroke before the star has become a dot, which is removed with the star.
std::string id_of(std::string_view pointer) {
  std::string id;
  for (const char c : pointer.substr(1)) {
    if (c == '*') {
      id.pop_back();
    } else {
      id += c == '/' ? '.' : c;
    }
  }
  return id;
}

// Order matters: a field with choices shows them, regardless of its type.
std::string_view control_of(const FormField& field) {
  if (!field.options.empty() || field.type == FormFieldType::YesNo) return "choice";
  if (field.type == FormFieldType::Month) return "month";
  if (field.type == FormFieldType::Date) return "date";
  if (field.type == FormFieldType::Phone) return "tel";
  if (field.type == FormFieldType::Email) return "email";
  return "text";
}

}  // namespace gongwen::engine

#include "service/detail/command_check.h"

#include "base/format.h"
#include "service/detail/open_api_schemas.h"

#include <algorithm>

namespace gongwen::service {
namespace {

using base::JsonView;

constexpr std::string_view kReference = "#/components/schemas/";

/// The schemas by their names; they are part of the program, and can be read.
const base::Json& all_schemas() {
  static const base::Json kAll = *base::parse_json(kOpenApiSchemas);
  return kAll;
}

/// `schema`, or what it refers to.
JsonView resolved(const JsonView& schema) {
  const std::string reference = schema.text_of("$ref");
  const auto found = reference.starts_with(kReference)
                         ? all_schemas().view().find(std::string_view(reference).substr(kReference.size()))
                         : std::nullopt;
  return found ? *found : schema;
}

/// Whether JSON is a whole number as people write it: not `1.0`, not `1e3`.
bool is_whole(std::string_view json) {
  if (json.starts_with('-')) json.remove_prefix(1);
  return !json.empty() && std::all_of(json.begin(), json.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool has_type(const JsonView& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_list();
  if (type == "string") return value.is_text();
  if (type == "integer") return is_whole(value.json());
  if (type == "boolean") return value.is_true() || value.json() == "false";
  return true;
}

/// The first name of an object with members, from its text `{"name":…}`: views do not tell names.
std::string first_name(const JsonView& object) {
  const std::string text = object.json();
  std::size_t end = 2;
  while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  const auto name = base::parse_json(text.substr(1, end));
  return name ? std::string(name->view().text()) : std::string();
}

/// The names of the properties of a schema, of which there are few.
std::vector<std::string> property_names(const JsonView& properties) {
  std::vector<std::string> names;
  for (auto rest = base::parse_json(properties.json()); rest && rest->size() > 0; rest->remove(names.back())) {
    names.push_back(first_name(rest->view()));
  }
  return names;
}

std::optional<WrongMember> wrong_member(const JsonView& value, const JsonView& written, const std::string& place) {
  const JsonView schema = resolved(written);
  const std::string type = schema.text_of("type");
  if (!has_type(value, type)) return WrongMember{place, {}, type};
  const auto inside = [&](const std::string& name) {
    return place.empty() ? name : fmt::format("{}/{}", place, name);
  };
  if (const auto items = schema.find("items"); items && value.is_list()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (auto wrong = wrong_member(value.at(i), *items, inside(std::to_string(i)))) return wrong;
    }
  }
  const auto others = schema.find("additionalProperties");
  for (std::size_t i = 0; others && others->is_object() && value.is_object() && i < value.size(); ++i) {
    if (wrong_member(value.at(i), *others, {})) return WrongMember{place, {}, others->text_of("type")};
  }
  const auto properties = schema.find("properties");
  if (!value.is_object() || !properties) return std::nullopt;
  const std::vector<std::string> known = property_names(*properties);
  std::size_t count = 0;
  for (const std::string& name : known) {
    const auto member = value.find(name);
    if (!member) continue;
    ++count;
    if (auto wrong = wrong_member(*member, *properties->find(name), inside(name))) return wrong;
  }
  if (others || count == value.size()) return std::nullopt;
  const auto unknown = find_unknown_member(value, known);
  return unknown ? std::optional(WrongMember{inside(*unknown), known}) : std::nullopt;
}

}  // namespace

std::optional<std::string> find_unknown_member(const JsonView& object, std::span<const std::string> known) {
  auto rest = base::parse_json(object.json());
  if (!rest || !object.is_object()) return std::nullopt;
  for (const std::string& name : known) rest->remove(name);
  return rest->size() == 0 ? std::nullopt : std::optional(first_name(rest->view()));
}

std::optional<WrongMember> find_wrong_member(const JsonView& command, std::string_view schema) {
  const auto found = all_schemas().view().find(schema);
  return found ? wrong_member(command, *found, {}) : std::nullopt;
}

}  // namespace gongwen::service

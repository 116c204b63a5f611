#include "service/detail/command_check.h"

#include "base/format.h"
#include "service/detail/open_api_schemas.h"

#include <algorithm>

namespace gongwen::service {
namespace {

using base::JsonView;

constexpr std::string_view kReference = "#/components/schemas/";

/// Returns the schemas by name. They are part of the program, so parsing cannot fail.
const base::Json& all_schemas() {
  static const base::Json kAll = *base::parse_json(kOpenApiSchemas);
  return kAll;
}

/// Returns `schema`, or the schema that it refers to.
JsonView resolved(const JsonView& schema) {
  const std::string reference = schema.text_of("$ref");
  const auto found = reference.starts_with(kReference)
                         ? all_schemas().view().find(std::string_view(reference).substr(kReference.size()))
                         : std::nullopt;
  return found ? *found : schema;
}

/// Returns whether JSON is a whole number as people write it: not `1.0`, not `1e3`.
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
    if (auto wrong = wrong_member(value.at(i), *others, inside(std::string(value.name_at(i))))) return wrong;
  }
  const auto properties = schema.find("properties");
  if (!value.is_object() || !properties) return std::nullopt;
  std::vector<std::string> known;
  for (std::size_t i = 0; i < properties->size(); ++i) {
    const std::string& name = known.emplace_back(properties->name_at(i));
    const auto member = value.find(name);
    if (!member) continue;
    if (auto wrong = wrong_member(*member, properties->at(i), inside(name))) return wrong;
  }
  const auto unknown = others ? std::nullopt : find_unknown_member(value, known);
  return unknown ? std::optional(WrongMember{inside(*unknown), known}) : std::nullopt;
}

}  // namespace

std::optional<std::string> find_unknown_member(const JsonView& object, std::span<const std::string> known) {
  for (std::size_t i = 0; object.is_object() && i < object.size(); ++i) {
    const std::string_view name = object.name_at(i);
    if (std::find(known.begin(), known.end(), name) == known.end()) return std::string(name);
  }
  return std::nullopt;
}

std::optional<WrongMember> find_wrong_member(const JsonView& command, std::string_view schema) {
  const auto found = all_schemas().view().find(schema);
  return found ? wrong_member(command, *found, {}) : std::nullopt;
}

}  // namespace gongwen::service

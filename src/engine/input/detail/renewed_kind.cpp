#include "engine/input/detail/renewed_kind.h"

#include "engine/input/detail/word_template.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gongwen::engine {
namespace {

using base::Json;
using base::JsonView;
using templating::UsedType;
using templating::UsedValue;

Json copy_of(const JsonView& view) {
  if (view.is_text()) return Json(view.text());
  if (view.is_list()) {
    Json list = Json::list();
    for (std::size_t i = 0; i < view.size(); ++i) list.add(copy_of(view.at(i)));
    return list;
  }
  if (!view.is_object()) return Json::written(view.json());
  Json object = Json::object();
  for (std::size_t i = 0; i < view.size(); ++i) object.set(view.name_at(i), copy_of(view.at(i)));
  return object;
}

const UsedValue* find_member(const UsedValue& group, std::string_view name) {
  const auto found = std::find_if(group.members.begin(), group.members.end(),
                                  [name](const UsedValue& one) { return one.name == name; });
  return found == group.members.end() ? nullptr : &*found;
}

std::optional<JsonView> member_of(const std::optional<JsonView>& object, std::string_view name) {
  return object && object->is_object() ? object->find(name) : std::nullopt;
}

bool has_text(const std::optional<JsonView>& list, std::string_view text) {
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) {
    if (list->at(i).text() == text) return true;
  }
  return false;
}

/// Whether a value of the sample can be one of this type; texts of import, 【name】, only of texts.
bool fits(const JsonView& value, const UsedValue& used) {
  const std::string json = value.json();
  const bool is_made_up = value.is_text() && value.text() == "【" + used.name + "】";
  switch (used.type) {
    case UsedType::Text: return value.is_text() && used.choices.empty() && (used.sample.empty() || !is_made_up);
    case UsedType::Date: return value.is_text() && !is_made_up;
    case UsedType::Number:
    case UsedType::WholeNumber: return json.find_first_not_of("0123456789.+-eE") == std::string::npos;
    case UsedType::YesNo: return json == "true" || json == "false";
    case UsedType::List:
    case UsedType::Row: return value.is_list();
    case UsedType::Any: return true;
    case UsedType::Group:
    case UsedType::Map:
    case UsedType::Chart: return value.is_object();
  }
  return false;
}

class KindRenewal {
 public:
  explicit KindRenewal(const std::function<bool(std::string_view)>& is_used) : is_used_(is_used) {}

  /// The schema of a group; `path` stands before the names of its members.
  Json schema(const JsonView& old, const UsedValue& group, const std::string& path) {
    const std::optional<JsonView> members = old.find("properties");
    const std::optional<JsonView> old_required = old.find("required");
    Json properties = Json::object();
    Json required = Json::list();
    for (std::size_t i = 0; members && members->is_object() && i < members->size(); ++i) {
      const std::string name(members->name_at(i));
      const UsedValue* const used = find_member(group, name);
      const bool was_required = has_text(old_required, name);
      if (used == nullptr) {
        const bool goes = is_drafted_schema(members->at(i), name) && !is_used_(name);
        note(path + name, {}, goes ? "tag-gone" : "tag-unused");
        if (goes) gone_.push_back(path + name);
        if (goes) continue;
        properties.set(name, copy_of(members->at(i)));
        if (was_required) required.add(name);
        continue;
      }
      properties.set(name, member(members->at(i), *used, path));
      const bool is_own = names_.back().reason == "tag-own" || !is_drafted_schema(members->at(i), name);
      if (is_own ? was_required : is_required(*used)) required.add(name);
    }
    for (const UsedValue& used : group.members) {
      if (members && members->is_object() && members->find(used.name)) continue;
      note(path + used.name, type_of_used(used), "tag-new");
      properties.set(used.name, schema_of_used(used, used.name));
      if (is_required(used)) required.add(used.name);
    }
    Json made = Json::object();
    for (std::size_t i = 0; i < old.size(); ++i) {
      const std::string_view keyword = old.name_at(i);
      if (keyword == "required") {
        if (required.size() > 0) made.set(keyword, std::move(required));
        required = Json::list();
      } else {
        made.set(keyword, keyword == "properties" ? std::move(properties) : copy_of(old.at(i)));
      }
    }
    if (!old.find("properties")) made.set("properties", std::move(properties));
    const bool may_require = !old.find("required") && !old.find("default");
    if (may_require && required.size() > 0) made.set("required", std::move(required));
    return made;
  }

  Json sample(const JsonView& old, const UsedValue& group, const std::string& path) const {
    Json made = Json::object();
    for (std::size_t i = 0; i < old.size(); ++i) {
      const std::string name(old.name_at(i));
      if (std::find(gone_.begin(), gone_.end(), path + name) != gone_.end()) continue;
      const UsedValue* const used = find_member(group, name);
      made.set(name, used == nullptr ? copy_of(old.at(i)) : sample_member(old.at(i), *used, path + name + "."));
    }
    for (const UsedValue& used : group.members) {
      if (!old.find(used.name)) made.set(used.name, sample_of_used(used, used.name));
    }
    return made;
  }

  std::vector<FieldGuess> take_names() { return std::move(names_); }

 private:
  void note(std::string name, std::string type, std::string reason) {
    names_.push_back({std::move(name), std::move(type), {}, std::move(reason), 1});
  }

  Json member(const JsonView& old, const UsedValue& used, const std::string& path) {
    const std::string name = path + used.name;
    Json drafted = schema_of_used(used, used.name);
    const bool is_list_of_groups = used.type == UsedType::List && used.item.front().type == UsedType::Group;
    const std::optional<JsonView> items = old.find("items");
    if (used.type == UsedType::Group && member_of(old, "properties")) {
      note(name, type_of_used(used), "tag");
      return schema(old, used, name + ".");
    }
    if (is_list_of_groups && member_of(items, "properties")) {
      note(name, type_of_used(used), "tag");
      Json made = Json::object();
      for (std::size_t i = 0; i < old.size(); ++i) {
        const std::string_view keyword = old.name_at(i);
        made.set(keyword, keyword == "items" ? schema(old.at(i), used.item.front(), name + ".") : copy_of(old.at(i)));
      }
      return made;
    }
    if (!is_drafted_schema(old, used.name)) {
      note(name, type_of_used(used), "tag-own");
      return copy_of(old);
    }
    const bool is_same = member_of(old, "type") && member_of(drafted.view(), "type") &&
                         old.text_of("type") == drafted.view().text_of("type") &&
                         old.text_of("format") == drafted.view().text_of("format");
    note(name, type_of_used(used), is_same ? "tag" : "tag-retyped");
    return drafted;
  }

  Json sample_member(const JsonView& old, const UsedValue& used, const std::string& path) const {
    if (!fits(old, used)) return sample_of_used(used, used.name);
    if (used.type == UsedType::Group) return sample(old, used, path);
    if (used.type != UsedType::List || used.item.front().type != UsedType::Group) return copy_of(old);
    Json list = Json::list();
    for (std::size_t i = 0; i < old.size(); ++i)
      list.add(old.at(i).is_object() ? sample(old.at(i), used.item.front(), path) : copy_of(old.at(i)));
    return list;
  }

  const std::function<bool(std::string_view)>& is_used_;
  std::vector<FieldGuess> names_;
  std::vector<std::string> gone_;
};

}  // namespace

bool is_drafted_schema(const JsonView& schema, std::string_view name) {
  constexpr auto kKeywords =
      std::to_array<std::string_view>({"additionalProperties", "anyOf", "default", "enum", "format", "items",
                                       "minLength", "properties", "required", "type", "x-title", "x-titles"});
  if (!schema.is_object()) return false;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    const std::string_view keyword = schema.name_at(i);
    const JsonView value = schema.at(i);
    if (!std::binary_search(kKeywords.begin(), kKeywords.end(), keyword)) return false;
    const std::string json = value.json();
    if (keyword == "x-title" && (value.text_of("zh") != name || value.text_of("en") != name)) return false;
    if (keyword == "minLength" && json != "1") return false;
    if (keyword == "format" && json != "\"date\"") return false;
    if (keyword == "default" && json != "\"\"" && json != "0" && json != "false" && json != "[]" && json != "{}")
      return false;
    if (keyword == "items" && !is_drafted_schema(value, name)) return false;
    if (keyword == "additionalProperties" && json != "false" && !is_drafted_schema(value, {})) return false;
    for (std::size_t member = 0; keyword == "properties" && member < value.size(); ++member) {
      if (!is_drafted_schema(value.at(member), value.name_at(member))) return false;
    }
    for (std::size_t choice = 0; keyword == "x-titles" && choice < value.size(); ++choice) {
      if (value.at(choice).text_of("zh") != value.name_at(choice)) return false;
    }
  }
  return true;
}

RenewedKind renewed_kind(const JsonView& schema, const JsonView& sample, const UsedValue& root,
                         const std::function<bool(std::string_view name)>& is_used) {
  KindRenewal renewal(is_used);
  Json new_schema = renewal.schema(schema, root, {});
  Json new_sample = renewal.sample(sample, root, {});
  return {std::move(new_schema), std::move(new_sample), renewal.take_names()};
}

}  // namespace gongwen::engine

#include "store/json_object.h"

#include "base/json_pointer.h"
#include "diagnostics/source_lookup.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::store {
namespace {

/// One step of a change: a container with one child changed, added or left out.
class JsonEdit {
 public:
  JsonEdit(const std::vector<std::string>& steps, const std::optional<std::string>& json)
      : steps_(steps), json_(json) {}

  std::optional<std::string> apply(const data::Value& value, std::size_t depth) const {
    if (depth == steps_.size()) return json_;
    if (value.is_object()) return apply_to_object(value, depth);
    if (value.is_array()) return apply_to_list(value, depth);
    return std::nullopt;
  }

 private:
  bool is_last(std::size_t depth) const { return depth + 1 == steps_.size(); }

  std::optional<std::string> apply_to_object(const data::Value& value, std::size_t depth) const {
    JsonObject object(value);
    const std::string& name = steps_[depth];
    const std::optional<data::Value> member = value.find(name);
    if (!member && (!is_last(depth) || !json_)) return std::nullopt;
    if (is_last(depth)) {
      if (json_) object.put(name, *json_);
      if (!json_) object.remove(name);
      return object.json();
    }
    std::optional<std::string> changed = apply(*member, depth + 1);
    if (!changed) return std::nullopt;
    object.put(name, *std::move(changed));
    return object.json();
  }

  std::optional<std::string> apply_to_list(const data::Value& value, std::size_t depth) const {
    std::vector<std::string> items;
    for (std::size_t i = 0; i < value.size(); ++i) items.push_back(compact_json(value.at(i)));
    const std::optional<data::Value> item = value.resolve_token(steps_[depth]);
    if (is_last(depth) && steps_[depth] == "-" && json_) {
      items.push_back(*json_);
    } else if (!item) {
      return std::nullopt;
    } else {
      const auto index = static_cast<std::ptrdiff_t>(std::stoul(steps_[depth]));
      std::optional<std::string> changed = apply(*item, depth + 1);
      if (!changed && !(is_last(depth) && !json_)) return std::nullopt;
      if (changed)
        items[static_cast<std::size_t>(index)] = *std::move(changed);
      else
        items.erase(items.begin() + index);
    }
    std::string list;
    for (const std::string& text : items) list += (list.empty() ? "" : ",") + text;
    return "[" + list + "]";
  }

  const std::vector<std::string>& steps_;
  const std::optional<std::string>& json_;
};

}  // namespace

void JsonObject::put(std::string_view name, std::string json) {
  const auto found = std::find_if(members_.begin(), members_.end(), [name](const auto& m) { return m.first == name; });
  if (found != members_.end()) {
    found->second = std::move(json);
  } else {
    members_.emplace_back(name, std::move(json));
  }
}

void JsonObject::put_text(std::string_view name, std::string_view text) { put(name, json_text(text)); }

void JsonObject::put_members(const data::Value& object) {
  for (std::size_t i = 0; i < object.size(); ++i) put(object.key_at(i), compact_json(object.at(i)));
}

void JsonObject::remove(std::string_view name) {
  std::erase_if(members_, [name](const auto& member) { return member.first == name; });
}

std::string JsonObject::json() const {
  std::string text = "{";
  for (const auto& [name, value] : members_) {
    if (text.size() > 1) text += ",";
    diagnostics::append_json_string(text, name);
    text.append(":").append(value);
  }
  return text + "}";
}

std::string json_text(std::string_view text) {
  std::string json;
  diagnostics::append_json_string(json, text);
  return json;
}

std::optional<std::string> edited_json(const data::Value& value, std::string_view pointer,
                                       const std::optional<std::string>& json) {
  if (pointer.empty() || pointer.front() != '/') return std::nullopt;
  const std::vector<std::string> steps = base::parse_json_pointer(pointer).value_or(std::vector<std::string>());
  return JsonEdit(steps, json).apply(value, 0);
}

}  // namespace gongwen::store

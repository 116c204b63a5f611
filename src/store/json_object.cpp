
#include "base/json.h"
#include "base/json_pointer.h"
#include "store/record_text.h"

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
    base::Json object = json_of(value);
    const std::string& name = steps_[depth];
    const std::optional<data::Value> member = value.find(name);
    if (!member && (!is_last(depth) || !json_)) return std::nullopt;
    if (is_last(depth) && !json_) {
      object.remove(name);
      return object.text();
    }
    const std::optional<std::string> changed = is_last(depth) ? json_ : apply(*member, depth + 1);
    if (!changed) return std::nullopt;
    object.set(name, base::Json::written(*changed));
    return object.text();
  }

  std::optional<std::string> apply_to_list(const data::Value& value, std::size_t depth) const {
    if (is_last(depth) && steps_[depth] == "-" && json_) {
      base::Json list = json_of(value);
      list.add(base::Json::written(*json_));
      return list.text();
    }
    const std::optional<data::Value> item = value.resolve_token(steps_[depth]);
    if (!item) return std::nullopt;
    const std::optional<std::string> changed = apply(*item, depth + 1);
    if (!changed && !(is_last(depth) && !json_)) return std::nullopt;
    const std::size_t index = std::stoul(steps_[depth]);
    base::Json list = base::Json::list();
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i != index) list.add(base::Json::written(compact_json(value.at(i))));
      if (i == index && changed) list.add(base::Json::written(*changed));
    }
    return list.text();
  }

  const std::vector<std::string>& steps_;
  const std::optional<std::string>& json_;
};

}  // namespace

base::Json json_of(const data::Value& container) {
  base::Json made = container.is_array() ? base::Json::list() : base::Json::object();
  if (container.is_object()) put_members(made, container);
  for (std::size_t i = 0; container.is_array() && i < container.size(); ++i) {
    made.add(base::Json::written(compact_json(container.at(i))));
  }
  return made;
}

void put_members(base::Json& object, const data::Value& other) {
  for (std::size_t i = 0; i < other.size(); ++i) {
    object.set(other.key_at(i), base::Json::written(compact_json(other.at(i))));
  }
}

std::optional<std::string> edited_json(const data::Value& value, std::string_view pointer,
                                       const std::optional<std::string>& json) {
  if (pointer.empty() || pointer.front() != '/') return std::nullopt;
  const std::vector<std::string> steps = base::parse_json_pointer(pointer).value_or(std::vector<std::string>());
  return JsonEdit(steps, json).apply(value, 0);
}

}  // namespace gongwen::store

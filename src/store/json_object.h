// JsonObject: a JSON object that is put together, each member as JSON text, in the order of adding. And the one change
// that people make to a record: another value at a pointer.
#pragma once

#include "data/document.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::store {

class JsonObject {
 public:
  JsonObject() = default;
  explicit JsonObject(const data::Value& object) { put_members(object); }

  /// Puts a member in its place if it is there, otherwise at the end.
  void put(std::string_view name, std::string json);
  void put_text(std::string_view name, std::string_view text);
  void put_members(const data::Value& object);
  void remove(std::string_view name);

  std::size_t size() const { return members_.size(); }
  std::string json() const;

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};

/// A text as JSON.
std::string json_text(std::string_view text);

/// The value with another one at `pointer`, or without it. An item may be added at the end of a list as `-`. Nothing
/// when the pointer leads nowhere: only the last step may be new.
std::optional<std::string> edited_json(const data::Value& value, std::string_view pointer,
                                       const std::optional<std::string>& json);

}  // namespace gongwen::store

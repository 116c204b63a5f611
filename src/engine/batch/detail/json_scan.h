// JsonScan: finds where a value of a list ends, without reading it: by brackets and quotation marks alone. The text may
// grow between the calls.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gongwen::engine {

class JsonScan {
 public:
  /// `text` begins with the value, and has all that earlier calls had. Returns: the place of the comma or bracket
  /// behind it; nothing when the text ends before.
  std::optional<std::size_t> find_end(std::string_view text);

  /// After `find_end`: whether a list or an object was closed, and none is open.
  bool is_whole() const { return depth_ == 0 && !in_string_ && had_container_; }

 private:
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool had_container_ = false;
};

}  // namespace gongwen::engine

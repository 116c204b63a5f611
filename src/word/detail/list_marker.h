// The numbers of lists as texts, and how they count.
#pragma once

#include "word/document.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::word {

/// A number in a format of WordprocessingML (ST_NumberFormat): `decimal`, `chineseCounting`, `upperRoman` … Unknown
/// formats are decimal.
std::string list_number(std::int32_t number, std::string_view format);

/// Counts the paragraphs of lists in reading order.
class ListCounter {
 public:
  /// The marker of the next paragraph at this level: `第三章`, `（一）`; empty for a list or level that does not exist.
  std::string next(const List& list, std::int32_t level);

 private:
  struct Count {
    std::vector<std::int32_t> numbers;
    std::vector<bool> started;
  };
  std::map<std::int32_t, Count> counts_;                 // by definition
  std::map<std::int32_t, std::vector<bool>> restarted_;  // by instance: levels whose start was applied
};

}  // namespace gongwen::word

// FileReader: takes apart what FileWriter puts together, strictly by the letter of ISO 32000-1 section 7.5: where the
// cross-references say that an object is, there it must be. Knows nothing that FileWriter does not write.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace gongwen::tests {

struct FileReader {
  explicit FileReader(std::string_view file);

  struct Entry {
    int kind = 0;  // 0 free, 1 at an offset, 2 in an object stream
    std::uint64_t where = 0;
    std::uint32_t index = 0;
  };

  std::map<std::uint32_t, Entry> entries;
  std::map<std::uint32_t, std::string> objects;  // bodies; of streams only the dictionary
  std::map<std::uint32_t, std::string> streams;  // inflated data
  std::string trailer;
  std::string error;  // the first error; empty if there is none
};

/// The integer after a key of a dictionary; -1 if it is missing.
std::int64_t integer_entry(std::string_view dictionary, std::string_view key);

}  // namespace gongwen::tests

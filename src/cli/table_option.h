// --table POINTER=FILE: lists of the data that are kept as CSV files.
#pragma once

#include "cli/session.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::cli {

class TableOption {
 public:
  void declare(OptionList& list);

  bool is_given() const { return !words_.empty(); }
  /// The tables that were named. Returns: nothing when one is written wrongly, which is told.
  std::optional<std::vector<TableFile>> files(const Session& session) const;

 private:
  std::vector<std::string> words_;
};

}  // namespace gongwen::cli

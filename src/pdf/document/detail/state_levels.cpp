#include "pdf/document/detail/state_levels.h"

#include <algorithm>
#include <utility>

namespace gongwen::pdf {

void StateLevels::push(std::string operators, std::string& out) {
  if (levels_.size() < kMost) out += "q\n";
  out += operators;
  levels_.push_back(std::move(operators));
}

std::size_t StateLevels::pop(std::string& out) {
  levels_.pop_back();
  out += "Q\n";
  if (levels_.size() < kMost) return levels_.size();
  out += "q\n";
  std::for_each(levels_.begin() + (kMost - 1), levels_.end(), [&out](const std::string& level) { out += level; });
  return kMost - 1;
}

}  // namespace gongwen::pdf

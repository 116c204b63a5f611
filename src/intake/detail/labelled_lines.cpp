#include "intake/detail/labelled_lines.h"

#include "intake/line_pattern.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::intake {

void read_printed_lines(LabelledCells& cells) {
  std::map<std::vector<std::u32string>, std::vector<const LinePattern*>> lines;
  for (const LinePattern& line : cells.lines()) {
    if (!line.is_behind_box) lines[line.words].push_back(&line);
  }
  struct Group {
    const std::vector<const LinePattern*>* lines = nullptr;
    std::vector<std::pair<std::size_t, LineMatch>> found = {};  // with the index of the cell
  };
  std::vector<Group> groups;
  for (const auto& [words, same] : lines) groups.push_back({&same});
  // Lines with more words first: （盖章） of one cell is in others, too.
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return count_signs(*a.lines->front()) > count_signs(*b.lines->front());
  });
  for (std::size_t i = 0; i < cells.size() && !groups.empty(); ++i) {
    if (cells.is_taken(i)) continue;
    const LineText text(cells.cell(i).text);
    for (Group& group : groups) {
      if (auto match = match_line(*group.lines->front(), text)) group.found.emplace_back(i, *std::move(match));
    }
  }
  for (auto& [group, found] : groups) {
    const std::vector<const LinePattern*>& same = *group;
    std::erase_if(found, [&cells](const auto& one) { return cells.is_taken(one.first); });
    // A line that only reads （盖章） has the words of an opinion that was filled in elsewhere.
    const auto is_blank = [](const auto& one) {
      return std::all_of(one.second.values.begin(), one.second.values.end(), is_room);
    };
    if (found.size() > same.size()) std::erase_if(found, is_blank);
    // Nobody can tell which one was left out, or is a copy.
    if (found.size() != same.size()) continue;
    for (std::size_t k = 0; k < found.size(); ++k) {
      const auto& [cell, match] = found[k];
      cells.take(cell);
      cells.add_line(*same[k], match, cells.place(cell));
    }
  }
}

}  // namespace gongwen::intake

// PlaceLines: the texts of a form that have words around their places. A returned file is read by these words:
//   正本____份，副本____份    正本{0}份，副本{1}份
#pragma once

#include "adopt/detail/cell_text.h"
#include "adopt/detail/line_places.h"
#include "adopt/guess_fields.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

/// A place that is not a box, and the field made from it.
struct FieldPlaceInLine {
  std::size_t begin = 0;  // bytes of the text
  std::size_t end = 0;
  std::optional<std::size_t> field = {};
  std::string_view part = {};  // of an opinion: `/text` or `/date`
  bool is_labelled = false;    // only its label and a colon come before it
};

class PlaceLines {
 public:
  /// Adds a text with its places, in their order. `boxes` are the options in it: the words after each box make a
  /// separate line, and the words around all of them make none.
  void add(std::string_view text, std::vector<FieldPlaceInLine> places, const std::vector<LabelledPlace>& boxes);
  /// Adds the cell of an opinion: its text comes before the words at its place to sign, from `begin` on.
  void add_opinion(std::string_view text, std::size_t begin, std::size_t field);

  /// The lines that are more reliable for reading a file than labels alone, so not 姓名：____ if the title of the field
  /// is 姓名.
  std::vector<std::string> finish(const std::vector<GuessedField>& fields) const;

 private:
  struct Line {
    std::string text;
    std::vector<std::size_t> fields;
    bool is_labelled = false;  // each place has a label with a colon, and the line has no other words
  };

  void add_part(std::string_view text, std::size_t begin, std::size_t end, const std::vector<FieldPlaceInLine>& places,
                bool is_behind_box);

  std::vector<Line> lines_;
};

}  // namespace gongwen::adopt

// The choices of a form listed in a text, and the ones that a person has marked there.
//   lettered_options("A. 甲　B. 乙")                       // 甲, 乙
//   answer_letters("A、C")                                 // "AC"
//   marked_options("（√）甲 （ ）乙", {"甲", "乙"})         // 甲 is ticked, 乙 is not
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct LetteredOption {
  std::size_t begin = 0;  // of its letter, in bytes of the text
  std::size_t words = 0;  // start of its words, after letter and mark
  std::size_t end = 0;    // without blanks and marks at the end
};

/// The options with the letters A, B … of a text that has nothing else but boxes before them. A text that does not
/// continue a list (`first` is `A`) must have at least two.
std::vector<LetteredOption> lettered_options(std::string_view text, char first = 'A');

/// The letters that answer a question with lettered options: `B`, `ABD`, `a、c`. Empty for other texts.
std::string answer_letters(std::string_view text);

struct MarkedOption {
  std::string option;
  char letter = 0;  // before it; 0: none
  bool is_ticked = false;
  std::string rest;  // the words after it, `：某协会` in `其他：某协会`
};

/// Reads a text that lists at least two of the options, with boxes, brackets, letters or ticks beside them. A tick
/// belongs to the box it is in or to the option that it touches. Returns nullopt for other texts, such as a list of
/// options without any marks, and if a mark may mean either of two options.
std::optional<std::vector<MarkedOption>> marked_options(std::string_view text, const std::set<std::string>& options);

/// Whether a line is part of such a list: one of the options, with at most its marks before it.
bool begins_with_option(std::string_view text, const std::set<std::string>& options);

}  // namespace gongwen::intake

// Reads labels and cells of a form: labels without the blanks that space them out, blank dates, words for signatures.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

/// Whether words say that several options may be chosen: 可多选, 限选2项, select all that apply.
bool says_several_choices(std::string_view text);

/// A label in normal form: 姓名 for `1. 姓 名：`. A mark for required fields is removed.
struct Label {
  std::string text;
  std::string note = {};     // in brackets at its end: 不超过500字 of `摘要（不超过500字）`
  std::string number = {};   // before it: `1.`, （一）
  std::string printed = {};  // all of it, without blanks and colon: `1. 摘要（不超过500字）`
  bool is_required = false;
  bool says_several = false;  // 可多选
};

inline constexpr std::size_t kMostOfLabel = 24;  // characters; twice as many Latin letters
/// A question beside boxes or an empty cell may be longer.
inline constexpr std::size_t kMostOfQuestion = 60;

/// Returns nullopt if the text is not a label: if it is empty, longer than `most` characters, a sentence, or has places
/// to fill in.
std::optional<Label> read_label(std::string_view text, std::size_t most = kMostOfLabel);

/// The bytes of the number that a text begins with: `1.`, `（一）`, `三、`; 0 if it has none.
std::size_t number_length(std::string_view text);

/// A place to fill in within a text, with its label.
struct LabelledPlace {
  std::string label;
  std::size_t begin = 0;  // bytes of the text
  std::size_t end = 0;
};

bool has_box(std::string_view text);
/// The offset of the first box in bytes; the size of the text if it has no boxes.
std::size_t first_box(std::string_view text);

/// 年　月　日 without figures: `date`; 年　月: `month`.
enum class DateBlank : unsigned char { None, Date, Month };
DateBlank read_date_blank(std::string_view text);

/// Whether the text marks a place to sign or to seal.
bool asks_for_signature(std::string_view text);

/// Finds a blank date, as in opinions, from the end of the words before it to 日; its label is empty. Returns nullopt
/// if the text has none.
std::optional<LabelledPlace> find_date_blank(std::string_view text);

/// The stretches of a text between blanks, boxes and line ends, without those that consist of punctuation.
std::vector<std::string_view> words_between_places(std::string_view text);
/// A text without blanks, stars and colons, for comparing words.
std::string comparable(std::string_view text);
/// Whether `said` contains the words, or at least each part inside and outside their brackets. Words of blank dates and
/// signatures need not be in it.
bool is_said(std::string_view words, std::string_view said);

/// The text without blanks of any width at both ends.
std::string_view trimmed(std::string_view text);
/// The text without the blanks that space out Chinese words; those between Latin words stay.
std::string without_spread(std::string_view text);

// The length in bytes of the following at the start of a text; 0 if the text begins otherwise.

/// A blank of any width, a tab, or a line feed.
std::size_t blank_at(std::string_view text);
std::size_t box_at(std::string_view text);
/// A line of at least three `_`, or of two if other text follows.
std::size_t underscores_at(std::string_view text);
/// One character.
std::size_t size_of_character(std::string_view text);

}  // namespace gongwen::adopt

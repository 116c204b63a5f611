#include "text/detail/word_dictionary.h"

#include "base/loaded_library.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include <unicode/utypes.h>

namespace gongwen::text {
namespace {

#define GONGWEN_QUOTED(name) #name
#define GONGWEN_QUOTED_VALUE(name) GONGWEN_QUOTED(name)
constexpr const char* kDataSymbol = GONGWEN_QUOTED_VALUE(U_ICUDATA_ENTRY_POINT);
#undef GONGWEN_QUOTED_VALUE
#undef GONGWEN_QUOTED
constexpr std::string_view kDictionaryName = U_ICUDATA_NAME "/brkitr/cjdict.dict";

// Words of up to 20 characters; a character that is no word costs as much as the rarest word.
constexpr std::size_t kMaxWordLength = 20;
constexpr std::uint32_t kUnknownCost = 255;
constexpr std::uint32_t kUnreached = std::numeric_limits<std::uint32_t>::max();

/// What dictionaries divide, and no normalization changes.
constexpr bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005 || c == 0x3007;
}

/// Belongs to the character before it, and ends its word.
constexpr char32_t kWordJoiner = 0x2060;

/// Characters beside which Chinese words always end.
constexpr bool is_apart(char32_t c) {
  return c < 0xAD || (c > 0xAD && c < 0x300) || (c >= 0x2000 && c <= 0x200B) || (c >= 0x2010 && c <= 0x2027) ||
         (c >= 0x2030 && c <= 0x205E) || c == kWordJoiner || (c >= 0x2100 && c <= 0x25FF) ||
         (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || c == 0x3030 || (c >= 0xFF01 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || c == 0xFFFC;
}

// Items of ICU's data: a header with the kind of the item, and what it holds. A package is an item with a
// table of names and places, sorted by name.

struct ItemHeader {
  std::uint16_t size;
  std::uint8_t magic[2];
  std::uint16_t info_size;
  std::uint16_t reserved;
  std::uint8_t is_big_endian;
  std::uint8_t charset;
  std::uint8_t unit_size;
  std::uint8_t reserved_too;
  char format[4];
  std::uint8_t format_version[4];
};

/// What is behind the header; null when it is something else.
const char* content_of(const char* item, const char (&format)[5]) {
  ItemHeader header{};
  std::memcpy(&header, item, sizeof header);
  const bool is_item = header.magic[0] == 0xDA && header.magic[1] == 0x27 && header.unit_size == 2 &&
                       header.is_big_endian == U_IS_BIG_ENDIAN && header.charset == U_CHARSET_FAMILY;
  return is_item && std::memcmp(header.format, format, 4) == 0 ? item + header.size : nullptr;
}

std::uint32_t word_at(const char* bytes, std::size_t index) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes + index * sizeof word, sizeof word);
  return word;
}

const char* item_of(const char* package, std::string_view name) {
  const char* const table = content_of(package, "CmnD");
  if (table == nullptr) return nullptr;
  std::size_t first = 0;
  std::size_t last = word_at(table, 0);
  while (first < last) {
    const std::size_t middle = (first + last) / 2;
    const int order = name.compare(table + word_at(table, 1 + 2 * middle));
    if (order == 0) return table + word_at(table, 2 + 2 * middle);
    (order < 0 ? last : first) = order < 0 ? middle : middle + 1;
  }
  return nullptr;
}

/// Walks a trie of 16-bit units, in the form of ICU's UCharsTrie, by the characters of a word.
class TrieWalk {
 public:
  explicit TrieWalk(std::span<const std::uint16_t> units) : units_(units) {}

  /// Goes on with a character. Returns: false when no word goes on with it.
  bool step(std::uint16_t c) {
    if (ended_) return false;
    ended_ = !find(c);
    return !ended_;
  }

  /// The value of the word that ends here.
  std::optional<std::uint32_t> value() const {
    if (rest_ > 0) return std::nullopt;
    const std::uint32_t lead = at(position_);
    if (lead & kFinal) return final_value();
    if (lead < kFirstValue) return std::nullopt;
    if (lead < kTwoUnitNodeValue) return (lead >> 6) - 1;
    if (lead < kThreeUnitNodeValue) return ((lead & 0x7FC0) - kTwoUnitNodeValue) << 10 | at(position_ + 1);
    return std::uint32_t{at(position_ + 1)} << 16 | at(position_ + 2);
  }

 private:
  static constexpr std::uint32_t kFirstLinear = 0x30;  // below are branches
  static constexpr std::uint32_t kFirstValue = 0x40;   // and so are values before other nodes
  static constexpr std::uint32_t kFinal = 0x8000;      // a value with nothing behind it
  static constexpr std::uint32_t kTwoUnitNodeValue = 0x4040;
  static constexpr std::uint32_t kThreeUnitNodeValue = 0x7FC0;
  static constexpr std::uint32_t kTwoUnitValue = 0x4000;
  static constexpr std::uint32_t kThreeUnitValue = 0x7FFF;
  static constexpr std::uint32_t kTwoUnitDelta = 0xFC00;
  static constexpr std::uint32_t kThreeUnitDelta = 0xFFFF;
  static constexpr std::uint32_t kLongestList = 5;  // longer branches are searched by halves

  /// Beyond the end nothing goes on.
  std::uint16_t at(std::size_t index) const { return index < units_.size() ? units_[index] : kFinal; }

  bool find(std::uint16_t c) {
    if (rest_ > 0) {
      --rest_;
      return at(position_++) == c;
    }
    std::uint32_t node = at(position_++);
    if (node & kFinal) return false;
    if (node >= kFirstValue) {
      if (node >= kTwoUnitNodeValue) position_ += node < kThreeUnitNodeValue ? 1 : 2;
      node &= 0x3F;
    }
    if (node < kFirstLinear) return find_branch(node, c);
    rest_ = node - kFirstLinear;
    return at(position_++) == c;
  }

  bool find_branch(std::uint32_t length, std::uint16_t c) {
    if (length == 0) length = at(position_++);
    ++length;
    while (length > kLongestList) {
      const bool is_lower = c < at(position_++);
      const std::size_t delta = read_delta();
      if (is_lower) position_ += delta;
      length = is_lower ? length / 2 : length - length / 2;
    }
    for (; length > 1; --length) {
      const bool is_found = at(position_++) == c;
      if (is_found && (at(position_) & kFinal)) return true;
      const std::size_t delta = read_value();
      if (is_found) position_ += delta;
      if (is_found) return true;
    }
    return at(position_++) == c;
  }

  std::size_t read_delta() {
    const std::uint32_t lead = at(position_++);
    if (lead < kTwoUnitDelta) return lead;
    const std::uint32_t second = at(position_++);
    if (lead < kThreeUnitDelta) return (lead - kTwoUnitDelta) << 16 | second;
    return second << 16 | at(position_++);
  }

  /// In a list: a value, or how far it is to the next node.
  std::uint32_t read_value() {
    const std::uint32_t lead = at(position_++) & ~kFinal;
    if (lead < kTwoUnitValue) return lead;
    const std::uint32_t second = at(position_++);
    if (lead < kThreeUnitValue) return (lead - kTwoUnitValue) << 16 | second;
    return second << 16 | at(position_++);
  }

  std::uint32_t final_value() const { return TrieWalk(*this).read_value(); }

  std::span<const std::uint16_t> units_;
  std::size_t position_ = 0;
  std::uint32_t rest_ = 0;  // characters of a row without branches
  bool ended_ = false;
};

}  // namespace

const WordDictionary* WordDictionary::find() {
  static const WordDictionary* const dictionary = open();
  return dictionary;
}

const WordDictionary* WordDictionary::open() {
  base::LoadedLibrary library(GONGWEN_ICU_DATA_LIBRARY);
  const char* package = nullptr;
  library.find(kDataSymbol, package);
  const char* const item = package == nullptr ? nullptr : item_of(package, kDictionaryName);
  const char* const content = item == nullptr ? nullptr : content_of(item, "Dict");
  if (content == nullptr) return nullptr;
  // Eight words: where the trie begins, two that are reserved, where it ends, its type, how characters are encoded in
  // it.
  constexpr std::uint32_t kTrieOfUnits = 1;
  const std::uint32_t begin = word_at(content, 0);
  const std::uint32_t end = word_at(content, 3);
  const bool is_known = (word_at(content, 4) & 7) == kTrieOfUnits && word_at(content, 5) == 0;
  if (!is_known || begin >= end || begin % 2 != 0) return nullptr;
  const auto* const units = reinterpret_cast<const std::uint16_t*>(content + begin);
  static const WordDictionary dictionary({units, (end - begin) / 2});
  return &dictionary;
}

bool WordDictionary::serves(std::u32string_view text) {
  return std::all_of(text.begin(), text.end(), [](char32_t c) { return is_han(c) || is_apart(c); });
}

void WordDictionary::find_ends(std::u32string_view text, std::vector<bool>& ends) const {
  ends.assign(text.size(), true);
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_han(text[end])) ++end;
    if (end > i) find_ends_in_run(text.substr(i, end - i), i, ends);
    if (text[i] == kWordJoiner && i > 0) ends[i - 1] = false;
    i = std::max(end, i + 1);
  }
}

/// The division with the smallest sum of costs: the dictionary gives rare words a high one.
void WordDictionary::find_ends_in_run(std::u32string_view run, std::size_t begin, std::vector<bool>& ends) const {
  struct Step {
    std::uint32_t cost = kUnreached;
    std::size_t from = 0;
  };
  std::vector<Step> steps(run.size() + 1);
  steps.front().cost = 0;
  const auto offer = [&steps](std::size_t from, std::size_t to, std::uint32_t cost) {
    if (steps[from].cost + cost < steps[to].cost) steps[to] = {steps[from].cost + cost, from};
  };
  for (std::size_t i = 0; i < run.size(); ++i) {
    TrieWalk walk(trie_);
    bool is_word_alone = false;
    for (std::size_t j = i; j < std::min(i + kMaxWordLength, run.size()); ++j) {
      if (!walk.step(static_cast<std::uint16_t>(run[j]))) break;
      const std::optional<std::uint32_t> cost = walk.value();
      if (!cost) continue;
      offer(i, j + 1, *cost);
      is_word_alone = is_word_alone || j == i;
    }
    if (!is_word_alone) offer(i, i + 1, kUnknownCost);
  }
  std::fill_n(ends.begin() + static_cast<std::ptrdiff_t>(begin), run.size(), false);
  for (std::size_t i = run.size(); i > 0; i = steps[i].from) ends[begin + i - 1] = true;
}

}  // namespace gongwen::text

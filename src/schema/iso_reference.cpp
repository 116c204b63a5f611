#include "base/text_scanner.h"
#include "schema/written_values.h"

#include <algorithm>
#include <array>

namespace gongwen::schema {
namespace {

/// A word as it is written, and what it says of stage and type; an empty one says nothing of it.
struct StageWord {
  std::string_view word;
  std::string_view stage;
  std::string_view type;
};

constexpr std::array<std::string_view, 10> kPublishers{"ISO", "IEC", "IEEE", "SAE",  "ASTM",
                                                       "CIE", "IDF", "HL7",  "OIML", "UL"};

constexpr std::array kStages{
    StageWord{"PWI", "PWI", ""},      StageWord{"NP", "NP", ""},
    StageWord{"PNW", "NP", ""},       StageWord{"AWI", "AWI", ""},
    StageWord{"WD", "WD", ""},        StageWord{"CDV", "CDV", ""},
    StageWord{"CD", "CD", ""},        StageWord{"DIS", "DIS", ""},
    StageWord{"FDIS", "FDIS", ""},    StageWord{"PRF", "PRF", ""},
    StageWord{"DTS", "DTS", "TS"},    StageWord{"DTR", "DTR", "TR"},
    StageWord{"DPAS", "DPAS", "PAS"}, StageWord{"DGuide", "DGuide", "Guide"},
};
constexpr std::array kReferenceTypes{
    StageWord{"TS", "", "TS"},       StageWord{"TR", "", "TR"},       StageWord{"PAS", "", "PAS"},
    StageWord{"Guide", "", "Guide"}, StageWord{"GUIDE", "", "Guide"},
};
constexpr std::array kAmendments{
    StageWord{"FDAM", "FDAM", "Amd"}, StageWord{"FDAmd", "FDAM", "Amd"}, StageWord{"DAM", "DAM", "Amd"},
    StageWord{"DAmd", "DAM", "Amd"},  StageWord{"PDAM", "CD", "Amd"},    StageWord{"Amd", "", "Amd"},
    StageWord{"AMD", "", "Amd"},      StageWord{"DCOR", "DCOR", "Cor"},  StageWord{"DCor", "DCOR", "Cor"},
    StageWord{"Cor", "", "Cor"},      StageWord{"COR", "", "Cor"},       StageWord{"Add", "", "Add"},
};

/// Takes a reference apart from left to right; each step returns whether it found what it expects.
class IsoReader {
 public:
  explicit IsoReader(std::string_view text) : text_(text), rest_(text) {}

  std::optional<IsoReference> read() {
    if (!read_publisher() || !read_designation() || !read_number()) return std::nullopt;
    if (!read_year()) return std::nullopt;
    result_.base = text_.substr(0, text_.size() - rest_.size());
    if (!read_amendment()) return std::nullopt;
    read_edition();
    read_language();
    if (!rest_.empty()) return std::nullopt;
    if (result_.type.empty()) result_.type = "IS";
    return result_;
  }

 private:
  bool take(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }

  /// One of the words, with a blank after it if `needs_blank`.
  template <std::size_t N>
  const StageWord* take_word(const std::array<StageWord, N>& words, bool needs_blank = true) {
    for (const StageWord& word : words) {
      if (!rest_.starts_with(word.word)) continue;
      const std::string_view behind = rest_.substr(word.word.size());
      if (needs_blank && !behind.starts_with(' ')) continue;
      rest_ = behind;
      take(" ");
      return &word;
    }
    return nullptr;
  }

  std::string_view take_digits(std::size_t most) {
    std::size_t count = 0;
    while (count < rest_.size() && base::is_ascii_digit(rest_[count])) ++count;
    if (count > most) return {};
    const std::string_view digits = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return digits;
  }

  bool take_publisher() {
    for (const std::string_view name : kPublishers) {
      const std::string_view behind = rest_.substr(std::min(name.size(), rest_.size()));
      if (rest_.starts_with(name) && (behind.starts_with('/') || behind.starts_with(' '))) return take(name);
    }
    return false;
  }

  /// `ISO`, `ISO/IEC`, `ISO/IEC/IEEE`; the first is one of the two.
  bool read_publisher() {
    if (!rest_.starts_with("ISO") && !rest_.starts_with("IEC")) return false;
    if (!take_publisher()) return false;
    std::string_view end = rest_;
    while (take("/") && take_publisher()) end = rest_;
    rest_ = end;
    result_.publisher = text_.substr(0, text_.size() - rest_.size());
    // ISO/TS and IEC/TS as well as IEC TS
    return take(" ") || take("/");
  }

  bool read_designation() {
    if (const StageWord* const stage = take_word(kStages)) {
      result_.stage = stage->stage;
      result_.type = stage->type;
      if (!result_.type.empty()) return true;
    }
    // What goes to a vote as DIS becomes a standard; the others have separate drafts.
    const bool is_standard = result_.stage == "DIS" || result_.stage == "FDIS" || result_.stage == "CDV";
    const StageWord* const type = take_word(kReferenceTypes);
    if (type != nullptr) result_.type = type->type;
    return type == nullptr || !is_standard;
  }

  bool read_number() {
    constexpr std::size_t kMaxDigits = 6;
    result_.number = take_digits(kMaxDigits);
    if (result_.number.empty() || result_.number.front() == '0') return false;
    const std::string_view before = rest_;
    while (rest_.starts_with('-')) {
      rest_.remove_prefix(1);
      if (!read_part()) return false;
    }
    if (before.size() != rest_.size()) result_.part = before.substr(1, before.size() - rest_.size() - 1);
    return read_draft();
  }

  /// `2`, `1AE`
  bool read_part() {
    if (take_digits(4).empty()) return false;
    while (!rest_.empty() && base::is_ascii_upper(rest_.front())) rest_.remove_prefix(1);
    return true;
  }

  /// Only drafts are counted: the second CD is `.2`.
  bool read_draft() {
    if (!take(".")) return true;
    const std::string_view digits = take_digits(1);
    if (digits.empty() || digits.front() < '2' || result_.stage.empty()) return false;
    result_.draft = digits.front() - '0';
    return true;
  }

  bool read_year() {
    if (!take(":")) return true;
    const std::string_view year = take_digits(4);
    if (year.size() != 4 || (!year.starts_with("19") && !year.starts_with("20"))) return false;
    result_.year = year;
    return !take("-") || take_digits(2).size() == 2;
  }

  bool read_amendment() {
    if (!take("/")) return true;
    // An amendment is one of what is published.
    if (!result_.stage.empty()) return false;
    result_.year = {};
    const StageWord* const stage = take_word(kStages);
    const StageWord* const word = take_word(kAmendments, false);
    if (word == nullptr || (stage != nullptr && !(word->stage.empty() && stage->type.empty()))) return false;
    result_.stage = stage != nullptr ? stage->stage : word->stage;
    result_.type = word->type;
    const std::string_view number = take_digits(2);
    if (number.empty() || number.front() == '0') return false;
    return read_draft() && read_year();
  }

  void read_edition() {
    const std::string_view before = rest_;
    if ((take(" ED") || take(" Ed. ") || take(" Ed.") || take(" Ed ")) && !take_digits(2).empty()) return;
    rest_ = before;
  }

  void read_language() {
    const std::string_view before = rest_;
    take(" ");
    for (const std::string_view language : {"(E)", "(F)", "(R)", "(E/F)", "(E,F)", "(en)", "(fr)"}) {
      if (take(language)) return;
    }
    rest_ = before;
  }

  std::string_view text_;
  std::string_view rest_;
  IsoReference result_;
};

}  // namespace

std::optional<IsoReference> read_iso_reference(std::string_view text) { return IsoReader(text).read(); }

}  // namespace gongwen::schema

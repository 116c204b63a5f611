#include "base/ascii.h"
#include "intake/detail/pdf_tokens.h"
#include "intake/detail/plain_syntax.h"
#include "intake/detail/signed/signature_facts.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

namespace gongwen::intake {
namespace {

constexpr std::string_view kObject = "obj";
constexpr std::string_view kRangeName = "ByteRange";
constexpr std::size_t kMaxFound = 1'000;

/// The name, and the same with characters written as `#42`.
bool is_range_name(std::string_view text) {
  for (const char wanted : kRangeName) {
    if (text.starts_with(wanted)) {
      text.remove_prefix(1);
    } else if (text.size() > 2 && text[0] == '#' &&
               hexadecimal_digit(text[1]) * 16 + hexadecimal_digit(text[2]) == static_cast<unsigned char>(wanted)) {
      text.remove_prefix(3);
    } else {
      return false;
    }
  }
  return true;
}

bool has_range_name(std::string_view bytes) {
  for (std::size_t at = bytes.find('/'); at != std::string_view::npos; at = bytes.find('/', at + 1)) {
    if (is_range_name(bytes.substr(at + 1))) return true;
  }
  return false;
}

/// The number of the object whose `obj` is at this place; nothing where the word is something else.
std::optional<std::int64_t> number_before(std::string_view bytes, std::size_t at) {
  const auto digits_before = [&bytes](std::size_t& end) {
    const std::size_t blanks = end;
    while (end > 0 && is_content_space(bytes[end - 1])) --end;
    const std::size_t last = end;
    while (end > 0 && base::is_ascii_digit(bytes[end - 1])) --end;
    return blanks == last ? std::string_view() : bytes.substr(end, last - end);
  };
  std::size_t end = at;
  constexpr std::size_t kMaxDigits = 10;
  if (digits_before(end).empty()) return std::nullopt;
  const std::string_view digits = digits_before(end);
  if (digits.empty() || digits.size() > kMaxDigits) return std::nullopt;
  std::int64_t number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

class SignatureScan {
 public:
  explicit SignatureScan(std::string_view bytes) : bytes_(bytes) {}

  std::vector<ScannedSignature> run() {
    if (!has_range_name(bytes_)) return {};
    std::size_t at = 0;
    for (std::size_t parsed = 0; found_.size() < kMaxFound; ++parsed) {
      at = bytes_.find(kObject, at);
      if (at == std::string_view::npos) break;
      const std::optional<std::int64_t> number = number_before(bytes_, at);
      at += kObject.size();
      constexpr std::size_t kInStore = 4'096;
      if (parsed % kInStore == 0) store_ = std::make_unique<PlainStore>();
      if (number) at = read_object(*number, at);
    }
    return std::move(found_);
  }

 private:
  /// Returns: where to continue.
  std::size_t read_object(std::int64_t number, std::size_t at) {
    try {
      PlainParser parser(bytes_, *store_, at);
      const PlainValue value = parser.value();
      add_those_in(value, number, 0);
      if (value.type == ot_dictionary && parser.take_word("stream")) skip_stream(value, parser);
      return parser.at();
    } catch (const PlainRefused&) {
      const std::string_view rest = bytes_.substr(at, bytes_.find(kObject, at) - at);
      if (has_range_name(rest)) found_.push_back({number, {}});
      return at;
    }
  }

  void add_those_in(const PlainValue& value, std::int64_t number, int depth) {
    constexpr int kMaxDepth = 4;
    if (value.is_reference || depth > kMaxDepth) return;
    if (value.type == ot_dictionary) {
      if (const PlainValue* const range = value.find("/ByteRange")) found_.push_back({number, numbers_of(*range)});
    }
    for (const PlainMember& member : value.members) add_those_in(member.value, number, depth + 1);
    for (const PlainValue& item : value.items) add_those_in(item, number, depth + 1);
  }

  static std::vector<std::uint64_t> numbers_of(const PlainValue& range) {
    std::vector<std::uint64_t> numbers;
    for (const PlainValue& item : range.items) {
      if (item.type != ot_integer || item.number < 0) return {};
      numbers.push_back(static_cast<std::uint64_t>(item.number));
    }
    return numbers;
  }

  /// To the end that its dictionary states if it is there, else to the next that could be it.
  void skip_stream(const PlainValue& dictionary, PlainParser& parser) const {
    constexpr std::string_view kEnd = "endstream";
    const std::size_t begin = parser.at();
    const std::optional<std::size_t> length = length_of(dictionary);
    constexpr std::size_t kLineEnd = 4;  // one before the bytes, one after them
    if (length && *length <= bytes_.size() - begin) {
      const std::size_t found = bytes_.substr(begin + *length, kLineEnd + kEnd.size()).find(kEnd);
      if (found != std::string_view::npos) return parser.go_to(begin + *length + found + kEnd.size());
    }
    const std::size_t found = bytes_.find(kEnd, begin);
    if (found != std::string_view::npos) parser.go_to(found + kEnd.size());
  }

  std::optional<std::size_t> length_of(const PlainValue& dictionary) const {
    const PlainValue* const length = dictionary.find("/Length");
    if (length == nullptr) return std::nullopt;
    if (!length->is_reference) {
      return length->type == ot_integer && length->number >= 0 ? std::optional(static_cast<std::size_t>(length->number))
                                                               : std::nullopt;
    }
    const std::string head = std::to_string(length->number) + " 0 obj";
    const std::size_t found = bytes_.rfind(head);
    if (found == std::string_view::npos || (found > 0 && base::is_ascii_digit(bytes_[found - 1]))) return std::nullopt;
    try {
      return static_cast<std::size_t>(PlainParser(bytes_, *store_, found + head.size()).count());
    } catch (const PlainRefused&) {
      return std::nullopt;
    }
  }

  std::string_view bytes_;
  std::unique_ptr<PlainStore> store_;
  std::vector<ScannedSignature> found_;
};

}  // namespace

std::vector<ScannedSignature> scan_signatures(std::string_view bytes) { return SignatureScan(bytes).run(); }

}  // namespace gongwen::intake

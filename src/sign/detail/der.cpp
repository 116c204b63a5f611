#include "sign/detail/der.h"

#include "base/date.h"
#include "base/format.h"

#include <algorithm>
#include <limits>

namespace gongwen::sign::der {
namespace {

constexpr unsigned kByteBits = 8;
constexpr unsigned kByteMask = 0xff;
constexpr unsigned kLongForm = 0x80;
constexpr unsigned kSevenBits = 7;
constexpr unsigned kLowSeven = 0x7f;
constexpr std::int64_t kHour = 3'600;
constexpr std::int64_t kMinute = 60;

void append_length(std::string& out, std::size_t length) {
  if (length < kLongForm) {
    out += static_cast<char>(length);
    return;
  }
  std::string digits;
  for (; length != 0; length >>= kByteBits) digits.insert(digits.begin(), static_cast<char>(length & kByteMask));
  out += static_cast<char>(kLongForm | digits.size());
  out += digits;
}

void append_arc(std::string& out, std::uint64_t arc) {
  std::string digits(1, static_cast<char>(arc & kLowSeven));
  while ((arc >>= kSevenBits) != 0) digits.insert(digits.begin(), static_cast<char>(kLongForm | (arc & kLowSeven)));
  out += digits;
}

/// Takes `count` decimal digits off the start of `text`; -1 if there are fewer.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int number = 0;
  for (const char digit : text.substr(0, count)) {
    if (digit < '0' || digit > '9') return -1;
    number = number * 10 + (digit - '0');
  }
  text.remove_prefix(count);
  return number;
}

}  // namespace

std::string value(unsigned char tag, std::string_view content) {
  std::string out(1, static_cast<char>(tag));
  append_length(out, content.size());
  out += content;
  return out;
}

std::string sequence(std::initializer_list<std::string_view> parts) {
  std::string content;
  for (const std::string_view part : parts) content += part;
  return value(kSequence, content);
}

std::string set_of(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end(), [](std::string_view a, std::string_view b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  });
  std::string content;
  for (const std::string& part : parts) content += part;
  return value(kSet, content);
}

std::string integer(std::uint64_t number) {
  std::string magnitude;
  do {
    magnitude.insert(magnitude.begin(), static_cast<char>(number & kByteMask));
    number >>= kByteBits;
  } while (number != 0);
  return integer(std::string_view(magnitude));
}

std::string integer(std::string_view magnitude) {
  while (magnitude.size() > 1 && magnitude.front() == '\0') magnitude.remove_prefix(1);
  std::string content(magnitude);
  if (content.empty() || (static_cast<unsigned char>(content.front()) & kLongForm) != 0) content.insert(0, 1, '\0');
  return value(kInteger, content);
}

std::string oid(std::string_view dotted) {
  std::vector<std::uint64_t> arcs(1, 0);
  for (const char c : dotted) {
    if (c == '.') {
      arcs.push_back(0);
    } else {
      arcs.back() = arcs.back() * 10 + static_cast<std::uint64_t>(c - '0');
    }
  }
  std::string content;
  append_arc(content, arcs[0] * 40 + arcs.at(1));
  for (std::size_t i = 2; i < arcs.size(); ++i) append_arc(content, arcs[i]);
  return value(kOid, content);
}

std::string bit_string(std::string_view bytes) { return value(kBitString, std::string(1, '\0').append(bytes)); }

std::string time(std::int64_t unix_seconds) {
  const std::int64_t days = (unix_seconds - (unix_seconds < 0 ? base::kSecondsPerDay - 1 : 0)) / base::kSecondsPerDay;
  const std::int64_t seconds = unix_seconds - days * base::kSecondsPerDay;
  const base::Date date = base::date_of_days(days);
  return value(kTime, fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}Z", base::year_of(date), base::month_of(date),
                                  base::day_of(date), seconds / kHour, seconds / kMinute % kMinute, seconds % kMinute));
}

std::optional<Value> Reader::next() {
  if (rest_.size() < 2 || (static_cast<unsigned char>(rest_[0]) & 0x1fU) == 0x1fU) {
    fail();
    return std::nullopt;
  }
  std::size_t at = 2;
  std::size_t length = static_cast<unsigned char>(rest_[1]);
  if (length >= kLongForm) {
    const std::size_t count = length & kLowSeven;
    if (count == 0 || count > sizeof(std::uint32_t) || rest_.size() < at + count) {
      fail();
      return std::nullopt;
    }
    length = 0;
    for (const std::size_t end = at + count; at < end; ++at) {
      length = length << kByteBits | static_cast<unsigned char>(rest_[at]);
    }
  }
  if (length > rest_.size() - at) {
    fail();
    return std::nullopt;
  }
  const Value found{static_cast<unsigned char>(rest_[0]), rest_.substr(at, length), rest_.substr(0, at + length)};
  rest_.remove_prefix(at + length);
  return found;
}

Value Reader::take(unsigned char tag) {
  if (!is_next(tag)) {
    fail();
    return {};
  }
  return next().value_or(Value{});
}

std::int64_t Reader::take_integer() {
  const std::string_view content = take(kInteger).content;
  if (content.empty() || content.size() > sizeof(std::int64_t)) {
    fail();
    return 0;
  }
  std::uint64_t number = (static_cast<unsigned char>(content.front()) & kLongForm) != 0 ? ~std::uint64_t{0} : 0;
  for (const char byte : content) number = number << kByteBits | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

std::string Reader::take_oid() {
  std::string text = oid_text(take(kOid).content);
  if (text.empty()) fail();
  return text;
}

std::string Reader::take_bits() {
  const std::string_view content = take(kBitString).content;
  if (content.empty() || content.front() != '\0') {
    fail();
    return {};
  }
  return std::string(content.substr(1));
}

std::int64_t Reader::take_time() {
  const std::optional<Value> found = next();
  const std::optional<std::int64_t> seconds = found ? time_value(*found) : std::nullopt;
  if (!seconds) fail();
  return seconds.value_or(0);
}

namespace {

bool are_values(std::string_view bytes, int depth) {
  constexpr int kMaxDepth = 40;
  constexpr unsigned char kConstructed = 0x20;
  if (depth > kMaxDepth) return false;
  Reader reader(bytes);
  while (!reader.at_end()) {
    const std::optional<Value> found = reader.next();
    if (!found || ((found->tag & kConstructed) != 0 && !are_values(found->content, depth + 1))) return false;
  }
  return !reader.failed();
}

}  // namespace

bool is_well_formed(std::string_view bytes) { return !bytes.empty() && are_values(bytes, 0); }

std::string oid_text(std::string_view content) {
  std::string text;
  std::uint64_t arc = 0;
  bool is_inside = false;
  for (const char byte : content) {
    if (arc > std::numeric_limits<std::uint32_t>::max()) return {};
    arc = arc << kSevenBits | (static_cast<unsigned char>(byte) & kLowSeven);
    is_inside = (static_cast<unsigned char>(byte) & kLongForm) != 0;
    if (is_inside) continue;
    if (text.empty()) {
      const std::uint64_t first = std::min<std::uint64_t>(arc / 40, 2);
      text = fmt::format("{}.{}", first, arc - first * 40);
    } else {
      text += fmt::format(".{}", arc);
    }
    arc = 0;
  }
  return is_inside ? std::string() : text;
}

std::optional<std::int64_t> time_value(const Value& value) {
  std::string_view text = value.content;
  int year = 0;
  if (value.tag == kUtcTime) {
    constexpr int kTurn = 50;  // RFC 5280 4.1.2.5.1
    year = take_digits(text, 2);
    if (year >= 0) year += year < kTurn ? 2000 : 1900;
  } else if (value.tag == kTime) {
    year = take_digits(text, 4);
  } else {
    return std::nullopt;
  }
  const int month = take_digits(text, 2);
  const int day = take_digits(text, 2);
  const int hour = take_digits(text, 2);
  const int minute = take_digits(text, 2);
  const int second = take_digits(text, 2);
  if (text.starts_with('.')) text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
  const std::optional<base::Date> date = base::make_date(year, month, day);
  if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 || text != "Z") {
    return std::nullopt;
  }
  return base::days_since_1970(*date) * base::kSecondsPerDay + hour * kHour + minute * kMinute + second;
}

}  // namespace gongwen::sign::der

// DER (ITU-T X.690): writes values, and reads those of foreign files within limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sign::der {

inline constexpr unsigned char kInteger = 0x02;
inline constexpr unsigned char kBoolean = 0x01;
inline constexpr unsigned char kBitString = 0x03;
inline constexpr unsigned char kOctets = 0x04;
inline constexpr unsigned char kNull = 0x05;
inline constexpr unsigned char kOid = 0x06;
inline constexpr unsigned char kUtf8 = 0x0c;
inline constexpr unsigned char kIa5 = 0x16;
inline constexpr unsigned char kUtcTime = 0x17;
inline constexpr unsigned char kTime = 0x18;  // GeneralizedTime
inline constexpr unsigned char kSequence = 0x30;
inline constexpr unsigned char kSet = 0x31;
/// `[n]`, constructed.
constexpr unsigned char context(unsigned number) { return static_cast<unsigned char>(0xa0U | number); }

std::string value(unsigned char tag, std::string_view content);
std::string sequence(std::initializer_list<std::string_view> parts);
/// A SET OF, sorted as DER requires.
std::string set_of(std::vector<std::string> parts);
/// A non-negative INTEGER.
std::string integer(std::uint64_t number);
/// A non-negative INTEGER, given as big-endian bytes.
std::string integer(std::string_view magnitude);
/// An OID from `1.2.156.10197.1.501`, which must be well-formed.
std::string oid(std::string_view dotted);
std::string bit_string(std::string_view bytes);
/// GeneralizedTime in UTC.
std::string time(std::int64_t unix_seconds);

struct Value {
  unsigned char tag = 0;
  std::string_view content;
  std::string_view whole;  // including tag and length
};

/// Reads values one after another. Lengths must be definite and within the bytes; tag numbers above 30 are not
/// supported. After the first error it reads no more values.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  /// Whether the next value has this tag.
  bool is_next(unsigned char tag) const { return !rest_.empty() && static_cast<unsigned char>(rest_.front()) == tag; }
  bool at_end() const { return rest_.empty(); }
  bool failed() const { return failed_; }
  /// Whether everything was read without an error.
  bool ended() const { return rest_.empty() && !failed_; }

  std::optional<Value> next();
  /// Takes the next value, which must have this tag; returns empty content after an error.
  Value take(unsigned char tag);
  Reader enter(unsigned char tag) { return Reader(take(tag).content); }

  // Take the contents of values; a malformed value is an error of this reader.
  std::int64_t take_integer();
  std::string take_oid();
  std::string take_bits();
  std::int64_t take_time();

  /// Takes over an error of a reader of a part.
  void note(const Reader& part, bool must_end = true) {
    if (part.failed_ || (must_end && !part.rest_.empty())) fail();
  }
  void fail() {
    failed_ = true;
    rest_ = {};
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

/// Whether the bytes consist only of nested values, whatever their meaning; damaged bytes usually do not.
bool is_well_formed(std::string_view bytes);

/// The dotted form of an OID's content; empty if it is malformed.
std::string oid_text(std::string_view content);
/// The Unix seconds of a UTCTime or GeneralizedTime in UTC, without fractions.
std::optional<std::int64_t> time_value(const Value& value);

}  // namespace gongwen::sign::der

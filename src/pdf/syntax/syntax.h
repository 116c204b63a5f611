// Values of PDF as text, the sRGB profile, and identifiers of files.
#pragma once

#include "base/strong_id.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::pdf {

// The sRGB profile of the output intent: ICC version 2, a matrix and one tone curve for all three channels.

/// The profile's bytes; always the same.
std::string srgb_profile();

// The identifier of a file (ISO 32000-1 section 14.4).

/// 16 bytes from those of the file: no clock, no path, since nothing is asked for but difference.
std::string file_identifier(std::string_view bytes);

// The syntax of PDF values (ISO 32000-1 section 7.3), as text that is appended. Knows no meaning.

/// The number of an indirect object; the generation is always 0.
using ObjectNumber = base::StrongId<struct PdfObjectTag>;

void append_integer(std::string& out, std::int64_t value);
/// `value` in units of 10^-decimals, without trailing zeros and without an exponent.
void append_fixed(std::string& out, std::int64_t value, int decimals);
/// `/Name`, with `#xx` for what is not a regular character (section 7.3.5).
void append_name(std::string& out, std::string_view name);
/// A literal string of bytes (section 7.3.4.2).
void append_literal(std::string& out, std::string_view bytes);
void append_hex(std::string& out, std::string_view bytes);
/// A text string (section 7.9.2): ASCII as it is, everything else as UTF-16BE with its mark.
void append_text(std::string& out, std::string_view utf8);
void append_reference(std::string& out, ObjectNumber object);

/// The character in UTF-16BE.
void append_utf16_units(std::string& out, char32_t c);
/// `<00410042>`: UTF-16BE in hexadecimal, without a mark.
void append_utf16_hex(std::string& out, std::u32string_view text);

class DictionaryWriter;

/// Writes one array: opened when made, closed when destroyed.
class ArrayWriter {
 public:
  explicit ArrayWriter(std::string& out) : out_(out) { out_.push_back('['); }
  ~ArrayWriter() { out_.push_back(']'); }
  ArrayWriter(const ArrayWriter&) = delete;
  ArrayWriter& operator=(const ArrayWriter&) = delete;

  void integer(std::int64_t value);
  void fixed(std::int64_t value, int decimals);
  void name(std::string_view value) { append_name(out_, value); }
  void text(std::string_view utf8) { append_text(out_, utf8); }
  void reference(ObjectNumber object);
  void null();
  DictionaryWriter dictionary();

 private:
  /// Numbers, references and words are kept apart by a blank.
  void separate();

  std::string& out_;
};

/// Writes one dictionary: opened when made, closed when destroyed. A dictionary or array in it is closed before more
/// is written.
class DictionaryWriter {
 public:
  explicit DictionaryWriter(std::string& out) : out_(out) { out_ += "<<"; }
  ~DictionaryWriter() { out_ += ">>"; }
  DictionaryWriter(const DictionaryWriter&) = delete;
  DictionaryWriter& operator=(const DictionaryWriter&) = delete;

  void name(std::string_view key, std::string_view value);
  void integer(std::string_view key, std::int64_t value);
  void fixed(std::string_view key, std::int64_t value, int decimals);
  void boolean(std::string_view key, bool value);
  void text(std::string_view key, std::string_view utf8);
  void reference(std::string_view key, ObjectNumber object);
  void integers(std::string_view key, std::initializer_list<std::int64_t> values);
  /// Each in units of 10^-decimals.
  void fixed_numbers(std::string_view key, std::span<const std::int64_t> values, int decimals);
  void references(std::string_view key, std::span<const ObjectNumber> objects);
  DictionaryWriter dictionary(std::string_view key_name) { return DictionaryWriter(key(key_name)); }
  ArrayWriter array(std::string_view key_name) { return ArrayWriter(key(key_name)); }
  /// A value that is spelled already: widths, colour spaces and the kids of structure elements, which are one value or
  /// an array.
  void spelled(std::string_view key, std::string_view value);
  /// The key alone; the value is appended to the result.
  std::string& key(std::string_view key);

 private:
  std::string& out_;
};

}  // namespace gongwen::pdf

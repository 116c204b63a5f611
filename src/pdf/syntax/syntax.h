// Writes PDF values as text; the sRGB profile; file identifiers.
#pragma once

#include "base/strong_id.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::pdf {

// The sRGB profile of the output intent: ICC version 2, a matrix and one tone curve shared by all three channels.

/// The profile's bytes; always the same.
std::string srgb_profile();

// The identifier of a file (ISO 32000-1 section 14.4).

/// 16 bytes, a hash of the file's bytes. No clock or path is needed, since identifiers only have to differ.
std::string file_identifier(std::string_view bytes);

// PDF values (ISO 32000-1 section 7.3), appended as text. This layer does not know what they mean.

/// The number of an indirect object; the generation is always 0.
using ObjectNumber = base::StrongId<struct PdfObjectTag>;

void append_integer(std::string& out, std::int64_t value);
/// Appends `value` in units of 10^-decimals, without trailing zeros or exponent.
void append_fixed(std::string& out, std::int64_t value, int decimals);
/// Appends `/Name`, with `#xx` for irregular characters (section 7.3.5).
void append_name(std::string& out, std::string_view name);
/// Appends bytes as a literal string (section 7.3.4.2).
void append_literal(std::string& out, std::string_view bytes);
/// Appends bytes as a hexadecimal string, `<48656C>` (section 7.3.4.3).
void append_hex(std::string& out, std::string_view bytes);
/// Appends a text string (section 7.9.2): ASCII unchanged, everything else as UTF-16BE with a byte order mark.
void append_text(std::string& out, std::string_view utf8);
/// Appends an indirect reference, `7 0 R` (section 7.3.10).
void append_reference(std::string& out, ObjectNumber object);

/// Appends the character in UTF-16BE.
void append_utf16_units(std::string& out, char32_t c);
/// Appends `<00410042>`: UTF-16BE in hexadecimal, without a byte order mark.
void append_utf16_hex(std::string& out, std::u32string_view text);

class DictionaryWriter;

/// Writes one array: the constructor opens it, the destructor closes it.
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
  /// Separates numbers, references and words by a space.
  void separate();

  std::string& out_;
};

/// Writes one dictionary: the constructor opens it, the destructor closes it. A nested dictionary or array must be
/// closed before anything else is written.
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
  /// Adds a value that is written out already, for values that are either one item or an array: widths, colour spaces,
  /// kids of structure elements.
  void spelled(std::string_view key, std::string_view value);
  /// Appends the key and returns the output, to which the caller appends the value.
  std::string& key(std::string_view key);

 private:
  std::string& out_;
};

}  // namespace gongwen::pdf

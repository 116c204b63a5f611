// Forms: application/x-www-form-urlencoded, also as the query of an address, and multipart/form-data.
#pragma once

#include "base/expected.h"
#include "service/http/message.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::http {

struct FormField {
  std::string name;
  std::string value;
  friend bool operator==(const FormField&, const FormField&) = default;
};

enum class FormError : std::uint8_t {
  IllFormed,  // a `%` without two hexadecimal digits, or a byte that is never sent as it is
  NotUtf8,
  Control,  // U+0000
  TooMany,
  NameTooLong,
};

struct FormLimits {
  std::size_t fields = 2000;
  std::size_t name_bytes = 1000;
};

/// Fields in their order; an empty text has none.
base::Expected<std::vector<FormField>, FormError> parse_form(std::string_view text, const FormLimits& limits = {});
std::string write_form(std::span<const FormField> fields);

/// The value of the first field with this name; null if there is none.
const std::string* find_field(std::span<const FormField> fields, std::string_view name);

// multipart/form-data (RFC 7578), read in one pass from memory or a spool file. Parts are slices of the body: nothing
// is copied.
//   const auto parts = read_multipart(exchange->request());
//   if (!parts) return problem_of(parts.error());
//   for (const Part& part : *parts) if (part.name == "file") store(part.offset, part.length);

struct Part {
  std::string name;
  /// The last component of the name that was sent, which may be a path; nullopt for a plain field.
  std::optional<std::string> file_name;
  std::string type;          // of the content, in lowercase letters and without parameters; empty if it is missing
  std::uint64_t offset = 0;  // in the body
  std::uint64_t length = 0;
};

struct MultipartLimits {
  std::size_t parts = 1000;
  std::size_t head_bytes = 4 * 1024;  // of one part
  std::size_t name_bytes = 1000;
  std::size_t file_name_bytes = 255;
};

enum class MultipartError : std::uint8_t {
  NotMultipart,  // another type, or without a boundary that may be one
  IllFormed,
  Unfinished,  // no closing boundary
  TooMany,
  HeadTooLarge,
  NameTooLong,
  NotUtf8,
  Unreadable,  // the spool file
};

/// The boundary of `multipart/form-data; boundary=…`; nullopt for other types.
std::optional<std::string> multipart_boundary(std::string_view content_type);

base::Expected<std::vector<Part>, MultipartError> read_multipart(const Request& request,
                                                                 const MultipartLimits& limits = {});

/// The content of a part; nullopt if the spool file cannot be read or the content is longer than `limit`.
std::optional<std::string> part_content(const Request& request, const Part& part, std::size_t limit);

/// Parses a body that comes in pieces. Everything after the closing boundary is ignored.
class MultipartParser {
 public:
  MultipartParser(std::string_view boundary, const MultipartLimits& limits);

  /// Returns false once there is an error.
  bool add(std::string_view bytes);
  /// To be called after the last bytes.
  base::Expected<std::vector<Part>, MultipartError> finish() &&;

 private:
  enum class State : std::uint8_t { Start, AfterBoundary, Head, Content, Epilogue };

  std::size_t step(std::string_view rest);
  std::size_t take_first_boundary(std::string_view rest);
  std::size_t leave_boundary(std::string_view rest);
  std::size_t take_head(std::string_view rest);
  std::size_t take_content(std::string_view rest);
  bool begin_part(std::string_view text);
  std::size_t fail(MultipartError error);

  std::string delimiter_;  // CR LF `--` boundary
  MultipartLimits limits_;
  State state_ = State::Start;
  std::string rest_;            // not taken yet
  std::uint64_t position_ = 0;  // in the body, of rest_
  std::vector<Part> parts_;
  std::optional<MultipartError> error_;
};

}  // namespace gongwen::http

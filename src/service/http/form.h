// Forms: application/x-www-form-urlencoded, also as the query of an address, and multipart/form-data.
//
// Both parsers give fields in the order in which the browser sent them; names may repeat, as those of check boxes do.
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

/// Why a form cannot be read; there is never a part of a form besides.
enum class FormError : std::uint8_t {
  IllFormed,  // a `%` without two hexadecimal digits, or a byte that is never sent as it is
  NotUtf8,
  Control,  // U+0000
  TooMany,
  NameTooLong,
};

/// Above these limits parse_form() fails as a whole: a form that lost its last fields would look as if they had been
/// emptied.
struct FormLimits {
  std::size_t fields = 2000;
  std::size_t name_bytes = 1000;
};

/// Fields in their order; an empty text has none.
/// A field without `=` has an empty value; `&&` adds nothing.
base::Expected<std::vector<FormField>, FormError> parse_form(std::string_view text, const FormLimits& limits = {});
/// The inverse of parse_form(), as browsers write it: a blank becomes `+`.
std::string write_form(std::span<const FormField> fields);

/// The value of the first field with this name; null if there is none.
/// The pointer is into `fields`.
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

/// A part's head has three lines at most in practice; 4 KiB leave room for long names that are percent-encoded.
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
/// One to 70 characters of RFC 2046, 5.1.1, not ending in a blank.
std::optional<std::string> multipart_boundary(std::string_view content_type);

/// Reads the whole body once. The parts keep offsets, so the request must outlive their use.
base::Expected<std::vector<Part>, MultipartError> read_multipart(const Request& request,
                                                                 const MultipartLimits& limits = {});

/// The content of a part; nullopt if the spool file cannot be read or the content is longer than `limit`.
/// `limit` is in bytes and protects memory: a field that should hold a token may come with a gigabyte.
std::optional<std::string> part_content(const Request& request, const Part& part, std::size_t limit);

/// Parses a body that comes in pieces. Everything after the closing boundary is ignored.
/// Pieces of any size give the same parts; read_multipart() gives pieces of 64 KiB, tests single bytes.
class MultipartParser {
 public:
  MultipartParser(std::string_view boundary, const MultipartLimits& limits);

  /// Returns false once there is an error.
  bool add(std::string_view bytes);
  /// To be called after the last bytes.
  /// `Unfinished` if the body ended before the closing boundary, as it does if the client broke off.
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
  // Everything that has been added and not decided: less than a delimiter within contents, at most the largest head.
  std::string rest_;            // not taken yet
  std::uint64_t position_ = 0;  // in the body, of rest_
  std::vector<Part> parts_;
  std::optional<MultipartError> error_;
};

}  // namespace gongwen::http

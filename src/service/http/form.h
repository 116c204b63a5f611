// Forms: application/x-www-form-urlencoded, also as the query of an address, and multipart/form-data.
//
// Both parsers return fields in the order in which the browser sent them; names may repeat, as those of check boxes do.
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

/// The reason why a form cannot be read. A form is never returned in part.
enum class FormError : std::uint8_t {
  IllFormed,  // a `%` without two hexadecimal digits, or a byte that browsers always encode
  NotUtf8,
  Control,  // U+0000
  TooMany,
  NameTooLong,
};

/// Above these limits parse_form() fails completely: a form that lost its last fields would look as if the user had
/// emptied them.
struct FormLimits {
  std::size_t fields = 2000;
  std::size_t name_bytes = 1000;
};

/// Returns the fields in their order; none for an empty text. A field without `=` has an empty value; `&&` adds
/// nothing.
base::Expected<std::vector<FormField>, FormError> parse_form(std::string_view text, const FormLimits& limits = {});
/// The inverse of parse_form(), as browsers write it: a space becomes `+`.
std::string write_form(std::span<const FormField> fields);

/// Returns the value of the first field with this name, as a pointer into `fields`; null if there is
/// none.
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
  std::string type;          // of the content, in lowercase and without parameters; may be empty
  std::uint64_t offset = 0;  // offset in the body
  std::uint64_t length = 0;
};

/// In practice a part's head has three lines at most; 4 KiB are enough for long names that are percent-encoded.
struct MultipartLimits {
  std::size_t parts = 1000;
  std::size_t head_bytes = 4 * 1024;  // of one part
  std::size_t name_bytes = 1000;
  std::size_t file_name_bytes = 255;
};

enum class MultipartError : std::uint8_t {
  NotMultipart,  // another type, or without a valid boundary
  IllFormed,
  Unfinished,  // no closing boundary
  TooMany,
  HeadTooLarge,
  NameTooLong,
  NotUtf8,
  Unreadable,  // the spool file cannot be read
};

/// Returns the boundary of `multipart/form-data; boundary=…`; nullopt for other types. It has one to 70 characters of
/// RFC 2046, 5.1.1, not ending in a space.
std::optional<std::string> multipart_boundary(std::string_view content_type);

/// Reads the whole body once. The parts store offsets, so the request must outlive their use.
base::Expected<std::vector<Part>, MultipartError> read_multipart(const Request& request,
                                                                 const MultipartLimits& limits = {});

/// Returns the content of a part; nullopt if the spool file cannot be read or the content is longer than `limit` bytes.
/// The limit protects memory: a field for a token may arrive with a gigabyte.
std::optional<std::string> part_content(const Request& request, const Part& part, std::size_t limit);

/// Parses a body that comes in pieces. Ignores everything after the closing boundary. The size of the pieces does not
/// matter; read_multipart() gives pieces of 64 KiB, tests give single bytes.
class MultipartParser {
 public:
  MultipartParser(std::string_view boundary, const MultipartLimits& limits);

  /// Returns false after an error.
  bool add(std::string_view bytes);
  /// Must be called after the last bytes. Returns `Unfinished` if the body ended before the closing boundary, as it
  /// does if the client broke off.
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
  // All bytes that have been added and not yet processed: less than a delimiter within contents, at most the largest
  // head.
  std::string rest_;            // not yet processed
  std::uint64_t position_ = 0;  // offset of `rest_` in the body
  std::vector<Part> parts_;
  std::optional<MultipartError> error_;
};

}  // namespace gongwen::http

// Conditional requests and ranges (RFC 9110, sections 13 and 14), entity tags.
#pragma once

#include "service/http/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::http {

/// The present state of a resource, to compare with what a client has.
struct Validators {
  std::string etag;                           // with its quotes: `"gw-5be1"`, `W/"7"`; empty: none
  std::optional<std::int64_t> last_modified;  // seconds since 1970
  bool exists = true;
};

enum class Condition : std::uint8_t {
  Passed,       // continue
  NotModified,  // 304: of GET and HEAD
  Failed        // 412
};

/// Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since, in the order of section 13.2.2.
Condition check_conditions(const RequestHead& head, const Validators& validators);

/// Whether a list of tags (`"a", W/"b"`) contains a tag; `*` is not a tag. Weak tags are equal only if `weak` allows
/// that (8.8.3.2).
bool has_etag(std::string_view list, std::string_view etag, bool weak);

/// Answers with a static file: 200, 206 for one range, 304, 412 or 416; several ranges get the whole file. `headers` go
/// into each answer; those that describe the content, such as `Content-Type`, only into answers with content.
Response answer_file(const RequestHead& head, FileSlice file, const Validators& validators,
                     std::vector<Header> headers);
/// Like answer_file(), for bytes in memory.
Response answer_bytes(const RequestHead& head, std::string bytes, const Validators& validators,
                      std::vector<Header> headers);

}  // namespace gongwen::http

// Conditions and ranges of requests (RFC 9110 sections 13 and 14), entity tags.
#pragma once

#include "http/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::http {

/// What a resource is now, for comparing with what a client has.
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

/// If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since, in the order of section 13.2.2.
Condition check_conditions(const RequestHead& head, const Validators& validators);

/// Whether a list of tags (`"a", W/"b"`) has that tag; `*`, which stands for all, has none. A weak tag is equal only
/// where `weak` allows it.
bool has_etag(std::string_view list, std::string_view etag, bool weak);

/// A static file: 200, 206 for one range, 304, 412, 416; the whole file for several ranges. `headers` go into each
/// answer, `Content-Type` among them into those with content.
Response answer_file(const RequestHead& head, FileSlice file, const Validators& validators,
                     std::vector<Header> headers);
/// The same for bytes in memory.
Response answer_bytes(const RequestHead& head, std::string bytes, const Validators& validators,
                      std::vector<Header> headers);

}  // namespace gongwen::http

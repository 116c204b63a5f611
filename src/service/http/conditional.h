// Conditional requests and ranges (RFC 9110, sections 13 and 14), entity tags. A handler finds its resource, fills
// Validators, and lets answer_file() or answer_bytes() decide between 200, 206, 304, 412 and 416. Used for files of
// sites and results of jobs, pages and style sheets.
#pragma once

#include "service/http/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::http {

/// The present state of a resource, to compare with what a client has. Example of a file: `etag` from its hash or size
/// and time, `last_modified` the second of its last change. A resource that does not exist has `exists = false`:
/// `If-Match: *` then fails, and `If-None-Match: *` passes.
struct Validators {
  std::string etag;                           // with its quotes: `"gw-5be1"`, `W/"7"`; empty: none
  std::optional<std::int64_t> last_modified;  // seconds since 1970
  bool exists = true;
};

enum class Condition : std::uint8_t {
  Passed,       // continue
  NotModified,  // 304: for GET and HEAD
  Failed        // 412
};

/// Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since, in the order of section 13.2.2.
/// Returns `Failed` for a write that is based on an older version ("lost update"): nothing may be changed then. Returns
/// `Passed` if neither header nor validator is given.
Condition check_conditions(const RequestHead& head, const Validators& validators);

/// Returns all values of a header as one list (RFC 9110, 5.3); nullopt if it is missing. A client may send
/// `If-None-Match: "a"` twice instead of `"a", "b"`: both mean the same list.
std::optional<std::string> whole_list(const RequestHead& head, std::string_view name);

/// Returns whether a list of tags (`"a", W/"b"`) contains a tag; `*` is not a tag. Weak tags are equal
/// only if `weak` allows that (8.8.3.2). With `weak`, `W/"7"` and `"7"` are equal, which is enough to
/// answer 304; without it, only two strong tags with the same bytes are, which a change or a range
/// needs.
bool has_etag(std::string_view list, std::string_view etag, bool weak);

/// Answers with a static file: 200, 206 for one range, 304, 412 or 416; several ranges get the whole file. `headers`
/// are added to each answer, except those that describe the content, such as `Content-Type`, which only answers with
/// content get.
Response answer_file(const RequestHead& head, FileSlice file, const Validators& validators,
                     std::vector<Header> headers);
/// Like answer_file(), for bytes in memory. `bytes` is cut to the requested range; the headers are those of
/// answer_file().
Response answer_bytes(const RequestHead& head, std::string bytes, const Validators& validators,
                      std::vector<Header> headers);

}  // namespace gongwen::http

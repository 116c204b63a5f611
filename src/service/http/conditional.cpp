// Preconditions and ranges. Malformed conditions and ranges are ignored, as RFC 9110 requires: the client then gets the
// whole representation, which is always right.
#include "service/http/conditional.h"

#include "base/format.h"
#include "base/utf8.h"
#include "service/http/fields.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace gongwen::http {
namespace {

/// Takes a tag, `"a"` or `W/"a"`, from the front of a list; returns an empty text if there is none. Tags may contain
/// commas (`"a,b"`), so the list is not split at commas; each tag is read from its opening to its closing quotation
/// mark. Reading ends at the first malformed tag; the tags before it count.
std::string_view take_etag(std::string_view& list) {
  const auto first = list.find_first_not_of(" \t,");
  list.remove_prefix(std::min(first, list.size()));
  const std::size_t open = list.starts_with("W/") ? 2 : 0;
  const auto close = list.size() > open && list[open] == '"' ? list.find('"', open + 1) : list.npos;
  if (close == list.npos) return {};
  const std::string_view tag = list.substr(0, close + 1);
  list.remove_prefix(tag.size());
  return tag;
}

bool is_weak(std::string_view tag) { return tag.starts_with("W/"); }
std::string_view opaque(std::string_view tag) { return is_weak(tag) ? tag.substr(2) : tag; }

/// A resource without a tag matches only `*`.
bool matches(const std::string& list, const Validators& validators, bool weak) {
  if (base::trim_ascii_space(list) == "*") return validators.exists;
  return validators.exists && !validators.etag.empty() && has_etag(list, validators.etag, weak);
}

bool reads_only(const RequestHead& head) { return head.method == "GET" || head.method == "HEAD"; }

/// Returns whether the resource changed after the time of a header; nullopt if the header is missing or is not a date.
std::optional<bool> changed_after(const RequestHead& head, std::string_view name, const Validators& validators) {
  const std::string* const text = head.header(name);
  const auto time = text == nullptr ? std::nullopt : parse_http_date(*text);
  if (!time || !validators.last_modified) return std::nullopt;
  return *validators.last_modified > *time;
}

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

enum class RangeKind : std::uint8_t { Whole, Part, Unsatisfiable };

/// RFC 9110, 14.1.2: `bytes=0-99`, `bytes=100-`, `bytes=-50` (the last 50). Malformed ranges are ignored, including
/// numbers too large for 64 bits: the client gets the whole file. Several ranges (`bytes=0-9,20-29`) are ignored, too:
/// a server may ignore Range altogether (14.2).
RangeKind read_range(std::string_view text, std::uint64_t size, ByteRange& range) {
  if (!text.starts_with("bytes=") || text.find(',') != text.npos) return RangeKind::Whole;
  text = base::trim_ascii_space(text.substr(6));
  const auto dash = text.find('-');
  if (dash == text.npos) return RangeKind::Whole;
  const auto first = parse_whole_number(text.substr(0, dash));
  const auto last = parse_whole_number(text.substr(dash + 1));
  // `-0`, and any suffix of an empty file, cannot be satisfied.
  if (dash == 0) {
    if (!last) return RangeKind::Whole;
    if (*last == 0 || size == 0) return RangeKind::Unsatisfiable;
    range.length = std::min(*last, size);
    range.first = size - range.length;
    return RangeKind::Part;
  }
  const bool to_end = dash + 1 == text.size();
  if (!first || (!last && !to_end) || (last && *last < *first)) return RangeKind::Whole;
  if (*first >= size) return RangeKind::Unsatisfiable;
  // If `last` lies beyond the end, it is cut (14.1.2). `*first <= size - 1` holds here, so the length is at least 1.
  range.first = *first;
  range.length = (to_end ? size - 1 : std::min(*last, size - 1)) - *first + 1;
  return RangeKind::Part;
}

/// If-Range (13.1.5): a range of another version than the client's would give a mixture. Weak tags never match. A
/// client that continues an interrupted download sends the tag of its first part: `If-Range: "gw-5be1"`. If the file
/// has changed since, the answer is 200 with everything instead of 206. A date counts only if it is exactly equal.
bool is_range_of_this(const RequestHead& head, const Validators& validators) {
  const std::string* const condition = head.header("if-range");
  if (condition == nullptr) return true;
  // A date has no opening quotation mark and a tag no comma after three letters: the two cannot be confused.
  if (const auto time = parse_http_date(*condition)) return validators.last_modified == *time;
  return !validators.etag.empty() && !is_weak(validators.etag) && *condition == validators.etag;
}

/// Range is defined for GET only; a HEAD with it gets the headers of the whole (14.2).
RangeKind requested_range(const RequestHead& head, const Validators& validators, std::uint64_t size, ByteRange& range) {
  const std::string* const text = head.header("range");
  if (text == nullptr || head.method != "GET" || !is_range_of_this(head, validators)) return RangeKind::Whole;
  return read_range(*text, size, range);
}

bool is_one_of(const Header& header, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), base::ascii_lowercase(header.name)) != names.end();
}

/// Returns whether a header describes the content of this answer, rather than the resource or what browsers may do with
/// it.
bool describes_content(const Header& header) {
  return base::ascii_lowercase(header.name).starts_with("content-") &&
         !is_one_of(header, {"content-location", "content-security-policy", "content-security-policy-report-only"});
}

/// Returns a refusal with the headers of all answers, but without those of the resource: otherwise a cache that may
/// keep the resource for an hour would keep its 412 as long.
Response refused_condition(unsigned status, std::string_view id, std::string_view title, std::vector<Header> headers) {
  Response response = problem(status, id, title);
  for (Header& header : headers) {
    const bool is_of_resource = describes_content(header) || is_one_of(header, {"content-location", "cache-control"});
    if (!is_of_resource) response.headers.push_back(std::move(header));
  }
  return response;
}

/// Returns the answer without its content, and the range of the content that is to be sent.
Response answer_head_of(const RequestHead& head, const Validators& validators, std::vector<Header> headers,
                        std::uint64_t size, ByteRange& range) {
  // 13.2.1: preconditions are checked before the range, which is used only if they hold.
  range = {0, size};
  const Condition condition = check_conditions(head, validators);
  if (condition == Condition::Failed) {
    return refused_condition(412, "precondition-failed", "The resource has changed", std::move(headers));
  }
  const bool passed = condition == Condition::Passed;
  const RangeKind kind = passed ? requested_range(head, validators, size, range) : RangeKind::Whole;
  if (kind == RangeKind::Unsatisfiable) {
    Response refused =
        refused_condition(416, "range-not-satisfiable", "Requested range not satisfiable", std::move(headers));
    refused.headers.push_back({"Content-Range", fmt::format("bytes */{}", size)});
    return refused;
  }
  Response response;
  response.headers = std::move(headers);
  if (!validators.etag.empty()) response.headers.push_back({"ETag", validators.etag});
  if (validators.last_modified) response.headers.push_back({"Last-Modified", http_date(*validators.last_modified)});
  if (condition == Condition::NotModified) {
    // 304 has the headers that a cache would update (15.4.5), but none that describe content.
    response.status = 304;
    std::erase_if(response.headers, describes_content);
    return response;
  }
  response.headers.push_back({"Accept-Ranges", "bytes"});
  if (kind == RangeKind::Part) {
    response.status = 206;
    response.headers.push_back(
        {"Content-Range", fmt::format("bytes {}-{}/{}", range.first, range.first + range.length - 1, size)});
  }
  return response;
}

bool has_content_of_resource(const Response& response) { return response.status == 200 || response.status == 206; }

}  // namespace

std::optional<std::string> whole_list(const RequestHead& head, std::string_view name) {
  std::optional<std::string> list;
  for (const Header& header : head.headers) {
    if (header.name != name) continue;
    list = list ? *list + "," + header.value : header.value;
  }
  return list;
}

bool has_etag(std::string_view list, std::string_view etag, bool weak) {
  for (std::string_view tag = take_etag(list); !tag.empty(); tag = take_etag(list)) {
    if (weak ? opaque(tag) == opaque(etag) : !is_weak(tag) && tag == etag) return true;
  }
  return false;
}

// The order is that of 13.2.2. A header with dates is ignored if its counterpart with tags is present, since dates have
// a resolution of one second and miss a change within it.
Condition check_conditions(const RequestHead& head, const Validators& validators) {
  if (const auto if_match = whole_list(head, "if-match")) {
    if (!matches(*if_match, validators, false)) return Condition::Failed;
  } else if (changed_after(head, "if-unmodified-since", validators).value_or(false)) {
    return Condition::Failed;
  }
  if (const auto if_none_match = whole_list(head, "if-none-match")) {
    // A tag that matches means that the client has it: 304 for reading, 412 for changing.
    if (!matches(*if_none_match, validators, true)) return Condition::Passed;
    return reads_only(head) ? Condition::NotModified : Condition::Failed;
  }
  if (reads_only(head) && !changed_after(head, "if-modified-since", validators).value_or(true)) {
    return Condition::NotModified;
  }
  return Condition::Passed;
}

Response answer_file(const RequestHead& head, FileSlice file, const Validators& validators,
                     std::vector<Header> headers) {
  ByteRange range;
  Response response = answer_head_of(head, validators, std::move(headers), file.length, range);
  if (!has_content_of_resource(response)) return response;
  // `range` counts from the beginning of the resource, which may itself be a slice of a larger file.
  file.offset += range.first;
  file.length = range.length;
  response.file = std::move(file);
  return response;
}

Response answer_bytes(const RequestHead& head, std::string bytes, const Validators& validators,
                      std::vector<Header> headers) {
  ByteRange range;
  Response response = answer_head_of(head, validators, std::move(headers), bytes.size(), range);
  if (!has_content_of_resource(response)) return response;
  response.body = response.status == 206 ? bytes.substr(range.first, range.length) : std::move(bytes);
  return response;
}

}  // namespace gongwen::http

// Each byte is examined once, regardless of how the head is cut into pieces: `line_start_` remembers which lines are
// done. The parser after it would accept some of what is refused here.
#include "service/http/detail/head_scanner.h"

#include <algorithm>

namespace gongwen::http {
namespace {

// Bytes besides the target in a request line: the longest method, the version and two spaces.
constexpr std::size_t kBesideTarget = 32;

}  // namespace

/// Checks a line. Returns true for the empty line that ends the head. `lines_` counts complete
/// lines; the request line is number 0, so `lines_ > headers` allows exactly that many
/// headers.
base::Expected<bool, Rejection> HeadScanner::scan_line(std::string_view line) {
  // A bare LF ends a line for some programs and not for others.
  if (!line.ends_with('\r')) return bad_request("a line ends without CR");
  line.remove_suffix(1);
  if (line.find('\r') != line.npos) return bad_request("CR within a line");
  if (line.find('\0') != line.npos) return bad_request("NUL in the head");
  if (line.empty()) return lines_ > 0 ? base::Expected<bool, Rejection>(true) : bad_request("no request line");
  // Obsolete line folding (RFC 9112, 5.2): a proxy may or may not have joined the lines.
  if (line[0] == ' ' || line[0] == '\t') return bad_request("line starts with whitespace");
  // Refused before the whole line has come, so that a client cannot make the server store an endless target.
  if (lines_ == 0 && line.size() > limits_->target_bytes + kBesideTarget) return refused(Refusal::TargetTooLong);
  if (lines_ > limits_->headers) return refused(Refusal::HeadTooLarge, "too many headers");
  ++lines_;
  return false;
}

base::Expected<std::size_t, Rejection> HeadScanner::wait_for_more(std::string_view input) const {
  const std::string_view line = input.substr(line_start_);
  if (lines_ == 0 && line.size() > limits_->target_bytes + kBesideTarget) return refused(Refusal::TargetTooLong);
  if (input.size() >= limits_->head_bytes) return refused(Refusal::HeadTooLarge);
  // A line that is already wrong is refused before it is complete. CR as the last byte may be followed by LF in the
  // next piece; in all other places it is wrong.
  if (line.find('\0') != line.npos) return bad_request("NUL in the head");
  const auto cr = line.find('\r');
  if (cr != line.npos && cr + 1 < line.size()) return bad_request("CR within a line");
  return std::size_t{0};
}

base::Expected<std::size_t, Rejection> HeadScanner::scan(std::string_view input) {
  while (true) {
    const auto feed = input.find('\n', line_start_);
    if (feed == input.npos) return wait_for_more(input);
    // The limit counts up to the last LF, excluding a body that has come together with the head.
    if (feed >= limits_->head_bytes) return refused(Refusal::HeadTooLarge);
    const auto ended = scan_line(input.substr(line_start_, feed - line_start_));
    if (!ended) return base::Failure{ended.error()};
    line_start_ = feed + 1;
    if (*ended) return line_start_;
  }
}

}  // namespace gongwen::http

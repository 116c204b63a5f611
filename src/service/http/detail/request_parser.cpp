#include "service/http/detail/request_parser.h"

#include "base/format.h"
#include "base/utf8.h"
#include "service/http/fields.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

// Boost 1.74 uses std::exchange without including <utility>.
#include <boost/beast/http/basic_parser.hpp>

namespace gongwen::http {
namespace {

namespace beast = boost::beast;

constexpr std::array<std::string_view, 7> kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

// Headers that must not occur twice: programs disagree about which one counts, so a second one is a trick or a mistake.
constexpr std::array<std::string_view, 12> kSingleHeaders = {
    "host",   "content-length", "transfer-encoding", "content-type",   "authorization",     "expect",
    "origin", "range",          "if-range",          "sec-fetch-site", "x-forwarded-proto", "idempotency-key"};

// The longest line before a chunk: 16 digits and two line ends.
constexpr std::size_t kMaxChunkHead = 32;

constexpr std::size_t kUsualHeaders = 16;

std::size_t count_of(const RequestHead& head, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(head.headers.begin(), head.headers.end(),
                                                [&](const Header& header) { return header.name == name; }));
}

bool has_option(std::string_view list, std::string_view option) {
  while (!list.empty()) {
    if (base::equals_ignoring_ascii_case(take_element(list), option)) return true;
  }
  return false;
}

/// Returns whether the request line has three words and ends like `HTTP/2.0`: a version that is not supported. `GET /
/// HTTP/2.0` gets 505, which tells the client what is wrong; anything else in this place gets 400.
bool names_other_version(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\r'));
  if (line.size() <= 9 || std::count(line.begin(), line.end(), ' ') != 2) return false;
  const std::string_view version = line.substr(line.size() - 9);
  return version.starts_with(" HTTP/") && version[7] == '.';
}

/// Reads the framing of the body (RFC 9112, 6.3). For an unknown coding Beast would use the length, and it would accept
/// lists of lengths.
base::Expected<bool, Rejection> read_framing(ParsedHead& parsed) {
  const std::string* const coding = parsed.head.header("transfer-encoding");
  const std::string* const length = parsed.head.header("content-length");
  if (coding != nullptr) {
    // With both, a proxy in front may have used the other one: the classic request smuggling.
    if (length != nullptr) return bad_request("both Content-Length and Transfer-Encoding");
    if (!parsed.is_http_1_1) return bad_request("Transfer-Encoding in an HTTP/1.0 request");
    if (!base::equals_ignoring_ascii_case(*coding, "chunked")) return refused(Refusal::UnsupportedCoding);
    parsed.has_body = true;
    return true;
  }
  // Neither header: no body (RFC 9112, 6.3, rule 7).
  parsed.length = length == nullptr ? 0 : parse_whole_number(*length);
  if (!parsed.length) return bad_request("Content-Length is not one number");
  parsed.has_body = *parsed.length > 0;
  return true;
}

base::Expected<bool, Rejection> read_target(ParsedHead& parsed) {
  RequestHead& head = parsed.head;
  auto target = parse_target(head.target, head.method == "OPTIONS");
  if (!target) return bad_request("invalid request target");
  const std::string* const host = head.header("host");
  if (host == nullptr && parsed.is_http_1_1) return bad_request("no Host");
  if (host != nullptr && !is_host(*host)) return bad_request("Host is not a host");
  if (host != nullptr) head.host = base::ascii_lowercase(*host);
  // RFC 9112, 3.2.2: the absolute form takes precedence over Host.
  if (!target->host.empty()) head.host = std::move(target->host);
  head.path = std::move(target->path);
  head.query = std::move(target->query);
  return true;
}

base::Expected<bool, Rejection> read_connection(ParsedHead& parsed) {
  const std::string* const expect = parsed.head.header("expect");
  // RFC 9110, 10.1.1: an expectation in HTTP/1.0 is ignored.
  if (expect != nullptr && parsed.is_http_1_1) {
    if (!base::equals_ignoring_ascii_case(*expect, "100-continue")) return refused(Refusal::Expectation);
    parsed.expects_continue = true;
  }
  parsed.keeps_connection = parsed.is_http_1_1;
  for (const Header& header : parsed.head.headers) {
    if (header.name == "connection" && has_option(header.value, "close")) parsed.keeps_connection = false;
  }
  return true;
}

/// The last chunk, without trailers.
constexpr std::string_view kWholeLastChunk = "0\r\n\r\n";

}  // namespace

// Beast calls the methods below while put() feeds it. An error that they set makes put() stop; `rejection` has the
// reason, since an error code cannot carry a text.
class RequestParser::Beast final : public beast::http::basic_parser<true> {
 public:
  ParsedHead parsed;
  BodyStore* store = nullptr;
  std::optional<Rejection> rejection;
  bool began_chunk = false;  // within the bytes of the last put()

 private:
  using View = beast::string_view;
  using Error = beast::error_code;

  static std::string text_of(View view) { return {view.data(), view.size()}; }

  void reject(Rejection reason, Error& error) {
    rejection = std::move(reason);
    error = beast::http::error::bad_value;
  }

  void on_request_impl(beast::http::verb, View method, View target, int version, Error&) override {
    parsed.head.headers.reserve(kUsualHeaders);
    parsed.head.method = text_of(method);
    parsed.head.target = text_of(target);
    parsed.is_http_1_1 = version == 11;
  }

  void on_field_impl(beast::http::field, View name, View value, Error& error) override {
    // Trailers could overwrite headers that have been checked already.
    if (is_header_done()) return reject({Refusal::BadRequest, "trailer fields are not accepted"}, error);
    parsed.head.headers.push_back({base::ascii_lowercase({name.data(), name.size()}), text_of(value)});
  }

  void on_chunk_header_impl(std::uint64_t size, View extensions, Error& error) override {
    // Extensions have no use here, and programs parse them differently.
    if (!extensions.empty()) return reject({Refusal::BadRequest, "chunk extensions are not accepted"}, error);
    began_chunk = true;
    if (!store->has_room(size)) return reject({Refusal::BodyTooLarge, {}}, error);
  }

  std::size_t take(View bytes, Error& error) {
    if (auto reason = store->add({bytes.data(), bytes.size()})) reject(*std::move(reason), error);
    return bytes.size();
  }
  std::size_t on_body_impl(View bytes, Error& error) override { return take(bytes, error); }
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, Error& error) override { return take(bytes, error); }

  void on_response_impl(int, View, int, Error&) override {}
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  void on_finish_impl(Error&) override {}
};

RequestParser::RequestParser(const ServerLimits& limits) : limits_(&limits), beast_(std::make_unique<Beast>()) {
  // Limits come from the plan. Without this call Beast 1.74 refuses every length.
  beast_->body_limit(std::numeric_limits<std::uint64_t>::max());
  // The scanner has refused larger heads already; without one more byte Beast would refuse a head of exactly the
  // limit.
  beast_->header_limit(static_cast<std::uint32_t>(limits.head_bytes + 1));
}

RequestParser::~RequestParser() = default;

base::Expected<ParsedHead, Rejection> RequestParser::parse_head(std::string_view bytes) {
  beast::error_code error;
  const std::size_t used = beast_->put({bytes.data(), bytes.size()}, error);
  if (error == beast::http::error::bad_version && names_other_version(bytes)) {
    return refused(Refusal::UnknownVersion);
  }
  if (error) return bad_request(error.message());
  if (used != bytes.size() || !beast_->is_header_done()) return bad_request("incomplete header section");
  ParsedHead parsed = std::move(beast_->parsed);
  const RequestHead& head = parsed.head;
  for (const std::string_view name : kSingleHeaders) {
    if (count_of(head, name) > 1) return bad_request(fmt::format("more than one {}", name));
  }
  for (const auto read : {read_framing, read_target, read_connection}) {
    if (const auto good = read(parsed); !good) return base::Failure{good.error()};
  }
  if (head.target.size() > limits_->target_bytes) return refused(Refusal::TargetTooLong);
  if (std::find(kMethods.begin(), kMethods.end(), head.method) == kMethods.end()) {
    return refused(Refusal::UnknownMethod);
  }
  // Two readings of the same head must agree about the body. Beast determines the framing itself. If the
  // two differ, the code above has a gap, and the request is refused instead of being read in one of two
  // ways.
  if (beast_->chunked() == parsed.length.has_value() || beast_->is_done() == parsed.has_body ||
      beast_->content_length().value_or(0) != parsed.length.value_or(0)) {
    return bad_request("the length of the body is not clear");
  }
  return parsed;
}

base::Expected<std::size_t, Rejection> RequestParser::parse_body(std::string_view bytes, BodyStore& store) {
  beast_->store = &store;
  std::size_t used = 0;
  // One round for each chunk head or piece of content: put() stops after each.
  while (used < bytes.size() && !beast_->is_done()) {
    beast::error_code error;
    const std::string_view rest = bytes.substr(used);
    // Beast 1.74 asserts that it is not called again with less than the whole last chunk once it has seen its length.
    // Bytes that look like it are followed by more in any case.
    if (beast_->chunked() && rest.size() < kWholeLastChunk.size() && kWholeLastChunk.starts_with(rest)) break;
    beast_->began_chunk = false;
    const std::size_t taken = beast_->put({rest.data(), rest.size()}, error);
    used += taken;
    if (error == beast::http::error::need_more) {
      // A size line longer than this is not a number.
      if (rest.size() > kMaxChunkHead) return bad_request("a chunk without a length");
      break;
    }
    if (beast_->rejection) return base::Failure{*std::exchange(beast_->rejection, std::nullopt)};
    if (error) return bad_request(error.message());
    // A number of sixteen digits with leading zeros is allowed; a longer line is padding that other parsers may cut.
    if (beast_->began_chunk && taken > kMaxChunkHead) return bad_request("a chunk without a length");
  }
  return used;
}

bool RequestParser::done() const { return beast_->is_done(); }

}  // namespace gongwen::http

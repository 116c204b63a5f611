#include "resources/mailbox.h"

#include "base/format.h"
#include "base/utf8.h"
#include "resources/detail/curl_library.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <poll.h>

namespace gongwen::resources {
namespace {

constexpr long kConnectMailboxSeconds = 30;
constexpr std::size_t kMaxResponseLine = std::size_t{1} << 20;  // the numbers of a hundred thousand messages
constexpr std::size_t kMaxResponses = 100'000;                  // to one command
constexpr std::size_t kMaxReason = 200;
constexpr std::string_view kLineEnd = "\r\n";

/// Reads the number at the beginning, and takes it away.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// The size of the literal that a line announces at its end: `{310}` (RFC 3501 section 4.3).
std::optional<std::uint32_t> announced_literal(std::string_view line) {
  const std::size_t brace = line.rfind('{');
  if (!line.ends_with('}') || brace == std::string_view::npos) return std::nullopt;
  std::string_view digits = line.substr(brace + 1, line.size() - brace - 2);
  const auto count = take_number(digits);
  return digits.empty() ? count : std::nullopt;
}

std::string quoted_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c >= ' ' && c < 0x7f) out += c;
  }
  return out + '"';
}

/// Replaces control characters and non-ASCII bytes: a server may send anything.
std::string printable(std::string_view text) {
  std::string out(text.substr(0, kMaxReason));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return out;
}

}  // namespace

Mailbox::Mailbox(MailboxServer server, std::chrono::milliseconds time) : server_(std::move(server)), deadline_(time) {}

Mailbox::~Mailbox() {
  // The destructor does not wait for the answer.
  if (is_open_) static_cast<void>(send("bye LOGOUT\r\n"));
  if (handle_ != nullptr) curl::curl_easy_cleanup(handle_);
}

bool Mailbox::fail(std::string reason) {
  is_open_ = false;
  reason_ = printable(reason);
  return false;
}

bool Mailbox::open() {
  if (!connect()) return false;
  is_open_ = true;
  return command("SELECT " + quoted_string(server_.folder), 0, [this](const Untagged& said) {
    constexpr std::string_view kMark = "[UIDVALIDITY ";
    const std::size_t at = said.line.find(kMark);
    if (at == std::string::npos) return;
    std::string_view rest = std::string_view(said.line).substr(at + kMark.size());
    validity_ = take_number(rest).value_or(0);
  });
}

/// libcurl reads the greeting and logs in, then leaves the connection to us.
bool Mailbox::connect() {
  if (auto error = make_ready(handle_)) return fail(*std::move(error));
  CurlOptions options(handle_);
  options.set(CURLOPT_URL, server_.url.c_str());
  options.set(CURLOPT_PROTOCOLS_STR, "imaps");
  options.set(CURLOPT_PROXY, "");  // none, even if the environment sets one
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_CONNECT_ONLY, 1L);
  if (!server_.certificates.empty()) options.set(CURLOPT_CAINFO, server_.certificates.c_str());
  options.set(CURLOPT_USERNAME, server_.user.c_str());
  options.set(CURLOPT_PASSWORD, server_.password.c_str());
  options.set(CURLOPT_CONNECTTIMEOUT, kConnectMailboxSeconds);
  options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(deadline_.left().count(), 1)));
  if (auto error = options.error()) return fail(*std::move(error));
  std::string reason;
  return perform_request(handle_, reason) == CURLE_OK || fail(std::move(reason));
}

std::optional<std::vector<std::uint32_t>> Mailbox::find_unread(const MailboxQuery& query) {
  const std::uint64_t first = std::uint64_t{query.after} + 1;
  std::string words = fmt::format("UID SEARCH UNSEEN UID {}:*", first);
  if (!query.since.empty()) words += " SINCE " + query.since;
  if (!query.content_type.empty()) words += " HEADER Content-Type " + quoted_string(query.content_type);
  std::vector<std::uint32_t> uids;
  const bool is_done = command(words, 0, [&uids, &query](const Untagged& said) {
    constexpr std::string_view kMark = "* SEARCH";
    if (!said.line.starts_with(kMark)) return;
    std::string_view rest = std::string_view(said.line).substr(kMark.size());
    while (rest.starts_with(' ')) {
      rest.remove_prefix(1);
      const auto uid = take_number(rest);
      // `9:*` names the last message even if its number is below 9.
      if (uid && *uid > query.after) uids.push_back(*uid);
    }
  });
  if (!is_done) return std::nullopt;
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

std::optional<std::string> Mailbox::read(std::uint32_t uid, std::size_t most) {
  std::string bytes;
  // PEEK leaves the message unread.
  const bool is_done =
      command(fmt::format("UID FETCH {} (BODY.PEEK[]<0.{}>)", uid, most), most, [&bytes](const Untagged& said) {
        const bool has_text =
            said.line.find(" FETCH (") != std::string::npos && said.line.find("BODY[]") != std::string::npos;
        if (has_text) bytes = said.literal;
      });
  return is_done ? std::optional(std::move(bytes)) : std::nullopt;
}

bool Mailbox::mark_read(const std::vector<std::uint32_t>& uids) {
  return command(fmt::format("UID STORE {} +FLAGS.SILENT (\\Seen)", fmt::join(uids, ",")), 0, nullptr);
}

bool Mailbox::move(const std::vector<std::uint32_t>& uids, const std::string& folder) {
  return command(fmt::format("UID MOVE {} {}", fmt::join(uids, ","), quoted_string(folder)), 0, nullptr);
}

bool Mailbox::command(const std::string& words, std::size_t most_literal,
                      const std::function<void(const Untagged&)>& take) {
  if (!is_open_) return false;
  const std::string tag = fmt::format("g{} ", ++tag_);
  if (!send(tag + words + std::string(kLineEnd))) return false;
  for (std::size_t count = 0; count < kMaxResponses; ++count) {
    Untagged said;
    if (!take_line(said.line)) return false;
    while (const auto size = announced_literal(said.line)) {
      if (*size > most_literal) return fail("the server sends more than was asked for");
      std::string rest;
      if (!take_literal(*size, said.literal) || !take_line(rest)) return false;
      // The blank keeps the announcement from being read a second time.
      said.line += ' ' + rest;
    }
    if (!said.line.starts_with(tag)) {
      if (take) take(said);
      continue;
    }
    const std::string_view answer = std::string_view(said.line).substr(tag.size());
    const bool is_done = base::ascii_lowercase(answer.substr(0, 3)) == "ok ";
    if (!is_done) reason_ = printable(answer);
    return is_done;
  }
  return fail("the server sends too many responses");
}

bool Mailbox::wait(bool to_send) {
  const std::int64_t left = deadline_.left().count();
  if (left <= 0) return fail("out of time");
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl::curl_easy_getinfo(handle_, CURLINFO_ACTIVESOCKET, &socket);
  if (socket == CURL_SOCKET_BAD) return fail("the server has closed the connection");
  pollfd ready{socket, static_cast<short>(to_send ? POLLOUT : POLLIN), 0};
  // The caller tries again until the time is over.
  static_cast<void>(poll(&ready, 1, static_cast<int>(std::min<std::int64_t>(left, 1'000))));
  return true;
}

bool Mailbox::send(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t count = 0;
    const CURLcode code = curl::curl_easy_send(handle_, bytes.data(), bytes.size(), &count);
    if (code == CURLE_AGAIN) {
      if (!wait(true)) return false;
      continue;
    }
    if (code != CURLE_OK) return fail(curl::curl_easy_strerror(code));
    bytes.remove_prefix(count);
  }
  return true;
}

bool Mailbox::receive() {
  std::array<char, 16'384> bytes{};
  while (true) {
    std::size_t count = 0;
    const CURLcode code = curl::curl_easy_recv(handle_, bytes.data(), bytes.size(), &count);
    if (code == CURLE_AGAIN) {
      if (!wait(false)) return false;
      continue;
    }
    if (code != CURLE_OK) return fail(curl::curl_easy_strerror(code));
    if (count == 0) return fail("the server has closed the connection");
    received_.append(bytes.data(), count);
    return true;
  }
}

bool Mailbox::take_line(std::string& line) {
  std::size_t end = received_.find(kLineEnd);
  while (end == std::string::npos) {
    if (received_.size() > kMaxResponseLine) return fail("the server sends too long a line");
    const std::size_t searched = received_.empty() ? 0 : received_.size() - 1;
    if (!receive()) return false;
    end = received_.find(kLineEnd, searched);
  }
  line = received_.substr(0, end);
  received_.erase(0, end + kLineEnd.size());
  return true;
}

bool Mailbox::take_literal(std::size_t count, std::string& literal) {
  while (received_.size() < count) {
    if (!receive()) return false;
  }
  literal = received_.substr(0, count);
  received_.erase(0, count);
  return true;
}

}  // namespace gongwen::resources

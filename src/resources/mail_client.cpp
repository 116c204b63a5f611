#include "resources/mail_client.h"

#include "resources/detail/curl_library.h"
#include "resources/mail_message.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace gongwen::resources {
namespace {

constexpr long kConnectSeconds = 30;
constexpr long kIdleSeconds = 30;    // that a connection stays open
constexpr long kFirstRefusal = 400;  // RFC 5321 section 4.2.1: 4yz and 5yz are refusals
constexpr long kGoOn = 354;          // the answer to DATA
constexpr long kBadAddress = 553;    // the reply of servers to an address that none can have
constexpr std::size_t kMaxReply = 200;

/// What libcurl reads the message from, and where it puts the last reply.
struct MailTransfer {
  std::string_view rest;
  bool was_sent = false;         // the whole message
  bool is_at_recipient = false;  // the last command named the recipient
  bool is_of_recipient = false;  // the last refusal came after it
  std::string reply = {};

  std::size_t give(char* bytes, std::size_t most) {
    const std::size_t count = std::min(most, rest.size());
    std::memcpy(bytes, rest.data(), count);
    rest.remove_prefix(count);
    was_sent = rest.empty();
    return count;
  }

  /// Keeps the last line of the last refusal. Servers may quote anything, so only ASCII stays.
  void note(std::string_view line) {
    if (!line.starts_with('4') && !line.starts_with('5')) return;
    is_of_recipient = is_at_recipient;  // the library says goodbye after it
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    reply.assign(line.substr(0, kMaxReply));
    for (char& c : reply) {
      if (c < 0x20 || c > 0x7e) c = '?';
    }
  }
};

extern "C" {
static int gongwen_note_command(CURL*, curl_infotype type, char* bytes, std::size_t count, void* transfer) {
  if (type == CURLINFO_HEADER_OUT) {
    static_cast<MailTransfer*>(transfer)->is_at_recipient = std::string_view(bytes, count).starts_with("RCPT");
  }
  return 0;
}
static std::size_t gongwen_give_mail(char* bytes, std::size_t unit, std::size_t count, void* transfer) {
  return static_cast<MailTransfer*>(transfer)->give(bytes, unit * count);
}
static std::size_t gongwen_note_reply(char* bytes, std::size_t unit, std::size_t count, void* transfer) {
  static_cast<MailTransfer*>(transfer)->note({bytes, unit * count});
  return unit * count;
}
}

/// Returns why the options cannot be set; nullopt if they are.
std::optional<std::string> set_mail_options(CURL* handle, const MailServer& server, std::chrono::milliseconds time) {
  CurlOptions options(handle);
  options.set(CURLOPT_URL, server.url.c_str());
  options.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  options.set(CURLOPT_PROXY, "");  // none, even if the environment sets one
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_USE_SSL, static_cast<long>(server.needs_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  if (!server.certificates.empty()) options.set(CURLOPT_CAINFO, server.certificates.c_str());
  if (!server.user.empty()) {
    options.set(CURLOPT_USERNAME, server.user.c_str());
    options.set(CURLOPT_PASSWORD, server.password.c_str());
  }
  options.set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  options.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(std::max<std::int64_t>(time.count() / 1000, 1)));
  options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(time.count(), 1)));
  options.set(CURLOPT_UPLOAD, 1L);
  return options.error();
}

MailAnswer::State state_of(CURLcode code, long reply, bool was_sent) {
  if (code == CURLE_OK) return MailAnswer::State::Taken;
  if (was_sent && reply == kGoOn) return MailAnswer::State::Unsure;
  const bool is_refused = reply >= kFirstRefusal && code != CURLE_LOGIN_DENIED && code != CURLE_USE_SSL_FAILED;
  return is_refused ? MailAnswer::State::Refused : MailAnswer::State::Lost;
}

}  // namespace

MailClient::MailClient(MailServer server) : server_(std::move(server)) {}

MailClient::~MailClient() {
  if (handle_ != nullptr) curl::curl_easy_cleanup(handle_);
}

MailAnswer MailClient::send(const MailEnvelope& envelope, std::chrono::milliseconds time) {
  MailAnswer answer;
  for (const std::string& address : {envelope.from, envelope.to}) {
    if (is_mail_address(address)) continue;
    answer.state = MailAnswer::State::Refused;
    answer.code = kBadAddress;
    answer.is_of_recipient = true;
    answer.reason = "not a mail address";
    return answer;
  }
  std::optional<std::string> error = make_ready(handle_);
  if (!error) error = set_mail_options(handle_, server_, time);
  if (error) {
    answer.reason = *std::move(error);
    return answer;
  }
  const std::string from = "<" + envelope.from + ">";
  CurlTexts to;
  to.add("<" + envelope.to + ">");
  MailTransfer transfer{envelope.message};
  curl::curl_easy_setopt(handle_, CURLOPT_MAIL_FROM, from.c_str());
  curl::curl_easy_setopt(handle_, CURLOPT_MAIL_RCPT, to.list());
  curl::curl_easy_setopt(handle_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(envelope.message.size()));
  curl::curl_easy_setopt(handle_, CURLOPT_READFUNCTION, &gongwen_give_mail);
  curl::curl_easy_setopt(handle_, CURLOPT_READDATA, &transfer);
  curl::curl_easy_setopt(handle_, CURLOPT_HEADERFUNCTION, &gongwen_note_reply);
  curl::curl_easy_setopt(handle_, CURLOPT_HEADERDATA, &transfer);
  // libcurl only reports commands if it is verbose; with this function it writes them nowhere else.
  curl::curl_easy_setopt(handle_, CURLOPT_VERBOSE, 1L);
  curl::curl_easy_setopt(handle_, CURLOPT_DEBUGFUNCTION, &gongwen_note_command);
  curl::curl_easy_setopt(handle_, CURLOPT_DEBUGDATA, &transfer);
  curl::curl_easy_setopt(handle_, CURLOPT_MAXAGE_CONN, kIdleSeconds);
  const CURLcode code = perform_request(handle_, answer.reason);
  // When the connection is closed later, the transfer no longer exists and must not be called.
  curl::curl_easy_setopt(handle_, CURLOPT_VERBOSE, 0L);
  curl::curl_easy_setopt(handle_, CURLOPT_DEBUGFUNCTION, nullptr);
  curl::curl_easy_setopt(handle_, CURLOPT_HEADERFUNCTION, nullptr);
  curl::curl_easy_setopt(handle_, CURLOPT_HEADERDATA, nullptr);
  curl::curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &answer.code);
  answer.state = state_of(code, answer.code, transfer.was_sent);
  answer.is_of_recipient = answer.state == MailAnswer::State::Refused && transfer.is_of_recipient;
  if (code != CURLE_OK && answer.code >= kFirstRefusal && !transfer.reply.empty()) {
    answer.reply = transfer.reply;
    answer.reason += " (" + answer.reply + ")";
  }
  return answer;
}

}  // namespace gongwen::resources

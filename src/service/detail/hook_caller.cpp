#include "service/detail/hook_caller.h"

#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/json.h"
#include "service/inbox/sealing.h"
#include "service/inbox/secrets.h"
#include "sign/digest.h"

#include <algorithm>
#include <tuple>

namespace gongwen::service {
namespace {

using inbox::MailEnd;
using inbox::OutboxMail;

// Requests leave within two seconds of the event: each second claims the due ones, and they are sent one after another.
constexpr std::chrono::seconds kBetweenCalls{1};
constexpr std::size_t kCallsAtOnce = 20;
/// How long further requests to a program that has just failed wait, so that they do not delay those to others.
constexpr inbox::Seconds kAfterFailure = 60;
constexpr std::size_t kSecretBytes = 32;
constexpr std::string_view kSecretMark = "whsec_";
constexpr long kGoneStatus = 410;  // RFC 9110, 15.5.11: the receiver is gone for good

}  // namespace

// With a prefix, so that events about other objects can be added.
std::string hook_event_type(std::string_view event) { return fmt::format("submission.{}", event); }

std::string hook_body(const OutboxMail& call) {
  base::Json json = base::Json::object();
  json.set("id", call.id).set("type", hook_event_type(call.name)).set("time", base::format_moment(call.facts.day));
  json.set("submission", call.submission).set("receipt", call.facts.receipt).set("state", call.facts.state);
  return json.set("revision", call.facts.revision).text();
}

std::string new_hook_secret() {
  std::string secret(kSecretMark);
  base::append_base64(secret, inbox::random_bytes(kSecretBytes));
  return secret;
}

// Returns the signature of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`. During a change of the secret there
// are two signatures, and a receiver checks the one that it can.
std::string hook_signature(const std::vector<std::string>& secrets, std::string_view id, std::int64_t timestamp,
                           std::string_view body) {
  const std::string text = fmt::format("{}.{}.{}", id, timestamp, body);
  std::string signatures;
  for (const std::string& secret : secrets) {
    const auto key = base::parse_base64(std::string_view(secret).substr(std::min(kSecretMark.size(), secret.size())));
    const auto mac = key ? sign::hmac("SHA-256", *key, text) : std::nullopt;
    if (!mac) continue;
    signatures += signatures.empty() ? "v1," : " v1,";
    base::append_base64(signatures, *mac);
  }
  return signatures;
}

HookCaller::HookCaller(http::EventLoop& loop, inbox::Inbox& inbox, HookCallerOptions options)
    : loop_(loop), inbox_(inbox), options_(std::move(options)), sender_(loop, options_.program, options_.arguments) {
  // From now on Outbox::follow() adds rows for hooks.
  inbox_.call_hooks();
}

std::string HookCaller::metrics() const {
  return fmt::format(
      "# HELP gongwen_hook_calls_total Requests to programs of others by how they ended.\n"
      "# TYPE gongwen_hook_calls_total counter\n"
      "gongwen_hook_calls_total{{end=\"succeeded\"}} {}\ngongwen_hook_calls_total{{end=\"failed\"}} {}\n",
      succeeded_, failed_);
}

void HookCaller::stop() {
  stops_ = true;
  timer_.drop();
  waiting_.clear();
}

void HookCaller::round() {
  // Set first, so that the next round comes on every path.
  timer_ = loop_.after(kBetweenCalls, [this] { round(); });
  if (stops_ || !waiting_.empty() || sender_.is_busy()) return;
  // Interrupted requests are tried again: programs know a request by its id.
  if (inbox::Outbox(inbox_).recover(options_.clock())) return;
  auto claimed = inbox::Outbox(inbox_).claim(inbox::Channel::Hook, kCallsAtOnce, options_.clock());
  if (!claimed) return;
  // Databases return rows in any order. Oldest event first, then by revision, so that a program sees the states of a
  // submission in order.
  std::sort(claimed->begin(), claimed->end(), [](const OutboxMail& a, const OutboxMail& b) {
    return std::tie(a.facts.day, a.facts.revision) < std::tie(b.facts.day, b.facts.revision);
  });
  waiting_.insert(waiting_.end(), claimed->begin(), claimed->end());
  call_next();
}

void HookCaller::call_next() {
  while (!stops_ && !waiting_.empty() && !sender_.is_busy()) {
    const OutboxMail row = std::move(waiting_.front());
    waiting_.pop_front();
    if (!call(row)) continue;
  }
}

/// Returns false if no request is sent now.
bool HookCaller::call(const OutboxMail& row) {
  const inbox::Seconds now = options_.clock();
  inbox::Outbox outbox(inbox_);
  const auto hook = inbox::Hooks(inbox_).get(row.recipient);
  // The hook was removed, so its requests are, too.
  if (!hook && hook.error().kind == inbox::Fault::Kind::NotFound) {
    static_cast<void>(outbox.remove(row.id));
    return false;
  }
  if (!hook) return false;
  // Read for each request, since the operator may replace the key file.
  const auto box = inbox::Box::open(options_.key_file);
  std::vector<std::string> secrets;
  if (box) {
    if (auto secret = box->unseal(hook->secret)) secrets.push_back(*std::move(secret));
    const bool has_former = !hook->former.empty() && hook->former_until > now;
    if (auto former = has_former ? box->unseal(hook->former) : std::nullopt) secrets.push_back(*std::move(former));
  }
  // Claimed again in a few minutes: the operator can restore the key by then.
  if (secrets.empty()) return false;
  // Directly before sending: the row may have been cancelled meanwhile.
  const auto may_be_sent = outbox.begin(row, now);
  if (!may_be_sent || !*may_be_sent) return false;
  ReadyCall call;
  call.address = hook->address;
  call.body = hook_body(row);
  call.networks = options_.networks;
  call.headers = {"Content-Type: application/json", "webhook-id: " + row.id, fmt::format("webhook-timestamp: {}", now),
                  // Made anew at each try, since receivers refuse old times as replays.
                  "webhook-signature: " + hook_signature(secrets, row.id, now, call.body)};
  sender_.post(call, [this, row](const SentMail& sent) { take_end(row, sent); });
  return true;
}

void HookCaller::take_end(const OutboxMail& row, const SentMail& sent) {
  const inbox::Seconds now = options_.clock();
  inbox::Outbox outbox(inbox_);
  const bool succeeded = sent.state == resources::MailAnswer::State::Taken;
  const bool is_gone = sent.code == kGoneStatus;
  ++(succeeded ? succeeded_ : failed_);
  // Passing is tried again for days (see Outbox), 410 never.
  const MailEnd end = succeeded ? MailEnd::Sent : is_gone ? MailEnd::Refused : MailEnd::Passing;
  const auto fault = outbox.settle(row, end, sent.code, sent.reason, now);
  const auto hook_fault = inbox::Hooks(inbox_).note_end(row.recipient, succeeded, is_gone, now);
  if (!succeeded) {
    // The other requests to this program go back with a delay; those to other programs keep their turn.
    for (const OutboxMail& other : waiting_) {
      if (other.recipient == row.recipient) static_cast<void>(outbox.postpone(other, kAfterFailure, now));
    }
    std::erase_if(waiting_, [&row](const OutboxMail& other) { return other.recipient == row.recipient; });
  }
  if (options_.log) {
    base::Json line = base::Json::object();
    line.set("event", "hook").set("id", row.id).set("hook", row.recipient).set("end", succeeded ? "sent" : "again");
    line.set("status", sent.code);
    if (!sent.reason.empty()) line.set("said", sent.reason);
    if (fault || hook_fault) line.set("noted", false);
    const bool is_noted = !fault && !hook_fault;
    options_.log(!is_noted ? LogLevel::Error : succeeded ? LogLevel::Info : LogLevel::Warning, std::move(line));
  }
  call_next();
  // More may be due than were claimed in one round.
  if (!stops_ && waiting_.empty() && !sender_.is_busy()) {
    timer_ = loop_.after(std::chrono::milliseconds(0), [this] { round(); });
  }
}

}  // namespace gongwen::service

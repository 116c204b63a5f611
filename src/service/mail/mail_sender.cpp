// Both sides of the process that sends mail. Messages on the socket: a head in JSON and the bytes of the mail; the
// answer is JSON. One mail is on its way at a time, and the connection to the server stays open between mails.
#include "service/mail/mail_sender.h"

#include "base/json.h"
#include "engine/core/run.h"
#include "resources/message_channel.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::service {
namespace {

using resources::AllowedFiles;
using resources::FileUse;
using resources::MailAnswer;

constexpr std::size_t kMaxSenderMessage = std::size_t{64} << 10;
/// Beyond the limit of the mail: a process that is silent for longer is ended.
constexpr std::chrono::seconds kMailGrace{15};
constexpr std::uint64_t kSenderAddressSpace = std::uint64_t{2} << 30;  // bytes

constexpr std::array<std::string_view, 4> kMailStates{"taken", "refused", "unsure", "lost"};

/// What name resolution and TLS read, besides libraries.
constexpr std::array kReadBySender = {"/usr",
                                      "/lib",
                                      "/lib64",
                                      "/etc/ld.so.cache",
                                      "/etc/resolv.conf",
                                      "/etc/hosts",
                                      "/etc/host.conf",
                                      "/etc/nsswitch.conf",
                                      "/etc/gai.conf",
                                      "/etc/services",
                                      "/etc/ssl",
                                      "/etc/pki",
                                      "/etc/ca-certificates",
                                      "/dev/urandom",
                                      "/dev/null"};

WorkerLimits limits_of_sender(const MailSettings& settings) {
  WorkerLimits limits;
  limits.address_space = kSenderAddressSpace;
  limits.connects = true;
  for (const char* const path : kReadBySender) limits.files.push_back({path, FileUse::Read});
  if (!settings.server.certificates.empty()) limits.files.push_back({settings.server.certificates, FileUse::Read});
  return limits;
}

std::string answer_json(const MailAnswer& answer) {
  base::Json json = base::Json::object();
  json.set("state", kMailStates[static_cast<std::size_t>(answer.state)]).set("code", std::int64_t{answer.code});
  json.set("recipient", answer.is_of_recipient);
  return json.set("reason", without_addresses(answer.reply.empty() ? answer.reason : answer.reply)).text();
}

}  // namespace

std::string without_addresses(std::string_view reason) {
  constexpr std::size_t kMost = 200;
  std::string out;
  for (std::size_t begin = 0; begin < reason.size();) {
    const std::size_t end = std::min(reason.find(' ', begin), reason.size());
    const std::string_view word = reason.substr(begin, end - begin);
    if (!out.empty()) out += ' ';
    if (word.find('@') == std::string_view::npos) {
      for (const char c : word) out += c >= 0x20 && c < 0x7f ? c : '?';
    } else {
      out += "...";
    }
    begin = end + 1;
  }
  return out.substr(0, kMost);
}

MailSender::MailSender(http::EventLoop& loop, std::string program, std::vector<std::string> arguments)
    : loop_(loop),
      program_(std::move(program)),
      arguments_(std::move(arguments)),
      link_(
          loop, kMaxSenderMessage, [this](const std::string& message) { take_answer(message); },
          [this] { take_end(); }) {}

void MailSender::send(const ReadyMail& mail, Done done) {
  if (std::exchange(is_old_, false)) link_.end();
  if (!link_.is_running()) {
    if (const std::error_code error = link_.start(program_, arguments_)) {
      loop_.post([done = std::move(done), reason = error.message()] {
        done({MailAnswer::State::Lost, 0, false, reason});
      });
      return;
    }
  }
  base::Json head = base::Json::object();
  head.set("from", mail.from).set("to", mail.to).set("milliseconds", static_cast<std::uint64_t>(mail.limit.count()));
  messages_.clear();
  resources::append_message(messages_, head.text());
  resources::append_message(messages_, mail.bytes);
  done_ = std::move(done);
  limit_ = loop_.after(mail.limit + kMailGrace, [this] { take_end(); });
  link_.send(messages_);
}

void MailSender::take_answer(const std::string& message) {
  const auto json = base::parse_json(message);
  if (!done_ || !json || !json->view().is_object()) return take_end();
  const base::JsonView view = json->view();
  const auto state = std::find(kMailStates.begin(), kMailStates.end(), view.text_of("state"));
  if (state == kMailStates.end()) return take_end();
  SentMail sent;
  sent.state = static_cast<MailAnswer::State>(state - kMailStates.begin());
  sent.code = static_cast<long>(view.number_of("code").value_or(0));
  sent.is_of_recipient = view.flag_of("recipient");
  sent.reason = without_addresses(view.text_of("reason"));
  finish(std::move(sent));
}

/// The process has ended, broken the protocol or taken too long.
void MailSender::take_end() {
  link_.end();
  if (done_) finish({MailAnswer::State::Unsure, 0, false, "the sending process has ended"});
}

void MailSender::finish(SentMail sent) {
  limit_.drop();
  // Called from the loop, since `done` may send the next mail, and so start the link again.
  loop_.post([done = std::exchange(done_, nullptr), sent = std::move(sent)] { done(sent); });
}

int run_mail_sender(resources::FileDescriptor socket, const std::string& settings,
                    const std::string& credentials_folder) {
  using resources::Exchange;
  engine::Run run;
  std::optional<MailSettings> read = read_mail_settings(settings, run);
  std::optional<std::string> password;
  if (read) password = read_mail_password(*read, credentials_folder, run.sink());
  close_files_but(socket.number());
  if (read) give_up_rights(limits_of_sender(*read));
  resources::MailServer server = read ? std::move(read->server) : resources::MailServer();
  server.password = password.value_or(std::string());
  resources::MailClient client(std::move(server));
  resources::MessageChannel channel(std::move(socket));
  std::string head;
  std::string bytes;
  while (channel.receive(head, kMaxSenderMessage, nullptr, nullptr) == Exchange::Done &&
         channel.receive(bytes, kMaxMailBytes, nullptr, nullptr) == Exchange::Done) {
    const auto json = base::parse_json(head);
    if (!json || !json->view().is_object()) return 1;
    const base::JsonView view = json->view();
    MailAnswer answer;
    answer.reason = "the settings of mail, or the password, cannot be read";
    const std::string from(view.text_of("from"));
    const std::string to(view.text_of("to"));
    const std::chrono::milliseconds limit(view.number_of("milliseconds").value_or(0));
    if (password) answer = client.send({from, to, bytes}, limit);
    if (channel.send(answer_json(answer), nullptr, nullptr) != Exchange::Done) return 1;
  }
  return 0;
}

}  // namespace gongwen::service

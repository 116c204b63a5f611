// Both sides of the process that sends mail. Messages on the socket: a head in JSON and the bytes of the mail; the
// answer is JSON. One mail is sent at a time, and the connection to the server stays open between mails.
#include "service/mail/mail_sender.h"

#include "base/json.h"
#include "engine/core/run.h"
#include "resources/http_client.h"
#include "resources/message_channel.h"
#include "service/http/network.h"
#include "service/mail/detail/bounce_process.h"
#include "service/oidc/detail/provider_request.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace gongwen::service {
namespace {

using resources::AllowedFiles;
using resources::FileUse;
using resources::MailAnswer;

constexpr std::size_t kMaxSenderMessage = std::size_t{2} << 20;  // with the body of an answer, escaped
/// Beyond the time limit of the mail: a process that is silent for longer is ended.
constexpr std::chrono::seconds kMailGrace{15};
constexpr std::uint64_t kSenderAddressSpace = std::uint64_t{2} << 30;  // bytes

// In the order of MailAnswer::State.
constexpr std::array<std::string_view, 4> kMailStates{"taken", "refused", "unsure", "lost"};

/// Files that name resolution and TLS read, besides libraries.
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

// Landlock allows these paths for reading; everything else, including the database and the uploaded files, is
// inaccessible. Unlike workers that make documents, this process may open sockets.
WorkerLimits limits_of_sender(const MailSettings& settings, const std::string& certificates) {
  WorkerLimits limits;
  limits.address_space = kSenderAddressSpace;
  limits.connects = true;
  for (const char* const path : kReadBySender) limits.files.push_back({path, FileUse::Read});
  if (!settings.server.certificates.empty()) limits.files.push_back({settings.server.certificates, FileUse::Read});
  if (!certificates.empty()) limits.files.push_back({certificates, FileUse::Read});
  return limits;
}

/// Networks that are local or reserved (RFC 6890, RFC 4291). IPv6 addresses that embed IPv4 ones, as gateways translate
/// them (RFC 6052), are judged by the IPv4 address.
constexpr std::array<std::string_view, 21> kOwnNetworks{
    "0.0.0.0/8",    "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8",  "169.254.0.0/16",  "172.16.0.0/12",
    "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4",  "240.0.0.0/4",    "::/128",        "::1/128",      "64:ff9b::/96",    "fc00::/7",
    "fe80::/10",    "ff00::/8",       "2001:db8::/32"};

bool is_in(std::string_view network, const http::Address& address) {
  const auto parsed = http::parse_network(network);
  return parsed && parsed->contains(address);
}

std::vector<std::string> texts_of(const base::JsonView& head, std::string_view name) {
  std::vector<std::string> texts;
  const auto list = head.find(name);
  for (std::size_t i = 0; list && i < list->size(); ++i) texts.emplace_back(list->at(i).text());
  return texts;
}

/// Sends a request, and returns the result. Only the status of the answer is used.
MailAnswer call_program(resources::HttpClient& client, const base::JsonView& head, const std::string& body,
                        const std::string& certificates) {
  constexpr std::size_t kMostRead = 4'096;
  constexpr long kFirstRefused = 300;
  // 10.x, 192.168.x and the like are refused unless the operator allows them, so that a page of settings cannot be used
  // to explore the office's network.
  resources::HttpRequest request;
  request.method = resources::HttpMethod::Post;
  request.url = head.text_of("address");
  request.body = body;
  request.headers = texts_of(head, "headers");
  const std::vector<std::string> networks = texts_of(head, "networks");
  request.max_bytes = kMostRead;
  // No proxy, even if the environment names one: the check of addresses would see the proxy's.
  request.proxy = std::string();
  request.certificates = certificates;
  request.total_time = std::chrono::milliseconds(head.number_of("milliseconds").value_or(0));
  request.may_reach = [&networks](const std::string& address) {
    return may_be_called(address, networks);
  };
  // Plain http would show the signature and the event to everyone on the way.
  const resources::HttpAnswer answered =
      request.url.starts_with("https://") ? client.ask(request) : resources::HttpAnswer();
  MailAnswer answer;
  answer.code = answered.status;
  answer.reason = answered.is_forbidden ? "an address of the own network" : answered.reason;
  if (answered.state == resources::HttpAnswer::State::Answered) {
    answer.state = answered.status < kFirstRefused ? MailAnswer::State::Taken : MailAnswer::State::Refused;
  }
  return answer;
}

std::string answer_json(const MailAnswer& answer, const std::string& body = {}) {
  base::Json json = base::Json::object();
  json.set("state", kMailStates[static_cast<std::size_t>(answer.state)]).set("code", std::int64_t{answer.code});
  json.set("recipient", answer.is_of_recipient);
  if (!body.empty()) json.set("body", body);
  // The server's words if there are any, otherwise those of the library.
  return json.set("reason", without_addresses(answer.reply.empty() ? answer.reason : answer.reply)).text();
}

}  // namespace

std::string without_addresses(std::string_view reason) {
  // `550 5.1.1 <zhang@example.org> unknown` becomes `550 5.1.1 ... unknown`. Bytes outside of ASCII become `?`, so that
  // a log line stays one line.
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

bool may_be_called(const std::string& address, const std::vector<std::string>& allowed) {
  const auto parsed = http::parse_address(address);
  if (!parsed) return false;
  const auto has = [&parsed](const auto& network) {
    return is_in(network, *parsed);
  };
  return std::any_of(allowed.begin(), allowed.end(), has) ||
         std::none_of(kOwnNetworks.begin(), kOwnNetworks.end(), has);
}

void MailSender::send(const ReadyMail& mail, Done done) {
  base::Json head = base::Json::object();
  head.set("from", mail.from).set("to", mail.to).set("milliseconds", static_cast<std::uint64_t>(mail.limit.count()));
  hand_over(head.text(), mail.bytes, mail.limit, std::move(done));
}

void MailSender::post(const ReadyCall& call, Done done) {
  base::Json head = base::Json::object();
  head.set("address", call.address).set("headers", base::Json::list_of(call.headers));
  head.set("networks", base::Json::list_of(call.networks));
  head.set("milliseconds", static_cast<std::uint64_t>(call.limit.count()));
  hand_over(head.text(), call.body, call.limit, std::move(done));
}

void MailSender::ask(const ReadyQuestion& question, Done done) {
  base::Json head = base::Json::object();
  head.set("question", question.address).set("most", question.most);
  head.set("basic", question.client == ReadyQuestion::Client::Basic);
  head.set("milliseconds", static_cast<std::uint64_t>(question.limit.count()));
  hand_over(head.text(), question.form, question.limit, std::move(done));
}

void MailSender::ask_mailbox(base::Json question, std::chrono::milliseconds limit, Done done) {
  question.set("milliseconds", static_cast<std::uint64_t>(limit.count()));
  hand_over(question.text(), {}, limit, std::move(done));
}

void MailSender::hand_over(const std::string& head, const std::string& bytes, std::chrono::milliseconds limit,
                           Done done) {
  // Settings or password have changed on the disk (renew()): the old process ends before the next order.
  if (std::exchange(is_old_, false)) link_.end();
  if (!link_.is_running()) {
    if (const std::error_code error = link_.start(program_, arguments_)) {
      // Posted, so that `done` is never called from within send().
      loop_.post([done = std::move(done), reason = error.message()] {
        done({MailAnswer::State::Lost, 0, false, reason});
      });
      return;
    }
  }
  messages_.clear();
  // Two messages, each with its length before it: the head and the bytes.
  resources::append_message(messages_, head);
  resources::append_message(messages_, bytes);
  done_ = std::move(done);
  // The process has time limits of its own; this one catches a process that hangs.
  limit_ = loop_.after(limit + kMailGrace, [this] { take_end(); });
  link_.send(messages_);
}

void MailSender::take_answer(const std::string& message) {
  // `!done_`: an answer without a question.
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
  sent.body = view.text_of("body");
  finish(std::move(sent));
}

/// The process has ended, broken the protocol or taken too long.
void MailSender::take_end() {
  link_.end();
  // Unsure, not Lost: the mail may have been handed over before the process ended.
  if (done_) finish({MailAnswer::State::Unsure, 0, false, "the sending process has ended"});
}

void MailSender::finish(SentMail sent) {
  limit_.drop();
  // Called from the loop, since `done` may send the next mail, and so start the link again.
  loop_.post([done = std::exchange(done_, nullptr), sent = std::move(sent)] { done(sent); });
}

namespace {

/// Answers orders, each a head of JSON and bytes, until the service closes the channel. Returns the exit status.
int answer_orders(resources::FileDescriptor socket,
                  const std::function<std::string(const base::JsonView& order, const std::string& bytes)>& answer) {
  using resources::Exchange;
  resources::MessageChannel channel(std::move(socket));
  std::string head;
  std::string bytes;
  // Both must arrive; if the channel is closed between them, the process ends.
  while (channel.receive(head, kMaxSenderMessage, nullptr, nullptr) == Exchange::Done &&
         channel.receive(bytes, kMaxMailBytes, nullptr, nullptr) == Exchange::Done) {
    const auto json = base::parse_json(head);
    if (!json || !json->view().is_object()) return 1;
    if (channel.send(answer(json->view(), bytes), nullptr, nullptr) != Exchange::Done) return 1;
  }
  return 0;
}

/// The process that reads the mailbox has no other password and connects to no other server.
int run_mailbox_reader(resources::FileDescriptor socket, const SenderFiles& files) {
  // Messages of `run` are discarded: the answer to each order has the reason.
  engine::Run run;
  std::optional<MailSettings> settings = read_mail_settings(files.mailbox, run);
  std::optional<std::string> password;
  if (settings && settings->mailbox) {
    MailboxSettings& box = *settings->mailbox;
    password = read_first_line(box.secret_file, box.credential, files.credentials_folder, run.sink());
    box.server.password = password.value_or(std::string());
  }
  // Descriptors inherited from the front (sockets of applicants, the database) are closed before anything is read from
  // the network.
  close_files_but(socket.number());
  const bool can_read = password.has_value();
  give_up_rights(limits_of_sender(MailSettings(), can_read ? settings->mailbox->server.certificates : std::string()));
  return answer_orders(std::move(socket), [&](const base::JsonView& order, const std::string&) {
    MailboxAnswer answer;
    answer.end.reason = "the settings of the mailbox, or its password, cannot be read";
    if (can_read) answer = answer_about_mailbox(*settings->mailbox, settings->bounces, order);
    return answer_json(answer.end, answer.body);
  });
}

}  // namespace

int run_mail_sender(resources::FileDescriptor socket, const SenderFiles& files) {
  if (!files.mailbox.empty()) return run_mailbox_reader(std::move(socket), files);
  engine::Run run;
  std::optional<MailSettings> read;
  if (!files.settings.empty()) read = read_mail_settings(files.settings, run);
  std::optional<std::string> password;
  if (read) password = read_mail_password(*read, files.credentials_folder, run.sink());
  ProviderClient provider(files.oidc, files.credentials_folder, run);
  const std::string& certificates = files.oidc.empty() ? files.certificates : provider.certificates();
  close_files_but(socket.number());
  // If settings are given and cannot be read, rights are kept but nothing is ever sent (see below).
  if (read || files.settings.empty()) give_up_rights(limits_of_sender(read.value_or(MailSettings()), certificates));
  resources::MailServer server = read ? std::move(read->server) : resources::MailServer();
  server.password = password.value_or(std::string());
  resources::MailClient client(std::move(server));
  resources::HttpClient programs;
  return answer_orders(std::move(socket), [&](const base::JsonView& order, const std::string& bytes) {
    // The member in the head tells what the order is: `question` (provider of logins), `address` (hook), otherwise
    // mail.
    if (order.find("question")) {
      const ProviderAnswer answered = provider.ask(order, bytes);
      return answer_json(answered.end, answered.body);
    }
    if (order.find("address")) return answer_json(call_program(programs, order, bytes, files.certificates));
    MailAnswer answer;
    answer.reason = "the settings of mail, or the password, cannot be read";
    const std::string from(order.text_of("from"));
    const std::string to(order.text_of("to"));
    const std::chrono::milliseconds limit(order.number_of("milliseconds").value_or(0));
    // Without a password no try is made: an unauthenticated one could make the server block the sender.
    if (password) answer = client.send({from, to, bytes}, limit);
    return answer_json(answer);
  });
}

}  // namespace gongwen::service

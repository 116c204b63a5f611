// Mailbox: reads messages of a folder over IMAP (RFC 3501) with TLS. libcurl connects and logs in; the few commands are
// written here, since its own ones mark as seen what they fetch, and take lines of messages for replies.
//   resources::Mailbox mailbox({.url = "imaps://mail.example", .user = "bounce", .password = password}, limit);
//   if (!mailbox.open()) return report(mailbox.reason());
//   for (const std::uint32_t uid : mailbox.find_unread(query).value_or(…)) read(mailbox.read(uid, 65'536));
#pragma once

#include "resources/environment.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

struct MailboxServer {
  std::string url;                // `imaps://host` or `imaps://host:993`
  std::string certificates = {};  // file with CA certificates; empty: the system's
  std::string user = {};
  std::string password = {};
  std::string folder = "INBOX";  // printable ASCII, as the server writes it
};

/// Selects unread messages with a number above `after` that arrived on the day `since` or later.
struct MailboxQuery {
  std::uint32_t after = 0;
  std::string since = {};         // `15-Nov-2026`
  std::string content_type = {};  // a part of the field, printable ASCII
};

class Mailbox {
 public:
  /// `time` limits all calls together.
  Mailbox(MailboxServer server, std::chrono::milliseconds time);
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  ~Mailbox();

  /// Logs in and opens the folder. After a failure here or below, reason() says why. A command that the server refuses
  /// leaves the connection usable; after other failures all further calls fail.
  bool open();
  const std::string& reason() const { return reason_; }
  /// Message numbers are valid while this value stays the same (UIDVALIDITY).
  std::uint32_t validity() const { return validity_; }

  /// The numbers of the messages, in rising order.
  std::optional<std::vector<std::uint32_t>> find_unread(const MailboxQuery& query);
  /// The first `most` bytes of a message, which stays unread. Empty if it is gone.
  std::optional<std::string> read(std::uint32_t uid, std::size_t most);
  bool mark_read(const std::vector<std::uint32_t>& uids);
  /// Moves messages to another folder of the server (RFC 6851).
  bool move(const std::vector<std::uint32_t>& uids, const std::string& folder);

 private:
  /// An untagged response: its line, with the last literal apart.
  struct Untagged {
    std::string line;
    std::string literal;
  };
  bool connect();
  bool command(const std::string& words, std::size_t most_literal, const std::function<void(const Untagged&)>& take);
  bool send(std::string_view bytes);
  bool receive();
  bool take_line(std::string& line);
  bool take_literal(std::size_t count, std::string& literal);
  bool wait(bool to_send);
  bool fail(std::string reason);

  MailboxServer server_;
  Deadline deadline_;
  void* handle_ = nullptr;  // libcurl's easy handle
  bool is_open_ = false;
  int tag_ = 0;
  std::string received_;
  std::uint32_t validity_ = 0;
  std::string reason_;
};

}  // namespace gongwen::resources

// The process that reads the mailbox for returned mail: it looks for messages, or marks those that were handled, and
// returns what it found. See mail_sender.h for the messages on the socket.
#pragma once

#include "base/json.h"
#include "resources/mail_client.h"
#include "service/mail/mail_settings.h"

#include <cstdint>
#include <string>

namespace gongwen::service {

/// Reports are small, and the returned mail after them is not read. A report of RFC 3464 has some kilobytes before the
/// returned mail.
inline constexpr std::size_t kMaxReport = std::size_t{256} << 10;
/// The most messages that are read in one look.
inline constexpr std::size_t kReportsAtOnce = 200;

struct MailboxAnswer {
  resources::MailAnswer end;
  std::string body;  // JSON, after a look
};

/// `settings` is used with the password. A question `look` has `validity` and `after` of the last one, and `since`; the
/// answer has `validity`, `last`, `more` and `reports`. A question `handled` has `validity` and `uids`. `validity` is
/// UIDVALIDITY (RFC 3501, 2.3.1.1): if it changes, all UIDs of the folder have another meaning.
MailboxAnswer answer_about_mailbox(const MailboxSettings& settings, const std::string& bounces,
                                   const base::JsonView& question);

}  // namespace gongwen::service

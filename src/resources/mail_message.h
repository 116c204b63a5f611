// Mail as bytes (RFC 5322, RFC 2045 to 2047). Everything that is the same for all recipients has the same bytes each
// time, so that a second attempt sends the same message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

/// Whether the text may stand for an address in a command to a mail server: ASCII without blanks, controls and `<>`,
/// one
/// `@` with something on both sides, at most 254 bytes (RFC 5321 section 4.5.3.1). libcurl sends a line break in an
/// address as it is, so what follows would be a command of its own.
bool is_mail_address(std::string_view text);

struct MailAttachment {
  std::string name;  // UTF-8
  std::string_view type;
  std::string_view bytes;
};

struct MailMessage {
  std::string from = {};  // address
  std::string from_name = {};
  std::string reply_to = {};
  std::string subject = {};
  std::string message_id = {};  // `<…@host>`
  std::string date = {};        // ISO 8601
  std::string text = {};        // UTF-8, lines end in \n
  std::string html = {};        // empty: none
  std::vector<MailAttachment> attachments = {};

  /// The message for one recipient, with CRLF. All addresses must be is_mail_address; texts may be anything.
  std::string bytes_for(const std::string& to) const;
};

/// `<…@host>` from a key and the address of the sender; the same key gives the same id.
std::string message_id_of(std::string_view key, std::string_view from);

}  // namespace gongwen::resources

// An issue as a mail to subscribers: subject, plain text, and HTML without style sheets, as mail programs show it.
#pragma once

#include "gongwen/message.h"

#include <string>
#include <string_view>

namespace gongwen::publish {

struct MailEdition {
  std::string subject;
  std::string text;  // text/plain, UTF-8, lines end in \n
  std::string html;  // text/html, UTF-8, a table of 600 px
};

/// What a mail is made from.
struct MailSource {
  std::string_view issue;     // the issue's entry in index.json
  std::string_view text;      // contents of the edition's text.html; empty in editions made by older programs
  std::string_view base_url;  // public address of the site, with `/` at its end; empty: the mail has no links
  std::string_view stem;      // of the names of an edition's files: `bulletin`
};

/// The mail about the latest edition of an issue; its words are in `language`.
MailEdition make_mail_edition(const MailSource& source, Language language);

}  // namespace gongwen::publish

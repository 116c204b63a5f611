// Links: secrets besides the code of a draft by which an applicant opens the form. Each mail has a link of its own,
// which ends after its time or when the office makes a new one. The database has only hashes.
//   auto secret = Links(*inbox).add({submission, draft, "continue", now, now + kLinkTime});   // /resume/DRAFT#SECRET
#pragma once

#include "service/inbox/inbox.h"

#include <string>
#include <string_view>

namespace gongwen::inbox {

/// How long a link opens its form, unless it was made for a longer or shorter time.
inline constexpr Seconds kLinkTime = Seconds{14} * 86'400;

/// `submission` is used to find the links when a submission is removed; `mail` lets end_former() spare the link of a
/// mail that is sent again.
struct NewLink {
  std::string submission;  // empty for a draft that was not handed in
  std::string draft;
  std::string purpose;  // `continue`; `browser` for a browser in which a link was opened
  Seconds now = 0;
  Seconds expires = 0;
  std::string mail = {};  // mail that contains it; may be empty
};

/// Called by Mailer when a mail is written, by FormPages::open_link(), and by Drafts::open() for the cookie of a
/// browser that came by a link.
class Links {
 public:
  explicit Links(Inbox& inbox) : inbox_(inbox) {}

  /// Makes a link and returns its secret, of 128 bits.
  Result<std::string> add(const NewLink& link);
  /// Returns whether a secret opens this draft now.
  Result<bool> opens(const std::string& draft, std::string_view secret, Seconds now);
  /// Records that the form was opened with it. Links may be opened again, for instance on another device.
  std::optional<Fault> note_use(std::string_view secret, Seconds now);
  /// Ends links of a draft that were not sent with this mail. Browsers in which one was opened keep access.
  std::optional<Fault> end_former(const std::string& draft, const std::string& mail);
  /// Ends all links of a draft.
  std::optional<Fault> end(const std::string& draft);
  /// Removes expired links.
  std::optional<Fault> purge(Seconds now);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox

// Pages that answered a button. A browser that goes back to the answer of a POST asks whether to send everything again;
// so the answer gets an address, and any host that has the database can show it. Pages show personal data: they are
// shown only to the session in which they were made, and removed at logout, when a submission is removed, or after the
// longest time of a session.
#pragma once

#include "service/inbox/accounts.h"
#include "service/inbox/inbox.h"

#include <string>

namespace gongwen::inbox {

/// The answer to a POST as it was sent; the other headers are the same for all pages of the office.
struct ShownPage {
  std::int64_t status = 200;
  bool has_script = false;  // whether its Content-Security-Policy allows the scripts of the office
  std::string html;
};

class ShownPages {
 public:
  /// POST → add() → 303 to `/office/shown/ID` → get().
  explicit ShownPages(Inbox& inbox) : inbox_(inbox) {}

  /// Creates the table if there is none.
  std::optional<Fault> prepare();
  /// Stores a page for the session with this secret. Returns its id.
  Result<std::string> add(std::string_view session, const ShownPage& page, Seconds now);
  /// NotFound if the session has no such page.
  Result<ShownPage> get(std::string_view session, const std::string& id);
  /// Removes the pages of a session that ends.
  std::optional<Fault> remove_of(std::string_view session);
  /// Removes all pages, since any of them may show data that was removed elsewhere.
  std::optional<Fault> remove_all();
  /// Removes pages whose session must have ended.
  std::optional<Fault> purge(Seconds now);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox

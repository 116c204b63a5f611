// Searches: queries of the list that users save under a name, for themselves or for all accounts.
#pragma once

#include "service/inbox/inbox.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::inbox {

/// The most searches of an account; its pages list all of them.
inline constexpr std::size_t kMostSearches = 50;

struct Search {
  std::string id;
  std::string account;  // account that saved it
  std::string name;     // unique within an account
  std::string query;    // query of the list's address, without a page
  bool shared = false;  // visible to all accounts
  Seconds created = 0;
};

/// Called by office/searches.cpp.
class Searches {
 public:
  explicit Searches(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a search; ignores its id. Exists if the account has one of this name, Full if it has as many as it may.
  std::optional<Fault> add(const Search& search);
  /// Returns the searches of an account by name, then those that others share.
  Result<std::vector<Search>> list(const std::string& account);
  /// NotFound if the account has no such search.
  std::optional<Fault> remove(const std::string& account, const std::string& id);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox

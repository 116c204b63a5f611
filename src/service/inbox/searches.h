// Searches: queries of the list that people keep under a name, for themselves or for all accounts.
#pragma once

#include "service/inbox/inbox.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::inbox {

/// How many searches an account may keep, all of which its pages list.
inline constexpr std::size_t kMostSearches = 50;

struct Search {
  std::string id;
  std::string account;  // that keeps it
  std::string name;     // once in an account
  std::string query;    // of the list's address, without a page
  bool shared = false;  // all accounts see it
  Seconds created = 0;
};

/// Called by office/searches.cpp.
class Searches {
 public:
  explicit Searches(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a search, but for its id. Exists if the account has one of this name, Full if it has as many as it may.
  std::optional<Fault> add(const Search& search);
  /// The searches of an account by name, then those that others share.
  Result<std::vector<Search>> list(const std::string& account);
  /// NotFound if the account has no such search.
  std::optional<Fault> remove(const std::string& account, const std::string& id);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox

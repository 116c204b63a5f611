// Audit: who did what, when, and from where. Each line has a hash over itself and the hash of the line before (a hash
// chain), so that changed, removed or inserted lines are detected. It contains no values of forms.
#pragma once

#include "service/inbox/inbox.h"

namespace gongwen::inbox {

struct AuditLine {
  std::int64_t number = 0;  // from 1
  Seconds time = 0;
  std::string who;        // an account, a key's id, `draft:…`; empty if unknown
  std::string address;    // address of the client
  std::string action;     // `login`, `submission.accept`
  std::string object;     // `submission:…`
  std::string result;     // `ok`, `refused`
  std::string hash = {};  // set by add()
};

/// Written by pages, API, subcommands and background work after each action. Lines cannot be changed or deleted:
/// triggers refuse it (see inbox.cpp).
class Audit {
 public:
  explicit Audit(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a line. Returns it with its number and hash.
  Result<AuditLine> add(AuditLine line);
  /// Returns `count` lines from a number on, in order. For pages and exports. Numbers are without gaps, so `from +
  /// count` is the next page.
  Result<std::vector<AuditLine>> read(std::int64_t from, std::size_t count);
  /// The last `count` lines, in order.
  Result<std::vector<AuditLine>> last(std::size_t count);
  /// Checks the chain. Returns the number of the first line that does not match; 0 if all do. Sets
  /// `lines` to the number of lines. The first line has an empty text as the hash of the line
  /// before.
  Result<std::int64_t> verify(std::int64_t& lines);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox

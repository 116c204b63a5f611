// Audit: who did what, when, and from where. Each line has a hash over itself and the hash of the line before (a hash
// chain), so that a line that was changed, removed or inserted is found. It contains no values of forms.
#pragma once

#include "service/inbox/inbox.h"

namespace gongwen::inbox {

struct AuditLine {
  std::int64_t number = 0;  // from 1
  Seconds time = 0;
  std::string who;        // an account, a key's id, `draft:…`; empty: nobody that is known
  std::string address;    // where it came from
  std::string action;     // `login`, `submission.accept`
  std::string object;     // `submission:…`
  std::string result;     // `ok`, `refused`
  std::string hash = {};  // set when it is added
};

/// Written by pages, API, subcommands and background work after they have done something. The lines cannot be changed
/// or deleted: triggers refuse it (see inbox.cpp).
class Audit {
 public:
  explicit Audit(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a line. Returns it with its number and hash.
  Result<AuditLine> add(AuditLine line);
  /// `count` lines from a number on, in order.
  /// For pages and exports. Numbers are without gaps, so `from + count` is the next page.
  Result<std::vector<AuditLine>> read(std::int64_t from, std::size_t count);
  /// The last `count` lines, in order.
  Result<std::vector<AuditLine>> last(std::size_t count);
  /// Checks the chain. Returns the number of the first line that does not fit; 0 if all do. `lines` gets how many there
  /// are.
  /// The first line has an empty text as the hash of the line before.
  Result<std::int64_t> verify(std::int64_t& lines);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox

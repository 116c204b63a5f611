// Requests that a program may send again: what was answered to them, for as long as the program may not know whether
// they were done. Of the program's own key nothing but its hash is kept.
#pragma once

#include "service/inbox/inbox.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::inbox {

/// An answer as it was sent.
struct KeptAnswer {
  std::uint64_t status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// One request: who sent it, the key that it was given there, and what it was, as a hash.
struct KeyedRequest {
  std::string owner;
  std::string key;
  std::string fingerprint;
};

/// What is to be done with a request.
struct KeyedState {
  enum class Kind : std::uint8_t {
    New,       // do it, then `keep` or `forget`; also once more what was started before and has no answer
    Answered,  // `answer` is to be given once more
    Other      // the key is that of another request
  };
  Kind kind = Kind::New;
  KeptAnswer answer = {};
};

class Idempotency {
 public:
  static constexpr Seconds kKept = 86'400;

  explicit Idempotency(Inbox& inbox) : inbox_(inbox) {}

  /// Makes the table where there is none.
  std::optional<Fault> prepare();

  Result<KeyedState> begin(const KeyedRequest& request, Seconds now);
  std::optional<Fault> keep(const KeyedRequest& request, const KeptAnswer& answer);
  /// It was not done: the next one of the same key does it.
  std::optional<Fault> forget(const KeyedRequest& request);
  /// What is older than kKept.
  std::optional<Fault> purge(Seconds now);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox

// Answers to requests that a program may repeat, kept for a day. Of the program's own key only a hash is stored. Draft
// of the IETF HTTPAPI group, "The Idempotency-Key HTTP Header Field": a program that got no answer sends the same
// request again with the same key, and gets the answer of the first time. RepeatedRequests (detail/repeated.h) is the
// only user.
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

/// A request: its sender, the key that the sender gave it, and a hash of its contents. `owner` is the API key that sent
/// it, so that two programs may use the same keys; `fingerprint` is a hash over method, path, query, body and the
/// headers that change the result.
struct KeyedRequest {
  std::string owner;
  std::string key;
  std::string fingerprint;
};

/// How to handle a request.
struct KeyedState {
  enum class Kind : std::uint8_t {
    New,       // carry it out, then `keep` or `forget`; also for a request that was started before and has no answer
    Answered,  // send `answer` again
    Other      // the key belongs to another request
  };
  Kind kind = Kind::New;
  KeptAnswer answer = {};
};

class Idempotency {
 public:
  static constexpr Seconds kKept = 86'400;

  explicit Idempotency(Inbox& inbox) : inbox_(inbox) {}

  /// Creates the table if there is none.
  std::optional<Fault> prepare();

  /// Records the request and returns its state. A request that was recorded but has no answer is New again, since the
  /// process that worked on it has ended.
  Result<KeyedState> begin(const KeyedRequest& request, Seconds now);
  std::optional<Fault> keep(const KeyedRequest& request, const KeptAnswer& answer);
  /// Forgets a request that was not carried out, so that the next one with its key is.
  std::optional<Fault> forget(const KeyedRequest& request);
  /// Removes answers older than kKept.
  std::optional<Fault> purge(Seconds now);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox

// JobsApi: jobs for programs. A program starts one with a batch of records, or with a document for which it does not
// wait; progress is a stream of events, documents are downloaded. A key sees its own jobs only; programs on this
// machine without a key see all.
#pragma once

#include "service/detail/jobs.h"
#include "service/detail/program_call.h"
#include "service/detail/read_request.h"
#include "service/detail/repeated.h"
#include "service/http/event_loop.h"
#include "service/http/server.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::service {

/// Returns whether the client prefers not to wait: `Prefer: respond-async` (RFC 7240). The list may have other
/// preferences; they are ignored.
bool prefers_not_to_wait(const http::RequestHead& head);

/// Front calls start() when it knows that the kind exists, and the other functions through pass_job_to(), which finds
/// the job and checks that the key may see it.
class JobsApi {
 public:
  /// All arguments must outlive it.
  JobsApi(http::EventLoop& loop, Jobs& jobs, inbox::Inbox& inbox);

  /// The input from which a job is started.
  struct Start {
    Task task;  // as read from the request
    /// Files of a job that collects forms; used instead of those of the task.
    std::vector<JobInput> inputs = {};
    CollectParts parts = {};
  };

  /// Starts a job. The kind has been checked to exist. `mark` identifies the request if it is repeated.
  http::Response start(const ProgramCall& call, Start start, const std::string& mark);
  /// Returns the job; null if it does not exist or the program may not see it, which look alike.
  const Job* find(const ProgramCall& call, const std::string& id) const;

  // Handlers of requests, named by the table of routes. `job` is valid during the call only: Jobs may forget it
  // later.
  http::Response show(const ProgramCall& call, const Job& job);
  http::Response remove(const ProgramCall& call, const Job& job);
  http::Response manifest(const ProgramCall& call, const Job& job);
  http::Response document(const ProgramCall& call, const Job& job, const std::string& name);
  void archive(const ProgramCall& call, const Job& job);
  void listen(const ProgramCall& call, const Job& job);

  /// Ends all streams of events; their clients ask again.
  void stop();

 private:
  /// A stream of events; removed when the client disconnects or the job ends.
  struct Listener {
    std::string job;
    ExchangePtr exchange;
  };

  void tell(const Job& job);
  void keep_alive();

  http::EventLoop& loop_;
  Jobs& jobs_;
  inbox::Inbox& inbox_;
  std::vector<Listener> listeners_;
  http::EventLoop::Timer alive_;
};

// Sends all documents of a job as one ZIP archive that is made while it is sent: one document at a time is in memory.
// Documents are stored uncompressed, since their formats compress already.

/// Answers with `head` and the documents of the job in this folder.
void send_job_archive(const std::shared_ptr<http::Exchange>& exchange, http::Response head, const std::string& folder);

// Answers of unknown length, which are made while they are sent, so that only a part at a time is in memory.
//   send_in_pieces(exchange, std::move(head), [lines](std::string& piece) { … return Piece::Last; });
// Also used for exports of submissions (export_api.cpp).

/// The result of making a piece.
enum class Piece : std::uint8_t {
  More,
  Last,
  Broken  // nothing more is sent: the missing end shows the client that the answer is incomplete
};

/// Appends the next part of the answer, of any length. Called again when all earlier parts have been sent, which may be
/// long after the request; never called after it has returned Last or Broken, or when the client is gone.
using NextPiece = std::function<Piece(std::string& piece)>;

/// Answers with `head` and everything that `next` makes; a HEAD request with `head` only. No other function may answer
/// the exchange.
void send_in_pieces(const std::shared_ptr<http::Exchange>& exchange, http::Response head, NextPiece next);

}  // namespace gongwen::service

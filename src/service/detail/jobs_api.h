// JobsApi: jobs for programs. A batch of records starts one, or a document for which the program does not wait; its
// progress is a stream of events, its documents are downloaded. A key sees its own jobs only; programs on this machine
// without a key see all.
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

/// Whether the client prefers not to wait: `Prefer: respond-async` (RFC 7240).
/// Also other preferences may stand in the list; only this one has a meaning here.
bool prefers_not_to_wait(const http::RequestHead& head);

/// Front calls start() when it knows that the kind exists, and the other functions through pass_job_to(), which looks
/// the job up by key.
class JobsApi {
 public:
  /// All must outlive it.
  JobsApi(http::EventLoop& loop, Jobs& jobs, inbox::Inbox& inbox);

  /// What a job is started with.
  struct Start {
    Task task;  // that was read from the request
    /// Files of a job that collects forms; they replace those of the task.
    std::vector<JobInput> inputs = {};
    CollectParts parts = {};
  };

  /// Starts a job. The kind is known to exist. `mark` identifies the request if it is repeated.
  http::Response start(const ProgramCall& call, Start start, const std::string& mark);
  /// The job, if the program may see it; otherwise null. For others it looks like one that does not exist.
  const Job* find(const ProgramCall& call, const std::string& id) const;

  // Requests, as the table of routes names them.
  // `job` is valid during the call only: Jobs may forget it later.
  http::Response show(const ProgramCall& call, const Job& job);
  http::Response remove(const ProgramCall& call, const Job& job);
  http::Response manifest(const ProgramCall& call, const Job& job);
  http::Response document(const ProgramCall& call, const Job& job, const std::string& name);
  void archive(const ProgramCall& call, const Job& job);
  void listen(const ProgramCall& call, const Job& job);

  /// Ends all streams of events; their clients ask again.
  void stop();

 private:
  /// A stream of events; removed when the client goes or the job ends.
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

// All documents of a job as one ZIP archive, which is sent while it is made: one document at a time is in memory.
// Documents are stored uncompressed, since their formats compress already.

/// Answers with `head` and the documents of the job in this folder.
void send_job_archive(const std::shared_ptr<http::Exchange>& exchange, http::Response head, const std::string& folder);

// Answers of unknown length, which are sent while they are made, a part at a time in memory.
//   send_in_pieces(exchange, std::move(head), [lines](std::string& piece) { … return Piece::Last; });
// Used by exports of submissions, too (export_api.cpp).

/// How the next piece was made.
enum class Piece : std::uint8_t {
  More,
  Last,
  Broken  // nothing more is sent: without its end the client sees that the answer is not whole
};

/// Appends the next part of the answer, of any length. It is called again when all earlier parts have been sent, which
/// may be long after the request; never after it has returned Last or Broken, nor when the client is gone.
using NextPiece = std::function<Piece(std::string& piece)>;

/// Answers with `head` and everything that `next` makes; a HEAD request with `head` alone. Nothing else may answer the
/// exchange.
void send_in_pieces(const std::shared_ptr<http::Exchange>& exchange, http::Response head, NextPiece next);

}  // namespace gongwen::service

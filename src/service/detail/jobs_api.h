// JobsApi: jobs for programs: started by a batch of records, or by a document that nobody waits for, watched as a
// stream of events, their documents fetched. A job is there for the key that started it; for programs of this machine
// without a key all jobs are.
#pragma once

#include "http/event_loop.h"
#include "http/server.h"
#include "service/detail/jobs.h"
#include "service/detail/read_request.h"
#include "service/detail/repeated.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::service {

/// Whether the client would rather not wait (RFC 7240).
bool prefers_not_to_wait(const http::RequestHead& head);

class JobsApi {
 public:
  using ExchangePtr = std::shared_ptr<http::Exchange>;

  /// All outlive it. `clock`: seconds since 1970.
  JobsApi(http::EventLoop& loop, Jobs& jobs, inbox::Inbox& inbox, std::function<std::int64_t()> clock);

  /// Of all answers: what is said of how they may be used.
  void protect_with(void (*protect)(http::Response&)) { protect_ = protect; }

  /// What a job is started with.
  struct Start {
    Task task;  // that was read from the request
    /// What a job that collects forms has in place of files of the task.
    std::vector<JobInput> inputs = {};
    CollectParts parts = {};
  };

  /// Starts a job. The kind is known.
  http::Response start(const http::Request& request, Start start, const std::string& mark);
  /// All else. The request was let in already.
  void answer(const ExchangePtr& exchange, const RouteMatch& match, diagnostics::Language language);
  /// Ends all streams of events: who listens asks again.
  void stop();

 private:
  struct Listener {
    std::string job;
    ExchangePtr exchange;
  };

  const Job* find(const http::RequestHead& head, const std::string& id) const;
  http::Response remove(const http::Request& request, const Job& job);
  http::Response manifest(const http::Request& request, const Job& job) const;
  http::Response document(const http::Request& request, const Job& job, const std::string& name,
                          diagnostics::Language language) const;
  void listen(const ExchangePtr& exchange, const Job& job);
  void tell(const Job& job);
  void keep_alive();
  void send(const ExchangePtr& exchange, http::Response response) const;
  void write_down(const http::RequestHead& head, std::string_view action, const Job& job);

  http::EventLoop& loop_;
  Jobs& jobs_;
  inbox::Inbox& inbox_;
  std::function<std::int64_t()> clock_;
  void (*protect_)(http::Response&) = nullptr;
  std::vector<Listener> listeners_;
  http::EventLoop::Timer alive_;
};

// All documents of a job as one ZIP archive, sent while it is put together: one document at a time is in memory. They
// are stored as they are, since they are compressed themselves.

/// Answers with `head` and the documents of the job in this folder.
void send_job_archive(const std::shared_ptr<http::Exchange>& exchange, http::Response head, const std::string& folder);

// Answers whose length is not known, sent while they are made: some of it at a time is in memory.
//   send_in_pieces(exchange, std::move(head), [lines](std::string& piece) { … return Piece::Last; });

/// How the next piece was made.
enum class Piece : std::uint8_t {
  More,
  Last,
  Broken  // nothing more is sent: without its end the client sees that the answer is not whole
};

/// Appends the next part of the answer, of any length. It is called again when all parts before have gone out to the
/// client, and so may be called long after the request; never after it has answered Last or Broken, nor once the client
/// is gone.
using NextPiece = std::function<Piece(std::string& piece)>;

/// Answers with `head` and all that `next` makes; a HEAD request with `head` alone. The exchange is not answered
/// otherwise.
void send_in_pieces(const std::shared_ptr<http::Exchange>& exchange, http::Response head, NextPiece next);

}  // namespace gongwen::service

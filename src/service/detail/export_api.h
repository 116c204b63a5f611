// ExportApi: what programs fetch of submissions and is not kept as it is sent: documents of versions, what differs
// between two of them, rosters and registers, the data of many.
#pragma once

#include "http/server.h"
#include "inbox/submissions.h"
#include "service/detail/routes.h"
#include "service/detail/submission_export.h"
#include "service/detail/worker_pool.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

class ExportApi {
 public:
  using ExchangePtr = std::shared_ptr<http::Exchange>;
  /// Answers a request whose task came to nothing.
  using Refuse = std::function<void(http::Exchange& exchange, const Route& route, PoolAnswer answer)>;

  /// Pool and inbox outlive it. `clock`: seconds since 1970.
  ExportApi(WorkerPool& pool, inbox::Inbox& inbox, std::function<std::int64_t()> clock, std::chrono::milliseconds time)
      : pool_(pool), inbox_(inbox), clock_(std::move(clock)), time_(time) {}

  /// Of all answers: what is said of how they may be used; and how a task that failed is answered.
  void answer_with(void (*protect)(http::Response&), Refuse refuse);

  /// The request was let in, and its query read.
  void answer(const ExchangePtr& exchange, const RouteMatch& match, diagnostics::Language language);

 private:
  struct Call;
  struct Selection;

  void document(const Call& call);
  void differences(const Call& call);
  void exported(const Call& call);
  void collected(const Call& call, Selection selection, const std::string& answer);
  void send_data(const Call& call, const Selection& selection, bool as_archive);
  bool find(const Call& call, Selection& selection) const;
  void ask(const Call& call, Task task, std::function<void(TaskAnswer)> done);
  void send(const Call& call, http::Response response) const;
  void send_problem(const Call& call, unsigned status, std::string_view id, std::string title) const;
  void send_left_out(const Call& call, const TaskAnswer& answer) const;
  void send_fault(const Call& call, const inbox::Fault& fault) const;
  void note(const Call& call, std::string_view action, const std::string& object);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  std::function<std::int64_t()> clock_;
  std::chrono::milliseconds time_;
  void (*protect_)(http::Response&) = nullptr;
  Refuse refuse_;
};

}  // namespace gongwen::service

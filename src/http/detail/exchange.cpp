#include "http/detail/exchange.h"

#include "base/assert.h"

#include <utility>

namespace gongwen::http {

PendingExchange::PendingExchange(const std::shared_ptr<Connection>& connection, Request request, BodyShare share)
    : connection_(connection), request_(std::move(request)), share_(std::move(share)) {}

PendingExchange::~PendingExchange() {
  const auto connection = connection_.lock();
  if (!connection || step_ == Step::Answered) return;
  if (step_ == Step::Waiting) {
    connection->respond(problem(500, "no-answer", "The request was not answered"));
  } else {
    connection->break_off();
  }
}

void PendingExchange::respond(Response response) {
  GONGWEN_ASSERT(step_ == Step::Waiting || gone());
  step_ = Step::Answered;
  if (const auto connection = connection_.lock()) connection->respond(std::move(response));
}

void PendingExchange::begin(Response head) {
  GONGWEN_ASSERT(step_ == Step::Waiting || gone());
  step_ = Step::Begun;
  if (const auto connection = connection_.lock()) connection->begin(std::move(head));
}

bool PendingExchange::write(std::string_view chunk) {
  GONGWEN_ASSERT(step_ == Step::Begun || gone());
  const auto connection = connection_.lock();
  return connection && connection->write(chunk);
}

void PendingExchange::end() {
  GONGWEN_ASSERT(step_ == Step::Begun || gone());
  step_ = Step::Answered;
  if (const auto connection = connection_.lock()) connection->end();
}

void PendingExchange::on_drained(std::function<void()> drained) {
  // It usually keeps the exchange itself, which nobody would set free later.
  if (connection_.expired()) return;
  drained_ = std::move(drained);
}

void PendingExchange::on_gone(std::function<void()> gone) {
  if (connection_.expired()) return;
  gone_ = std::move(gone);
}

void PendingExchange::release() {
  connection_.reset();
  // What they keep may come back here when it goes.
  const auto gone = std::exchange(gone_, nullptr);
  const auto drained = std::exchange(drained_, nullptr);
}

void PendingExchange::tell_drained() {
  // It may be replaced, or end the exchange.
  const auto self = shared_from_this();
  tells_drained_ = false;
  const auto connection = connection_.lock();
  if (step_ != Step::Begun || !connection || connection->has_unsent()) return;
  if (const auto drained = drained_) drained();
}

}  // namespace gongwen::http

// PendingExchange: an Exchange of a connection, which it may outlive.
#pragma once

#include "http/detail/connection.h"
#include "http/server.h"

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace gongwen::http {

class PendingExchange final : public Exchange, public std::enable_shared_from_this<PendingExchange> {
 public:
  /// `share`: of the memory for bodies, kept as long as the request may be.
  PendingExchange(const std::shared_ptr<Connection>& connection, Request request, BodyShare share);
  /// A handler that lost it would leave the client waiting for ever.
  ~PendingExchange() override;

  Request& request() override { return request_; }
  void respond(Response response) override;
  void begin(Response head) override;
  bool write(std::string_view chunk) override;
  void end() override;
  void on_drained(std::function<void()> drained) override;
  void on_gone(std::function<void()> gone) override;
  bool gone() const override { return connection_.expired(); }

  // For the connection.

  /// Who is notified that the client is gone.
  std::function<void()> take_gone() { return std::exchange(gone_, nullptr); }
  /// The connection is another request's, or has ended.
  void release();
  /// Whether tell_drained() is to be called later; not when it is already.
  bool will_tell_drained() { return !std::exchange(tells_drained_, true); }
  void tell_drained();

 private:
  enum class Step : std::uint8_t { Waiting, Begun, Answered };

  std::weak_ptr<Connection> connection_;
  Request request_;
  BodyShare share_;
  Step step_ = Step::Waiting;
  bool tells_drained_ = false;
  std::function<void()> drained_;
  std::function<void()> gone_;
};

}  // namespace gongwen::http

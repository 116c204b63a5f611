// Metrics over HTTP: whoever watches over a program asks for `/metrics` on a separate address.
//   MetricsHandler handler([] { return text; });          // in a loop that is there
//   MetricsThread thread([] { return text; }, clock);     // in a program without one
#pragma once

#include "base/expected.h"
#include "http/event_loop.h"
#include "http/server.h"
#include "resources/file_descriptor.h"
#include "service/serve.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace gongwen::service {

/// Why an address cannot be listened on, for people.
ServeError serve_error(const http::ListenError& error, std::string address);

class MetricsHandler final : public http::Handler {
 public:
  /// `text`: in the text format of Prometheus.
  explicit MetricsHandler(std::function<std::string()> text) : text_(std::move(text)) {}

  http::BodyPlan plan(const http::RequestHead& head) override;
  void handle(std::shared_ptr<http::Exchange> exchange) override;

 private:
  std::function<std::string()> text_;
};

/// Answers from a separate thread, from listen() until it is destroyed.
class MetricsThread {
 public:
  /// `text` is called from that thread. `clock`: seconds since 1970.
  MetricsThread(std::function<std::string()> text, std::function<std::int64_t()> clock);
  MetricsThread(const MetricsThread&) = delete;
  MetricsThread& operator=(const MetricsThread&) = delete;
  ~MetricsThread();

  /// As http::Server::listen. Once.
  base::Expected<std::string, http::ListenError> listen(const std::string& address);

 private:
  http::EventLoop loop_;
  MetricsHandler handler_;
  http::Server server_;
  resources::FileDescriptor end_;  // can be read when the thread is to end
  http::EventLoop::Watch ends_;
  std::thread thread_;
};

}  // namespace gongwen::service
